"""How sure it is that two names are one, and why. Pure: it knows neither the database nor the firm.

The scale (0 to 100) is an order, not a probability: above 90 the names are the same but for how they are written, from
70 on they may well be, from `LEAST` on a person should look. docs/methods.md has the table and what was measured.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from .enums import Reason
from .forms import Forms

LEAST: Final = 60
_LONG_ENOUGH_FOR_ONE: Final = 5
_LONG_ENOUGH_FOR_TWO: Final = 9
_SIMILAR: Final = 87


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure (0 to 100), and why."""

    score: int
    reason: Reason


def likeness(one: Forms, other: Forms) -> Likeness | None:
    """Why `one` and `other` may name the same person or organisation; None where nothing speaks for it.

    >>> from .forms import forms
    >>> likeness(forms("Щукин"), forms("Schukin"))
    Likeness(score=96, reason=Reason.TRANSLITERATION)
    """
    found = _same(one, other) or _best(one, other)
    return found if found is not None and found.score >= LEAST else None


def _same(one: Forms, other: Forms) -> Likeness | None:
    if one.key == other.key:
        return Likeness(100, Reason.SAME)
    if one.bare == other.bare:
        return Likeness(99, Reason.FORM)
    if sorted(one.words) == sorted(other.words):
        return Likeness(98, Reason.ORDER)
    if one.core and one.core == other.core:
        return Likeness(92, Reason.GENERAL)
    if one.plain_readings & other.plain_readings or one.joined & other.joined:
        if one.han and other.han:
            return Likeness(85, Reason.READING)
        if one.han or other.han:
            return Likeness(95, Reason.PINYIN)
        return Likeness(96, Reason.TRANSLITERATION)
    if (one.strong | one.plain_readings) & (other.strong | other.plain_readings):
        return Likeness(92, Reason.GENERAL)
    return None


def _best(one: Forms, other: Forms) -> Likeness | None:
    found = [
        *_by_words(one.plain_readings, other.plain_readings),
        *_by_letters(one, other),
        *_by_sound(one, other),
        *_by_parts(one, other),
        *_by_abbreviation(one, other),
        *_by_abbreviation(other, one),
    ]
    return max(found, key=lambda likeness: likeness.score, default=None)


def _by_words(ones: Collection[tuple[str, ...]], others: Collection[tuple[str, ...]]) -> list[Likeness]:
    """A person with a patronymic more, or with initials instead of names."""
    found = []
    for one in ones:
        for other in others:
            fewer, more = sorted((one, other), key=len)
            if not 2 <= len(fewer) <= len(more) <= 4:
                continue
            if len(fewer) < len(more) and _within(fewer, more) and min(map(len, more)) > 1:
                found.append(Likeness(88, Reason.MIDDLE))
            if _initials_agree(fewer, more):
                found.append(Likeness(82, Reason.INITIALS))
    return found


def _within(fewer: tuple[str, ...], more: tuple[str, ...]) -> bool:
    rest = list(more)
    for word in fewer:
        if word not in rest:
            return False
        rest.remove(word)
    return True


def _initials_agree(fewer: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Whether each word of `fewer` stands in `more`, at least one whole, and one of them as its first letter."""
    rest, whole, short = list(more), 0, 0
    for word in sorted(fewer, key=len, reverse=True):
        match = next((other for other in rest if other == word), None)
        if match is None:
            match = next(
                (other for other in rest if (len(word) == 1) != (len(other) == 1) and word[0] == other[0]), None
            )
            short += match is not None
        elif len(word) > 2:
            whole += 1
        if match is None:
            return False
        rest.remove(match)
    return whole > 0 and short > 0


def _is_initial(word: str, other: str) -> bool:
    return (len(word) == 1) != (len(other) == 1) and word[0] == other[0]


def _by_letters(one: Forms, other: Forms) -> list[Likeness]:
    """Slips of the pen: a letter more, less, other, or two that changed places."""
    if one.han and other.han:
        distance = OSA.distance(one.bare, other.bare, score_cutoff=1)
        return [Likeness(80, Reason.LETTER)] if distance == 1 and min(len(one.bare), len(other.bare)) >= 4 else []
    nearest = min(
        (
            (OSA.distance("".join(mine), "".join(theirs), score_cutoff=2), -min(_size(mine), _size(theirs)))
            for ones, others in ((one.plain_readings, other.plain_readings), (one.run_together, other.run_together))
            for mine in ones
            for theirs in others
            if _words_are_near(mine, theirs)
        ),
        default=(3, 0),
    )
    distance, length = nearest[0], -nearest[1]
    if distance == 1 and length >= _LONG_ENOUGH_FOR_ONE:
        return [Likeness(min(89, 79 + length), Reason.LETTER)]
    if distance == 2 and length >= _LONG_ENOUGH_FOR_TWO:
        return [Likeness(min(84, 70 + length // 2), Reason.LETTERS)]
    return []


def _words_are_near(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether no word differs so much that it is another word: China is not Chile. Words may be divided otherwise."""
    if len(mine) != len(theirs):
        return True
    return all(
        OSA.distance(one, other, score_cutoff=2) <= (2 if min(len(one), len(other)) >= 8 else 1)
        for one, other in zip(mine, theirs, strict=True)
    )


def _size(words: tuple[str, ...]) -> int:
    return sum(map(len, words))


def _by_sound(one: Forms, other: Forms) -> list[Likeness]:
    shared = one.heard & other.heard
    length = max((sum(map(len, heard)) for heard in shared), default=0)
    if length >= 3:
        return [Likeness(90 if length >= 5 else 72, Reason.SOUND)]
    # Of a syllable without its vowel too little is left: Zhang is not Song.
    alike = max((max(map(len, hard), default=0) for hard in one.hard & other.hard), default=0)
    if alike >= 4 and any(
        fuzz.ratio("".join(mine), "".join(theirs)) >= 75 for mine in one.heard for theirs in other.heard
    ):
        return [Likeness(72, Reason.SOUND)]
    return []


def _by_parts(one: Forms, other: Forms) -> list[Likeness]:
    """One name within the other, or much of both the same."""
    best = max(
        (
            *_shares(one.plain_readings, other.plain_readings, least=62),
            *_shares(one.heard, other.heard, least=LEAST),
            *(
                64 + 26 * min(len(mine), len(theirs)) / max(len(mine), len(theirs))
                for mine, theirs in _characters(one, other)
                if mine in theirs or theirs in mine
            ),
        ),
        default=0,
    )
    if best:
        return [Likeness(round(best), Reason.CONTAINED)]
    ratio = max(
        (
            fuzz.token_sort_ratio(" ".join(mine), " ".join(theirs), score_cutoff=_SIMILAR)
            for mine in one.plain_readings
            for theirs in other.plain_readings
        ),
        default=0.0,
    )
    return [Likeness(round(ratio * 0.85), Reason.SIMILAR)] if ratio else []


def _shares(ones: Collection[tuple[str, ...]], others: Collection[tuple[str, ...]], *, least: int) -> Iterator[float]:
    """For each name whose words all stand in the other: the more, the larger its share of it."""
    for mine in ones:
        for theirs in others:
            fewer, more = sorted((mine, theirs), key=_size)
            # A single short word stands in too many names to say anything.
            if _size(fewer) >= 4 and _within(fewer, more):
                yield least + 26 * _size(fewer) / _size(more)


def _characters(one: Forms, other: Forms) -> list[tuple[str, str]]:
    """What to look for within a name that is written without spaces."""
    if one.han and other.han:
        return [(one.han, other.han)] if min(len(one.han), len(other.han)) >= 2 else []
    if one.han or other.han:
        return [(mine, theirs) for mine in one.joined for theirs in other.joined if min(len(mine), len(theirs)) >= 5]
    return []


def _by_abbreviation(asked: Forms, known: Forms) -> list[Likeness]:
    initials = known.pinyin_initials
    if asked.han or len(asked.words) != 1 or len(initials) < 2 or len(asked.bare) < 2:
        return []
    if asked.bare == initials:
        return [Likeness(74, Reason.ABBREVIATION)]
    return [Likeness(LEAST, Reason.ABBREVIATION)] if len(asked.bare) >= 3 and initials.startswith(asked.bare) else []
