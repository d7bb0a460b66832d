"""What every write of people checks first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.clients.models import Client
from clientela.contacts.birthdays import is_day_of_birth
from clientela.contacts.enums import Influence, NameOrder, ReachKind
from clientela.contacts.models import Contact, Position
from clientela.contacts.normal import normal_form, tidy
from clientela.core.actor import System
from clientela.core.errors import NotFound, Refused

NAME_PARTS: Final = ("name", "family_name", "given_name", "latin_name")
BIRTH: Final = ("birthday_month", "birthday_day", "birth_year")
LONG_TEXTS: Final = ("character", "interests", "family", "education", "background", "abilities")
FACTS: Final = frozenset(
    {
        *NAME_PARTS,
        *BIRTH,
        *LONG_TEXTS,
        "name_order",
        "form_of_address",
        "languages",
        "preferred_channel",
        "preferred_hours",
        "source",
    }
)
POSITION_FACTS: Final = frozenset({"title", "department", "rank", "influence", "since", "until"})
LONGEST_TEXT: Final = 10_000


def require_editor(by: User | System) -> None:
    """Raise `PermissionDenied` unless `by` may change the files of clients."""
    if not isinstance(by, System) and not by.may(Permission.EDIT_CLIENTS):
        raise PermissionDenied


def contact_to_change(contact_id: int) -> Contact:
    """The person, locked until the act is done. Raises `NotFound` where missing, hidden or erased."""
    contact = Contact.objects.select_for_update().filter(pk=contact_id, erased=None).first()
    if contact is None:
        raise NotFound
    return contact


def client_for(client_id: int) -> Client:
    """The client of a new position. Raises `NotFound` where missing or hidden."""
    client = Client.objects.filter(pk=client_id).only("id", "name", "country", "kind").first()
    if client is None:
        raise NotFound
    return client


def tidy_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a person without idle spaces. Raises `Refused` for one that is too long or not of its choices."""
    unknown = set(facts) - FACTS
    if unknown:
        raise TypeError(f"no such facts of a person: {', '.join(sorted(unknown))}")
    found = {name: _tidy_fact(name, value) for name, value in facts.items()}
    if "name" in found and not found["name"]:
        raise Refused(_("A person needs a name."))
    if found.get("name_order", NameOrder.GIVEN_FIRST) not in NameOrder.values:
        raise Refused(_("“%(value)s” is not an order of names.") % {"value": found["name_order"]})
    if found.get("preferred_channel") and found["preferred_channel"] not in ReachKind.values:
        raise Refused(_("“%(value)s” is not a way to reach a person.") % {"value": found["preferred_channel"]})
    return found


def check_birth(month: int | None, day: int | None, year: int | None) -> None:
    """Raise `Refused` where there is no such day of birth."""
    if not is_day_of_birth(month, day, year, today=timezone.localdate()):
        raise Refused(
            _("There is no such day of birth. Give month and day together; the year may be left out, or given alone.")
        )


def tidy_position(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a position without idle spaces. Raises `Refused` for a rank or an influence that does not exist."""
    unknown = set(facts) - POSITION_FACTS
    if unknown:
        raise TypeError(f"no such facts of a position: {', '.join(sorted(unknown))}")
    found = dict(facts)
    for name in ("title", "department"):
        if name in found:
            found[name] = tidy(str(found[name] or ""))
            _check_length(found[name], Position._meta.get_field(name))
    if "rank" in found and found["rank"] not in range(1, 6):
        raise Refused(_("A rank is a number from 1, the head, to 5, a clerk."))
    if found.get("influence") and found["influence"] not in Influence.values:
        raise Refused(_("“%(value)s” is not an influence.") % {"value": found["influence"]})
    return found


def check_dates(since: dt.date | None, until: dt.date | None) -> None:
    """Raise `Refused` where a position would end before it began."""
    if since is not None and until is not None and until < since:
        raise Refused(_("A position cannot end before it begins; mend one of the two dates."))


def normal_reach(kind: str, value: str, countries: list[str]) -> tuple[str, str]:
    """The value without idle spaces, and its form to compare by. Raises `Refused` where it is not of its kind."""
    if kind not in ReachKind.values:
        raise Refused(_("“%(value)s” is not a way to reach a person.") % {"value": kind})
    shown = tidy(value)[:300]
    normal = normal_form(kind, shown, countries)
    if normal is None and kind == ReachKind.MAIL:
        raise Refused(_("“%(value)s” is not a mail address; write it as name@example.com.") % {"value": shown[:80]})
    if normal is None:
        raise Refused(_("“%(value)s” is too little to reach a person by.") % {"value": shown[:80]})
    return shown, normal


def countries_of(contact_id: int) -> list[str]:
    """The countries of the clients at which the person has a position: telephone numbers are read as theirs."""
    found = Position.objects.filter(contact_id=contact_id).exclude(client__country="")
    return list(found.order_by("-until").values_list("client__country", flat=True)[:5])


def _tidy_fact(name: str, value: Any) -> Any:
    if name in BIRTH:
        return value
    if name in LONG_TEXTS:
        text = str(value or "").replace("\0", "").strip()
        if len(text) > LONGEST_TEXT:
            raise Refused(_("This text is too long: at most %(most)s characters.") % {"most": LONGEST_TEXT})
        return text
    text = tidy(str(value or ""))
    _check_length(text, Contact._meta.get_field(name))
    return text


def _check_length(text: str, field: Any) -> None:
    if field.max_length and len(text) > field.max_length:
        raise Refused(
            _("“%(value)s” is too long for “%(field)s”: at most %(most)s characters.")
            % {"value": text[:40] + "…", "field": field.verbose_name, "most": field.max_length}
        )
