from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("clients/<int:client_id>/history/", views.client_history, name="client_history"),
    path("people/<int:contact_id>/history/", views.person_history, name="person_history"),
    path("history/<int:change_id>/<slug:column>/", views.earlier, name="put_back"),
    path("audit/", views.audit, name="audit"),
]
