"""What every write of the contact log asks first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.actor import SYSTEM, System
from clientela.core.errors import NotFound, Refused
from clientela.core.models import Exclusion

CLOCKS_APART = dt.timedelta(minutes=5)


def require(permission: Permission, by: User | System) -> None:
    """Raise `PermissionDenied` where the role of `by` does not include the permission."""
    if by is not SYSTEM and not (isinstance(by, User) and by.may(permission)):
        raise PermissionDenied


def visible_client(client_id: int) -> int:
    """The number of a client that the one who acts may see. Raises `NotFound`."""
    if not Client.objects.filter(pk=client_id).exists():
        raise NotFound
    return client_id


def numbers_of(people: Iterable[int | Model]) -> list[int]:
    """The numbers of people given by number or as records, each once, in order of number."""
    return sorted({person if isinstance(person, int) else int(person.pk) for person in people})


def visible_contacts(people: Iterable[int | Model]) -> list[int]:
    """The numbers of people at clients whom the one who acts may see. Raises `NotFound` where one is missing."""
    numbers = numbers_of(people)
    if numbers and Contact.objects.filter(pk__in=numbers).count() != len(numbers):
        raise NotFound
    return numbers


def known_staff(people: Iterable[int | Model], *, client_id: int | None = None, active: bool = False) -> list[int]:
    """The numbers of members of staff. Raises `NotFound` for one who is missing, or with `active` has left.

    Raises `Refused` where one of them may not know of the client: a task or a part in its log would tell them.
    """
    numbers = numbers_of(people)
    found = User.objects.filter(pk__in=numbers)
    if active:
        found = found.filter(is_active=True)
    if numbers and found.count() != len(numbers):
        raise NotFound
    if client_id is not None and active and Exclusion.objects.filter(user_id__in=numbers, client_id=client_id).exists():
        raise Refused(_("This colleague may not work for this client; choose somebody else."))
    return numbers


def tidy(text: str, *, longest: int, what: str) -> str:
    """The text without spaces around it. Raises `Refused` where it is longer than `longest` letters."""
    text = text.replace("\0", "").strip()
    if len(text) > longest:
        raise Refused(
            _("“%(what)s” takes up to %(longest)d letters; this has %(length)d. Put the rest into the text.")
            % {"what": what, "longest": longest, "length": len(text)}
        )
    return text


def past(at: dt.datetime) -> dt.datetime:
    """A time that has been, give or take the difference of two clocks. Raises `Refused` for a later one."""
    if timezone.is_naive(at):
        raise ValueError("a time needs its zone")
    if at > timezone.now() + CLOCKS_APART:
        raise Refused(_("This lies in the future. Log what has happened; plan what is to come as a next step."))
    return at
