"""What the frame around every page needs: navigation, language, colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clientela.accounts.permissions import Permission
from clientela.web.access import may

THEME_COOKIE: Final = "theme"
THEMES: Final = ("auto", "light", "dark")
LANGUAGES: Final = (("zh-hans", "中文", "中文"), ("ru", "Рус", "Русский"), ("en", "EN", "English"))


@dataclass(frozen=True, slots=True)
class Area:
    """One entry of the navigation."""

    name: str
    label: str | Promise
    icon: str
    permission: Permission
    below: bool = False
    key: str = ""

    @property
    def address(self) -> str:
        return reverse(self.name)


AREAS: Final = (
    Area("clients", _("Clients"), "users", Permission.VIEW_CLIENTS, key="g c"),
    Area("people", _("People"), "address-book", Permission.VIEW_CLIENTS, key="g p"),
    Area("portfolio", _("Portfolio"), "chart-dots-3", Permission.VIEW_PORTFOLIO, key="g f"),
    Area("inquiries", _("Inquiries"), "messages", Permission.TAKE_INQUIRIES, key="g i"),
    Area("tasks", _("Tasks"), "checkbox", Permission.LOG_CONTACTS, key="g t"),
    Area("network", _("Network"), "topology-star-3", Permission.VIEW_NETWORK, key="g n"),
    Area("conflicts", _("Conflicts"), "shield-check", Permission.CHECK_CONFLICTS, below=True, key="g x"),
    Area("walls", _("Walls"), "shield-lock", Permission.RAISE_WALLS, below=True, key="g w"),
    Area("data", _("Data"), "table-import", Permission.IMPORT_DATA, below=True, key="g d"),
    Area("policy", _("Policy"), "adjustments", Permission.VIEW_PORTFOLIO, below=True, key="g o"),
    Area("staff", _("Staff"), "users-group", Permission.MANAGE_STAFF, below=True, key="g s"),
    Area("privacy", _("Privacy"), "id", Permission.PROTECT_PRIVACY, below=True, key="g v"),
    Area("audit", _("Audit"), "history", Permission.VIEW_AUDIT, below=True, key="g a"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`. The areas shown are those that the reader may open."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "areas": [area for area in AREAS if user is not None and may(user, area.permission)],
        "languages": [choice for choice in LANGUAGES if choice[0] in dict(settings.LANGUAGES)],
        "language": get_language(),
        "theme": theme if theme in THEMES else "auto",
        "may_search": user is not None and may(user, Permission.VIEW_CLIENTS),
        "may_log": user is not None and may(user, Permission.LOG_CONTACTS),
    }
