from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.privacy, name="privacy"),
    path("<slug:kind>/<int:number>/", views.person, name="privacy_person"),
    path("<slug:kind>/<int:number>/data.json", views.data, name="privacy_data"),
    path("<slug:kind>/<int:number>/document/", views.document, name="privacy_document"),
    path("<slug:kind>/<int:number>/erase/", views.erase, name="privacy_erase"),
]
