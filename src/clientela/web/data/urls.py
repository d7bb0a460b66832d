from __future__ import annotations

from django.urls import path

from . import rates, views

urlpatterns = [
    path("", views.data, name="data"),
    path("rates/", rates.rates, name="rates"),
    path("upload/", views.upload, name="data_upload"),
    path("<int:batch_id>/", views.batch, name="batch"),
    path("<int:batch_id>/start/", views.start, name="batch_start"),
    path("<int:batch_id>/cancel/", views.cancel, name="batch_cancel"),
    path("<int:batch_id>/undo/", views.undo, name="batch_undo"),
    path("<int:batch_id>/rejected.csv", views.rejected, name="batch_rejected"),
]
