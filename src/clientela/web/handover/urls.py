from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("handovers/", views.handovers, name="handovers"),
    path("handovers/<int:handover_id>/", views.handover, name="handover"),
    path("handovers/<int:handover_id>/confirm/", views.confirm, name="handover_confirm"),
    path("handovers/<int:handover_id>/refresh/", views.refresh, name="handover_refresh"),
    path("handovers/<int:handover_id>/give-up/", views.give_up, name="handover_give_up"),
    path("handovers/<int:handover_id>/end-access/", views.end_access, name="handover_end_access"),
]
