import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clientela.core.walls import PutBehindWalls

# One statement-level trigger per kind of change: its cost is one grouping of the changed rows. It runs as its owner,
# because a change must be counted whoever made it and whatever that person may see.
MONTHS = """
CREATE FUNCTION engagements_count_months() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO engagements_ledgermonth AS known (month, version)
        SELECT date_trunc('month', date)::date, 1 FROM added GROUP BY 1 ORDER BY 1
        ON CONFLICT (month) DO UPDATE SET version = known.version + 1;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        INSERT INTO engagements_ledgermonth AS known (month, version)
        SELECT date_trunc('month', date)::date, 1 FROM removed GROUP BY 1 ORDER BY 1
        ON CONFLICT (month) DO UPDATE SET version = known.version + 1;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_months_inserted AFTER INSERT ON engagements_ledgerentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION engagements_count_months();
CREATE TRIGGER count_months_deleted AFTER DELETE ON engagements_ledgerentry
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION engagements_count_months();
CREATE TRIGGER count_months_updated AFTER UPDATE ON engagements_ledgerentry
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION engagements_count_months();
REVOKE INSERT, UPDATE, DELETE ON engagements_ledgermonth FROM clientela_app;
"""

FORGET_MONTHS = """
DROP TRIGGER count_months_inserted ON engagements_ledgerentry;
DROP TRIGGER count_months_deleted ON engagements_ledgerentry;
DROP TRIGGER count_months_updated ON engagements_ledgerentry;
DROP FUNCTION engagements_count_months();
GRANT INSERT, UPDATE, DELETE ON engagements_ledgermonth TO clientela_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_roles_and_exclusions"),
        ("clients", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerMonth",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ServiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("key", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "verbose_name": "service line",
                "verbose_name_plural": "service lines",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Engagement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "reference",
                    models.CharField(
                        help_text="The number by which the firm knows it.", max_length=200, verbose_name="reference"
                    ),
                ),
                ("reference_key", models.CharField(editable=False, max_length=200)),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
                ("opened", models.DateField(blank=True, null=True, verbose_name="opened")),
                ("closed", models.DateField(blank=True, null=True, verbose_name="closed")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed"), ("lost", "Lost")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "batch",
                    models.BigIntegerField(
                        blank=True, db_index=True, help_text="The import that created it.", null=True
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="engagements", to="clients.client"
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements_led",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                (
                    "service_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="engagements.serviceline",
                        verbose_name="service line",
                    ),
                ),
            ],
            options={
                "verbose_name": "engagement",
                "verbose_name_plural": "engagements",
                "ordering": ("-opened", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("date", models.DateField(verbose_name="date")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("base", models.CharField(max_length=3, verbose_name="into")),
                ("rate", models.DecimalField(decimal_places=10, max_digits=20, verbose_name="rate")),
            ],
            options={
                "ordering": ("-date", "currency"),
                "constraints": [
                    models.UniqueConstraint(fields=("date", "currency", "base"), name="one_rate_a_day"),
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="rate_above_zero"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="clients.client"
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team", to="engagements.engagement"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagement_places",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("date", models.DateField(verbose_name="date")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fee", "Fee"),
                            ("disbursement", "Disbursement"),
                            ("payment", "Payment"),
                            ("write_off", "Write-off"),
                            ("discount", "Discount"),
                            ("cost", "Cost"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("description", models.CharField(blank=True, max_length=1000, verbose_name="description")),
                ("batch", models.BigIntegerField(blank=True, null=True)),
                ("line", models.BigIntegerField(blank=True, null=True)),
                ("fingerprint", models.UUIDField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="clients.client",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="engagements.engagement",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger entry",
                "verbose_name_plural": "ledger",
                "ordering": ("-date", "-id"),
                "indexes": [
                    models.Index(fields=["client", "-date", "-id"], name="ledger_of_client"),
                    models.Index(fields=["batch"], name="ledger_of_batch"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.UniqueConstraint(fields=("client", "reference_key"), name="one_reference_per_client"),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed", None), ("opened", None), ("closed__gte", models.F("opened")), _connector="OR"
                ),
                name="closed_not_before_opened",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(fields=("engagement", "user"), name="one_place_per_engagement"),
        ),
        PutBehindWalls("engagements_engagement"),
        PutBehindWalls("engagements_teammember"),
        PutBehindWalls("engagements_ledgerentry"),
        migrations.RunSQL(MONTHS, FORGET_MONTHS),
    ]
