from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("walls/", views.walls, name="walls"),
    path("walls/<int:wall_id>/", views.change, name="wall"),
    path("walls/<int:wall_id>/lift/", views.lift, name="wall_lift"),
    path("clients/<int:client_id>/access/", views.client_access, name="client_access"),
    path("clients/<int:client_id>/walls/new/", views.new, name="wall_new"),
    path("people/<int:contact_id>/access/", views.person_access, name="person_access"),
]
