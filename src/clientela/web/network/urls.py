from __future__ import annotations

from django.urls import path

from . import policy, views

urlpatterns = [
    path("network/", views.network, name="network"),
    path("network/who/", views.who, name="network_who"),
    path("network/staff/<int:user_id>/", views.staff, name="network_staff"),
    path("network/clients/<int:client_id>/", views.client, name="network_client"),
    path("network/why/<int:user_id>/<int:contact_id>/<int:client_id>/", views.why, name="network_why"),
    path("policy/ties/", policy.policy, name="tie_policy"),
    path("policy/ties/change/", policy.change, name="tie_policy_change"),
]
