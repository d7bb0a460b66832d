"""The clients that a list is narrowed to, as sets that the database can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet

from clientela.analytics.migration import NEW
from clientela.clients.facts import Fact
from clientela.clients.models import Client
from clientela.clients.queries import matching_clients
from clientela.insights.models import Standing

from .narrowing import Condition, Narrowed, narrowed
from .sets import each_of
from .snapshot import Found


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. `candidates` are the clients whose names match, None where no name is asked for.

    `was` is the level in the snapshot numbered `earlier`, or "new" for those who had no standing there.
    """

    classes: dict[str, str]
    fields: dict[str, str | int]
    candidates: list[int] | None
    where: Narrowed
    was: str | None = None
    earlier: int | None = None

    @property
    def by_standing(self) -> bool:
        """Whether only clients with a standing in the snapshot are wanted."""
        return bool(self.classes or self.was or self.where.by_figures)

    @property
    def by_file(self) -> bool:
        """Whether anything is asked of what the file says, the name left aside."""
        return bool(self.fields or self.where.by_facts)

    def of_classes(self, snapshot: Found) -> QuerySet[Standing]:
        """The standings of the classes, the figures and the earlier level that are wanted, whoever the clients are."""
        found = Standing.objects.filter(snapshot_id=snapshot.id, **self.classes, **self.where.standings)
        if self.was is None:
            return found
        before = Standing.objects.filter(snapshot_id=self.earlier or 0, client_id=OuterRef("client_id"))
        return found.filter(~Exists(before) if self.was == NEW else Exists(before.filter(tier=self.was)))

    def clients(self) -> QuerySet[Client]:
        """The clients that are wanted, whatever their standing."""
        found = Client.objects.filter(self.where.clients, **self.fields).order_by()
        return found if self.candidates is None else found.filter(pk__in=each_of(self.candidates))

    def standings(self, snapshot: Found) -> QuerySet[Standing]:
        """The standings of the clients that are wanted."""
        found = self.of_classes(snapshot)
        if self.where.by_facts:
            found = found.filter(client_id__in=Client.objects.filter(self.where.clients).order_by().values("pk"))
        if self.candidates is not None:
            found = found.filter(client_id__in=each_of(self.candidates))
        return found.filter(**{f"client__{name}": value for name, value in self.fields.items()})

    def all_of_them(self, snapshot: Found | None) -> QuerySet[Client]:
        """The clients that are wanted, by all that is asked."""
        found = self.clients()
        if not self.by_standing:
            return found
        if snapshot is None:
            return found.none()
        return found.filter(pk__in=self.of_classes(snapshot).values("client_id"))


def wanted_of(
    now: Found | None,
    before: Found | None,
    *,
    terms: str = "",
    tier: str | None = None,
    grid: str | None = None,
    contribution: str | None = None,
    was: str | None = None,
    responsible: int | None = None,
    industry: str | None = None,
    country: str | None = None,
    where: Iterable[Condition] = (),
    facts: Mapping[str, Fact] | None = None,
) -> Wanted:
    """What the arguments of `client_list` narrow the clients to, by the figures of the snapshot `now`."""
    classes = {"tier": tier, "grid": grid, "contribution": contribution}
    fields = {"responsible_id": responsible, "industry": industry, "country": country}
    wanted = Wanted(
        classes={name: value for name, value in classes.items() if value},
        fields={name: value for name, value in fields.items() if value},
        candidates=list(matching_clients(terms).order_by().values_list("pk", flat=True)) if terms.strip() else None,
        where=narrowed(where, digits=now.minor_digits if now else 2, facts=facts),
        was=was,
        earlier=before.id if before else None,
    )
    return replace(wanted, candidates=[]) if was and before is None else wanted
