from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("conflicts/", views.checks, name="conflicts"),
    path("conflicts/new/", views.new, name="new_conflict_check"),
    path("conflicts/<int:check_id>/", views.check, name="conflict_check"),
    path("conflicts/<int:check_id>/decide/", views.decide, name="decide_conflict"),
]
