"""What was understood of a file, and the policy, as names and values for a person to read."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.analytics.policy import Policy
from clientela.exchange.reading import Understanding
from clientela.web import formatting, words

from .sources import FileRead

Facts = list[tuple[str, str]]


def facts_of(file: FileRead) -> Facts:
    """How a file was read: its rows, its form, and which column is what."""
    language = get_language()
    facts = [(_("Rows"), formatting.number(file.rows_read, language))]
    if file.rows_rejected:
        facts.append((_("Rows left out"), formatting.number(file.rows_rejected, language)))
    if file.rows_skipped:
        facts.append((_("Totals and headings passed over"), formatting.number(file.rows_skipped, language)))
    return facts + form_of(file.understanding)


def form_of(known: Understanding) -> Facts:
    """How a file is written, and which of its columns is what."""
    language = get_language()
    facts: Facts = []
    if known.encoding:
        facts.append((_("Encoding"), words.label(words.ENCODINGS, known.encoding)))
    if known.delimiter:
        facts.append((_("Delimiter"), str(words.label(words.DELIMITERS, known.delimiter))))
    if known.sheet:
        facts.append((_("Sheet"), known.sheet))
    if known.header_row:
        facts.append((_("Headings on line"), formatting.number(known.header_row, language)))
    if known.date_order:
        facts.append((_("Order of dates"), str(words.label(words.DATE_ORDERS, known.date_order.value))))
    if known.format != "parquet":
        facts.append((_("Decimal mark"), str(words.label(words.DECIMAL_MARKS, known.decimal_mark))))
    if known.currency:
        facts.append((_("Currency"), known.currency))
    elif known.currency_in_cells:
        facts.append((_("Currency"), _("in the rows")))
    columns = [(str(words.label(words.FIELDS, field.value)), heading) for field, heading in known.columns.items()]
    return facts + [(_("Column: %(field)s") % {"field": field}, heading) for field, heading in columns]


def policy_facts(policy: Policy) -> Facts:
    """The thresholds that were applied."""
    language = get_language()

    def percent(value: object) -> str:
        return f"{value}{formatting.manner(language).percent}"

    values = policy.to_dict()
    return [
        (_("Months in the window"), str(policy.window_months)),
        (_("Top, of the active clients"), percent(values["top_percent"])),
        (_("Top and large"), percent(values["large_percent"])),
        (_("Top, large and medium"), percent(values["medium_percent"])),
        (_("Percentile of the gold grid"), str(values["gold_percentile"])),
        (_("Share of the profit that key clients earn"), percent(values["key_share_percent"])),
        (_("Cost as a share of fees, where the ledger has none"), percent(values["cost_share_percent"])),
    ]
