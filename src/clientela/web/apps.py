from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "clientela.web"
    label = "web"
