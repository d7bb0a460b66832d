"""What the lists of a client's file ask of each row, in the same words as the register of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import AddressKind, FactKind, FinanceKind, OwnerKind, PhoneKind
from .facts import Fact
from .models import Address, FinancialFact, Owner, Phone


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: the table of its rows, what a row is called, and what it holds. `event` begins the verbs of events."""

    key: str
    label: Any
    one: Any
    event: str
    model: type[models.Model]
    fields: Mapping[str, Fact]


def _field(key: str, label: Any, kind: FactKind, **more: Any) -> Fact:
    record = kind in (FactKind.PERSON, FactKind.CLIENT)
    return Fact(key=key, label=label, group="", kind=kind, column=f"{key}_id" if record else key, **more)


def _dates() -> tuple[Fact, Fact]:
    return _field("since", _("Since"), FactKind.DATE), _field("until", _("Until"), FactKind.DATE)


def _kind(choices: list[tuple[str, Any]]) -> Fact:
    return _field("kind", _("Kind"), FactKind.CHOICE, choices=dict(choices), required=True)


SOURCE: Final = _field("source", _("From where"), FactKind.TEXT, longest=200)


def _listing(key: str, label: Any, one: Any, event: str, model: type[models.Model], *fields: Fact) -> Listing:
    return Listing(key, label, one, event, model, {field.key: field for field in (*fields, SOURCE)})


ADDRESSES: Final = _listing(
    "addresses",
    _("Addresses"),
    _("Address"),
    "address",
    Address,
    _kind(AddressKind.choices),
    _field("street", _("Street and house"), FactKind.TEXT),
    _field("city", _("City"), FactKind.TEXT, longest=120),
    _field("region", _("Region"), FactKind.TEXT, longest=120),
    _field("postal_code", _("Postal code"), FactKind.TEXT, longest=20),
    _field("country", _("Country"), FactKind.TEXT, form="country", help_text=_("ISO 3166-1, two letters")),
    *_dates(),
)
PHONES: Final = _listing(
    "phones",
    _("Telephones"),
    _("Telephone"),
    "phone",
    Phone,
    _kind(PhoneKind.choices),
    _field("value", _("Number"), FactKind.TEXT, longest=60, required=True),
    _field("label", _("Label"), FactKind.TEXT, longest=60),
    *_dates(),
)
FINANCES: Final = _listing(
    "finances",
    _("Finances"),
    _("Financial fact"),
    "financial_fact",
    FinancialFact,
    _kind(FinanceKind.choices),
    _field("as_of", _("As of"), FactKind.DATE, required=True),
    _field("amount", _("Amount"), FactKind.NUMBER),
    _field("currency", _("Currency"), FactKind.TEXT, form="currency"),
    _field("text", _("In words"), FactKind.TEXT),
)
OWNERS: Final = _listing(
    "owners",
    _("Owners and investors"),
    _("Owner or investor"),
    "owner",
    Owner,
    _kind(OwnerKind.choices),
    _field("name", _("Name"), FactKind.TEXT),
    _field("other", _("A client of the firm"), FactKind.CLIENT),
    _field("share", _("Share, %"), FactKind.NUMBER, least=Decimal(0), most=Decimal(100)),
    *_dates(),
)

LISTINGS: Final[Mapping[str, Listing]] = {listing.key: listing for listing in (ADDRESSES, PHONES, FINANCES, OWNERS)}

RELATION_FIELDS: Final[Mapping[str, Fact]] = {
    field.key: field for field in (*_dates(), _field("note", _("Note"), FactKind.TEXT), SOURCE)
}
