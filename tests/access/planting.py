"""A firm with one secret client, of which every text in every walled table carries a word that occurs nowhere else."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.access.models import Named, Wall
from clientela.access.persons import project_models
from clientela.accounts.actions import add_staff
from clientela.accounts.models import Team, User
from clientela.accounts.permissions import Role
from clientela.audit.models import Change, Event
from clientela.clients.actions import add_client, change_client
from clientela.clients.models import Client, CustomField
from clientela.contacts.actions import add_contact, change_contact
from clientela.contacts.models import Contact
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.actions import add_engagement
from clientela.engagements.models import Engagement, LedgerEntry
from clientela.exchange.models import Batch
from clientela.insights.models import SavedView, Standing
from clientela.insights.queries.viewer import forget
from clientela.interactions.actions import log_interaction
from clientela.interactions.models import Inquiry, Interaction, Task
from clientela.relationships.models import Handover, Tie

CANARY: Final = "Zqxcanary"
TERM: Final = "Qwvsearch"
"""What one types to find the secret client: pages may repeat what was typed, so it is another word."""

AMOUNT: Final = Decimal("76543210.98")
"""Far above all others, so that a sum that has it begins like it."""

DAY: Final = dt.date(2024, 5, 1)

# These follow from others: written by triggers, by the wall itself, or by a computation.
FOLLOWING: Final = (Event, Change, Wall, Named, Standing, Tie)

# What a row needs that its fields do not say.
NEEDS: Final[dict[str, dict[str, Any]]] = {
    "interactions.Participant": {"user": None},
    "clients.Owner": {"other": None},
    "clients.CustomValue": {"other": None},
    "clients.FactSource": {"other": None},
    "clients.FinancialFact": {"amount": Decimal(7), "currency": "USD"},
    "relationships.HandoverItem": {
        "introduction": None,
        "visit": None,
        "why": {"people": 1, "strength": 0.5, "load": 2},
    },
    "clients.ClientName": {"kind": "trade"},
}


@dataclass
class World:
    """The people and the records. `mine` has one row of each walled table that belongs to the secret client."""

    keeper: User
    by_role: dict[Role, User]
    secret: Client
    plain: Client
    contact: Contact
    engagement: Engagement
    interaction: Interaction
    team: Team
    handover: Handover
    batch: Batch
    view: SavedView
    custom: CustomField
    act: int
    change_id: int
    wall_id: int = 0
    mine: dict[type[models.Model], models.Model] = field(default_factory=dict)

    def raise_the_wall(self) -> None:
        """Hide the secret client from every role but the keeper."""
        with acting_as(self.keeper):
            self.wall_id = raise_wall(
                client=self.secret, hidden_from=list(self.by_role.values()), reason=f"{CANARY} reason", by=self.keeper
            ).pk

    def number(self, model: type[models.Model]) -> int:
        """The number of the row of a table that belongs to the secret client."""
        return int(self.mine[model].pk)


def walled_models() -> list[type[models.Model]]:
    """The models whose tables stand behind the walls, by the database's own word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
        walled = {name for (name,) in cursor.fetchall()}
    return [model for model in project_models() if model._meta.db_table in walled]


def plant() -> World:
    """Build the firm; without a wall yet."""
    forget()
    keeper = add_staff(name="Keeper", role=Role.MANAGING_PARTNER, by=SYSTEM)
    by_role = {role: add_staff(name=f"Member {role.value}", role=role, by=SYSTEM) for role in Role}
    team = Team.objects.create(name="Desk")
    with acting_as(keeper):
        plain = add_client(name="Plain Trading", by=keeper, responsible=by_role[Role.LAWYER])
        secret = add_client(name=f"{TERM} {CANARY} Holdings", by=keeper, responsible=by_role[Role.LAWYER])
        change_client(client_id=secret.pk, changes={"industry": f"{CANARY} industry"}, was=None, by=keeper)
        contact = add_contact(name=f"{TERM} {CANARY} Person", client_id=secret.pk, title=f"{CANARY} title", by=keeper)
        change_contact(contact_id=contact.pk, changes={"interests": f"{CANARY} interest"}, was=None, by=keeper)
        friend = add_contact(name="Plain Person", client_id=plain.pk, by=keeper)
        engagement = add_engagement(client_id=secret.pk, reference=f"{TERM}-{CANARY}-1", title=f"{CANARY}", by=keeper)
        for client, person, amount in ((secret, contact, AMOUNT), (plain, friend, Decimal(1_000))):
            LedgerEntry.objects.create(
                client=client,
                date=DAY,
                kind="fee",
                amount=amount,
                currency="USD",
                description=f"fee {_word(client, secret)}",
            )
            interaction = log_interaction(
                client_id=client.pk,
                channel="visit",
                at=timezone.now() - dt.timedelta(days=2),
                subject=f"about {_word(client, secret)}",
                text=f"said {_word(client, secret)}",
                staff=[one.pk for one in by_role.values()],
                contacts=[person.pk],
                files=[SimpleUploadedFile(f"{_word(client, secret)}.txt", _word(client, secret).encode())],
                by=keeper,
            )
            if client is secret:
                secret_log = interaction
        _rank()
        handover = Handover.objects.create(
            leaver=by_role[Role.ASSISTANT], in_charge=keeper, reason="leaves", last_day=DAY
        )
        world = World(
            keeper=keeper,
            by_role=by_role,
            secret=secret,
            plain=plain,
            contact=contact,
            engagement=engagement,
            interaction=secret_log,
            team=team,
            handover=handover,
            batch=_batch(keeper),
            view=SavedView.objects.create(name="View", owner=keeper, shared=True),
            custom=CustomField.objects.create(label="Own field", kind="text", group="basic"),
            act=int(Event.objects.filter(client_id=secret.pk).exclude(act=None).latest("pk").act or 0),
            change_id=Change.objects.filter(table="clients_client", row_id=secret.pk, operation="U").latest("pk").pk,
        )
    with acting_as(SYSTEM):
        for model in walled_models():
            if model not in FOLLOWING:
                world.mine[model] = _mine(world, model)
        _fill(world)
        _give_everybody(world, Task, "owner")
        _give_everybody(world, Inquiry, "owner")
    return world


def _give_everybody(world: World, model: type[models.Model], field_name: str) -> None:
    # What waits for somebody is shown to that person only: each gets one about the secret client.
    for user in world.by_role.values():
        facts = _facts(world, model) | {field_name: user}
        model._default_manager.create(**facts)


def _word(client: Client, secret: Client) -> str:
    return CANARY if client is secret else "plain"


def _rank() -> None:
    from tests.web.firm import rank

    for as_of in (dt.date(2023, 12, 31), dt.date(2024, 12, 31)):
        rank(as_of=as_of)


def _batch(by: User) -> Batch:
    return Batch.objects.create(
        status="done",
        file_name="ledger.csv",
        stored="none",
        sha256="0" * 64,
        size=1,
        error=f"{CANARY} error",
        rejects_first=[{"line": 2, "text": f"{CANARY} row", "reason": "x", "values": [f"{CANARY}"]}],
        by=by,
    )


def _mine(world: World, model: type[models.Model]) -> models.Model:
    """A row of the table that belongs to the secret client: one that is there, else a new one."""
    if model in world.mine:
        return world.mine[model]
    known = {Client: world.secret, Contact: world.contact, Engagement: world.engagement, Interaction: world.interaction}
    if model in known:
        return known[model]
    found = next(iter(model._default_manager.filter(**_belonging(world, model))[:1]), None)
    return found or model._default_manager.create(**_facts(world, model))


def _belonging(world: World, model: type[models.Model]) -> dict[str, Any]:
    names = {one.name: one for one in model._meta.concrete_fields}
    for name, number in (("client", world.secret.pk), ("client_id", world.secret.pk), ("contact", world.contact.pk)):
        if name in names:
            return {name: number}
    parents = [one for one in names.values() if isinstance(one, models.ForeignKey) and not one.null]
    return {one.name: world.mine[one.related_model] for one in parents if one.related_model in world.mine} or {"pk": 0}


def _facts(world: World, model: type[models.Model]) -> dict[str, Any]:
    given = NEEDS.get(model._meta.label, {})
    facts: dict[str, Any] = {}
    for one in model._meta.concrete_fields:
        if one.name in given:
            facts[one.name] = given[one.name]
        elif not one.primary_key and not getattr(one, "auto_now_add", False):
            facts[one.name] = _fact(world, one)
    return facts


def _fact(world: World, one: models.Field[Any, Any]) -> Any:
    if isinstance(one, models.ForeignKey):
        return _related(world, one)
    if one.name in ("client_id", "contact_id"):
        return world.secret.pk if one.name == "client_id" else world.contact.pk
    if one.choices:
        return next(value for value, _label in one.flatchoices if value != "")
    if one.has_default():
        return one.get_default()
    values: dict[type[models.Field[Any, Any]], Any] = {
        models.UUIDField: uuid.uuid4(),
        models.DateTimeField: timezone.now(),
        models.DateField: DAY,
        models.BooleanField: False,
        models.JSONField: {},
        models.DecimalField: Decimal(1),
        models.FloatField: 1.0,
        models.IntegerField: 1,
    }
    if isinstance(one, models.CharField | models.TextField):
        return _text(one)
    if one.null:
        return None
    return next((value for kind, value in values.items() if isinstance(one, kind)), None)


def _text(one: models.Field[Any, Any]) -> str:
    longest = one.max_length or 1_000
    short = {"currency": "USD", "country": "CN", "language": "en"}
    return short.get(one.name) or (f"{CANARY} {one.name}"[:longest] if longest >= len(CANARY) else "x")


def _related(world: World, one: models.ForeignKey[Any, Any]) -> Any:
    related: Any = one.related_model
    fixed = {User: world.keeper, Team: world.team, Handover: world.handover, CustomField: world.custom}
    if related is Client and one.name != "client":
        return world.plain
    if related in fixed:
        return None if one.null and related is Team else fixed[related]
    return _mine(world, related) if related in walled_models() else None if one.null else related.objects.first()


def _fill(world: World) -> None:
    # Whatever text is still empty in the rows of the secret client gets the word as well.
    for model, row in world.mine.items():
        empty = {
            one.name: _text(one)
            for one in model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField)
            and not one.choices
            and not one.value_from_object(row)
            and (one.max_length or 1_000) >= 2 * len(CANARY)
            and one.name not in ("sha256", "website", "normal", "key")
        }
        if empty and model._meta.label not in ("clients.Client",):
            model._default_manager.filter(pk=row.pk).update(**empty)
        elif empty:
            texts = {name: text for name, text in empty.items() if name not in ("search", "facts_search")}
            model._default_manager.filter(pk=row.pk).update(**texts)
