"""What the palette (Ctrl-K) and the keys can do: one entry for each deed, beside the areas of the navigation.

An area of the pages adds its own here: the name of its page, and what a reader sees.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from clientela.accounts.permissions import Permission
from clientela.clients.search import search_patterns, search_text
from clientela.web.access import may
from clientela.web.context import AREAS


@dataclass(frozen=True, slots=True)
class Command:
    """One deed. It opens `page`, in a dialog where `dialog` says so, or presses the button `press` (a CSS selector).

    `key` is the key that does it anywhere: one letter, or two of them typed one after the other.
    """

    name: str
    label: str | Promise
    icon: str
    permission: Permission | None = None
    page: str = ""
    press: str = ""
    dialog: bool = False
    key: str = ""

    @property
    def address(self) -> str:
        return reverse(self.page) if self.page else "#"


GO: Final = tuple(Command(area.name, area.label, area.icon, area.permission, area.name, key=area.key) for area in AREAS)

DO: Final = (
    Command("log", _("Log a contact"), "message-plus", Permission.LOG_CONTACTS, "log", dialog=True, key="c"),
    Command("person", _("New person"), "user", Permission.EDIT_CLIENTS, "new_person"),
    Command("check", _("Check for conflicts"), "shield-check", Permission.CHECK_CONFLICTS, "new_conflict_check"),
    Command("task", _("New task"), "checkbox", Permission.LOG_CONTACTS, "task_new", dialog=True),
    Command("inquiry", _("New inquiry"), "messages", Permission.TAKE_INQUIRIES, "inquiry_new", dialog=True),
    Command("clocks", _("Clocks of inquiries"), "clock", Permission.CHANGE_POLICY, "clocks"),
    Command("new_client", _("New client"), "plus", Permission.EDIT_CLIENTS, "new_client", key="n c"),
    Command("handovers", _("Handovers"), "users-group", Permission.HAND_OVER, "handovers", key="g h"),
    Command("data_in", _("Bring in a ledger"), "table-import", Permission.IMPORT_DATA, "data"),
    Command("me", _("Your account"), "user", page="me"),
    Command("shortcuts", _("Keys"), "keyboard", page="shortcuts", dialog=True, key="?"),
    Command("chinese", "中文", "language", press=".languages [value=zh-hans]"),
    Command("russian", "Русский", "language", press=".languages [value=ru]"),
    Command("english", "English", "language", press=".languages [value=en]"),
    Command("light", _("Light colours"), "sun", press=".menu-theme [value=light]"),
    Command("dark", _("Dark colours"), "moon", press=".menu-theme [value=dark]"),
    Command("system", _("Colours of the system"), "device-desktop", press=".menu-theme [value=auto]"),
    Command("password", _("Change the password"), "key", page="account_change_password"),
    Command("sign_out", _("Sign out"), "logout", press=".menu-account form:last-of-type button"),
)


def commands_of(user: Any) -> tuple[list[Command], list[Command]]:
    """Where the user may go, and what the user may do."""
    return [one for one in GO if _open_to(user, one)], [one for one in DO if _open_to(user, one)]


def matching(commands: Iterable[Command], terms: str) -> list[Command]:
    """Those whose name in the reader's language or in English has every word of `terms`, in any script."""
    wanted = search_patterns(terms)
    language = get_language() or "en"
    return [one for one in commands if _matches(_words(one, language), wanted)]


def keys_of(user: Any) -> dict[str, dict[str, Any]]:
    """What each key does for the user, as the script reads it."""
    go, do = commands_of(user)
    return {one.key: {"address": one.address, "dialog": one.dialog} for one in (*go, *do) if one.key}


def _open_to(user: Any, command: Command) -> bool:
    return bool(user.is_authenticated) and (command.permission is None or may(user, command.permission))


@functools.cache
def _words(command: Command, language: str) -> str:
    with override("en"):
        english = str(command.label)
    with override(language):
        return search_text([str(command.label), english])


def _matches(words: str, wanted: list[list[str]]) -> bool:
    return all(any(_like(pattern, words) for pattern in patterns) for patterns in wanted)


def _like(pattern: str, words: str) -> bool:
    plain = re.sub(r"\\([\\%_])", r"\1", pattern[1:-1])
    return plain in words
