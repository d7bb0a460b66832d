"""What the analysis found: policies, snapshots of the portfolio and the standing of each client in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.models import Client
from clientela.core.privacy import privacy

from .enums import Outcome, Stage


class PolicyVersion(models.Model):
    """One version of the firm's policy of classification. Versions are added, never changed: snapshots refer to them.

    `data` is `analytics.policy.Policy.to_dict()`. Without `by` the system made it.
    """

    number = models.PositiveIntegerField(unique=True)
    data = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_versions", null=True, blank=True
    )
    at = models.DateTimeField(auto_now_add=True)

    privacy = privacy(impersonal="number data reason by at")

    class Meta:
        ordering = ("-number",)
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return f"policy {self.number}"


class Snapshot(models.Model):
    """The portfolio as of one date.

    At most one snapshot of a date is current. A replaced one stays until the next computation, so that a page that is
    being built on it can be finished. `facts` identifies the ledger, rates and clients that it was computed from;
    `asked` marks those that a person asked for, which are kept for good. `spans` says for each class between which
    places of each order its clients stand, {"tier": {"top": {"profit_place": [1, 40], …}, …}, …}, so that a list of
    one class reads no more of the order's index than that.
    """

    id = models.BigAutoField(primary_key=True)
    as_of = models.DateField(_("as of"))
    window_months = models.PositiveSmallIntegerField()
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="snapshots")
    currency = models.CharField(max_length=3)
    minor_digits = models.PositiveSmallIntegerField(help_text="Digits after the decimal mark in amounts of `currency`.")
    thresholds = models.JSONField()
    spans = models.JSONField(default=dict)
    facts = models.CharField(max_length=65)
    current = models.BooleanField(default=False)
    asked = models.BooleanField(default=False)
    clients = models.PositiveIntegerField(default=0)
    active_clients = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(default=0.0)

    privacy = privacy(
        impersonal="as_of window_months policy currency minor_digits thresholds spans facts current asked clients "
        "active_clients computed_at seconds"
    )

    class Meta:
        ordering = ("-as_of",)
        constraints = (
            models.UniqueConstraint(
                fields=("as_of",), condition=models.Q(current=True), name="one_current_snapshot_a_date"
            ),
        )

    def __str__(self) -> str:
        return f"snapshot of {self.as_of}"


COVERED = ("client", "tier", "grid", "contribution")


class Standing(models.Model):
    """Where one client stood in a snapshot: its measures and classes, and its places in the orders of lists.

    Amounts are in minor units of the snapshot's currency. The places number all clients of the snapshot from 1,
    without ties (by client number), so that a page of any list is a range of one index: `place` by billed,
    `profit_place`, `frequency_place` and `recency_place` each from the highest down. `rank` and `profit_rank` count
    active clients only.
    """

    pk = models.CompositePrimaryKey("client_id", "snapshot_id")
    # The database itself removes the standings of a client that is deleted, whoever deletes it (see the migration).
    client = models.ForeignKey(
        Client, on_delete=models.DO_NOTHING, related_name="standings", db_index=False, db_constraint=False
    )
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.DO_NOTHING, related_name="standings", db_index=False, db_constraint=False
    )
    tier = models.CharField(max_length=10)
    grid = models.CharField(max_length=10, null=True)  # noqa: DJ001  null: not active, so not in the grid
    contribution = models.CharField(max_length=12, null=True)  # noqa: DJ001  null: not active
    active = models.BooleanField()
    ever_active = models.BooleanField()
    place = models.IntegerField()
    profit_place = models.IntegerField()
    frequency_place = models.IntegerField()
    recency_place = models.IntegerField()
    rank = models.IntegerField(null=True)
    profit_rank = models.IntegerField(null=True)
    billed = models.BigIntegerField()
    previous_billed = models.BigIntegerField()
    collected = models.BigIntegerField()
    disbursed = models.BigIntegerField()
    written_off = models.BigIntegerField()
    discounted = models.BigIntegerField()
    cost = models.BigIntegerField()
    invested = models.BigIntegerField(db_default=0)
    profit = models.BigIntegerField()
    billed_total = models.BigIntegerField()
    margin = models.FloatField(null=True)
    frequency = models.IntegerField()
    first_billed = models.DateField(null=True)
    last_billed = models.DateField(null=True)
    recency_days = models.IntegerField(null=True)
    tenure_months = models.IntegerField(null=True)
    interval_days = models.FloatField(null=True)
    payment_days = models.FloatField(null=True)
    service_lines = models.IntegerField()
    staff = models.IntegerField()

    privacy = privacy(
        impersonal="client snapshot tier grid contribution active ever_active place profit_place frequency_place "
        "recency_place rank profit_rank billed previous_billed collected disbursed written_off discounted cost "
        "invested profit billed_total margin frequency first_billed last_billed recency_days tenure_months "
        "interval_days payment_days service_lines staff"
    )

    class Meta:
        # A list of one class in some order walks that order; with the classes in the index it need not look at the
        # rows.
        indexes = (
            models.Index(fields=("snapshot", "place"), include=COVERED, name="standing_by_billed"),
            models.Index(fields=("snapshot", "profit_place"), include=COVERED, name="standing_by_profit"),
            models.Index(fields=("snapshot", "frequency_place"), include=COVERED, name="standing_by_frequency"),
            models.Index(fields=("snapshot", "recency_place"), include=COVERED, name="standing_by_recency"),
            models.Index(fields=("snapshot", "tier", "place"), include=("client",), name="standing_by_tier"),
            models.Index(fields=("snapshot", "grid", "place"), include=("client",), name="standing_by_grid"),
            models.Index(
                fields=("snapshot", "contribution", "place"), include=("client",), name="standing_by_contribution"
            ),
        )

    def __str__(self) -> str:
        return f"client {self.client_id} in snapshot {self.snapshot_id}: {self.tier}"


class Computation(models.Model):
    """One run of the analysis, as far as it has come, for the progress line of pages.

    A run that ended with `refused` says in `problem` what is missing: {"code": …, …}.
    """

    id = models.BigAutoField(primary_key=True)
    as_of = models.DateField(null=True)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.WAITING)
    fraction = models.FloatField(default=0.0)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.RUNNING)
    problem = models.JSONField(default=dict)
    started = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    privacy = privacy(impersonal="as_of stage fraction outcome problem started updated")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"computation of {self.as_of}: {self.stage} {self.fraction:.0%}"


class SavedView(models.Model):
    """A segment: a question about the clients that is asked again and again, with the columns and order to show.

    `question` has the filters as the list of clients reads them from its address, so that a view is an address too.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    shared = models.BooleanField(_("shared with the firm"), default=False)
    question = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    privacy = privacy(impersonal="name owner shared question columns made_at")

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = (models.UniqueConstraint(fields=("owner", "name"), name="one_view_of_a_name"),)

    def __str__(self) -> str:
        return self.name
