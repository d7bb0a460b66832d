"""Logging a contact with a client."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission, Role
from clientela.audit.actions import record
from clientela.contacts.actions import add_contact
from clientela.core import content
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write
from clientela.engagements.models import Engagement

from ..enums import Channel, Direction, InteractionSource, Reaction
from ..models import Interaction, Participant
from .checks import known_staff, past, require, tidy, visible_client, visible_contacts
from .files import attach_files
from .tasks import add_task

Person = int | models.Model

LONGEST_TEXT = 100_000
MOST_PEOPLE = 200
FACTS = (
    "engagement_id", "at", "channel", "direction", "subject", "text", "proposal", "reaction", "promised", "minutes",
    "cost", "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to follow, who does it and by when."""

    title: str
    owner_id: int
    due: dt.date


@act
def log_interaction(
    *,
    client_id: int,
    channel: str,
    at: dt.datetime,
    subject: str,
    by: User | System,
    staff: Iterable[Person] | None = None,
    contacts: Iterable[Person] = (),
    direction: str = Direction.OURS,
    text: str = "",
    engagement_id: int | None = None,
    proposal: str = "",
    reaction: int | None = None,
    promised: str = "",
    minutes: int | None = None,
    cost: Decimal | None = None,
    currency: str = "",
    next_step: NextStep | None = None,
    new_people: Iterable[str] = (),
    files: Iterable[UploadedFile[Any]] = (),
    token: uuid.UUID | None = None,
    source: str = InteractionSource.LOGGED,
) -> Interaction:
    """Log one contact with a client, once for each `token`: the same one sent again gives the first.

    `staff` and `contacts` are people by number or as records; without `staff` it was `by`. Those named in `new_people`
    become people of the client. Raises `NotFound` for a
    client or a person who is missing or hidden, and `Refused` where the token stands for another contact already.
    """
    require(Permission.LOG_CONTACTS, by)
    visible_client(client_id)
    token = token or uuid.uuid4()
    facts = _tidied(
        client_id,
        {
            "engagement_id": engagement_id, "at": at, "channel": channel, "direction": direction, "subject": subject,
            "text": text, "proposal": proposal, "reaction": reaction, "promised": promised, "minutes": minutes,
            "cost": cost, "currency": currency,
        },
    )  # fmt: skip
    if staff is None:
        staff = [by.pk] if isinstance(by, User) else []
    ours, theirs = known_staff(staff), visible_contacts(contacts)
    _refuse_crowd(ours, theirs)
    logger = by.pk if isinstance(by, User) else None
    existing = Interaction.objects.filter(token=token).first()
    if existing is None:
        try:
            with transaction.atomic():
                interaction = Interaction.objects.create(
                    token=token, client_id=client_id, source=InteractionSource(source), logged_by_id=logger, **facts
                )
        except IntegrityError:
            # Another process of the server has just taken the same form.
            existing = Interaction.objects.filter(token=token).first()
            if existing is None:
                raise
    if existing is not None:
        _refuse_another(existing, client_id=client_id, subject=facts["subject"], logger=logger)
        return existing
    entered = [add_contact(name=name, client_id=client_id, by=by).pk for name in new_people if name.strip()]
    _set_participants(interaction, ours, [*theirs, *entered])
    attach_files(interaction_id=interaction.pk, files=files, by=by)
    if next_step is not None and next_step.title.strip():
        add_task(
            title=next_step.title,
            owner_id=next_step.owner_id,
            due=next_step.due,
            client_id=client_id,
            interaction_id=interaction.pk,
            by=by,
        )
    data = {"channel": interaction.channel, "subject": interaction.subject}
    record("interaction_logged", subject=interaction, client_id=client_id, by=by, data=data)
    return interaction


@act
def change_interaction(
    *,
    interaction_id: int,
    changes: Mapping[str, Any],
    was: Mapping[str, Any] | None,
    by: User | System,
    staff: Iterable[Person] | None = None,
    contacts: Iterable[Person] | None = None,
) -> Interaction:
    """Change facts of a logged contact; `staff` and `contacts` replace those who took part where they are given.

    Raises `EditClash` where somebody else has changed the same facts since they were shown as in `was`.
    """
    require(Permission.LOG_CONTACTS, by)
    interaction = _locked(interaction_id)
    current = {name: getattr(interaction, name) for name in FACTS}
    wanted = _tidied(interaction.client_id, {**current, **changes})
    wanted = {name: value for name, value in wanted.items() if name in changes or name in ("at", "currency")}
    message = _("Somebody else has changed this contact in the meantime. Choose what is to stand.")
    facts = to_write(current, wanted, was, message=message)
    for name, value in facts.items():
        setattr(interaction, name, value)
    if facts:
        interaction.save(update_fields=[name.removesuffix("_id") for name in facts])
    people = Participant.objects.filter(interaction=interaction)
    before = (
        list(people.exclude(user=None).values_list("user_id", flat=True)),
        list(people.exclude(contact=None).values_list("contact_id", flat=True)),
    )
    ours = before[0] if staff is None else known_staff(staff)
    theirs = before[1] if contacts is None else visible_contacts(contacts)
    _refuse_crowd(ours, theirs)
    people.exclude(models.Q(user_id__in=ours) | models.Q(contact_id__in=theirs)).delete()
    if "at" in facts:
        Participant.objects.filter(interaction=interaction).update(at=interaction.at)
    _set_participants(interaction, set(ours) - set(before[0]), set(theirs) - set(before[1]))
    record(
        "interaction_changed",
        subject=interaction,
        client_id=interaction.client_id,
        by=by,
        data={"subject": interaction.subject, "fields": sorted(facts)},
    )
    return interaction


@act
def remove_interaction(*, interaction_id: int, by: User | System) -> None:
    """Take a contact out of the log, with its next steps. Only who logged it may, or the managing partner."""
    require(Permission.LOG_CONTACTS, by)
    interaction = _locked(interaction_id)
    if isinstance(by, User) and by.pk != interaction.logged_by_id and by.role != Role.MANAGING_PARTNER:
        raise PermissionDenied(_("Only who logged a contact may remove it."))
    data = {"subject": interaction.subject, "channel": interaction.channel}
    content.spare(interaction.attachments.values_list("sha256", flat=True))
    record("interaction_removed", subject=interaction, client_id=interaction.client_id, by=by, data=data)
    interaction.delete()


def _locked(interaction_id: int) -> Interaction:
    interaction = Interaction.objects.select_for_update().filter(pk=interaction_id).first()
    if interaction is None:
        raise NotFound
    return interaction


def _tidied(client_id: int, facts: dict[str, Any]) -> dict[str, Any]:
    subject = tidy(facts["subject"], longest=300, what=_("about"))
    if not subject:
        raise Refused(_("Say in a few words what the contact was about."))
    engagement_id = facts["engagement_id"]
    if engagement_id and not Engagement.objects.filter(pk=engagement_id, client_id=client_id).exists():
        raise NotFound
    cost, minutes, currency = facts["cost"], facts["minutes"], facts["currency"].strip().upper()
    if cost is not None and (cost < 0 or len(currency) != 3 or not currency.isalpha()):
        raise Refused(_("A cost is an amount of zero or more with its currency, such as 250 CNY."))
    if minutes is not None and not 0 <= minutes <= 100_000:
        raise Refused(_("Minutes are a whole number from 0 to 100,000."))
    return {
        "engagement_id": engagement_id or None,
        "at": past(facts["at"]),
        "channel": Channel(facts["channel"]),
        "direction": Direction(facts["direction"]),
        "subject": subject,
        "text": tidy(facts["text"], longest=LONGEST_TEXT, what=_("what was said")),
        "proposal": tidy(facts["proposal"], longest=300, what=_("what was proposed")),
        "reaction": None if facts["reaction"] is None else Reaction(facts["reaction"]),
        "promised": tidy(facts["promised"], longest=300, what=_("what was promised")),
        "minutes": minutes,
        "cost": cost,
        "currency": currency if cost is not None else "",
    }


def _refuse_crowd(ours: list[int], theirs: list[int]) -> None:
    if len(ours) + len(theirs) > MOST_PEOPLE:
        raise Refused(_("More than %(most)d people in one contact: log an event instead.") % {"most": MOST_PEOPLE})


def _refuse_another(existing: Interaction, *, client_id: int, subject: str, logger: int | None) -> None:
    same = (existing.client_id, existing.subject, existing.logged_by_id) == (client_id, subject, logger)
    if not same:
        raise Refused(_("This form has been saved before, with other words. Open a new one to log another contact."))


def _set_participants(interaction: Interaction, ours: Iterable[int], theirs: Iterable[int]) -> None:
    same = {"interaction": interaction, "client_id": interaction.client_id, "at": interaction.at}
    Participant.objects.bulk_create(
        [
            *(Participant(user_id=number, **same) for number in sorted(ours)),
            *(Participant(contact_id=number, **same) for number in sorted(theirs)),
        ],
        ignore_conflicts=True,
    )
