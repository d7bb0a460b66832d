"""The strength of ties once more, slowly, in plain Python from the rows of the log."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from clientela.contacts.models import Position
from clientela.interactions.models import Interaction
from clientela.relationships.formula import TieWeights


def strengths(weights: TieWeights, *, as_of: dt.date) -> dict[tuple[int, int, int], float]:
    """Strength by (member of staff, person, client) at the end of `as_of`, by the words of `formula`."""
    end = dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(), tzinfo=dt.UTC)
    ours: dict[tuple[int, int, int], float] = defaultdict(float)
    theirs: dict[tuple[int, int, int], float] = defaultdict(float)
    for log in Interaction.objects.prefetch_related("participants").filter(at__lt=end):
        parts = list(log.participants.all())
        people = [part.contact_id for part in parts if part.contact_id is not None]
        age = (end - min(log.at, log.logged_at)).total_seconds() / 86_400
        for user in (part.user_id for part in parts if part.user_id is not None):
            for person in people:
                share = float(weights.depth[log.channel]) / len(people) ** float(weights.crowd)
                share *= 0.5 ** (age / weights.half_life_days)
                key = (user, person, log.client_id)
                ours[key] += share * {"ours": 1, "both": 0.5, "theirs": 0}[log.direction]
                theirs[key] += share * {"ours": 0, "both": 0.5, "theirs": 1}[log.direction]
    found = {}
    for key in ours.keys() | theirs.keys():
        both = float(weights.both_ways) * 2 * min(ours[key], theirs[key])
        weight = float(weights.rank[_rank(key[1], key[2]) - 1]) * (ours[key] + theirs[key] + both)
        found[key] = weight / (weight + float(weights.half_weight))
    return found


def _rank(person: int, client: int) -> int:
    places = list(Position.objects.filter(contact_id=person, client_id=client))
    current = [place for place in places if place.until is None]
    best = max(current, key=lambda p: p.pk) if current else max(places, key=lambda p: (p.until, p.pk), default=None)
    return best.rank if best else 3
