import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clientela.core.walls import PutBehindWalls

# Runs as its owner, past the walls, because LIKE under a policy cannot use the index; it gives back numbers only, and
# the caller reads the clients themselves under the walls. Every word must match one of its patterns.
MATCHING = r"""
CREATE INDEX clients_search ON clients_client USING gin (search gin_trgm_ops);
CREATE FUNCTION clients_matching(words jsonb, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    condition text;
BEGIN
    SELECT string_agg('(' || any_of || ')', ' AND ')
    INTO condition
    FROM (
        SELECT string_agg(format('search LIKE %L', pattern), ' OR ') AS any_of
        FROM jsonb_array_elements(words) WITH ORDINALITY AS word(patterns, place),
             jsonb_array_elements_text(patterns) AS pattern
        GROUP BY place
    ) AS each_word;
    IF condition IS NULL THEN
        RETURN;
    END IF;
    -- The fence keeps the planner from walking the primary key in the hope of an early end.
    RETURN QUERY EXECUTE format(
        'SELECT id FROM (SELECT id FROM clients_client WHERE %s OFFSET 0) AS found ORDER BY id LIMIT %s',
        condition, most);
END
$$;
REVOKE ALL ON FUNCTION clients_matching(jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_matching(jsonb, integer) TO clientela_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_roles_and_exclusions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("organisation", "Organisation"), ("person", "Private person")],
                        default="organisation",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "other_name",
                    models.CharField(
                        blank=True,
                        help_text="A second name for lists: the short, trade or transliterated one.",
                        max_length=300,
                    ),
                ),
                ("industry", models.CharField(blank=True, max_length=120, verbose_name="industry")),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="ISO 3166-1, two letters", max_length=2, verbose_name="country"
                    ),
                ),
                ("client_since", models.DateField(blank=True, null=True, verbose_name="client since")),
                (
                    "batch",
                    models.BigIntegerField(
                        blank=True, db_index=True, help_text="The import that created it.", null=True
                    ),
                ),
                ("search", models.TextField(default="", editable=False)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
            ],
            options={
                "verbose_name": "client",
                "verbose_name_plural": "clients",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="ClientName",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("legal", "Legal name"),
                            ("short", "Short name"),
                            ("trade", "Trade name"),
                            ("transliterated", "Transliterated name"),
                            ("spelling", "Spelling in a file"),
                        ],
                        default="legal",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("key", models.CharField(db_index=True, editable=False, max_length=300)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="clients.client"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("uscc", "Unified social credit code (China)"),
                            ("inn", "INN (Russia)"),
                            ("ogrn", "OGRN (Russia)"),
                            ("lei", "Legal entity identifier"),
                            ("vat", "VAT number (EU)"),
                            ("other", "Other number"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("value", models.CharField(db_index=True, max_length=40, verbose_name="number")),
                (
                    "check_result",
                    models.CharField(
                        choices=[
                            ("valid", "Check digits agree"),
                            ("invalid", "Check digits do not agree"),
                            ("unchecked", "No check known"),
                        ],
                        default="unchecked",
                        max_length=10,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identifiers", to="clients.client"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["name", "id"], name="clients_by_name"),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["industry", "name", "id"], name="clients_by_industry"),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["country", "name", "id"], name="clients_by_country"),
        ),
        migrations.AddConstraint(
            model_name="clientname",
            constraint=models.UniqueConstraint(fields=("client", "kind", "name"), name="one_name_once"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(fields=("client", "kind", "value"), name="one_identifier_once"),
        ),
        PutBehindWalls("clients_client", "id"),
        PutBehindWalls("clients_clientname"),
        PutBehindWalls("clients_identifier"),
        migrations.RunSQL(MATCHING, "DROP FUNCTION clients_matching(jsonb, integer); DROP INDEX clients_search"),
    ]
