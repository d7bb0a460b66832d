"""Figures, classes and icons for the templates. Nothing here asks the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from clientela.accounts.permissions import Permission
from clientela.web import access, commands, formatting, fragments, labels, parameters, reasons

register = template.Library()

SPRITE = Path(__file__).resolve().parent.parent / "static" / "web" / "icons.svg"
EMPTY = mark_safe("")
ABSENT = mark_safe(formatting.ABSENT)
SVG = "{http://www.w3.org/2000/svg}"


# What these write holds figures, signs of currencies and the words of `formatting` only: nothing needs escaping.


@register.filter
def money(value: Decimal | int | float | None, currency: str) -> str:
    """Whole major units with the currency's sign; a dash for none."""
    return ABSENT if value is None else mark_safe(formatting.money(value, currency, get_language()))


@register.filter
def signed_money(value: Decimal | int | float | None, currency: str) -> str:
    """As `money`, a loss in the colour of harm."""
    text = money(value, currency)
    return mark_safe(f'<span class="harm">{text}</span>') if value is not None and value < 0 else text


@register.filter
def exact_money(value: Decimal | int | float | None, currency: str) -> str:
    """Down to the currency's minor unit."""
    return ABSENT if value is None else mark_safe(formatting.exact_money(value, currency, get_language()))


@register.filter
def compact_money(value: Decimal | int | float | None, currency: str) -> str:
    """Three figures and the language's word for the size."""
    return ABSENT if value is None else mark_safe(formatting.compact_money(value, currency, get_language()))


@register.filter
def count(value: Decimal | int | float | None) -> str:
    """A whole number with the language's marks."""
    return ABSENT if value is None else mark_safe(formatting.number(value, get_language()))


@register.filter
def decimals(value: Decimal | float | None, places: int = 2) -> str:
    """A figure with the language's decimal mark and so many places."""
    return ABSENT if value is None else mark_safe(formatting.number(value, get_language(), places=places))


@register.filter
def percent(ratio: Decimal | float | None, places: int = 1) -> str:
    """A ratio as a percentage."""
    return ABSENT if ratio is None else mark_safe(formatting.percent(ratio, get_language(), places=places))


@register.filter
def hundredths(ratio: float) -> int:
    """A ratio as whole hundredths, for the width of a bar."""
    return round(min(max(ratio, 0), 1) * 100)


@register.filter
def change(ratio: Decimal | float | None, places: int = 1) -> str:
    """A ratio as a percentage with its sign."""
    return ABSENT if ratio is None else mark_safe(formatting.percent(ratio, get_language(), places=places, signed=True))


@register.filter
def day(date: dt.date | dt.datetime | None) -> str:
    """A date in running text."""
    if date is None:
        return ABSENT
    return mark_safe(formatting.day(date.date() if isinstance(date, dt.datetime) else date, get_language()))


@register.filter
def moment(at: dt.datetime | None) -> str:
    """A date with its time, by the firm's clock."""
    if at is None:
        return ABSENT
    local = timezone.localtime(at)
    return mark_safe(f"{formatting.day(local.date(), get_language())}, {local:%H:%M}")


@register.filter
def exact_amount(text: str, currency: str) -> str:
    """An amount that comes as text, down to the currency's minor unit."""
    return exact_money(Decimal(text), currency)


@register.filter
def month_of(date: dt.date | None) -> str:
    """The month of a date."""
    return ABSENT if date is None else mark_safe(formatting.month(date, get_language()))


@register.filter
def stretch(days: float | None) -> str:
    """A number of days in the unit that a person would use."""
    return ABSENT if days is None else reasons.days(days)


@register.filter
def isodate(date: dt.date | None) -> str:
    """A date for an address or a `datetime` attribute."""
    return "" if date is None else date.isoformat()


@register.filter
def sub_line(row: Any) -> str:
    """The second line of a client in a list: its other name, its industry, its country."""
    parts = " · ".join(part for part in (row.other_name, row.industry, row.country) if part)
    return mark_safe(f'<span class="sub">{escape(parts)}</span>') if parts else ""


@register.filter
def heads(columns: Mapping[str, Any]) -> str:
    """The headings as custom properties, for the narrow screens on which each cell carries its own."""
    return ";".join(f"--head-{name}:{_css_string(column.label)}" for name, column in columns.items())


def _css_string(text: str) -> str:
    quoted = "".join(f"\\{ord(mark):x} " if mark in "\"\\<>&'\n" else mark for mark in text)
    return f'"{quoted}"'


@register.filter
def tier_label(code: str | None) -> Any:
    return labels.label(labels.MOVES, code)


@register.filter
def tier_meaning(code: str | None) -> Any:
    return labels.label(labels.TIER_MEANINGS, code)


@register.filter
def grid_label(code: str | None) -> Any:
    return labels.label(labels.GRIDS, code)


@register.filter
def contribution_label(code: str | None) -> Any:
    return labels.label(labels.CONTRIBUTIONS, code)


@register.filter
def label_of(code: str | None, group: str) -> Any:
    """The word for a code of one of the groups in `labels`: `{{ line.kind|label_of:"LEDGER_KINDS" }}`."""
    return labels.label(getattr(labels, group), code)


@register.filter
def item_of(items: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has under a key, or under the key as text; None for nothing."""
    return items.get(key, items.get(str(key)))


@register.filter
def plainly(field: BoundField, css_class: str) -> SafeString:
    """A form field without a placeholder that would repeat its label, in the dress of the pages."""
    attributes = {name: value for name, value in field.field.widget.attrs.items() if name != "placeholder"}
    field.field.widget.attrs = attributes
    return field.as_widget(attrs={"class": css_class})


@register.simple_tag
def tier(code: str | None, before: str | None = None) -> SafeString:
    """The badge of a level, and of the level before where it was another."""
    return _tier(code, before, get_language()) if code else EMPTY


@register.simple_tag
def classes(grid: str | None, contribution: str | None) -> SafeString:
    """The badges of the gold grid and of the contribution; the ordinary contribution has none."""
    return _classes(grid, contribution, get_language()) if grid or contribution else EMPTY


@register.simple_tag
@cache
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite, drawn in place. It is decoration unless `label` gives it a name of its own."""
    naming = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>', naming, _drawings()[name])


@register.filter
def holds(area: Any, path: str) -> bool:
    """Whether a page belongs to an area of the navigation."""
    return path.startswith(area.address)


@register.filter
def tenure(months: int) -> str:
    """How long somebody has been a client."""
    return reasons.months(months)


@register.filter
def reason_sentence(reason: Any, currency: str) -> str:
    """Why a client needs a decision."""
    return reasons.sentence(reason, currency)


@register.simple_tag
def address(name: str, *args: Any, **query: Any) -> str:
    """The address of a page, with the parameters that have a value."""
    return parameters.address(name, *args, **query)


@register.simple_tag
def query(**query: Any) -> str:
    """The query of an address alone, of the parameters that have a value: what a loop hangs on many addresses."""
    return parameters.query_of(query)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, name: str = "", **changes: Any) -> str:
    """The address of the page (or of the page `name`) with the reader's parameters; None takes one away."""
    request = context["request"]
    return parameters.changed(request.GET, reverse(name) if name else request.path, **changes)


@register.simple_tag
def page_address(request: HttpRequest) -> str:
    """The path of the page that the reader sees, also in a part of it that a script asked for."""
    return fragments.page_address(request)


@register.simple_tag
def keys_of(user: Any) -> dict[str, dict[str, Any]]:
    """What each key does for the user."""
    return commands.keys_of(user)


@register.simple_tag
def may(user: Any, permission: str) -> bool:
    """Whether the reader's role has a permission: `{% may request.user "raise_walls" as may_raise %}`."""
    return access.may(user, Permission(permission))


# There are few classes and many rows: each badge is rendered once for a language.
@cache
def _tier(code: str, before: str | None, language: str | None) -> SafeString:
    return mark_safe(render_to_string("components/tier.html", {"tier": code, "before": before}).strip())


@cache
def _classes(grid: str | None, contribution: str | None, language: str | None) -> SafeString:
    return mark_safe(render_to_string("components/classes.html", {"grid": grid, "contribution": contribution}).strip())


@cache
def _drawings() -> Mapping[str, SafeString]:
    symbols = ElementTree.parse(SPRITE).getroot().iter(f"{SVG}symbol")
    return {
        symbol.attrib["id"]: mark_safe("".join(f'<path d="{path.attrib["d"]}"/>' for path in symbol.iter(f"{SVG}path")))
        for symbol in symbols
    }


@register.filter
def act_of(tags: str) -> str:
    """The number of the act that a message can take back."""
    return next(tag.removeprefix("act-") for tag in tags.split() if tag.startswith("act-"))
