from __future__ import annotations

from django.urls import path

from . import asking, clocks, views

urlpatterns = [
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/new/", views.new, name="inquiry_new"),
    path("inquiries/<int:inquiry_id>/", views.inquiry, name="inquiry"),
    path("inquiries/<int:inquiry_id>/<str:deed>/", views.act_on, name="inquiry_act"),
    path("policy/clocks/", clocks.clocks, name="clocks"),
    path("ask/", asking.ask, name="ask"),
    path("ask/thanks/", asking.thanks, name="ask_thanks"),
]
