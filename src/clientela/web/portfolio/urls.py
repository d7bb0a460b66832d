from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.portfolio, name="portfolio"),
    path("figures/", views.figures, name="figures"),
]
