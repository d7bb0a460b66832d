"""How django-allauth treats the firm's people."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: staff are added by the managing partner."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
