"""How far the analysis has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.insights.enums import Outcome, Stage
from clientela.insights.models import Computation
from clientela.insights.problems import sentence


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
    """The run that is under way, else the last one; None where there was none."""
    last = Computation.objects.order_by("-pk").first()
    if last is None:
        return None
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
