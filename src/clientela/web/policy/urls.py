from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.policy, name="policy"),
    path("change/", views.change, name="policy_change"),
]
