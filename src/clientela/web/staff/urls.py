from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.staff, name="staff"),
    path("new/", views.new, name="staff_new"),
    path("roles/", views.roles, name="roles"),
    path("teams/", views.teams, name="teams"),
    path("teams/<int:team_id>/", views.team, name="team"),
    path("teams/<int:team_id>/dissolve/", views.dissolve, name="team_dissolve"),
    path("<int:user_id>/", views.member, name="staff_member"),
    path("<int:user_id>/invite/", views.invite, name="staff_invite"),
    path("<int:user_id>/end/", views.end, name="staff_end"),
    path("<int:user_id>/factors/", views.factors, name="staff_factors"),
]
