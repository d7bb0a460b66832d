"""The engagements and the ledger of the sample firm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from . import names, wording
from .story import COURSES, Plan, Relation

# What one unit was worth in the firm's currency at the start, and how far it moves in a month.
RATES: Final = {"USD": (6.9, 0.012), "EUR": (7.7, 0.012), "RUB": (0.088, 0.03)}
FIRM_CURRENCY: Final = "CNY"


@dataclass(frozen=True)
class Mandate:
    """One engagement; `adverse` names the other side, `line` is a place among the service lines."""

    client: int
    reference: str
    title: str
    line: int
    lead: int
    team: tuple[int, ...]
    opened: dt.date
    closed: dt.date | None
    adverse: str

    def instruction(self, plan: Plan) -> str:
        """What the client asked for, in its language."""
        return wording.INSTRUCTIONS[plan.clients[self.client].company.language].format(title=self.title)


@dataclass(frozen=True)
class Entry:
    """One line of the ledger, in the currency of the client; `staff` is a place on the staff."""

    date: dt.date
    client: int
    reference: str
    line: int
    staff: int
    kind: str
    amount: Decimal
    currency: str


def rates(plan: Plan, random: Random) -> Iterator[tuple[dt.date, str, Decimal]]:
    """(day, currency, worth in the firm's currency) twice a month, so that no amount waits long for one."""
    worth = {currency: first for currency, (first, _move) in RATES.items()}
    day = plan.start.replace(day=1)
    while day <= plan.as_of:
        for currency, (first, move) in RATES.items():
            # A walk that is drawn back to where it began.
            worth[currency] *= 1 + random.gauss(0, move / 2) + (first - worth[currency]) / first * 0.02
            yield day, currency, Decimal(f"{worth[currency]:.6f}")
        day = day.replace(day=15) if day.day == 1 else (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def mandates(plan: Plan, random: Random) -> list[Mandate]:
    """The engagements of every client that was ever served, oldest first for each."""
    found = []
    for one in plan.clients:
        first, last = max(one.since, plan.start), one.ended or plan.as_of
        if one.course in ("suspect", "prospect") or (last - first).days < 60:
            continue
        span = (last - first).days
        in_six_years = 3.0 * (one.level / 54_000) ** 0.35
        count = min(1 + int(random.expovariate(1 / (in_six_years * span / 2_190))), 20)
        is_occasional = one.level < 60_000 and random.random() < 0.35
        for number in range(count):
            opened = first + dt.timedelta(days=0 if number == 0 else random.randint(0, max(span - 60, 1)))
            # The first is the retainer that lasts as long as the relation; an occasional client has none.
            lasts = number == 0 and not is_occasional
            closed = one.ended if lasts else opened + dt.timedelta(days=random.randint(120, 900))
            is_over = closed is not None and (closed < last or one.ended is not None)
            found.append(_mandate(random, plan, one, number, opened, closed if is_over else None))
    return found


def _mandate(
    random: Random, plan: Plan, one: Relation, number: int, opened: dt.date, closed: dt.date | None
) -> Mandate:
    line = random.randrange(len(names.SERVICE_LINES))
    disputed = line == 1 or random.random() < 0.1
    other = random.choice(plan.clients)
    adverse = _other_side(random, one, other) if disputed else ""
    return Mandate(
        client=one.place,
        reference=f"{opened.year}-{one.place + 1:04d}-{number + 1}",
        title=wording.TITLES[one.company.language][random.choice(wording.TITLES_OF_LINE[line])],
        line=line,
        lead=one.lead,
        team=tuple(one.team),
        opened=opened,
        closed=closed,
        adverse=adverse,
    )


def _other_side(random: Random, one: Relation, other: Relation) -> str:
    """Most opponents are strangers; a few are clients of the firm, for a check to find."""
    if random.random() < 0.03 and other.place != one.place:
        return other.company.name
    match one.company.language:
        case "zh":
            word = random.choice(names.INDUSTRIES)[1]
            return random.choice(names.ZH_SECOND) + random.choice(names.ZH_FIRST) + word + "有限公司"
        case "ru":
            return (
                f"ООО «{random.choice(names.RU_PLACES)}-{random.choice(names.INDUSTRIES)[2]} {random.randint(2, 99)}»"
            )
        case _:
            return f"{random.choice(names.EN_SURNAMES)} & {random.choice(names.EN_SURNAMES)} LLP"


def ledger(plan: Plan, random: Random, engagements: list[Mandate]) -> list[Entry]:
    """All lines by day: fees, what was paid, passed on, written off and taken off, and what the work cost."""
    of_client: dict[int, list[Mandate]] = {}
    for mandate in engagements:
        of_client.setdefault(mandate.client, []).append(mandate)
    lines: list[Entry] = []
    for place, mine in of_client.items():
        lines += _lines_of(plan, random, plan.clients[place], mine)
    lines.sort(key=lambda line: (line.date, line.client, line.reference, line.kind, line.amount))
    return [line for line in lines if plan.start <= line.date <= plan.as_of]


def _lines_of(plan: Plan, random: Random, one: Relation, mine: list[Mandate]) -> Iterator[Entry]:
    worth = RATES.get(one.currency, (1.0, 0.0))[0]
    costly = random.uniform(0.42, 0.72) if random.random() < 0.93 else random.uniform(1.02, 1.3)
    slow = random.choice((20, 30, 30, 45, 60, 90))
    for year, factor in enumerate(COURSES[one.course]):
        sum_of_year = one.level * factor / worth
        if sum_of_year <= 0:
            continue
        bills = max(3, min(14, int((one.level * factor / 9_000) ** 0.6)))
        for _bill in range(bills):
            day = _month_day(plan.start, year, random)
            running = [mandate for mandate in mine if mandate.opened <= day and (mandate.closed or day) >= day]
            if not running:
                continue
            mandate = random.choice(running)
            fee = _round(sum_of_year / bills * random.uniform(0.5, 1.5))
            yield from _bill_lines(random, one, mandate, day, fee, costly, slow)


def _bill_lines(
    random: Random, one: Relation, mandate: Mandate, day: dt.date, fee: Decimal, costly: float, slow: int
) -> Iterator[Entry]:
    staff = random.choice(mandate.team)

    def entry(kind: str, amount: Decimal, later: int = 0) -> Entry:
        on = day + dt.timedelta(days=later)
        return Entry(on, one.place, mandate.reference, mandate.line, staff, kind, amount, one.currency)

    yield entry("fee", fee)
    yield entry("cost", _round(float(fee) * costly))
    due = fee
    if random.random() < 0.12:
        passed_on = _round(float(fee) * random.uniform(0.03, 0.15))
        yield entry("disbursement", passed_on)
        due += passed_on
    if random.random() < 0.07:
        discount = _round(float(fee) * random.uniform(0.05, 0.2))
        yield entry("discount", discount)
        due -= discount
    if random.random() < (0.12 if one.course in ("sliding", "gone", "lost") else 0.03):
        lost = _round(float(fee) * random.uniform(0.1, 0.6))
        yield entry("write_off", lost, later=120)
        due -= lost
    if random.random() < 0.96 and due > 0:
        yield entry("payment", due, later=max(3, int(random.gauss(slow, 8))))


def _month_day(start: dt.date, year: int, random: Random) -> dt.date:
    return start + dt.timedelta(days=365 * year + random.randint(1, 364))


def _round(amount: float) -> Decimal:
    return Decimal(max(round(amount, -1), 10)).quantize(Decimal("0.01"))
