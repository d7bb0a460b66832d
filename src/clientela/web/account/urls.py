from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.me, name="me"),
    path("sessions/end/", views.end_sessions, name="me_end_sessions"),
    path("data.json", views.data, name="me_data"),
]
