from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clientela.accounts"
    label = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from .sessions import remember_session

        user_logged_in.connect(remember_session, dispatch_uid="clientela.accounts.remember_session")
