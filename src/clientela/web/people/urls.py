from __future__ import annotations

from django.urls import path

from . import cards, editing, moving, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.new, name="new_person"),
    path("people/<int:contact_id>/", cards.person, name="person"),
    path("people/<int:contact_id>/fact/", editing.fact, name="person_fact"),
    path("people/<int:contact_id>/edit/<slug:group>/", editing.edit, name="edit_person"),
    path("people/<int:contact_id>/reaches/new/", editing.new_reach, name="new_reach"),
    path("people/<int:contact_id>/reaches/<int:reach_id>/", editing.reach, name="reach"),
    path("people/<int:contact_id>/reaches/<int:reach_id>/remove/", editing.remove_reach, name="remove_reach"),
    path("people/<int:contact_id>/consent/", editing.consent, name="consent"),
    path("people/<int:contact_id>/positions/new/", moving.new_position, name="new_position"),
    path("people/<int:contact_id>/positions/<int:position_id>/", moving.position, name="position"),
    path("people/<int:contact_id>/positions/<int:position_id>/move/", moving.move, name="move_person"),
    path("people/<int:contact_id>/positions/<int:position_id>/remove/", moving.remove_position, name="remove_position"),
    path("clients/<int:client_id>/people/", cards.client_people, name="client_people"),
]
