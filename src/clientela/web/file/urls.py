from __future__ import annotations

from django.urls import path

from . import entering, policy, rows, views

urlpatterns = [
    path("clients/new/", entering.new, name="new_client"),
    path("clients/new/known/", entering.known, name="known_clients"),
    path("clients/<int:client_id>/file/", views.file, name="client_file"),
    path("clients/<int:client_id>/file/fact/", views.fact, name="client_fact"),
    path("clients/<int:client_id>/file/<slug:group>/", views.group, name="client_facts"),
    path("clients/<int:client_id>/file/<slug:section>/new/", rows.new, name="new_file_row"),
    path("clients/<int:client_id>/file/<slug:section>/<int:row_id>/", rows.change, name="file_row"),
    path("clients/<int:client_id>/file/<slug:section>/<int:row_id>/remove/", rows.remove, name="remove_file_row"),
    path("policy/facts/", policy.facts, name="policy_facts"),
    path("policy/facts/new/", policy.new, name="new_custom_field"),
    path("policy/facts/<int:field_id>/", policy.change, name="custom_field"),
]
