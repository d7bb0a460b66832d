"""Files that came in, and what became of them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.core.home import folder
from clientela.core.privacy import privacy

from .enums import BatchKind, BatchStatus, TraceKind


class Batch(models.Model):
    """One file and its import.

    What it brought carries its number: entries, and the clients and engagements that it created. `options` is what a
    person said about the file, `understanding` what was found in it. `progress` runs from 0 to 1. The process that
    runs an import holds an advisory lock of the database on the batch: a running batch without that lock has lost its
    process.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=BatchKind, default=BatchKind.LEDGER)
    status = models.CharField(_("state"), max_length=10, choices=BatchStatus, default=BatchStatus.RECEIVED)
    file_name = models.CharField(_("file"), max_length=255)
    stored = models.CharField(max_length=255, help_text="The path in the folder of files.")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="Bytes.")
    options = models.JSONField(default=dict)
    understanding = models.JSONField(default=dict)
    rows_read = models.BigIntegerField(default=0)
    rows_skipped = models.BigIntegerField(default=0, help_text="Totals and repeated headings.")
    rows_rejected = models.BigIntegerField(default=0)
    rows_added = models.BigIntegerField(default=0, help_text="Entries; a row with several amounts gives several.")
    rows_known = models.BigIntegerField(default=0, help_text="Entries that the ledger had already.")
    clients_created = models.BigIntegerField(default=0)
    engagements_created = models.BigIntegerField(default=0)
    rejects_first = models.JSONField(default=list)
    progress = models.FloatField(null=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    by_command = models.BooleanField(default=False, help_text="Run by a command, not by the queue of jobs.")
    cancel_asked = models.BooleanField(default=False)
    received = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="batches",
        help_text="Null: the system.",
    )

    privacy = privacy(
        impersonal="kind status stored sha256 size options understanding rows_read rows_skipped rows_rejected "
        "rows_added rows_known clients_created engagements_created progress error attempts by_command cancel_asked "
        "received started finished by",
        kept="file_name rejects_first",
        kept_because="the books are kept with the files that they were entered from",
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"import {self.pk}: {self.file_name}"

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return folder("files") / self.stored

    @property
    def rejects_path(self) -> Path:
        """Where the rows that were not taken lie, if there are any."""
        return self.path.with_name(self.path.name + ".rejects.csv")


class Trace(models.Model):
    """One thing that a batch left behind and that its undoing takes back."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=12, choices=TraceKind)
    number = models.BigIntegerField()

    privacy = privacy(impersonal="batch kind number")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "number", "batch"), name="one_trace_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.batch_id}"
