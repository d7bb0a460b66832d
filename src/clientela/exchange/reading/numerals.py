"""One amount in any of the ways in which ledgers write it, and which mark a column uses for decimals."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from .currencies import agreed, currency_of

# A cell of a spreadsheet that holds a number, not a text, begins with this sign; no marks are to be guessed in it.
NUMBER: Final = "\x1f"
# Ledger amounts have 18 digits, 4 of them decimals.
TOO_LARGE: Final = Decimal(10) ** 14

_FOUR_PLACES: Final = Decimal("0.0001")
_STRAY: Final = 0.05
_EXAMPLES: Final = 3
_LONGEST: Final = 60

_MINUSES: Final = str.maketrans({sign: "-" for sign in "−‐‑‒–—﹣"} | {sign: "'" for sign in "’‘`ʼ"})
# The digits with what stands between them; what stands before and after may be a sign, brackets or a currency.
_PARTS: Final = re.compile(r"(?P<before>[^\d]*?)(?P<core>[.,]?\d(?:[\d.,' ]*\d)?[.,]?)(?P<after>[^\d]*)")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d{1,2}", re.IGNORECASE)
_GROUPED: Final = {
    mark: re.compile(
        rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+|\d{{1,2}}(?:{re.escape(mark)}\d{{2}})+{re.escape(mark)}\d{{3}}"
    )
    for mark in ",.' "
}


def parse_amount(text: str, decimal_mark: str) -> tuple[Decimal, str | None] | None:
    """Return the amount that a cell means, to 4 places, half to even, and the currency that it names, if any.

    Negative are a minus before or behind, brackets around, and CR behind. None for what is not an amount, whose marks
    contradict `decimal_mark`, or that has more than 14 digits before it.

    >>> parse_amount("(1.234,50) €", ","), parse_amount("$1,234.50-", ".")
    ((Decimal('-1234.5000'), 'EUR'), (Decimal('-1234.5000'), '$'))
    """
    if text.startswith(NUMBER):
        return _exact(text[1:], None)
    if _SCIENTIFIC.fullmatch(text):
        return _exact(text, None)
    parts = _parts(text)
    if parts is None:
        return None
    before, core, after = parts
    signs = _signs(before, after)
    digits = _digits(core, decimal_mark)
    if signs is None or digits is None:
        return None
    negative, currency = signs
    return _exact("-" + digits if negative else digits, currency)


@dataclass(slots=True)
class MarkEvidence:
    """What the cells of the amount columns tell of their marks; all cells may be added bit by bit."""

    _says: Counter[str] = field(default_factory=Counter)
    _open: dict[str, list[str]] = field(default_factory=dict)
    _ungrouped: bool = False
    _grouping: set[str] = field(default_factory=set)

    def add(self, texts: Iterable[str]) -> None:
        """Take more cells in; numbers of a spreadsheet tell nothing."""
        for text in texts:
            if text.startswith(NUMBER):
                continue
            parts = _parts(text)
            if parts is None:
                continue
            core = parts[1]
            said, mark = _tells(core)
            if said:
                self._says[said] += 1
            elif mark:
                examples = self._open.setdefault(mark, [])
                if len(examples) < _EXAMPLES:
                    examples.append(text.strip())
            elif len(core) > 3 and core.isdigit():
                self._ungrouped = True
            self._grouping.update(sign for sign in ",. '" if sign in core and sign not in (said, mark))

    @property
    def decimal_mark(self) -> str | None:
        """The mark, None where the cells leave open which it is."""
        if self._says:
            mark, count = self._says.most_common(1)[0]
            return mark if count >= (1 - _STRAY) * self._says.total() else None
        if not self._open:
            return "."
        # Money hardly ever has three decimals; in English a comma before three digits groups thousands. Where
        # others of a thousand and more stand without it, it does not.
        return "." if list(self._open) == [","] and not self._ungrouped else None

    @property
    def needs_more(self) -> bool:
        """Whether more cells could change what is known."""
        return not self._says and bool(self._open)

    @property
    def thousands_mark(self) -> str | None:
        """The mark that groups digits, as far as the cells show one."""
        marks = (self._grouping | self._open.keys()) - {self.decimal_mark}
        return min(marks, default=None)

    @property
    def examples(self) -> tuple[str, ...]:
        """A few cells that could mean two amounts."""
        return tuple(example for examples in self._open.values() for example in examples)[:_EXAMPLES]


def _parts(text: str) -> tuple[str, str, str] | None:
    """What stands before the digits, the digits with their marks, and what stands behind them."""
    if len(text) > _LONGEST:
        return None
    match = _PARTS.fullmatch(unicodedata.normalize("NFKC", text).translate(_MINUSES).strip())
    if match is None:
        return None
    before, core, after = match.groups()
    after = after.strip()
    if core[0] in ".," and before[-1:].isalpha():
        core = core[1:]
    if core[-1] in ".,":
        # "100,-" and "100.--" are round sums.
        core, after = core[:-1], after.removeprefix("-").removeprefix("-").strip()
    return before, core, after


def _tells(core: str) -> tuple[str | None, str | None]:
    """The decimal mark that the digits prove, or the mark that may be either."""
    marks = [sign for sign in core if sign in ".,"]
    if not marks:
        return None, None
    last = marks[-1]
    other = "," if last == "." else "."
    if other in marks:
        return (last if marks.count(last) == 1 else None), None
    if len(marks) > 1:
        return other, None
    whole, _, decimals = core.partition(last)
    if len(decimals) != 3 or whole in ("", "0") or not whole.isdigit() or len(whole) > 3:
        return last, None
    return None, last


def _signs(before: str, after: str) -> tuple[bool, str | None] | None:
    """Whether what stands around the digits makes them negative, and the currency there; None for anything else."""
    opened, closed = before.count("("), after.count(")")
    minuses = before.count("-") + after.count("-")
    names = [name for part in (before, after) if (name := part.strip("()+- "))]
    credit = bool(names) and names[-1].casefold() in ("cr", "dr")
    is_credit = credit and names.pop().casefold() == "cr"
    if opened != closed or opened > 1 or minuses + opened + is_credit > 1:
        return None
    if any(currency_of(name) is None for name in names):
        names = [word for name in names for word in name.split()]
    codes = [code for name in names if (code := currency_of(name))]
    currency = agreed(codes) if codes else None
    if len(codes) < len(names) or (codes and currency is None):
        return None
    return bool(minuses or opened or is_credit), currency


def _digits(core: str, decimal_mark: str) -> str | None:
    whole, _, decimals = core.partition(decimal_mark)
    if decimals and not decimals.isdigit():
        return None
    if whole and not whole.isdigit():
        for mark, shape in _GROUPED.items():
            if mark != decimal_mark and shape.fullmatch(whole):
                whole = whole.replace(mark, "")
                break
        else:
            return None
    return f"{whole or '0'}.{decimals or '0'}"


def _exact(digits: str, currency: str | None) -> tuple[Decimal, str | None] | None:
    try:
        amount = Decimal(digits)
        rounded = amount.quantize(_FOUR_PLACES, ROUND_HALF_EVEN)
    except ArithmeticError:
        return None
    return (rounded, currency) if abs(rounded) < TOO_LARGE else None
