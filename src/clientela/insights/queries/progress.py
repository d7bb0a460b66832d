"""How far the analysis has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now

from clientela.insights.enums import Outcome, Stage
from clientela.insights.models import Computation
from clientela.insights.problems import sentence

LONGEST_SILENCE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class ComputationScreen:
    """The latest run of the analysis. `problem` says in the reader's language what is missing and how to mend it."""

    as_of: dt.date | None
    running: bool
    stage: str
    stage_label: str
    fraction: float
    outcome: str
    problem: str
    started: dt.datetime
    updated: dt.datetime


def computation() -> ComputationScreen | None:
    """The latest run; None where there was none. One that has not moved for long was killed, and counts as failed."""
    alive = ExpressionWrapper(Q(updated__gt=Now() - LONGEST_SILENCE), output_field=BooleanField())
    last = Computation.objects.annotate(alive=alive).order_by("-pk").first()
    if last is None:
        return None
    if last.outcome == Outcome.RUNNING and not last.alive:
        last.outcome, last.problem = Outcome.FAILED, {"code": "vanished"}
    return ComputationScreen(
        as_of=last.as_of,
        running=last.outcome == Outcome.RUNNING,
        stage=last.stage,
        stage_label=str(Stage(last.stage).label),
        fraction=last.fraction,
        outcome=last.outcome,
        problem=sentence(last.problem),
        started=last.started,
        updated=last.updated,
    )
