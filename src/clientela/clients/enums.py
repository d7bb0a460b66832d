"""Kinds of clients, of the facts on them, and of what is kept beside them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClientKind(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    PERSON = "person", _("Private person")


class NameKind(models.TextChoices):
    LEGAL = "legal", _("Legal name")
    SHORT = "short", _("Short name")
    TRADE = "trade", _("Trade name")
    FORMER = "former", _("Former name")
    TRANSLITERATED = "transliterated", _("Transliterated name")
    SPELLING = "spelling", _("Spelling in a file")


class IdentifierKind(models.TextChoices):
    USCC = "uscc", _("Unified social credit code (China)")
    INN = "inn", _("INN (Russia)")
    OGRN = "ogrn", _("OGRN (Russia)")
    LEI = "lei", _("Legal entity identifier")
    VAT = "vat", _("VAT number (EU)")
    OTHER = "other", _("Other number")


class CheckResult(models.TextChoices):
    VALID = "valid", _("Check digits agree")
    INVALID = "invalid", _("Check digits do not agree")
    UNCHECKED = "unchecked", _("No check known")


class FactGroup(models.TextChoices):
    """The groups of a client's file. (The fifth, the contact log, has its own table and page.)"""

    BASIC = "basic", _("Basic facts")
    CHARACTERISTICS = "characteristics", _("Characteristics")
    STANDING = "standing", _("Business standing")
    DEALINGS = "dealings", _("Dealings")


class FactKind(models.TextChoices):
    """What the value of a fact is."""

    TEXT = "text", _("Text")
    LONG = "long", _("Long text")
    WHOLE = "whole", _("Whole number")
    NUMBER = "number", _("Figure")
    STEPS = "steps", _("Steps from 1 to 5")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    YES_NO = "yes_no", _("Yes or no")
    MONEY = "money", _("Amount of money")
    PERSON = "person", _("Colleague")
    CLIENT = "client", _("Another client")
    ROWS = "rows", _("A list of its own")


class CustomKind(models.TextChoices):
    """What a firm may add to the file."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Figure")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    MONEY = "money", _("Amount of money")
    PERSON = "person", _("Colleague")
    CLIENT = "client", _("Another client")


class Ownership(models.TextChoices):
    STATE = "state", _("State-owned")
    PRIVATE = "private", _("Privately owned")
    FOREIGN = "foreign", _("Foreign-owned")
    JOINT = "joint", _("Joint venture")
    COLLECTIVE = "collective", _("Cooperative or collective")
    PUBLIC = "public", _("Public body")
    NONPROFIT = "nonprofit", _("Non-profit")


class Size(models.TextChoices):
    MICRO = "micro", _("Micro enterprise")
    SMALL = "small", _("Small enterprise")
    MEDIUM = "medium", _("Medium-sized enterprise")
    LARGE = "large", _("Large enterprise")


class MarketPosition(models.TextChoices):
    LEADER = "leader", _("Leader")
    CHALLENGER = "challenger", _("Challenger")
    FOLLOWER = "follower", _("Follower")
    NICHE = "niche", _("Fills a niche")


class CreditStanding(models.TextChoices):
    STRONG = "strong", _("Strong")
    GOOD = "good", _("Good")
    FAIR = "fair", _("Fair")
    WEAK = "weak", _("Weak")
    BAD = "bad", _("Does not pay")


class AddressKind(models.TextChoices):
    REGISTERED = "registered", _("Registered address")
    OFFICE = "office", _("Office")
    POSTAL = "postal", _("Postal address")
    BILLING = "billing", _("Address for bills")
    OTHER = "other", _("Other address")


class PhoneKind(models.TextChoices):
    MAIN = "main", _("Switchboard")
    MOBILE = "mobile", _("Mobile phone")
    HOTLINE = "hotline", _("Hotline")
    FAX = "fax", _("Fax")
    OTHER = "other", _("Other telephone")


class FinanceKind(models.TextChoices):
    """What a financial fact speaks of."""

    REVENUE = "revenue", _("Revenue")
    PROFIT = "profit", _("Profit of the year")
    ASSETS = "assets", _("Total assets")
    CAPITAL = "capital", _("Registered capital")
    DEBT = "debt", _("Debt")
    CREDIT_RATING = "credit_rating", _("Credit rating")
    CREDIT_LIMIT = "credit_limit", _("Credit limit")
    DISPUTE = "dispute", _("Arrears or enforcement")
    OTHER = "other", _("Other financial fact")


class OwnerKind(models.TextChoices):
    OWNER = "owner", _("Legal owner")
    BENEFICIAL = "beneficial", _("Beneficial owner")
    INVESTOR = "investor", _("Investor")


class RelationKind(models.TextChoices):
    """What another organisation is to the client."""

    PARENT = "parent", _("Parent company")
    SUBSIDIARY = "subsidiary", _("Subsidiary")
    PARTNER = "partner", _("Partner")
    COMPETITOR = "competitor", _("Competitor")
    INVESTOR = "investor", _("Investor")
    INVESTEE = "investee", _("Company invested in")
    SUPPLIER = "supplier", _("Supplier")
    CUSTOMER = "customer", _("Customer")


INVERSE: dict[RelationKind, RelationKind] = {
    RelationKind.PARENT: RelationKind.SUBSIDIARY,
    RelationKind.SUBSIDIARY: RelationKind.PARENT,
    RelationKind.PARTNER: RelationKind.PARTNER,
    RelationKind.COMPETITOR: RelationKind.COMPETITOR,
    RelationKind.INVESTOR: RelationKind.INVESTEE,
    RelationKind.INVESTEE: RelationKind.INVESTOR,
    RelationKind.SUPPLIER: RelationKind.CUSTOMER,
    RelationKind.CUSTOMER: RelationKind.SUPPLIER,
}
"""What the client is to the other, by what the other is to the client."""

STORED_RELATIONS = (RelationKind.PARENT, RelationKind.INVESTOR, RelationKind.SUPPLIER)
"""Of two inverse kinds the one that is stored; the symmetric ones are stored with the lower number first."""
