"""Computing snapshots."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.analytics import MissingRate, Policy, minor_exponent, months_before
from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, System, acting_as
from clientela.core.errors import Refused
from clientela.insights.enums import Outcome, Stage
from clientela.insights.models import Computation, PolicyVersion, Snapshot
from clientela.insights.problems import of_missing_rates, sentence

from .policies import policy_to_use

if TYPE_CHECKING:
    from clientela.insights.computing import Facts

Progress = Callable[[str, float], None]

SMALLEST_STEP = 0.02
COMPUTATIONS_KEPT = 50


def compute_snapshot(*, as_of: dt.date, by: User | System, progress: Progress | None = None) -> Snapshot:
    """Compute the portfolio as of a date, now, and keep it for good.

    Gives the snapshot that is there where ledger, policy, rates and clients are still those that it was made of.
    `progress` is told the stage and how much of it is done, 0 to 1. Raises `PermissionDenied`, and `Refused` where an
    exchange rate is missing. Entries of a transaction that is not committed do not count.
    """
    _may(by)
    with acting_as(SYSTEM), _tracked(as_of, progress) as tell:
        version, policy = policy_to_use()
        with _facts(policy, tell) as known:
            return _current(known, version, policy, as_of=as_of, by=by, tell=tell, asked=True)


def refresh_snapshots(
    *, today: dt.date, by: User | System, as_of: dt.date | None = None, progress: Progress | None = None
) -> list[Snapshot]:
    """Bring the snapshot of a date and the one it is compared with up to date, then all others whose ledger changed.

    Without `as_of` it is the end of the month of the last ledger line, or `today` where that is not over yet.
    Snapshots of dates that nobody asked for are dropped when newer ones stand in for them; the last of each month
    stays. Gives the snapshots of the two dates. Errors as for `compute_snapshot`. Running it twice does no harm and
    the second time little work.
    """
    _may(by)
    with acting_as(SYSTEM), _tracked(as_of, progress) as tell:
        version, policy = policy_to_use()
        with _facts(policy, tell) as known:
            date = as_of or _newest_date(known, today)
            if date is None:
                Snapshot.objects.filter(current=True).update(current=False)
                return []
            dates = [date, months_before(date, policy.window_months)]
            fresh = [
                _current(known, version, policy, as_of=day, by=by, tell=tell, asked=day == as_of)
                for day in dates
                if day == date or known.months_until(day)
            ]
            _retire(newest=_newest_date(known, today), shown=dates, window_months=policy.window_months)
            for stale in Snapshot.objects.filter(current=True):
                if stale.currency != policy.currency or not stale.facts.startswith(known.identity(until=stale.as_of)):
                    _current(known, version, policy, as_of=stale.as_of, by=by, tell=tell, asked=stale.asked)
            return fresh


class _NotPossible(Exception):
    """Something that the analysis needs is missing; `problem` says what, as `problems` keeps it."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        super().__init__(problem["code"])


def _may(by: User | System) -> None:
    if by is not SYSTEM and not (isinstance(by, User) and by.may(Permission.VIEW_PORTFOLIO)):
        raise PermissionDenied


@contextlib.contextmanager
def _facts(policy: Policy, tell: Progress) -> Iterator[Facts]:
    from clientela.insights import computing

    def read(fraction: float) -> None:
        tell(Stage.READING, fraction)

    read(0.0)
    try:
        with computing.facts(currency=policy.currency, progress=read) as known:
            yield known
    except MissingRate as missing:
        raise _NotPossible(of_missing_rates(missing, into=policy.currency)) from missing


def _newest_date(known: Facts, today: dt.date) -> dt.date | None:
    if known.newest is None:
        return None
    end = known.newest.replace(day=calendar.monthrange(known.newest.year, known.newest.month)[1])
    return min(end, today)


def _current(
    known: Facts,
    version: PolicyVersion,
    policy: Policy,
    *,
    as_of: dt.date,
    by: User | System,
    tell: Progress,
    asked: bool,
) -> Snapshot:
    from clientela.insights import computing

    clients = computing.known_clients(known, as_of)
    spent = computing.investment(as_of=as_of, policy=policy)
    identity = computing.identity(known, clients, spent, as_of=as_of)
    there = Snapshot.objects.filter(as_of=as_of, current=True).first()
    if there is not None and (there.facts, there.policy_id) == (identity, version.pk):
        if asked and not there.asked:
            Snapshot.objects.filter(pk=there.pk).update(asked=True)
            there.asked = True
        return there
    started = time.perf_counter()
    tell(Stage.CLASSIFYING, 0.0)
    table, thresholds = computing.analyse(known, clients, spent, as_of=as_of, policy=policy)
    tell(Stage.STORING, 0.0)
    with transaction.atomic():
        Snapshot.objects.filter(as_of=as_of, current=True).update(current=False)
        snapshot = Snapshot.objects.create(
            as_of=as_of,
            window_months=policy.window_months,
            policy=version,
            currency=policy.currency,
            minor_digits=minor_exponent(policy.currency),
            thresholds=thresholds.to_dict(),
            spans=computing.spans_of(table),
            facts=identity,
            current=True,
            asked=asked or (there is not None and there.asked),
            clients=table.height,
            active_clients=thresholds.active,
        )
        computing.store_standings(table, snapshot_id=snapshot.pk)
        snapshot.seconds = time.perf_counter() - started
        snapshot.save(update_fields=["seconds"])
        data = {"as_of": as_of.isoformat(), "policy": version.number, "clients": snapshot.clients}
        record("snapshot_computed", subject=snapshot, by=by, data=data)
    tell(Stage.STORING, 1.0)
    return snapshot


def _retire(*, newest: dt.date | None, shown: list[dt.date], window_months: int) -> None:
    """Drop the snapshots that nobody asked for, but for the last of each month and those that pages compare with.

    One of a date after `newest`, the last that the ledger reaches, is dropped in any case: its entries were taken back.
    """
    everything = list(Snapshot.objects.filter(current=True).order_by("as_of"))
    last_of_month = {(one.as_of.year, one.as_of.month): one.pk for one in everything}
    dates = {*shown, *(one.as_of for one in everything if one.asked)} | ({newest} if newest else set())
    needed = dates | {months_before(date, window_months) for date in dates}
    dropped = [
        one.pk
        for one in everything
        if not one.asked
        and one.as_of not in needed
        and (last_of_month[one.as_of.year, one.as_of.month] != one.pk or (newest is not None and one.as_of > newest))
    ]
    Snapshot.objects.filter(pk__in=dropped).update(current=False)


@contextlib.contextmanager
def _tracked(as_of: dt.date | None, progress: Progress | None) -> Iterator[Progress]:
    """A row that tells pages how far the block has come, and how it ended."""
    # What was replaced by an earlier run is on no page any more; what this one replaces may be, and stays till the
    # next.
    Snapshot.objects.filter(current=False).delete()
    run = Computation.objects.create(as_of=as_of)

    def tell(stage: str, fraction: float) -> None:
        if progress is not None:
            progress(stage, fraction)
        if stage != run.stage or fraction - run.fraction >= SMALLEST_STEP:
            run.stage, run.fraction = stage, fraction
            run.save(update_fields=["stage", "fraction", "updated"])

    try:
        yield tell
    except _NotPossible as refusal:
        run.outcome, run.problem = Outcome.REFUSED, refusal.problem
        run.save()
        raise Refused(sentence(run.problem)) from refusal
    except BaseException as error:
        run.outcome, run.problem = Outcome.FAILED, {"code": "failed", "reason": type(error).__name__}
        with contextlib.suppress(DatabaseError):
            run.save()
        raise
    else:
        run.fraction, run.outcome = 1.0, Outcome.DONE
        run.save()
        keep = Computation.objects.order_by("-pk").values_list("pk", flat=True)[:COMPUTATIONS_KEPT]
        Computation.objects.exclude(pk__in=list(keep)).delete()
