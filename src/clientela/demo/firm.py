"""The demonstration firm: the real ledger of a law firm, imported and analysed through the actions that staff use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.core.actor import SYSTEM, acting_as
from clientela.exchange.actions import import_ledger_file
from clientela.exchange.models import Batch
from clientela.insights.actions import compute_snapshot, refresh_snapshots

LEDGER = Path(__file__).resolve().parents[3] / "examples" / "law_firm_ledger.csv"
SNAPSHOTS = (dt.date(2015, 12, 31), dt.date(2016, 12, 31), dt.date(2017, 9, 30))


def build(*, tell: Callable[[str], None], ledger: Path = LEDGER) -> User:
    """Import the ledger and compute the snapshots, where that is not done yet. Gives the managing partner.

    Raises `FileNotFoundError` where the example is not beside the program.
    """
    partner = User.objects.filter(role=Role.MANAGING_PARTNER, is_active=True).order_by("pk").first()
    if partner is None:
        partner = add_staff(name="Mary Stone", role=Role.MANAGING_PARTNER, by=SYSTEM)
    if Batch.objects.filter(status="done").exists():
        tell("The demonstration firm is there already.")
        return partner
    if not ledger.exists():
        raise FileNotFoundError(ledger)
    with acting_as(SYSTEM):
        batch = import_ledger_file(path=ledger, by=partner)
        tell(f"Imported {batch.rows_added:,} ledger lines of {batch.clients_created:,} clients.")
        for as_of in SNAPSHOTS:
            snapshot = compute_snapshot(as_of=as_of, by=SYSTEM)
            tell(f"Ranked the clients as of {as_of.isoformat()}: {snapshot.active_clients:,} active.")
        # The date a year before the last, so that its movement compares windows of equal length that do not overlap.
        refresh_snapshots(today=SNAPSHOTS[-1], as_of=SNAPSHOTS[-1], by=SYSTEM)
    return partner
