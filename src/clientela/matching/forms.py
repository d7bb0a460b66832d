"""All the ways in which one name may be written, for comparing it with another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pypinyin import Style, lazy_pinyin

from clientela.core.names import client_key

from .latin import is_cyrillic, latin_words
from .legal_forms import WEAK, WEAK_HAN, WORDS, without_forms, without_han_form
from .palladius import palladius
from .sounds import consonants, sounds

_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN: Final = re.compile(f"[{_HAN}]+")
_PARTS: Final = re.compile(f"[{_HAN}]+|[\\u3040-\\u30ff\\u31f0-\\u31ff]+|[^\\W_{_HAN}\\u3040-\\u30ff\\u31f0-\\u31ff]+")
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}")
_APOSTROPHES: Final = re.compile("['’‘`´ʼʹʺ]")
_COMPOUND: Final = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 夏侯"
_COMPOUND_SURNAMES: Final = frozenset(_COMPOUND.split())
# A person's name in characters: a surname and one or two more.
_LONGEST_PERSON: Final = 4
_DOTTED_BEFORE: Final = frozenset({"ооо", "оао", "зао", "пао", "ао"})
_HABITS: Final = (
    (re.compile(r"[jy]+"), "i"),
    (re.compile(r"i{2,}"), "i"),
    (re.compile("kh"), "h"),
    (re.compile("ks"), "x"),
)


@dataclass(frozen=True)
class Forms:
    """One name in its forms.

    `key` is the name without case, spaces, width and punctuation, `bare` the same without its legal form. `words` are
    those of the name itself, `readings` the same in Latin letters by each habit. `han` is what the name has of Chinese
    characters.
    """

    name: str
    key: str
    bare: str
    words: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    han: str
    is_cyrillic: bool

    @cached_property
    def plain_readings(self) -> frozenset[tuple[str, ...]]:
        """The readings in any order of words, without the small differences between habits."""
        return frozenset(tuple(sorted(map(_without_habits, reading))) for reading in self.readings)

    @cached_property
    def joined(self) -> frozenset[str]:
        """The readings without spaces, in the order of the name."""
        return frozenset(_without_habits("".join(reading)) for reading in self.readings)

    @cached_property
    def run_together(self) -> frozenset[tuple[str, ...]]:
        """The same as the only words of names, unless the name has but one word."""
        return frozenset((joined,) for joined in self.joined) if len(self.words) > 1 else self.plain_readings

    @cached_property
    def heard(self) -> frozenset[tuple[str, ...]]:
        """How the words sound, in any order."""
        return frozenset(tuple(sorted(heard)) for reading in self.readings for heard in _heard(reading))

    @cached_property
    def strong(self) -> frozenset[tuple[str, ...]]:
        """The plain readings without words that any name may have or lack."""
        return frozenset(
            kept
            for reading in self.plain_readings
            if (kept := tuple(word for word in reading if word not in WEAK)) and kept != reading
        )

    @cached_property
    def core(self) -> str:
        """The characters without legal form and without what any group adds to its name; empty where it has none."""
        core = self.bare if self.han else ""
        for weak in WEAK_HAN:
            core = core.replace(weak, "") or core
        return core

    @cached_property
    def hard(self) -> frozenset[tuple[str, ...]]:
        """How the words sound without their vowels, in any order."""
        return frozenset(tuple(sorted(map(consonants, heard))) for heard in self.heard)

    @cached_property
    def pinyin_initials(self) -> str:
        """The first letter of each Chinese character's reading."""
        return "".join(lazy_pinyin(self.han, style=Style.FIRST_LETTER)) if self.han else ""


def forms(name: str) -> Forms:
    """The forms of a name of a person or an organisation, in any script.

    >>> forms("ООО «Щукин»").readings[0]
    ('shchukin',)
    >>> forms("三菱商事株式会社").readings[0]
    ('sanlingshangshi',)
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = _APOSTROPHES.sub("", plain)
    plain = _DOTTED.sub(_undotted, plain)
    plain = without_han_form(plain)
    words = tuple(without_forms(_PARTS.findall(plain)))
    han = "".join(_HAN_RUN.findall(plain))
    return Forms(
        name=name,
        key=client_key(name),
        bare="".join(words),
        words=words,
        readings=tuple(_readings(words)),
        han=han,
        is_cyrillic=is_cyrillic(plain),
    )


def keys_of_name(known: Forms) -> set[str]:
    """The keys under which a name is kept, so that whoever asks for it in another way meets one of them."""
    found = {f"k:{known.bare}"}
    for reading in known.readings:
        for heard in _heard(reading):
            found.update(_keys_of_sounds(heard))
    if known.han:
        initials = known.pinyin_initials
        found.update(f"i:{initials[:size]}" for size in (2, 3, 4, len(initials)) if len(initials) >= max(size, 2))
    return {key[:120] for key in found}


def keys_to_ask(asked: Forms) -> set[str]:
    """The keys by which names like this one, or parts of it, are found."""
    found = keys_of_name(asked)
    for reading in asked.readings:
        for heard in _heard(reading):
            found.update(f"j:{part}" for part in _stretches(heard))
        if not asked.han and len(reading) == 1 and 2 <= len(reading[0]) <= 8:
            found.add(f"i:{reading[0]}")
    for run in _HAN_RUN.findall(asked.name):
        for start in range(len(run)):
            for size in range(2, min(6, len(run) - start) + 1):
                part = run[start : start + size]
                found.add(f"k:{part}")
    return {key[:120] for key in found}


def text_of_sounds(known: Forms) -> str:
    """The sounds of a name as one text for a trigram index, one space around each word."""
    texts = dict.fromkeys(" ".join(heard) for reading in known.readings for heard in _heard(reading))
    return f" {' | '.join(texts)} "[:600]


def texts_to_ask(asked: Forms) -> list[str]:
    """The sounds of a name, for a search by trigrams, at most four; with spaces and, as Chinese is, without."""
    heard = [heard for reading in asked.readings for heard in _heard(reading)]
    texts = dict.fromkeys(text for words in heard for text in (" ".join(words), "".join(words)))
    return [text for text in texts if len(text) >= 4][:4]


def _keys_of_sounds(heard: tuple[str, ...]) -> Iterable[str]:
    yield f"j:{''.join(heard)}"
    yield f"w:{' '.join(sorted(heard))}"
    for word in heard:
        if len(word) >= 3 and word not in WEAK:
            yield f"t:{word}"
            hard = consonants(word)
            if len(hard) >= 3:
                yield f"c:{hard}"


def _stretches(words: tuple[str, ...]) -> Iterable[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + 4, len(words)) + 1):
            part = "".join(words[start:end])
            if len(part) >= 4:
                yield part


def _heard(reading: tuple[str, ...]) -> list[tuple[str, ...]]:
    first = tuple(sounds(word)[0] for word in reading)
    last = tuple(sounds(word)[-1] for word in reading)
    return [tuple(filter(None, heard)) for heard in dict.fromkeys((first, last))]


def _readings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words in Latin letters: Chinese ones by pinyin and by the system of Palladius, others by each habit."""
    if not any(_HAN_RUN.fullmatch(word) for word in words):
        return [tuple(filter(None, reading)) for reading in latin_words(words)]
    found: list[tuple[str, ...]] = []
    for split in _divisions(words):
        pinyin = tuple(_pinyin(word) if _HAN_RUN.fullmatch(word) else word for word in split)
        found.extend(latin_words(pinyin)[:1])
        cyrillic = tuple(_cyrillic(word) if _HAN_RUN.fullmatch(word) else word for word in split)
        if all(cyrillic):
            found.extend(latin_words(cyrillic)[:2])
    return list(dict.fromkeys(found))


def _divisions(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words as they are; without a weak one at the end; and a short one as surname and given name."""
    found = [words]
    last = words[-1]
    weak = next((weak for weak in WEAK_HAN if last.endswith(weak) and len(last) > len(weak) + 1), "")
    if weak:
        found.append((*words[:-1], last.removesuffix(weak)))
    if len(words) == 1 and _HAN_RUN.fullmatch(last) and 2 <= len(last) <= _LONGEST_PERSON:
        surname = 2 if last[:2] in _COMPOUND_SURNAMES else 1
        found.append((last[:surname], last[surname:]))
    return found


def _pinyin(text: str) -> str:
    return "".join(lazy_pinyin(text))


def _cyrillic(text: str) -> str:
    syllables = [palladius(syllable) for syllable in lazy_pinyin(text, v_to_u=False)]
    return "".join(syllables) if all(syllables) else ""


def _undotted(found: re.Match[str]) -> str:
    # S.A. after a name is its legal form, and so is О.О.О. before one; И.П. or A.S. before a surname are initials.
    letters = re.sub(r"[.\s]", "", found.group())
    is_form = letters in WORDS and (found.start() > 0 or letters in _DOTTED_BEFORE)
    return f"{letters} " if is_form else found.group()


def _without_habits(latin: str) -> str:
    for habit, plain in _HABITS:
        latin = habit.sub(plain, latin)
    return latin
