"""What a list of clients can be narrowed by, with the number of clients behind each choice."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TypeAlias

from django.db import connection
from django.db.models import Count, F, QuerySet

from clientela.analytics.contribution import CONTRIBUTIONS
from clientela.analytics.grid import GRID
from clientela.analytics.pyramid import TIERS
from clientela.clients.models import Client

from .shape import Shape
from .viewer import remembered

Choice: TypeAlias = tuple[str | int, str, int]

MOST_CHOICES = 500
SECONDS_REMEMBERED = 60


def choices_of_clients(*, walls: str) -> Mapping[str, list[Choice]]:
    """(value, label, clients) by responsible, industry and country; and the number of all clients under "all".

    Four statements; then remembered for a minute, and until a client is added.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM clients_client")
        newest = cursor.fetchone()[0]
    minute = int(time.monotonic() // SECONDS_REMEMBERED)

    def read() -> dict[str, list[Choice]]:
        clients: QuerySet[Client] = Client.objects.order_by()
        responsible = clients.exclude(responsible=None).values_list("responsible_id", F("responsible__name"))
        return {
            "responsible": _by_label([tuple(row) for row in responsible.annotate(n=Count("pk"))]),
            "industry": _by_label(
                [
                    (value, value, n)
                    for value, n in clients.exclude(industry="").values_list("industry").annotate(n=Count("pk"))
                ]
            ),
            "country": _by_label(
                [
                    (value, value, n)
                    for value, n in clients.exclude(country="").values_list("country").annotate(n=Count("pk"))
                ]
            ),
            "all": [("", "", clients.count())],
        }

    return remembered(("choices", newest, minute), read, walls=walls)


def choices_of_classes(figures: Shape | None) -> dict[str, list[Choice]]:
    """(class, class, clients) by tier, grid and contribution, in the order of each."""
    if figures is None:
        return {}
    found = {
        "tier": (TIERS, figures.by_tier),
        "grid": (GRID, figures.by_grid),
        "contribution": (CONTRIBUTIONS, figures.by_contribution),
    }
    return {
        group: [(name, name, sums[name][0]) for name in names if name in sums] for group, (names, sums) in found.items()
    }


def _by_label(rows: list[Choice]) -> list[Choice]:
    most = sorted(rows, key=lambda row: -row[2])[:MOST_CHOICES]
    return sorted(most, key=lambda row: str(row[1]).casefold())
