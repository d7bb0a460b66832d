"""The register of facts: what a client's file may hold, by key.

A fact has its value in a column of the client, in a table of its own (`FactKind.ROWS`), or, where the firm added it
itself, in a custom value. What a value is follows from the kind:

    text, long, choice   str, empty where unknown
    whole, steps         int or None
    number               Decimal or None
    date                 date or None
    yes_no               bool or None
    money                Money or None
    person, client       the number of a member of staff, or of a client, or None
    rows                 how many rows there are
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from .enums import ClientKind, CreditStanding, FactGroup, FactKind, MarketPosition, Ownership, Size

ORGANISATION: Final = frozenset({ClientKind.ORGANISATION})
ALL: Final = frozenset(ClientKind)
CUSTOM: Final = "custom_"


class Money(NamedTuple):
    """An amount in major units of a currency by its three letters."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be known. `fits` are the kinds of clients that it is asked of, `weight` its part (0 to 10) in
    the completeness of a file; `column` is where the client has it, `field_id` the custom field that it stands for."""

    key: str
    label: Any
    group: str
    kind: str
    weight: int = 0
    column: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    longest: int = 300
    least: Decimal | None = None
    most: Decimal | None = None
    places: int = 2
    fits: frozenset[ClientKind] = ALL
    required: bool = False
    form: str = ""
    """A stricter form of text: `country`, `website`, `currency`."""
    help_text: Any = ""
    field_id: int | None = None

    @property
    def is_text(self) -> bool:
        """Whether a reader's words are searched in it."""
        return self.kind in (FactKind.TEXT, FactKind.LONG)

    @property
    def nothing(self) -> Any:
        """The value of a fact that is not known."""
        return "" if self.kind in (FactKind.TEXT, FactKind.LONG, FactKind.CHOICE) else None


def known(fact: Fact, value: Any) -> bool:
    """Whether `value` says anything."""
    return bool(value) if fact.kind == FactKind.ROWS else value is not None and value != ""


def _fact(key: str, label: Any, group: FactGroup, kind: FactKind, weight: int, **more: Any) -> Fact:
    column = "" if kind == FactKind.ROWS else f"{key}_id" if kind == FactKind.PERSON else key
    return Fact(key=key, label=label, group=group, kind=kind, weight=weight, column=column, **more)


def _steps(key: str, label: Any, group: FactGroup, weight: int, **more: Any) -> Fact:
    return _fact(key, label, group, FactKind.STEPS, weight, least=Decimal(1), most=Decimal(5), **more)


_BASIC, _TRAITS = FactGroup.BASIC, FactGroup.CHARACTERISTICS
_STANDING, _DEALINGS = FactGroup.STANDING, FactGroup.DEALINGS
_T, _L, _C, _B, _R = FactKind.TEXT, FactKind.LONG, FactKind.CHOICE, FactKind.YES_NO, FactKind.ROWS

_EVERY: tuple[Fact, ...] = (
    _fact("name", _("Name"), _BASIC, _T, 0, required=True, help_text=_("The earlier name is kept as a former one.")),
    _fact("kind", _("Kind"), _BASIC, _C, 0, choices=dict(ClientKind.choices), required=True),
    _fact("industry", _("Industry"), _BASIC, _T, 5, longest=120),
    _fact("business_lines", _("Lines of business"), _BASIC, _L, 5, longest=4000),
    _fact("legal_form", _("Legal form"), _BASIC, _T, 2, longest=120, fits=ORGANISATION),
    _fact("ownership", _("Ownership"), _BASIC, _C, 3, choices=dict(Ownership.choices), fits=ORGANISATION),
    _fact("legal_representative", _("Legal representative"), _BASIC, _T, 4, longest=200, fits=ORGANISATION),
    _fact("country", _("Country"), _BASIC, _T, 3, longest=2, form="country", help_text=_("ISO 3166-1, two letters")),
    _fact("website", _("Website"), _BASIC, _T, 1, form="website"),
    _fact("founded", _("Founded"), _BASIC, FactKind.DATE, 2, fits=ORGANISATION),
    _fact(
        "employees",
        _("Employees"),
        _BASIC,
        FactKind.WHOLE,
        3,
        fits=ORGANISATION,
        least=Decimal(0),
        most=Decimal(2_000_000_000),
    ),
    _fact("size", _("Size"), _BASIC, _C, 4, choices=dict(Size.choices), fits=ORGANISATION),
    _fact("listed", _("Listed on an exchange"), _BASIC, _B, 1, fits=ORGANISATION),
    _fact("invests_abroad", _("Invests abroad"), _BASIC, _B, 3),
    _fact("diversified", _("Diversified"), _BASIC, _B, 2, fits=ORGANISATION),
    _fact("client_since", _("Client since"), _BASIC, FactKind.DATE, 1),
    _fact("responsible", _("Responsible"), _BASIC, FactKind.PERSON, 4),
    _fact("identifiers", _("Numbers in registers"), _BASIC, _R, 5),
    _fact("addresses", _("Addresses"), _BASIC, _R, 4),
    _fact("phones", _("Telephones"), _BASIC, _R, 4),
    _fact("owners", _("Owners and investors"), _BASIC, _R, 5, fits=ORGANISATION),
    _steps("potential", _("Development potential"), _TRAITS, 5, help_text=_("1 is low, 5 is high.")),
    _fact("philosophy", _("Business philosophy"), _TRAITS, _L, 2, longest=4000, fits=ORGANISATION),
    _fact("direction", _("Direction"), _TRAITS, _L, 3, longest=4000, help_text=_("Where the client wants to go.")),
    _fact("traits", _("Traits"), _TRAITS, _L, 2, longest=4000),
    _fact(
        "market_share",
        _("Market share, %"),
        _STANDING,
        FactKind.NUMBER,
        2,
        fits=ORGANISATION,
        least=Decimal(0),
        most=Decimal(100),
    ),
    _steps(
        "competitiveness", _("Competitiveness"), _STANDING, 3, fits=ORGANISATION, help_text=_("1 is low, 5 is high.")
    ),
    _fact(
        "market_position",
        _("Position in the market"),
        _STANDING,
        _C,
        3,
        choices=dict(MarketPosition.choices),
        fits=ORGANISATION,
    ),
    _fact("cooperation", _("Cooperation with us"), _STANDING, _L, 4, longest=4000),
    _fact("relations", _("Relations to other organisations"), _STANDING, _R, 4),
    _fact("image", _("Public image"), _DEALINGS, _L, 2, longest=4000),
    _fact("reputation", _("Reputation"), _DEALINGS, _L, 3, longest=4000),
    _fact("credit_standing", _("Credit standing"), _DEALINGS, _C, 5, choices=dict(CreditStanding.choices)),
    _fact("finances", _("Finances"), _DEALINGS, _R, 4),
)

FACTS: Final[Mapping[str, Fact]] = {fact.key: fact for fact in _EVERY}
"""The facts that every firm has, in the order of the file."""

COLUMN_FACTS: Final[tuple[Fact, ...]] = tuple(fact for fact in _EVERY if fact.column)
ROW_FACTS: Final[tuple[Fact, ...]] = tuple(fact for fact in _EVERY if fact.kind == FactKind.ROWS)


def custom_fact(
    *, field_id: int, label: str, group: str, kind: str, choices: Iterable[str], weight: int, help_text: str
) -> Fact:
    """The fact that a custom field of the firm stands for. It fits every kind of client."""
    return Fact(
        key=f"{CUSTOM}{field_id}",
        label=label,
        group=group,
        kind=kind,
        weight=weight,
        choices={choice: choice for choice in choices},
        longest=4000,
        places=6,
        help_text=help_text,
        field_id=field_id,
    )


def custom_id(key: str) -> int | None:
    """The number of the custom field in a key; None where the key is no custom one."""
    number = key.removeprefix(CUSTOM)
    return (
        int(number) if key.startswith(CUSTOM) and number.isascii() and number.isdecimal() and len(number) < 19 else None
    )
