from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("clients/<int:client_id>/engagements/new/", views.new, name="new_engagement"),
    path("engagements/<int:engagement_id>/", views.engagement, name="engagement"),
    path("engagements/<int:engagement_id>/edit/", views.edit, name="edit_engagement"),
    path("engagements/<int:engagement_id>/close/", views.close, name="close_engagement"),
    path("engagements/<int:engagement_id>/parties/", views.add_party, name="add_party"),
    path("engagements/<int:engagement_id>/parties/<int:party_id>/remove/", views.remove_party, name="remove_party"),
    path("engagements/<int:engagement_id>/team/", views.join, name="join_engagement"),
    path("engagements/<int:engagement_id>/team/<int:member_id>/leave/", views.leave, name="leave_engagement"),
    path("engagements/<int:engagement_id>/deadlines/", views.add_deadline, name="add_deadline"),
    path("engagements/<int:engagement_id>/deadlines/<int:deadline_id>/met/", views.meet, name="meet_deadline"),
    path(
        "engagements/<int:engagement_id>/deadlines/<int:deadline_id>/remove/",
        views.remove_deadline,
        name="remove_deadline",
    ),
]
