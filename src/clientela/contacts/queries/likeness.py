"""Whether a person who is about to be entered is on file already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clientela.clients.models import Client
from clientela.contacts.enums import ReachKind
from clientela.contacts.models import Contact, Position, Reach
from clientela.contacts.normal import normal_form
from clientela.core.names import client_key

MOST = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """A person on file who may be the same one. `ways` are the shared ways; empty where it is the name alone."""

    id: int
    name: str
    latin_name: str
    ways: list[str]
    client: str
    title: str


def likely_duplicates(
    *, name: str, reaches: Iterable[tuple[str, ...]], client_id: int | None, latin_name: str = ""
) -> list[Likeness]:
    """People with the same mail or telephone anywhere, or the same name at the same client, in any order of its words.

    The first five, those with a shared way first; only people whom the viewer may see.
    """
    shared = _by_ways(reaches, _countries(client_id))
    ids = list(shared)
    if client_id is not None:
        ids += _by_name({name, latin_name}, client_id)
    first = list(dict.fromkeys(ids))[:MOST]
    people = Contact.objects.filter(erased=None).in_bulk(first)
    held: dict[int, tuple[str, str]] = {}
    rows = Position.objects.filter(contact_id__in=first).values_list("contact_id", "client__name", "title")
    for contact_id, client, title in rows:
        held.setdefault(contact_id, (client, title))
    return [
        Likeness(pk, people[pk].name, people[pk].latin_name, shared.get(pk, []), *held.get(pk, ("", "")))
        for pk in first
        if pk in people
    ]


def _by_ways(reaches: Iterable[tuple[str, ...]], countries: list[str]) -> dict[int, list[str]]:
    telling = (ReachKind.MAIL, ReachKind.MOBILE, ReachKind.PHONE)
    normals = {normal_form(kind, value, countries) for kind, value, *_label in reaches if kind in telling} - {None}
    found: dict[int, list[str]] = {}
    if normals:
        rows = Reach.objects.filter(normal__in=normals, kind__in=telling).order_by("contact_id")
        for contact_id, normal in rows.values_list("contact_id", "normal")[:50]:
            found.setdefault(contact_id, []).append(normal)
    return found


def _by_name(names: set[str], client_id: int) -> list[int]:
    wanted = {key for name in names for key in _keys(name)}
    rows = Contact.objects.filter(positions__client_id=client_id).values_list(
        "pk", "name", "latin_name", "family_name", "given_name"
    )
    return [
        pk
        for pk, name, latin, family, given in rows.order_by("pk")
        if wanted & {*_keys(name), *_keys(latin), *_keys(f"{family} {given}")}
    ]


def _keys(name: str) -> set[str]:
    # The order of a name's parts differs from file to file, and a Chinese name is written with a space or without.
    words = [client_key(word) for word in name.split()]
    return {" ".join(sorted(words)), "".join(words)} - {""}


def _countries(client_id: int | None) -> list[str]:
    if client_id is None:
        return []
    return [country for country in Client.objects.filter(pk=client_id).values_list("country", flat=True) if country]
