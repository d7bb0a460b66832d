import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clientela.core.walls import PutBehindWalls

# A standing goes with its client and with its snapshot, whoever deletes them and by whatever statement. Foreign keys would
# do the same row by row, a second for 100,000 standings; what they check on the way in, `storing` checks in one join.
FOLLOW = """
CREATE FUNCTION insights_drop_standings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    EXECUTE format('DELETE FROM insights_standing WHERE %I IN (SELECT id FROM removed)', TG_ARGV[0]);
    RETURN NULL;
END
$$;
CREATE TRIGGER drop_standings AFTER DELETE ON clients_client
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION insights_drop_standings('client_id');
CREATE TRIGGER drop_standings AFTER DELETE ON insights_snapshot
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION insights_drop_standings('snapshot_id');
"""
UNFOLLOW = """
DROP TRIGGER drop_standings ON insights_snapshot;
DROP TRIGGER drop_standings ON clients_client;
DROP FUNCTION insights_drop_standings();
"""

# Pages of lists are read from an index alone once VACUUM has marked a snapshot's rows as seen by all. It comes within a
# minute of each snapshot, however many there are already.
VACUUM = """
ALTER TABLE insights_standing
    SET (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0);
"""
AS_USUAL = """
ALTER TABLE insights_standing
    RESET (autovacuum_vacuum_insert_threshold, autovacuum_vacuum_insert_scale_factor);
"""

# The planner knows nothing of a new snapshot's rows until the table is analysed, and autovacuum may come a minute later;
# the application's role may not analyse a table that it does not own.
SETTLE = """
CREATE FUNCTION insights_settle() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ ANALYZE insights_standing $$;
REVOKE ALL ON FUNCTION insights_settle() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION insights_settle() TO clientela_app;
"""

# Ranks are shown without gaps where a client is hidden: a gap would tell that there is one, and about how large. The
# function looks past the walls of the one who acts and gives back numbers only.
HIDDEN_RANKS = """
CREATE FUNCTION insights_hidden_ranks(snapshot bigint) RETURNS TABLE (by_billed integer, by_profit integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT s.rank, s.profit_rank
    FROM access_exclusion x
    JOIN insights_standing s ON s.client_id = x.client_id AND s.snapshot_id = snapshot
    WHERE x.user_id = current_setting('clientela.user')::bigint AND s.rank IS NOT NULL
$$;
CREATE FUNCTION insights_hidden_active(snapshots bigint[]) RETURNS TABLE (snapshot bigint, active bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT s.snapshot_id, count(*)
    FROM access_exclusion x
    JOIN insights_standing s ON s.client_id = x.client_id AND s.snapshot_id = ANY (snapshots)
    WHERE x.user_id = current_setting('clientela.user')::bigint AND s.rank IS NOT NULL
    GROUP BY s.snapshot_id
$$;
REVOKE ALL ON FUNCTION insights_hidden_ranks(bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION insights_hidden_active(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION insights_hidden_ranks(bigint) TO clientela_app;
GRANT EXECUTE ON FUNCTION insights_hidden_active(bigint[]) TO clientela_app;
"""
WITHOUT_HIDDEN_RANKS = """
DROP FUNCTION insights_hidden_ranks(bigint);
DROP FUNCTION insights_hidden_active(bigint[]);
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
            name="Computation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("as_of", models.DateField(null=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("reading", "Reading the ledger"),
                            ("classifying", "Classifying the clients"),
                            ("storing", "Storing the standings"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("fraction", models.FloatField(default=0.0)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("done", "Done"),
                            ("refused", "Not possible"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("problem", models.JSONField(default=dict)),
                ("started", models.DateTimeField(auto_now_add=True)),
                ("updated", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("data", models.JSONField()),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policy_versions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "policy",
                "verbose_name_plural": "policies",
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("as_of", models.DateField(verbose_name="as of")),
                ("window_months", models.PositiveSmallIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "minor_digits",
                    models.PositiveSmallIntegerField(
                        help_text="Digits after the decimal mark in amounts of `currency`."
                    ),
                ),
                ("thresholds", models.JSONField()),
                ("spans", models.JSONField(default=dict)),
                ("facts", models.CharField(max_length=65)),
                ("current", models.BooleanField(default=False)),
                ("asked", models.BooleanField(default=False)),
                ("clients", models.PositiveIntegerField(default=0)),
                ("active_clients", models.PositiveIntegerField(default=0)),
                ("computed_at", models.DateTimeField(auto_now_add=True)),
                ("seconds", models.FloatField(default=0.0)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="insights.policyversion",
                    ),
                ),
            ],
            options={
                "ordering": ("-as_of",),
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "client_id", "snapshot_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tier", models.CharField(max_length=10)),
                ("grid", models.CharField(max_length=10, null=True)),
                ("contribution", models.CharField(max_length=12, null=True)),
                ("active", models.BooleanField()),
                ("ever_active", models.BooleanField()),
                ("place", models.IntegerField()),
                ("profit_place", models.IntegerField()),
                ("frequency_place", models.IntegerField()),
                ("recency_place", models.IntegerField()),
                ("rank", models.IntegerField(null=True)),
                ("profit_rank", models.IntegerField(null=True)),
                ("billed", models.BigIntegerField()),
                ("previous_billed", models.BigIntegerField()),
                ("collected", models.BigIntegerField()),
                ("disbursed", models.BigIntegerField()),
                ("written_off", models.BigIntegerField()),
                ("discounted", models.BigIntegerField()),
                ("cost", models.BigIntegerField()),
                ("profit", models.BigIntegerField()),
                ("billed_total", models.BigIntegerField()),
                ("margin", models.FloatField(null=True)),
                ("frequency", models.IntegerField()),
                ("first_billed", models.DateField(null=True)),
                ("last_billed", models.DateField(null=True)),
                ("recency_days", models.IntegerField(null=True)),
                ("tenure_months", models.IntegerField(null=True)),
                ("interval_days", models.FloatField(null=True)),
                ("payment_days", models.FloatField(null=True)),
                ("service_lines", models.IntegerField()),
                ("staff", models.IntegerField()),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="standings",
                        to="clients.client",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="standings",
                        to="insights.snapshot",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)), fields=("as_of",), name="one_current_snapshot_a_date"
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["snapshot", "place"],
                include=("client", "tier", "grid", "contribution"),
                name="standing_by_billed",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["snapshot", "profit_place"],
                include=("client", "tier", "grid", "contribution"),
                name="standing_by_profit",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["snapshot", "frequency_place"],
                include=("client", "tier", "grid", "contribution"),
                name="standing_by_frequency",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["snapshot", "recency_place"],
                include=("client", "tier", "grid", "contribution"),
                name="standing_by_recency",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["snapshot", "tier", "place"], include=("client",), name="standing_by_tier"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["snapshot", "grid", "place"], include=("client",), name="standing_by_grid"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["snapshot", "contribution", "place"], include=("client",), name="standing_by_contribution"
            ),
        ),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        PutBehindWalls("insights_standing"),
        migrations.RunSQL(VACUUM, AS_USUAL),
        migrations.RunSQL(SETTLE, "DROP FUNCTION insights_settle()"),
        migrations.RunSQL(HIDDEN_RANKS, WITHOUT_HIDDEN_RANKS),
    ]
