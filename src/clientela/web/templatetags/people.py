"""Words for the codes of people, and days of the year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone

from clientela.contacts.birthdays import next_birthday
from clientela.contacts.queries import Place
from clientela.interactions.enums import Channel
from clientela.web.people import words
from clientela.web.words import label

register = template.Library()

NEAR_DAYS = 14


@register.filter
def influence_label(code: str) -> Any:
    return label(words.INFLUENCES, code)


@register.filter
def reach_label(code: str) -> Any:
    return str(label(words.REACH_KINDS, code))


@register.filter
def purpose_label(code: str) -> Any:
    return label(words.PURPOSES, code)


@register.filter
def answer_label(code: str) -> Any:
    return label(words.ANSWERS, code)


@register.filter
def channel_label(code: str) -> Any:
    return label(dict(Channel.choices), code)


@register.filter
def rank_label(rank: int) -> Any:
    return words.RANKS.get(rank, rank)


@register.filter
def influences(places: Iterable[Place]) -> list[str]:
    """The influences of a person at all clients, each once."""
    return list(dict.fromkeys(place.influence for place in places if place.influence))


@register.filter
def day_of_year(birthday: tuple[int, int]) -> str:
    """A birthday as (month, day) in the reader's language."""
    return words.birthday(*birthday)


@register.filter
def is_near(birthday: tuple[int, int] | None) -> bool:
    """Whether a birthday as (month, day) comes within two weeks."""
    if birthday is None:
        return False
    today = timezone.localdate()
    return (next_birthday(*birthday, today=today) - today).days <= NEAR_DAYS
