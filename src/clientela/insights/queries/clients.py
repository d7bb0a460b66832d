"""The list of clients: narrowed, ordered, page by page, with what the analysis says of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from clientela.clients.queries import MOST_CANDIDATES
from clientela.core.cursors import read_cursor, write_cursor
from clientela.insights.models import Standing

from .facets import Choice, choices_of_classes, choices_of_clients
from .narrowing import Condition
from .sets import each_of
from .shape import HiddenRanks, Shape, hidden_ranks, shape
from .snapshot import Found, SnapshotLine, compared, current_snapshots, shown
from .viewer import walls_of_viewer
from .wanted import Wanted, wanted_of

PLACES = {
    "billed": "place",
    "rank": "place",
    "profit": "profit_place",
    "frequency": "frequency_place",
    "last_billed": "recency_place",
}
FACETS_OF_CLIENTS = ("responsible", "industry", "country")
MOST_COUNTED = 2_000
FEW = 3_000


@dataclass(frozen=True)
class ClientRow:
    """One line of the list. Without a standing in the snapshot there is no tier, and the amounts are zero."""

    client_id: int
    name: str
    other_name: str
    industry: str
    country: str
    responsible: str
    tier: str | None
    previous_tier: str | None
    grid: str | None
    contribution: str | None
    billed: Decimal
    profit: Decimal
    frequency: int
    last_billed: dt.date | None
    rank: int | None


@dataclass(frozen=True)
class ClientListScreen:
    """One page of the list.

    `count` is of all pages; where `count_is_exact` is false there are more. `facets` has (value, label, clients) for
    what the list can be narrowed by: tier, grid, contribution, responsible, industry, country, whatever the list is
    now.
    """

    rows: list[ClientRow]
    next_cursor: str | None
    count: int
    count_is_exact: bool
    currency: str
    snapshot: SnapshotLine | None
    frequency_basis: str
    facets: Mapping[str, list[Choice]]


@dataclass(frozen=True)
class Page:
    """The client numbers of a page in their order, and the place after it."""

    clients: list[int]
    next_cursor: str | None


def client_list(
    *,
    terms: str = "",
    tier: str | None = None,
    grid: str | None = None,
    contribution: str | None = None,
    was: str | None = None,
    since: dt.date | None = None,
    responsible: int | None = None,
    industry: str | None = None,
    country: str | None = None,
    where: Iterable[Condition] = (),
    sort: str = "billed",
    descending: bool = True,
    after: str | None = None,
    limit: int = 50,
    as_of: dt.date | None = None,
) -> ClientListScreen:
    """One page of all clients that the viewer may see, those who were never billed included.

    `sort` is billed, profit, frequency, last_billed, rank or name. Clients who have no standing in the snapshot,
    because they came later, stand at the end of either direction; by name they stand among the others. Where nothing
    is computed yet all are listed by name. `where` has conditions on
    facts and figures. `was` keeps those who stood on that level in the snapshot nearest to
    `since`, "new" those who had no standing in it: together with `tier` one flow of the movement. The number of
    statements does not grow with the rows.
    """
    found = current_snapshots()
    now = shown(found, as_of)
    before = compared(found, now, since) if now else None
    walls = walls_of_viewer()
    wanted = wanted_of(
        now,
        before,
        terms=terms,
        tier=tier,
        grid=grid,
        contribution=contribution,
        was=was,
        responsible=responsible,
        industry=industry,
        country=country,
        where=where,
    )
    figures = shape(now, walls=walls) if now else None
    if wanted.candidates == [] or (figures and wanted.classes and not figures.count(wanted.classes)):
        page = Page([], None)
    elif now is None or sort == "name":
        downward = descending and sort == "name"
        page = _by_name(wanted, now, figures, descending=downward, after=after, limit=limit)
    else:
        page = _by_place(wanted, now, sort=sort, descending=descending, after=after, limit=limit)
    choices = choices_of_clients(walls=walls)
    count, exact = _count(wanted, now, figures, choices)
    return ClientListScreen(
        rows=_rows(page, now, before, hidden_ranks(now, walls=walls) if now else None),
        next_cursor=page.next_cursor,
        count=count,
        count_is_exact=exact,
        currency=now.currency if now else "",
        snapshot=now.line(active_clients=figures.active) if now and figures else None,
        frequency_basis=now.thresholds.frequency_basis if now else "engagements",
        facets={**choices_of_classes(figures), **{name: choices[name] for name in FACETS_OF_CLIENTS}},
    )


def _by_place(wanted: Wanted, now: Found, *, sort: str, descending: bool, after: str | None, limit: int) -> Page:
    place = PLACES[sort]
    from_first = descending != (sort == "rank")
    order = f"{sort}{'-' if descending else '+'}"
    reached, resting = read_cursor(after, order, (int,)), read_cursor(after, f"{order}rest", (int,))
    ranked: dict[int, int] = {}
    if resting is None:
        standings = wanted.standings(now).filter(**_span(wanted, now, place))
        if reached is not None:
            standings = standings.filter(**{f"{place}__gt" if from_first else f"{place}__lt": reached[0]})
        ordered = standings.order_by(place if from_first else f"-{place}")
        ranked = dict(ordered.values_list("client_id", place)[: limit + 1])
    rest: list[int] = []
    if not wanted.by_standing and len(ranked) <= limit:
        rest = _without_standing(wanted, now, after=resting[0] if resting else None, most=limit + 1 - len(ranked))
    clients = [*ranked, *rest][:limit]
    if len(ranked) + len(rest) <= limit or not clients:
        return Page(clients, None)
    last = clients[-1]
    return Page(
        clients, write_cursor(order, [ranked[last]]) if last in ranked else write_cursor(f"{order}rest", [last])
    )


def _without_standing(wanted: Wanted, now: Found, *, after: str | int | None, most: int) -> list[int]:
    standing = Standing.objects.filter(client_id=OuterRef("pk"), snapshot_id=now.id)
    found = wanted.clients().filter(~Exists(standing))
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("pk").values_list("pk", flat=True)[:most])


def _span(wanted: Wanted, now: Found, place: str) -> dict[str, int]:
    # Between which places of the order the clients of the classes stand: without it a list of clients who are all at
    # the far end would read the whole index first.
    spans = [now.spans.get(name, {}).get(value, {}).get(place) for name, value in wanted.classes.items()]
    known = [span for span in spans if span]
    if not known:
        return {}
    return {f"{place}__gte": max(first for first, _last in known), f"{place}__lte": min(last for _first, last in known)}


def _by_name(
    wanted: Wanted, now: Found | None, figures: Shape | None, *, descending: bool, after: str | None, limit: int
) -> Page:
    order = f"name{'-' if descending else '+'}"
    clients = wanted.clients()
    if wanted.by_standing:
        if now is None or figures is None:
            return Page([], None)
        standings = wanted.of_classes(now)
        if wanted.classes and figures.count(wanted.classes) <= FEW:
            clients = clients.filter(pk__in=each_of(list(standings.values_list("client_id", flat=True))))
        else:
            clients = clients.filter(Exists(standings.filter(client_id=OuterRef("pk"))))
    reached = read_cursor(after, order, (str, int))
    if reached is not None:
        name, number = reached
        beyond = "lt" if descending else "gt"
        clients = clients.filter(**{f"name__{beyond}e": name}).filter(
            Q(**{f"name__{beyond}": name}) | Q(**{f"pk__{beyond}": number})
        )
    ordered = clients.order_by(*(("-name", "-pk") if descending else ("name", "pk")))
    rows = list(ordered.values_list("pk", "name")[: limit + 1])
    numbers = [number for number, _name in rows[:limit]]
    if len(rows) <= limit or not numbers:
        return Page(numbers, None)
    last, name = rows[limit - 1]
    return Page(numbers, write_cursor(order, [name, last]))


ROWS = """
    SELECT c.id, c.name, c.other_name, c.industry, c.country, coalesce(u.name, ''), now.tier, earlier.tier, now.grid,
           now.contribution, coalesce(now.billed, 0), coalesce(now.profit, 0), coalesce(now.frequency, 0),
           now.last_billed, now.rank
    FROM unnest(%(clients)s::bigint[]) WITH ORDINALITY AS page (client_id, line)
    JOIN clients_client c ON c.id = page.client_id
    LEFT JOIN accounts_user u ON u.id = c.responsible_id
    LEFT JOIN insights_standing now ON now.client_id = page.client_id AND now.snapshot_id = %(now)s
    LEFT JOIN insights_standing earlier ON earlier.client_id = page.client_id AND earlier.snapshot_id = %(before)s
    ORDER BY page.line
"""


def _rows(page: Page, now: Found | None, before: Found | None, ranks: HiddenRanks | None) -> list[ClientRow]:
    if not page.clients:
        return []
    asked = {"clients": page.clients, "now": now.id if now else None, "before": before.id if before else None}
    with connection.cursor() as cursor:
        cursor.execute(ROWS, asked)
        return [ClientRow(*row[:10], *_figures(row[10:], now, ranks)) for row in cursor.fetchall()]


def _figures(row: tuple[Any, ...], now: Found | None, ranks: HiddenRanks | None) -> tuple[Any, ...]:
    billed, profit, frequency, last_billed, rank = row
    if now is None or ranks is None:
        return Decimal(0), Decimal(0), 0, None, None
    return now.money(billed), now.money(profit), frequency, last_billed, ranks.rank(rank)


def _count(
    wanted: Wanted, now: Found | None, figures: Shape | None, choices: Mapping[str, list[Choice]]
) -> tuple[int, bool]:
    by_class_alone = wanted.candidates is None and not wanted.by_file and not wanted.was and not wanted.where.by_figures
    if by_class_alone:
        if not wanted.classes:
            return choices["all"][0][2], True
        return (figures.count(wanted.classes) if figures else 0), True
    if wanted.by_standing and now is None:
        return 0, True
    if wanted.candidates is not None and not wanted.by_file and not wanted.by_standing:
        return len(wanted.candidates), len(wanted.candidates) < MOST_CANDIDATES
    found = wanted.standings(now).values("client_id") if wanted.by_standing and now else wanted.clients().values("pk")
    counted = found[: MOST_COUNTED + 1].count()
    complete = wanted.candidates is None or len(wanted.candidates) < MOST_CANDIDATES
    return min(counted, MOST_COUNTED), counted <= MOST_COUNTED and complete
