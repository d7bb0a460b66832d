from __future__ import annotations

from django.urls import path

from clientela.web.choosing import choose_client, choose_person
from clientela.web.doing import undo

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("keys/", views.shortcuts, name="shortcuts"),
    path("undo/<int:act>/", undo, name="undo"),
    path("choose/client/", choose_client, name="choose_client"),
    path("choose/person/", choose_person, name="choose_person"),
    path("theme/", views.theme, name="theme"),
    path("i18n/", views.language, name="set_language"),
    path("enter/<str:token>/", views.enter, name="enter"),
]
