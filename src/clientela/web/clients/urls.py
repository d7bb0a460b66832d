from __future__ import annotations

from django.urls import path

from . import card, export, narrowing, segments, several, views

urlpatterns = [
    path("", views.clients, name="clients"),
    path("export.csv", export.as_csv, name="clients_csv"),
    path("export.xlsx", export.as_xlsx, name="clients_xlsx"),
    path("narrow/", narrowing.narrow, name="clients_narrow"),
    path("columns/", narrowing.columns, name="clients_columns"),
    path("several/", several.several, name="clients_several"),
    path("segments/new/", segments.new, name="segment_new"),
    path("segments/<int:view_id>/", segments.change, name="segment"),
    path("segments/<int:view_id>/remove/", segments.remove, name="segment_remove"),
    path("<int:client_id>/card.pdf", card.card, name="client_card"),
    path("<int:client_id>/", views.client, name="client"),
]
