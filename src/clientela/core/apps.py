from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "clientela.core"
    label = "core"

    def ready(self) -> None:
        from .actor import enter_role

        connection_created.connect(enter_role, dispatch_uid="clientela.enter_role")
