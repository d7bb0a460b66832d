"""Why a tie is as strong as it is: its inputs, from the log itself."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position
from clientela.core.errors import NotFound
from clientela.relationships.formula import TieWeights

from .formula import formula_in_force, stored_policy
from .ties import end_of, today

INPUTS = """
    SELECT i.channel, i.direction, count(*), max(i.at), min(i.at),
           sum(relationships_share(%(policy)s::jsonb -> 'depth' ->> i.channel, i.at, i.logged_at, (
               SELECT count(*) FROM interactions_participant AS crowd
               WHERE crowd.interaction_id = i.id AND crowd.contact_id IS NOT NULL), %(policy)s))
               * power(2::float8, %(faded)s)::numeric
    FROM interactions_participant AS theirs
    JOIN interactions_participant AS ours ON ours.interaction_id = theirs.interaction_id AND ours.user_id = %(user)s
    JOIN interactions_interaction AS i ON i.id = theirs.interaction_id
    WHERE theirs.contact_id = %(contact)s AND i.client_id = %(client)s AND i.at < %(before)s
    GROUP BY i.channel, i.direction ORDER BY 6 DESC, 1, 2
"""


@dataclass(frozen=True, slots=True)
class TieInput:
    """The contacts by one channel on one side's initiative, and what they weigh today."""

    channel: str
    direction: str
    contacts: int
    last: dt.datetime
    depth: float
    weight: float


@dataclass(frozen=True, slots=True)
class TieWhy:
    """The arithmetic of one tie. `weight` = `rank_factor` x (`ours` + `theirs` + `both`)."""

    user_id: int
    staff: str
    contact_id: int
    person: str
    client_id: int
    client: str
    title: str
    rank: int
    as_of: dt.date
    inputs: list[TieInput]
    contacts: int
    first: dt.datetime | None
    last: dt.datetime | None
    ours: float
    theirs: float
    both: float
    rank_factor: float
    weight: float
    strength: float
    policy: int
    weights: TieWeights

    @property
    def days_since(self) -> int | None:
        """Days from the last contact to the date."""
        return None if self.last is None else (self.as_of - self.last.date()).days


def why_tie(user_id: int, contact_id: int, client_id: int, *, as_of: dt.date | None = None) -> TieWhy:
    """The inputs of one tie at the end of `as_of`. Raises `NotFound` where one of the three is missing or hidden."""
    day = as_of or today()
    formula = formula_in_force()
    staff = User.objects.filter(pk=user_id).values_list("name", flat=True).first()
    person = Contact.objects.filter(pk=contact_id).values_list("name", flat=True).first()
    client = Client.objects.filter(pk=client_id).values_list("name", flat=True).first()
    if staff is None or person is None or client is None:
        raise NotFound
    places = Position.objects.filter(contact_id=contact_id, client_id=client_id)
    newest = places.order_by(F("until").desc(nulls_first=True), "-pk").values_list("title", "rank").first()
    title, rank = newest or ("", 3)
    with connection.cursor() as cursor:
        cursor.execute(
            INPUTS,
            {
                "policy": json.dumps(stored_policy()),
                "faded": -formula.faded(day),
                "user": user_id,
                "contact": contact_id,
                "client": client_id,
                "before": end_of(day),
            },
        )
        rows = cursor.fetchall()
    weights = formula.weights
    inputs = [TieInput(row[0], row[1], row[2], row[3], float(weights.depth[row[0]]), float(row[5])) for row in rows]
    ours = sum(each.weight * {"ours": 1.0, "both": 0.5}.get(each.direction, 0.0) for each in inputs)
    theirs = sum(each.weight * {"theirs": 1.0, "both": 0.5}.get(each.direction, 0.0) for each in inputs)
    both = float(weights.both_ways) * 2 * min(ours, theirs)
    factor = float(weights.rank[rank - 1])
    weight = factor * (ours + theirs + both)
    return TieWhy(
        user_id=user_id,
        staff=staff,
        contact_id=contact_id,
        person=person,
        client_id=client_id,
        client=client,
        title=title,
        rank=rank,
        as_of=day,
        inputs=inputs,
        contacts=sum(each.contacts for each in inputs),
        first=min((row[4] for row in rows), default=None),
        last=max((row[3] for row in rows), default=None),
        ours=ours,
        theirs=theirs,
        both=both,
        rank_factor=factor,
        weight=weight,
        strength=weights.strength_of(weight),
        policy=formula.number,
        weights=weights,
    )
