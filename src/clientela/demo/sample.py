"""Building the sample firm: everything is entered through the actions that staff use."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from django.db import transaction

from clientela.accounts.actions import add_staff, set_team
from clientela.accounts.models import Team, User
from clientela.accounts.permissions import Role
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.actions import add_deadline, add_engagement, close_engagement
from clientela.engagements.enums import PartyKind
from clientela.exchange.actions import import_ledger_file
from clientela.exchange.reading import DateOrder, ReadOptions
from clientela.insights.actions import Rate, add_rates, change_policy, compute_snapshot, refresh_snapshots
from clientela.insights.models import Snapshot
from clientela.insights.queries import policy_in_force
from clientela.interactions.actions import ImportedInteraction, import_interactions, set_desk_heads
from clientela.matching.indexing import refresh_index

from . import names, wording
from .books import FIRM_CURRENCY, Entry, Mandate, ledger, mandates, rates
from .contacts import Talk, people, talks
from .filing import enter_clients, enter_people
from .scenes import set_scenes
from .story import CLIENTS, CONTACTS, INTERACTIONS, TEAMS, Plan, plan

SEED: Final = 20_260_131


class HalfBuilt(Exception):
    """The data directory has another firm, or the beginning of this one."""


def build(
    *,
    tell: Callable[[str], None],
    as_of: dt.date,
    seed: int = SEED,
    clients: int = CLIENTS,
    contacts: int = CONTACTS,
    interactions: int = INTERACTIONS,
) -> User:
    """Build the sample firm as of a date, where that is not done yet. Gives the managing partner.

    The same seed and date make the same firm. Raises `HalfBuilt` where the directory has other data.
    """
    partner = User.objects.filter(role=Role.MANAGING_PARTNER, is_active=True).order_by("pk").first()
    if partner is not None:
        with acting_as(SYSTEM):
            built = Snapshot.objects.exists() and Team.objects.filter(name=TEAMS[-1]).exists()
        if not built:
            raise HalfBuilt
        tell("The sample firm is there already.")
        return partner
    planned = plan(seed=seed, as_of=as_of, clients=clients)
    random = Random(seed + 1)
    with acting_as(SYSTEM):
        with transaction.atomic():
            staff = _enter_staff(planned)
            numbers = enter_clients(planned, random, staff)
            tell(f"Entered {len(staff)} people of the firm and {len(numbers):,} clients.")
            known = people(planned, random, contacts)
            persons = enter_people(planned, known, numbers)
            engagements = mandates(planned, random)
            references = _open_engagements(planned, engagements, numbers, staff)
            tell(f"Entered {len(persons):,} people at clients and {len(engagements):,} engagements.")
            _enter_rates(planned, random)
        _import_ledger(planned, ledger(planned, random, engagements), staff, tell)
        tell(f"Indexed the names of {refresh_index():,} records for conflict checks.")
        with transaction.atomic():
            said = list(talks(planned, random, known, engagements, interactions))
            count = import_interactions(_as_rows(said, numbers, staff, persons, references), SYSTEM)
            tell(f"Entered {count:,} contacts of the log.")
            set_scenes(planned, random, staff, numbers)
        snapshot = compute_snapshot(as_of=as_of, by=SYSTEM)
        refresh_snapshots(today=as_of, as_of=as_of, by=SYSTEM)
        tell(f"Ranked the clients as of {as_of.isoformat()}: {snapshot.active_clients:,} active.")
    return staff[0]


def _enter_staff(planned: Plan) -> list[User]:
    staff = [
        add_staff(name=member.who.name, role=member.role, email=f"staff-{place + 1}@firm.example", by=SYSTEM)
        for place, member in enumerate(planned.staff)
    ]
    heads: dict[int, int | None] = {}
    for place, name in enumerate(TEAMS):
        members = [staff[number] for number, member in enumerate(planned.staff) if place in member.teams]
        team = set_team(name=name, members=frozenset(one.pk for one in members), by=SYSTEM)
        partners = [one for one in members if one.role in (Role.PARTNER, Role.MANAGING_PARTNER)]
        heads[team.pk] = (partners or members or staff)[0].pk
    set_desk_heads(heads=heads, by=SYSTEM)
    policy = replace(policy_in_force().policy, currency=FIRM_CURRENCY)
    change_policy(policy=policy, reason="The firm keeps its books in CNY.", by=staff[0])
    return staff


def _open_engagements(
    planned: Plan, engagements: list[Mandate], numbers: list[int], staff: list[User]
) -> dict[str, int]:
    """The number of each engagement by its reference."""
    found = {}
    for mandate in engagements:
        made = add_engagement(
            client_id=numbers[mandate.client],
            reference=mandate.reference,
            title=mandate.title,
            service_line=names.SERVICE_LINES[mandate.line],
            responsible_id=staff[mandate.lead].pk,
            opened=mandate.opened,
            instruction=mandate.instruction(planned),
            team=[staff[place].pk for place in mandate.team],
            parties=[(PartyKind.ADVERSE, mandate.adverse)] if mandate.adverse else [],
            by=SYSTEM,
        )
        found[mandate.reference] = made.pk
        if mandate.closed is not None:
            close_engagement(engagement_id=made.pk, on=mandate.closed, by=SYSTEM)
        elif mandate.client % 9 == 0:
            language = planned.clients[mandate.client].company.language
            due = planned.as_of + dt.timedelta(days=mandate.client % 40 - 4)
            add_deadline(engagement_id=made.pk, title=wording.DEADLINES[language], due=due, by=SYSTEM)
    return found


def _enter_rates(planned: Plan, random: Random) -> None:
    entered = [Rate(day, currency, FIRM_CURRENCY, worth) for day, currency, worth in rates(planned, random)]
    add_rates(rates=entered, by=SYSTEM)


def _import_ledger(planned: Plan, lines: list[Entry], staff: list[User], tell: Callable[[str], None]) -> None:
    """Write the ledger as a firm's book-keeping would export it, and import that file."""
    with tempfile.TemporaryDirectory(prefix="clientela-sample-") as folder:
        path = Path(folder) / "sample_ledger.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            headings = ("date", "client", "matter", "service line", "lawyer", "kind", "amount", "currency")
            writer.writerow(headings)
            for line in lines:
                client = planned.clients[line.client].company.name
                service = names.SERVICE_LINES[line.line]
                kind = line.kind.replace("_", " ")
                row = (line.date, client, line.reference, service, staff[line.staff].name, kind, line.amount)
                writer.writerow((*row, line.currency))
        batch = import_ledger_file(path=path, by=staff[0], options=ReadOptions(date_order=DateOrder.YEAR_FIRST))
    tell(f"Imported {batch.rows_added:,} ledger lines.")


def _as_rows(
    said: list[Talk], numbers: list[int], staff: list[User], persons: list[int], references: dict[str, int]
) -> list[ImportedInteraction]:
    return [
        ImportedInteraction(
            client_id=numbers[talk.client],
            channel=talk.channel,
            at=talk.at,
            subject=talk.subject,
            staff=tuple(staff[place].pk for place in talk.staff),
            contacts=tuple(persons[number] for number in talk.contacts),
            direction=talk.direction,
            text=talk.text,
            engagement_id=references.get(talk.reference),
            proposal=talk.proposal,
            reaction=talk.reaction,
            promised=talk.promised,
            minutes=talk.minutes,
            cost=talk.cost,
            currency=FIRM_CURRENCY if talk.cost is not None else "",
            token=talk.token,
            source="logged",
        )
        for talk in said
    ]
