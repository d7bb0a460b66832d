"""In which encoding a text file is written, told from its beginning."""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from .errors import CannotRead
from .headings import field_of

# Stands for bytes that are no text in the encoding; no encoding yields it otherwise.
UNREADABLE: Final = "\udcff"
MARK_UNREADABLE: Final = "clientela.unreadable"

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_RARE_CYRILLIC: Final = ("koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
# The pairs of letters that make up more than half of Russian text.
_PAIRS: Final = """
    ст но то на ен ов ни ра во ко ос по пр ро ер ли ре ан ал та ть не ор ка от ет ел ом ва ла ле ло де ес го ви ит
    од ат ин ол об ии ия ие ск ам ми ве за ем ри ар ил до мо ны ой да ма ги тр ты ме ас ис му ак те ти ки оз нт ци
    ич ог тв нн он ль ая ые ый ых ое ую ум мм кл
    """
_RUSSIAN_PAIRS: Final = frozenset(_PAIRS.split())
_HEADING_LINES: Final = 30
# Enough non-ASCII text to judge by, and as little as to stay quick.
_JUDGED: Final = 20_000
_GOOD_ENOUGH: Final = 0.6
_TOO_FEW: Final = 16
_RUN: Final = re.compile(rb"[\x80-\xff]+")
_CELL: Final = re.compile(r"[,;\t|\r\n]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return UNREADABLE, error.end
    raise error


codecs.register_error(MARK_UNREADABLE, _mark)


def detect(sample: bytes, *, cut: bool = False, more: Callable[[], bytes] = bytes) -> tuple[str, int]:
    """Return the name of the encoding of a file that begins with `sample`, and the length of its byte order mark.

    `cut` says that the file goes on after the sample; `more` is asked for a later part of it where the sample is
    ASCII alone. Raises CannotRead for what is not text, or text in an encoding that cannot be told.
    """
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name, len(bom)
    wide = _utf16(sample)
    if wide:
        return wide, 0
    _refuse_binary(sample)
    if sample.isascii():
        sample = more()
        if sample.isascii():
            return "utf-8", 0
    if _is_utf8(sample, cut):
        return "utf-8", 0
    return _eight_bit(sample), 0


def _utf16(sample: bytes) -> str | None:
    """Without a mark, UTF-16 shows by the zero bytes of its ASCII: all of them on one side of each pair."""
    pairs = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if pairs and zeros > 0.05 * pairs and others < 0.1 * zeros:
            text = sample[: 2 * pairs].decode(name, MARK_UNREADABLE)
            controls = sum(character < " " and character not in "\t\r\n" for character in text)
            if text.count(UNREADABLE) + controls < 0.01 * len(text) + 2:
                return name
    return None


def _refuse_binary(sample: bytes) -> None:
    controls = sum(sample.count(code) for code in range(32) if code not in (9, 10, 12, 13, 26, 27))
    if sample.count(0) > 0.001 * len(sample) + 8 or controls > 0.02 * len(sample) + 8:
        raise CannotRead(
            _("This is not a table that can be read, but a file of another program. Save it as CSV or XLSX.")
        )


def _is_utf8(sample: bytes, cut: bool) -> bool:
    # A character cut in two by the end of the sample is no fault.
    text = codecs.getincrementaldecoder("utf-8")(MARK_UNREADABLE).decode(sample, final=not cut)
    wrong = text.count(UNREADABLE)
    if not wrong:
        return True
    right = sum(not character.isascii() for character in text) - wrong
    # A stray byte among much good UTF-8 is damage; a row or two will be rejected for it.
    return wrong * 10 <= right


def _eight_bit(sample: bytes) -> str:
    judged = _rich_lines(sample)
    scores = {
        "windows-1251": _as_russian(judged.decode("windows-1251", MARK_UNREADABLE), fewest_pairs=0),
        "gb18030": _as_chinese(judged),
        "windows-1252": _as_western(judged),
    }
    for name in _RARE_CYRILLIC:
        scores[name] = _as_russian(judged.decode(name, MARK_UNREADABLE), fewest_pairs=4) - 0.1
    head = b"\n".join(sample.split(b"\n", _HEADING_LINES)[:_HEADING_LINES])
    for name in scores:
        scores[name] += 0.5 * min(2, _headings(head.decode(name, MARK_UNREADABLE)))
    best = max(scores, key=scores.__getitem__)
    if scores[best] >= _GOOD_ENOUGH:
        return best
    if sum(map(len, _RUN.findall(judged))) <= _TOO_FEW:
        # Refusing a file for the sake of a letter or two would help nobody.
        return best if scores[best] > 0 else "windows-1252"
    guess = _outside_opinion(judged)
    if guess is not None:
        return guess
    raise CannotRead(
        _(
            "The encoding of the text cannot be told. Name it: gb18030 for Chinese, windows-1251 for Russian, "
            "windows-1252 for others."
        )
    )


def _rich_lines(sample: bytes) -> bytes:
    """The lines that have something to tell, up to a length."""
    lines: list[bytes] = []
    size = 0
    for line in sample.splitlines():
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _JUDGED:
                break
    # The last line may be cut in the middle of a character.
    return b"\n".join(lines[:-1] if size > _JUDGED and len(lines) > 1 else lines)


def _as_chinese(judged: bytes) -> float:
    """How much of it reads as the 3,755 common characters of GB 2312 and Chinese punctuation, 0 to 1."""
    text = judged.decode("gb18030", MARK_UNREADABLE)
    others = [character for character in text if not character.isascii()]
    if not others:
        return 0.0
    wrong = others.count(UNREADABLE)
    common = _common_hanzi()
    usual = sum(character in common for character in others)
    return max(0.0, usual / len(others) - 10 * max(0, wrong - 1) / len(others) - (wrong == len(others)))


@functools.cache
def _common_hanzi() -> frozenset[str]:
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xD8)]
    pairs = bytes(byte for row in rows for cell in range(0xA1, 0xFF) for byte in (row, cell))
    return frozenset(pairs.decode("gb18030", "ignore"))


def _as_russian(text: str, *, fewest_pairs: int) -> float:
    """How much of it reads as Russian words: frequent letters, no capitals inside, no Latin mixed in, 0 to 1."""
    others = [character for character in text if not character.isascii()]
    letters = [character for character in others if "а" <= character.lower() <= "я" or character in "ёЁ"]
    pairs = re.findall(r"(?=([а-яё]{2}))", text.lower())
    if not letters or len(pairs) < fewest_pairs:
        return 0.0
    frequent = sum(character.lower() in "оеаинтсрвлкм" for character in letters) / len(letters)
    paired = sum(pair in _RUSSIAN_PAIRS for pair in pairs) / len(pairs) if len(pairs) > 3 else 0.4
    odd = len(re.findall(r"[а-яё][А-ЯЁ]|[a-zA-Z][а-яёА-ЯЁ]|[а-яёА-ЯЁ][a-zA-Z]", text)) / len(letters)
    # The usual marks around words in Russian: dashes, guillemets, the number sign, the space that does not break.
    usual = sum(character in "«»„“”–—№…\u00a0₽" for character in others)
    plausible = min(1.0, frequent / 0.6) * min(1.0, paired / 0.35) * max(0.0, 1 - 4 * odd)
    return (len(letters) + usual) / len(others) * plausible


def _as_western(judged: bytes) -> float:
    """How much of it reads as accented letters inside Latin words, currency signs and typographic marks, 0 to 1."""
    good = total = 0
    for match in _RUN.finditer(judged):
        run = match[0].decode("windows-1252", MARK_UNREADABLE)
        total += len(run)
        around = judged[max(0, match.start() - 1) : match.start()] + judged[match.end() : match.end() + 1]
        beside_letter = any(bytes([byte]).isalpha() for byte in around)
        for character in run:
            if unicodedata.category(character) in ("Ll", "Lu"):
                good += beside_letter and len(run) <= 3
            else:
                good += character in "€£¥©®°«»“”‘’–—…\u00a0§¿¡ºª²³½·•™"
    return good / total if total else 0.0


def _headings(text: str) -> int:
    """In the line that has most of them, how many cells are headings of a ledger that ASCII cannot write."""
    lines = (_CELL.split(line) for line in text.splitlines())
    return max((sum(not cell.isascii() and field_of(cell) is not None for cell in cells) for cells in lines), default=0)


def _outside_opinion(judged: bytes) -> str | None:
    """What charset-normalizer takes it for, as long as it is sure of a language."""
    from charset_normalizer import from_bytes

    best = from_bytes(judged).best()
    return best.encoding if best is not None and best.coherence > 0.2 else None
