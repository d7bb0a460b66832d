"""`report.html`: the portfolio as one file that opens anywhere, without a server and without the network."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clientela import __version__
from clientela.analytics.contribution import CONTRIBUTIONS
from clientela.analytics.explain import Explanation, explain_contribution, explain_grid, explain_tier
from clientela.analytics.grid import GRID
from clientela.exchange.reading import Reject
from clientela.web import words
from clientela.web.clients.why import Why, whys

from .book import Book
from .charts import QUIET, charts, drawn, movement, place, whale_points
from .outputs import CannotWrite
from .sources import Lines
from .summary import LEVELS, tally
from .understood import facts_of, policy_facts
from .wording import Writer, cost_note, window_sentence

# A longer list is not read on a page; a short part of it stands for the whole, which is in clients.csv.
_WHOLE: Final = 2_000
_PART: Final = 300
_HERE: Final = Path(__file__).resolve().parent
_STATIC: Final = _HERE.parents[1] / "web" / "static" / "web"
_CHARTS: Final = ("charts.js", "charts-axes.js")
_MODULES: Final = Path(os.environ.get("CLIENTELA_NODE_MODULES") or _HERE.parents[3] / "node_modules")
_LIBRARY: Final = _MODULES / "echarts" / "dist" / "echarts.common.min.js"
_STEPS: Final = (0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)


def check_library() -> None:
    """Raise CannotWrite where the charts' library, which the report carries inside, is not installed."""
    if not _LIBRARY.is_file():
        raise CannotWrite(
            Path("report.html"), _("the charts' library is missing at %s; run npm ci in the project") % _LIBRARY
        )


def report(book: Book, lines: Lines, rejects: list[tuple[str, Reject]]) -> str:
    """The page in the language in force. `rejects` are the first of the rows that were left out."""
    engine = Engine(dirs=[str(_HERE / "templates")], libraries={"i18n": "django.templatetags.i18n"})
    listed = book.rows if book.rows.height <= _WHOLE else book.rows.head(_PART)
    writer = Writer(book)
    context = {
        "language": get_language() or "en",
        "version": __version__,
        "styles": _inside("</style", (_STATIC / "charts.css").read_text("utf-8"), _own("report.css")),
        "theme_script": _inside("</script", (_STATIC / "theme.js").read_text("utf-8")),
        "chart_library": _inside("</script", _LIBRARY.read_text("utf-8")),
        "chart_script": _inside("</script", *((_STATIC / name).read_text("utf-8") for name in _CHARTS)),
        "page_script": _inside("</script", _own("report.js")),
        "charts": [(kind, _data(figures)) for kind, figures in charts(book, frozenset(listed["client_id"])).items()],
        **_head(book, writer),
        **_classes(book, writer),
        **_movement(book, writer),
        "clients": [_client(row, book, writer) for row in listed.rows(named=True)],
        "list_note": _list_note(book, listed.height, writer),
        "files": [{"name": file.name, "facts": facts_of(file)} for file in lines.files],
        "policy": policy_facts(book.policy),
        **_rejects(lines, rejects, writer),
    }
    return engine.get_template("report.html").render(Context(context))


def _head(book: Book, writer: Writer) -> dict[str, Any]:
    totals, aims = book.thresholds.totals, book.migration.aims
    change = totals.billed / totals.previous_billed - 1 if totals.previous_billed > 0 else None
    figures = [
        {
            "name": _("Billed"),
            "value": writer.compact(totals.billed),
            "exact": writer.money(totals.billed),
            "note": " ".join((writer.percent(change, signed=True), _("on the window before")))
            if change is not None
            else _("fees in the window"),
        },
        {
            "name": _("Profit"),
            "value": writer.compact(totals.profit),
            "exact": writer.money(totals.profit),
            "note": _("fees less write-offs, discounts and costs"),
            "harm": totals.profit < 0,
        },
        {
            "name": _("Active clients"),
            "value": writer.count(book.thresholds.active),
            "note": _("%(new)s new · %(lost)s lost · %(back)s back")
            % {
                "new": writer.count(aims.fresh.clients),
                "lost": writer.count(aims.lost.clients),
                "back": writer.count(aims.back.clients),
            },
        },
        {
            "name": _("Clients kept"),
            "value": writer.percent(aims.kept_share),
            "note": _("%(kept)s of %(active)s who were active on %(date)s")
            % {
                "kept": writer.count(aims.kept.clients),
                "active": writer.count(aims.active_before.clients),
                "date": writer.day(book.compare_to),
            },
        },
    ]
    months = book.thresholds.frequency_basis == "months"
    return {
        "as_of": writer.day(book.as_of),
        "window": window_sentence(book),
        "compared": _("compared with %(date)s") % {"date": writer.day(book.compare_to)},
        "since": _("since %(date)s") % {"date": writer.day(book.compare_to)},
        "figures": figures,
        "costs": cost_note(book),
        "grid_note": _("how often they come (months with a fee) × what they earn us")
        if months
        else _("how often they come × what they earn us"),
        "frequency_name": _("Months with a fee") if months else _("Engagements"),
        "foot": _("Made by Clientela %(version)s. Amounts in %(currency)s.")
        % {"version": __version__, "currency": writer.currency},
    }


def _classes(book: Book, writer: Writer) -> dict[str, Any]:
    total = book.thresholds.totals.billed

    def lines(by: str, codes: Any, names: words.Labels, meanings: words.Labels) -> list[dict[str, Any]]:
        found = tally(book.rows, by)
        nothing = {"clients": 0, "billed": 0, "profit": 0}
        return [
            {
                "code": code,
                "label": words.label(names, code),
                "meaning": words.label(meanings, code),
                "clients": writer.count(sums["clients"]),
                "billed": writer.money(sums["billed"]),
                "profit": writer.money(sums["profit"]),
                "share": writer.percent(sums["billed"] / total if total > 0 else None),
            }
            for code in codes
            for sums in (found.get(code, nothing),)
        ]

    points, shown = whale_points(book), drawn(book).height
    steps = [max((point for point in points if point[0] <= step + 1e-9), default=None) for step in _STEPS]
    sampled = shown < book.thresholds.active
    return {
        "tiers": lines("tier", LEVELS, words.TIERS, words.TIER_MEANINGS),
        "grid": lines("grid", GRID, words.GRIDS, words.GRID_MEANINGS),
        "contribution": lines("contribution", CONTRIBUTIONS, words.CONTRIBUTIONS, words.CONTRIBUTION_MEANINGS),
        "steps": [
            (writer.percent(clients), writer.percent(profit)) for clients, profit in dict.fromkeys(filter(None, steps))
        ],
        "sampled": _("%(drawn)s of %(all)s clients drawn, the largest all of them.")
        % {"drawn": writer.count(shown), "all": writer.count(book.thresholds.active)}
        if sampled
        else "",
    }


def _movement(book: Book, writer: Writer) -> dict[str, Any]:
    aims, moves = book.migration.aims, movement(book)
    quiet = sum(move.clients for move in moves if move.before == move.after and move.before in QUIET)
    more = aims.active_after.clients - aims.active_before.clients
    return {
        "movement": [
            {
                "before": place(move.before),
                "before_label": words.label(words.MOVES, place(move.before)),
                "after": place(move.after),
                "after_label": words.label(words.MOVES, place(move.after)),
                "clients": writer.count(move.clients),
                "billed_before": writer.money(move.billed_before),
                "billed_after": writer.money(move.billed_after),
            }
            for move in moves
        ],
        "aims": [
            (_("More clients"), writer.count(more)),
            (_("upgraded"), writer.count(aims.upgraded.clients)),
            (_("downgraded"), writer.count(aims.downgraded.clients)),
            (_("kept"), writer.percent(aims.kept_share)),
            (_("lost"), writer.count(aims.lost.clients)),
        ],
        "quiet": ngettext(
            "%(number)s client stayed without fees and is not drawn.",
            "%(number)s clients stayed without fees and are not drawn.",
            quiet,
        )
        % {"number": writer.count(quiet)}
        if quiet
        else "",
    }


def _client(row: dict[str, Any], book: Book, writer: Writer) -> dict[str, Any]:
    return {
        "id": row["client_id"],
        "rank": writer.count(row["rank"]),
        "name": row["client"],
        "tier": row["tier"],
        "tier_label": words.label(words.TIERS, row["tier"]),
        "grid": row["grid"] or "",
        "grid_label": words.label(words.GRIDS, row["grid"]),
        "contribution": row["contribution"] or "",
        "contribution_label": words.label(words.CONTRIBUTIONS, row["contribution"]),
        "frequency": writer.count(row["frequency"]),
        "billed": writer.money(row["billed"]),
        "profit": writer.money(row["profit"]),
        "loses": row["profit"] < 0,
        "last_billed": writer.day(row["last_billed"]),
        "why": reasons(row, book, writer),
    }


def reasons(row: dict[str, Any], book: Book, writer: Writer) -> list[Why]:
    """Why a client has its classes, in words."""
    explained = (
        explain_tier(row, book.thresholds),
        explain_grid(row, book.thresholds),
        explain_contribution(row, book.thresholds),
    )
    standing = SimpleNamespace(
        currency=writer.currency,
        frequency_basis=book.thresholds.frequency_basis,
        explanations=[_in_units(explanation, writer) for explanation in explained],
    )
    return whys(standing)


_MONEY: Final = frozenset(
    {"billed", "profit", "lowest_billed", "profit_cut", "positive_profit", "key_cut", "lowest_key_profit"}
)


def _in_units(explanation: Explanation, writer: Writer) -> SimpleNamespace:
    def units(name: str, value: Any) -> Any:
        if value is None:
            return None
        return writer.amount(value) if name in _MONEY else float(value) if name == "frequency_cut" else value

    return SimpleNamespace(
        subject=explanation.subject,
        value=explanation.value,
        rule=explanation.rule,
        inputs={name: units(name, value) for name, value in explanation.inputs.items()},
        thresholds={name: units(name, value) for name, value in explanation.cuts.items()},
        changes=[
            SimpleNamespace(to=change.to, least=change.least, needs={change.measure: units(change.measure, change.by)})
            for change in explanation.changes
        ],
    )


def _list_note(book: Book, shown: int, writer: Writer) -> str:
    if shown == book.rows.height:
        return _("all clients who are or were active; open a name to see why")
    return _("the first %(shown)s of %(all)s by fees; clients.csv has all of them") % {
        "shown": writer.count(shown),
        "all": writer.count(book.rows.height),
    }


def _rejects(lines: Lines, rejects: list[tuple[str, Reject]], writer: Writer) -> dict[str, Any]:
    read = _("%(read)s rows read, %(rejected)s left out") % {
        "read": writer.count(lines.rows_read),
        "rejected": writer.count(lines.rows_rejected),
    }
    note = _("the first %(shown)s of %(all)s; rejected.csv has all of them") % {
        "shown": writer.count(len(rejects)),
        "all": writer.count(lines.rows_rejected),
    }
    return {
        "rows_note": read,
        "rejects_note": note if len(rejects) < lines.rows_rejected else "",
        "rejects": [
            {"file": file, "line": one.line, "column": one.column, "value": one.value, "reason": one.reason}
            for file, one in rejects
        ],
    }


def _own(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _data(figures: dict[str, Any]) -> SafeString:
    """Figures for an element of the page. Names of clients are among them, so nothing may look like a mark of HTML."""
    text = json.dumps(figures, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E"))


def _inside(end: str, *sources: str) -> SafeString:
    """Source for an element of the page, where the text that ends the element must not occur."""
    source = "\n".join(sources)
    # Inside a string of a script the two say the same; elsewhere neither style sheets nor scripts can have it.
    return mark_safe(source.replace(end, end.replace("</", "<\\/")))
