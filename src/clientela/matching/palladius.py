"""Chinese syllables in Cyrillic, as Russian papers write them (the system of Palladius, 1888)."""

from __future__ import annotations

from typing import Final

_INITIALS: Final = {
    "zh": "чж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л",
    "g": "г", "k": "к", "h": "х", "j": "цз", "q": "ц", "x": "с", "r": "ж", "z": "цз", "c": "ц", "s": "с",
}  # fmt: skip
_HARD: Final = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан",
    "eng": "эн", "ong": "ун", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй", "uan": "уань", "un": "унь",
    "uang": "уан", "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь", "iang": "ян",
    "ing": "ин", "iong": "юн", "v": "юй", "ve": "юэ",
}  # fmt: skip
# After j, q and x, u is ü.
_SOFT: Final = {"u": "юй", "ue": "юэ", "uan": "юань", "un": "юнь"}
_ALONE: Final = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан",
    "er": "эр", "yi": "и", "ya": "я", "ye": "е", "yao": "яо", "you": "ю", "yan": "янь", "yin": "инь", "yang": "ян",
    "ying": "ин", "yong": "юн", "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь", "wu": "у", "wa": "ва",
    "wo": "во", "wai": "вай", "wei": "вэй", "wan": "вань", "wen": "вэнь", "wang": "ван", "weng": "вэн", "hui": "хуэй",
    "zi": "цзы", "ci": "цы", "si": "сы", "ju": "цзюй", "qu": "цюй", "xu": "сюй",
}  # fmt: skip


def palladius(syllable: str) -> str:
    """One syllable of pinyin, without its tone, in Cyrillic; empty where it is no syllable.

    >>> palladius("zhang"), palladius("wei"), palladius("xu")
    ('чжан', 'вэй', 'сюй')
    """
    if syllable in _ALONE:
        return _ALONE[syllable]
    size = 2 if syllable[:2] in _INITIALS else 1
    initial, final = syllable[:size], syllable[size:]
    if initial not in _INITIALS:
        return ""
    if initial in ("j", "q", "x") and final in _SOFT:
        return _INITIALS[initial] + _SOFT[final]
    if final not in _HARD:
        return ""
    return _INITIALS[initial] + _HARD[final]
