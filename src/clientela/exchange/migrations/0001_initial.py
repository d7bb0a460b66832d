import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Files are loaded into tables of their own, unlogged and gone when the import ends, in a schema in which the application
# may make tables. To gather statistics takes the owner; a plan for a million new rows made on old ones may take hours.
STAGING = """
CREATE SCHEMA clientela_staging;
GRANT USAGE, CREATE ON SCHEMA clientela_staging TO clientela_app;
CREATE FUNCTION exchange_gather_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    ANALYZE clients_client, clients_clientname, engagements_engagement, engagements_ledgerentry;
END
$$;
REVOKE ALL ON FUNCTION exchange_gather_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exchange_gather_statistics() TO clientela_app;
"""

NO_STAGING = """
DROP FUNCTION exchange_gather_statistics();
DROP SCHEMA clientela_staging CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_roles_and_exclusions"),
        ("engagements", "0002_check_the_ledger_by_statement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(STAGING, NO_STAGING),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("ledger", "Ledger")], default="ledger", max_length=10)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("queued", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("undone", "Undone"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("stored", models.CharField(help_text="The path in the folder of files.", max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField(help_text="Bytes.")),
                ("options", models.JSONField(default=dict)),
                ("understanding", models.JSONField(default=dict)),
                ("rows_read", models.BigIntegerField(default=0)),
                ("rows_skipped", models.BigIntegerField(default=0, help_text="Totals and repeated headings.")),
                ("rows_rejected", models.BigIntegerField(default=0)),
                (
                    "rows_added",
                    models.BigIntegerField(default=0, help_text="Entries; a row with several amounts gives several."),
                ),
                ("rows_known", models.BigIntegerField(default=0, help_text="Entries that the ledger had already.")),
                ("clients_created", models.BigIntegerField(default=0)),
                ("engagements_created", models.BigIntegerField(default=0)),
                ("rejects_first", models.JSONField(default=list)),
                ("progress", models.FloatField(null=True)),
                ("error", models.TextField(blank=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "by_command",
                    models.BooleanField(default=False, help_text="Run by a command, not by the queue of jobs."),
                ),
                ("cancel_asked", models.BooleanField(default=False)),
                ("received", models.DateTimeField(auto_now_add=True)),
                ("started", models.DateTimeField(null=True)),
                ("finished", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Null: the system.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Member of staff"),
                            ("service_line", "Service line"),
                            ("client_since", "Client since"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.BigIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="traces", to="exchange.batch"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "number", "batch"), name="one_trace_once")],
            },
        ),
    ]
