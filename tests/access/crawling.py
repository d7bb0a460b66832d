"""Asks every address of the application as a browser would, and says where a word was found."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from clientela.accounts.models import User
from clientela.clients.models import Address
from clientela.contacts.models import Position, Reach
from clientela.engagements.models import Deadline, EngagementParty, TeamMember
from clientela.interactions.models import Attachment, Inquiry, Task
from clientela.matching.models import ConflictCheck

from .planting import CANARY, TERM, World

MISSING: Final = 987_654_321
NOT_ALLOWED: Final = 405
LEAK: Final = re.compile(rf"{CANARY}|76[,.\u00a0 ]?54\d[,.\u00a0 ]\d\d\d|76\.5M", re.IGNORECASE)
TOKENS: Final = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|\d{3,}')

# What each parameter of an address stands for. `True`: the record is hidden with the secret client.
Sample = tuple[bool, Callable[[World], Any]]
SAMPLES: Final[dict[str, Sample]] = {
    "client_id": (True, lambda world: world.secret.pk),
    "contact_id": (True, lambda world: world.contact.pk),
    "engagement_id": (True, lambda world: world.engagement.pk),
    "interaction_id": (True, lambda world: world.interaction.pk),
    "attachment_id": (True, lambda world: world.number(Attachment)),
    "task_id": (True, lambda world: world.number(Task)),
    "inquiry_id": (True, lambda world: world.number(Inquiry)),
    "row_id": (True, lambda world: world.number(Address)),
    "reach_id": (True, lambda world: world.number(Reach)),
    "position_id": (True, lambda world: world.number(Position)),
    "party_id": (True, lambda world: world.number(EngagementParty)),
    "member_id": (True, lambda world: world.number(TeamMember)),
    "deadline_id": (True, lambda world: world.number(Deadline)),
    "check_id": (True, lambda world: world.number(ConflictCheck)),
    "wall_id": (True, lambda world: world.wall_id or MISSING),
    "change_id": (True, lambda world: world.change_id),
    "number": (True, lambda world: world.contact.pk),
    "act": (True, lambda world: world.act),
    "kind": (False, lambda _world: "contact"),
    "column": (False, lambda _world: "industry"),
    "group": (False, lambda _world: "basic"),
    "section": (False, lambda _world: "addresses"),
    "deed": (False, lambda _world: "answer"),
    "user_id": (False, lambda world: world.keeper.pk),
    "team_id": (False, lambda world: world.team.pk),
    "field_id": (False, lambda world: world.custom.pk),
    "view_id": (False, lambda world: world.view.pk),
    "batch_id": (False, lambda world: world.batch.pk),
    "handover_id": (False, lambda world: world.handover.pk),
    "token": (False, lambda _world: "none"),
    "pk": (False, lambda _world: 1),
    "key": (False, lambda _world: "none"),
    "uidb36": (False, lambda _world: "1"),
    "provider_id": (False, lambda _world: "firm"),
}


@dataclass(frozen=True)
class Route:
    """One address of the resolver: what it is called, its text with parameters in braces, and their names."""

    name: str
    text: str
    parameters: tuple[str, ...]

    @property
    def hides(self) -> bool:
        """Whether it names a record that hides with the secret client."""
        return any(SAMPLES[name][0] for name in self.parameters)

    def address(self, world: World, *, missing: bool = False) -> str:
        """The address of a record of the secret client, or of one that is not there."""
        values = {
            name: MISSING if missing and SAMPLES[name][0] else SAMPLES[name][1](world) for name in self.parameters
        }
        return "/" + self.text.format(**values)


@dataclass
class Found:
    """What a crawl met: leaks as (role, name, how, what), answers that broke, and hidden records that answer by
    themselves."""

    leaks: list[tuple[str, str, str, str]] = field(default_factory=list)
    broken: list[tuple[str, str, str]] = field(default_factory=list)
    different: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: set[tuple[str, str]] = field(default_factory=set)
    requests: int = 0

    @property
    def leaking(self) -> set[str]:
        """The names of the addresses that leak."""
        return {name for _role, name, _how, _what in self.leaks}


def routes() -> list[Route]:
    """Every address that the application answers, from its own resolver."""
    return [
        Route(name or text, text, parameters) for text, name, parameters in _walk(get_resolver().url_patterns, "", ())
    ]


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, names: tuple[str, ...]
) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    for one in patterns:
        text, more = _readable(str(one.pattern))
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, before + text, names + more)
        else:
            yield before + text, one.name, names + more


def _readable(pattern: str) -> tuple[str, tuple[str, ...]]:
    # Both manners of Django: <int:number> and (?P<number>…).
    text = re.sub(r"\(\?P<(\w+)>(?:\[[^\]]*\]|[^()])*\)", r"{\1}", pattern)
    text = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text)
    text = re.sub(r"\(\?:([^|)]*)[^)]*\)\??", r"\1", text).strip("^$").replace("{}", "")
    return text.replace("^", ""), tuple(re.findall(r"{(\w+)}", text))


def without_samples() -> dict[str, set[str]]:
    """The parameters for which there is no sample, with the addresses that have them."""
    lacking: dict[str, set[str]] = {}
    for route in routes():
        for name in route.parameters:
            if name not in SAMPLES:
                lacking.setdefault(name, set()).add(route.text)
    return lacking


def crawl(world: World, people: dict[str, User], *, compare: Container[str] = ()) -> Found:
    """Ask every address as each of `people`: pages, fragments, with questions, and with forms that are rolled back.

    For those named in `compare`, a hidden record is held against a missing one too.
    """
    found = Found()
    every = routes()
    for role, user in people.items():
        browser = Browser(raise_request_exception=False)
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for route in every:
            _ask(world, browser, role, route, found, compare=role in compare)
    return found


def _ask(world: World, browser: Browser, role: str, route: Route, found: Found, *, compare: bool) -> None:
    address = route.address(world)
    facts = _facts(world)
    hidden: dict[str, tuple[int, str]] = {}
    for how, answer in (("GET", lambda: _get(browser, address)), ("POST", lambda: _post(browser, address, facts))):
        # A manner that the address does not know is refused before anybody asks who is there: once is enough.
        if (route.text, how) not in found.unknown:
            hidden[how] = answer()
            if hidden[how][0] == NOT_ALLOWED:
                found.unknown.add((route.text, how))
    if not route.hides and hidden.get("GET", (0, ""))[0] == 200:
        hidden["GET with a question"] = _get(browser, address, facts)
        hidden["GET of a fragment"] = _get(browser, address, fragment=True)
    for how, (status, body) in hidden.items():
        found.requests += 1
        if status >= 500:
            found.broken.append((role, route.name, how))
        if (leak := LEAK.search(body)) is not None:
            found.leaks.append((role, route.name, how, body[max(0, leak.start() - 60) : leak.end() + 20]))
    if compare and route.hides:
        absent = route.address(world, missing=True)
        for how, there in hidden.items():
            gone = _get(browser, absent) if how == "GET" else _post(browser, absent, facts)
            found.requests += 1
            if _plain(there) != _plain(gone):
                found.different.append((role, route.name, f"{how}: {there[0]} and {gone[0]}"))


def _facts(world: World) -> dict[str, Any]:
    # Every field that could name the secret client, under the names that forms and questions use.
    numbers = {
        "client": world.secret.pk,
        "contact": world.contact.pk,
        "person": world.contact.pk,
        "people": world.contact.pk,
        "engagement": world.engagement.pk,
        "interaction": world.interaction.pk,
    }
    facts: dict[str, Any] = {**numbers, **{f"{name}_id": number for name, number in numbers.items()}}
    words = ("q", "terms", "name", "names", "organisation", "title", "subject")
    facts |= dict.fromkeys(words, TERM.lower())
    facts |= {"ids": world.secret.pk, "clients": world.secret.pk, "chosen": world.secret.pk, "other": world.secret.pk}
    return facts | {"sure": "", "next": "/me/"}


def _get(
    browser: Browser, address: str, facts: dict[str, Any] | None = None, *, fragment: bool = False
) -> tuple[int, str]:
    headers = {"HX-Request": "true"} if fragment else {}
    with transaction.atomic():
        answer = browser.get(address, facts or {}, headers=headers)
        read = answer.status_code, _text(answer)
        transaction.set_rollback(True)
    return read


def _post(browser: Browser, address: str, facts: dict[str, Any]) -> tuple[int, str]:
    cookies = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.post(address, facts)
        read = answer.status_code, _text(answer)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return read


def _text(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    return body.decode("utf-8", "replace") + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


def _plain(answer: tuple[int, str]) -> tuple[int, str]:
    return answer[0], TOKENS.sub("", answer[1])
