"""What a visitor should come upon: open inquiries, tasks that wait, a wall, checks for conflicts, a notice given."""

from __future__ import annotations

import datetime as dt
import uuid
from random import Random

from clientela.access.actions import raise_wall
from clientela.accounts.models import Team, User
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.actions import add_task, offer_inquiry, receive_inquiry
from clientela.matching.actions import check_conflicts, decide_conflict
from clientela.matching.enums import Decision, Part
from clientela.matching.queries import conflict_check

from . import wording
from .people import person
from .story import LEAVER, Plan


def set_scenes(plan: Plan, random: Random, staff: list[User], numbers: list[int]) -> None:
    """Enter them, through the people whom they concern."""
    _inquiries(plan, random, staff)
    _tasks(plan, random, staff, numbers)
    _walls(plan, staff, numbers)
    _checks(plan, staff)


def _at(plan: Plan, days: int, hour: int) -> dt.datetime:
    return dt.datetime.combine(plan.as_of - dt.timedelta(days=days), dt.time(hour), dt.UTC)


def _inquiries(plan: Plan, random: Random, staff: list[User]) -> None:
    desks = {team.name: team.pk for team in Team.objects.all()}
    for place, (language, subject, text) in enumerate(wording.INQUIRIES):
        # The first of them have waited for days; the last came this morning.
        days = (9, 6, 4, 1, 0, 0)[place % 6]
        taker = staff[11 + place * 3]
        asker = person(random, language)
        desk = "Russia desk" if language == "ru" else "China desk" if language == "zh" else "Disputes and arbitration"
        with acting_as(taker):
            inquiry = receive_inquiry(
                channel=("web", "phone", "mail")[place % 3],
                subject=subject,
                text=text,
                caller_name=asker.name,
                organisation="",
                reach=f"inquiry-{place + 1}@caller.example",
                language=language,
                desk_id=desks[desk],
                received=_at(plan, days, 2 + place),
                token=uuid.UUID(int=random.getrandbits(128), version=4),
                by=taker,
            )
            if place == 3:
                offer_inquiry(inquiry_id=inquiry.pk, to_user_id=staff[1].pk, note="Customs is yours.", by=taker)


def _tasks(plan: Plan, random: Random, staff: list[User], numbers: list[int]) -> None:
    serving = [one for one in plan.clients if one.course in ("steady", "growing", "sliding", "new")]
    for one in random.sample(serving, min(150, len(serving))):
        due = plan.as_of + dt.timedelta(days=random.randint(-12, 25))
        add_task(
            title=random.choice(wording.TASKS[one.company.language]),
            owner_id=staff[random.choice(one.team)].pk,
            due=due,
            client_id=numbers[one.place],
            by=SYSTEM,
        )
    # The managing partner finds work too.
    for one in serving[:3]:
        title = random.choice(wording.TASKS[one.company.language])
        due = plan.as_of + dt.timedelta(days=one.place)
        add_task(title=title, owner_id=staff[0].pk, due=due, client_id=numbers[one.place], by=SYSTEM)
    add_task(
        title=f"{plan.staff[LEAVER].who.name} leaves at the end of the month: plan the handover",
        owner_id=staff[0].pk,
        due=plan.as_of,
        by=SYSTEM,
    )


def _walls(plan: Plan, staff: list[User], numbers: list[int]) -> None:
    """A take-over: the bidder is hidden from those who act for its target's bank."""
    secret = plan.clients[11]
    inside = {staff[place].pk for place in secret.team} | {staff[0].pk}
    hidden = [one for one in staff[20:34] if one.pk not in inside]
    with acting_as(staff[0]):
        client = Client.objects.get(pk=numbers[secret.place])
        raise_wall(client=client, hidden_from=hidden, reason="Prepares a bid for a client of theirs.", by=staff[0])


def _checks(plan: Plan, staff: list[User]) -> None:
    """One that is clear, one that was waived, and one that waits."""
    first, second = plan.clients[7].company, plan.clients[1].company
    asked = (
        (staff[1], "Ferncliff Shipping Ltd", [(Part.CLIENT, "Ferncliff Shipping Ltd"), (Part.ADVERSE, "Tarnwick LLP")]),
        (
            staff[2],
            "A claim against a client's supplier",
            [(Part.CLIENT, second.names[0][1] if second.names else second.name)],
        ),
        (
            staff[14],
            "A new investor",
            [(Part.CLIENT, first.names[0][1] if first.names else first.name), (Part.OWNER, plan.staff[3].who.latin)],
        ),
    )
    for place, (asker, subject, names) in enumerate(asked):
        with acting_as(asker):
            check = check_conflicts(subject=subject, names=names, at=_at(plan, 12 - 5 * place, 3), by=asker)
        if place < 2:
            with acting_as(staff[0]):
                found = conflict_check(check.pk).found
                decide_conflict(
                    check_id=check.pk,
                    decision=Decision.WAIVED if found else Decision.CLEAR,
                    reason="Both sides have consented in writing." if found else "",
                    at=_at(plan, 10 - 5 * place, 6),
                    by=staff[0],
                )
