from __future__ import annotations

from django.urls import path

from . import export, views

urlpatterns = [
    path("", views.clients, name="clients"),
    path("export.csv", export.as_csv, name="clients_csv"),
    path("export.xlsx", export.as_xlsx, name="clients_xlsx"),
    path("<int:client_id>/", views.client, name="client"),
]
