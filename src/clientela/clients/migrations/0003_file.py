import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clientela.audit.history import KeepHistory
from clientela.core.walls import HideWithOther, PutBehindWalls

# As `clients_matching`, over the text of the whole file. A word may stand in either text.
MATCHING = r"""
CREATE INDEX clients_facts_search ON clients_client USING gin (facts_search gin_trgm_ops);
CREATE FUNCTION clients_matching_file(words jsonb, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    condition text;
BEGIN
    SELECT string_agg('(' || any_of || ')', ' AND ')
    INTO condition
    FROM (
        SELECT string_agg(format('search LIKE %1$L OR facts_search LIKE %1$L', pattern), ' OR ') AS any_of
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
REVOKE ALL ON FUNCTION clients_matching_file(jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_matching_file(jsonb, integer) TO clientela_app;
"""
NOT_MATCHING = "DROP FUNCTION clients_matching_file(jsonb, integer); DROP INDEX clients_facts_search"

# History and events speak of rows that may name a second client, now or once; they hide with that client. The function
# runs as its owner, because it must see what the viewer may not.
HISTORY = r"""
CREATE FUNCTION clients_row_names_hidden(named text, row_number bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    hidden boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (
            SELECT FROM (
                SELECT other_id FROM %I WHERE id = $1
                UNION ALL
                SELECT unnest(ARRAY[(before ->> ''other_id'')::bigint, (after ->> ''other_id'')::bigint])
                FROM audit_change WHERE "table" = $2 AND row_id = $1
            ) AS once
            JOIN access_exclusion AS hidden ON hidden.client_id = once.other_id
            WHERE hidden.user_id = current_setting(''clientela.user'')::bigint)', named)
    INTO hidden USING row_number, named;
    RETURN hidden;
END
$$;
REVOKE ALL ON FUNCTION clients_row_names_hidden(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_row_names_hidden(text, bigint) TO clientela_app;
CREATE POLICY wall_of_second_client ON audit_change AS RESTRICTIVE FOR SELECT USING (
    CASE WHEN "table" IN ('clients_relation', 'clients_owner', 'clients_customvalue', 'clients_factsource')
    THEN NOT clients_row_names_hidden("table", row_id) ELSE true END);
CREATE POLICY wall_of_second_client ON audit_event AS RESTRICTIVE FOR SELECT USING (
    CASE WHEN subject_type IN ('clients.Relation', 'clients.Owner', 'clients.CustomValue')
    THEN NOT clients_row_names_hidden(replace(lower(subject_type), '.', '_'), subject_id) ELSE true END);
"""
NO_HISTORY = """
DROP POLICY wall_of_second_client ON audit_event;
DROP POLICY wall_of_second_client ON audit_change;
DROP FUNCTION clients_row_names_hidden(text, bigint);
"""

OF_A_CLIENT = ("address", "phone", "financialfact", "owner", "relation", "customvalue", "factsource")
OF_TWO_CLIENTS = ("owner", "relation", "customvalue", "factsource")


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("recorded_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where the firm has this from.", max_length=200, verbose_name="source"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("registered", "Registered address"),
                            ("office", "Office"),
                            ("postal", "Postal address"),
                            ("billing", "Address for bills"),
                            ("other", "Other address"),
                        ],
                        default="office",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=300, verbose_name="street and house")),
                ("city", models.CharField(blank=True, max_length=120, verbose_name="city")),
                ("region", models.CharField(blank=True, max_length=120, verbose_name="region")),
                ("postal_code", models.CharField(blank=True, max_length=20, verbose_name="postal code")),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="ISO 3166-1, two letters", max_length=2, verbose_name="country"
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": (models.OrderBy(models.F("until"), descending=True, nulls_first=True), "kind", "id"),
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=120, unique=True, verbose_name="label")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Figure"),
                            ("date", "Date"),
                            ("choice", "Choice"),
                            ("money", "Amount of money"),
                            ("person", "Colleague"),
                            ("client", "Another client"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("basic", "Basic facts"),
                            ("characteristics", "Characteristics"),
                            ("standing", "Business standing"),
                            ("dealings", "Dealings"),
                        ],
                        default="basic",
                        max_length=20,
                        verbose_name="group",
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("help_text", models.CharField(blank=True, max_length=200, verbose_name="how to ask for it")),
                ("weight", models.PositiveSmallIntegerField(default=0, verbose_name="weight")),
                ("place", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "fact of the firm",
                "verbose_name_plural": "facts of the firm",
                "ordering": ("place", "id"),
            },
        ),
        migrations.CreateModel(
            name="CustomValue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField(blank=True, default="")),
                ("number", models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("date", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="FactSource",
            fields=[
                ("recorded_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where the firm has this from.", max_length=200, verbose_name="source"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("fact", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="FactWeight",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("fact", models.CharField(max_length=60, unique=True)),
                ("weight", models.PositiveSmallIntegerField(verbose_name="weight")),
            ],
        ),
        migrations.CreateModel(
            name="FinancialFact",
            fields=[
                ("recorded_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where the firm has this from.", max_length=200, verbose_name="source"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("revenue", "Revenue"),
                            ("profit", "Profit of the year"),
                            ("assets", "Total assets"),
                            ("capital", "Registered capital"),
                            ("debt", "Debt"),
                            ("credit_rating", "Credit rating"),
                            ("credit_limit", "Credit limit"),
                            ("dispute", "Arrears or enforcement"),
                            ("other", "Other financial fact"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name="amount"),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="in words")),
            ],
            options={
                "ordering": ("-as_of", "kind", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("recorded_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where the firm has this from.", max_length=200, verbose_name="source"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owner", "Legal owner"),
                            ("beneficial", "Beneficial owner"),
                            ("investor", "Investor"),
                        ],
                        default="owner",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=300, verbose_name="name")),
                (
                    "share",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="share, %"),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": (
                    models.OrderBy(models.F("until"), descending=True, nulls_first=True),
                    models.OrderBy(models.F("share"), descending=True, nulls_last=True),
                    "id",
                ),
            },
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("recorded_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where the firm has this from.", max_length=200, verbose_name="source"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("main", "Switchboard"),
                            ("mobile", "Mobile phone"),
                            ("hotline", "Hotline"),
                            ("fax", "Fax"),
                            ("other", "Other telephone"),
                        ],
                        default="main",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("value", models.CharField(max_length=60, verbose_name="number")),
                ("normal", models.CharField(db_index=True, editable=False, max_length=60)),
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
                ("label", models.CharField(blank=True, max_length=60, verbose_name="label")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": (models.OrderBy(models.F("until"), descending=True, nulls_first=True), "kind", "id"),
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("recorded_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where the firm has this from.", max_length=200, verbose_name="source"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("parent", "Parent company"),
                            ("subsidiary", "Subsidiary"),
                            ("partner", "Partner"),
                            ("competitor", "Competitor"),
                            ("investor", "Investor"),
                            ("investee", "Company invested in"),
                            ("supplier", "Supplier"),
                            ("customer", "Customer"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "ordering": (models.OrderBy(models.F("until"), descending=True, nulls_first=True), "kind", "id"),
            },
        ),
        migrations.AddField(
            model_name="client",
            name="business_lines",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="lines of business"),
        ),
        migrations.AddField(
            model_name="client",
            name="competitiveness",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="competitiveness"),
        ),
        migrations.AddField(
            model_name="client",
            name="cooperation",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="cooperation with us"),
        ),
        migrations.AddField(
            model_name="client",
            name="credit_standing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("strong", "Strong"),
                    ("good", "Good"),
                    ("fair", "Fair"),
                    ("weak", "Weak"),
                    ("bad", "Does not pay"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="credit standing",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="direction",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="direction"),
        ),
        migrations.AddField(
            model_name="client",
            name="diversified",
            field=models.BooleanField(blank=True, null=True, verbose_name="diversified"),
        ),
        migrations.AddField(
            model_name="client",
            name="employees",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="employees"),
        ),
        migrations.AddField(
            model_name="client",
            name="facts_search",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="client",
            name="founded",
            field=models.DateField(blank=True, null=True, verbose_name="founded"),
        ),
        migrations.AddField(
            model_name="client",
            name="image",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="image"),
        ),
        migrations.AddField(
            model_name="client",
            name="invests_abroad",
            field=models.BooleanField(blank=True, null=True, verbose_name="invests abroad"),
        ),
        migrations.AddField(
            model_name="client",
            name="legal_form",
            field=models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="legal form"),
        ),
        migrations.AddField(
            model_name="client",
            name="legal_representative",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="legal representative"
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="listed",
            field=models.BooleanField(blank=True, null=True, verbose_name="listed on an exchange"),
        ),
        migrations.AddField(
            model_name="client",
            name="market_position",
            field=models.CharField(
                blank=True,
                choices=[
                    ("leader", "Leader"),
                    ("challenger", "Challenger"),
                    ("follower", "Follower"),
                    ("niche", "Fills a niche"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="position in the market",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="market_share",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="market share, %"
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="ownership",
            field=models.CharField(
                blank=True,
                choices=[
                    ("state", "State-owned"),
                    ("private", "Privately owned"),
                    ("foreign", "Foreign-owned"),
                    ("joint", "Joint venture"),
                    ("collective", "Cooperative or collective"),
                    ("public", "Public body"),
                    ("nonprofit", "Non-profit"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="ownership",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="philosophy",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="business philosophy"),
        ),
        migrations.AddField(
            model_name="client",
            name="potential",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="development potential"),
        ),
        migrations.AddField(
            model_name="client",
            name="reputation",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="reputation"),
        ),
        migrations.AddField(
            model_name="client",
            name="size",
            field=models.CharField(
                blank=True,
                choices=[
                    ("micro", "Micro enterprise"),
                    ("small", "Small enterprise"),
                    ("medium", "Medium-sized enterprise"),
                    ("large", "Large enterprise"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="size",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="traits",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="traits"),
        ),
        migrations.AddField(
            model_name="client",
            name="website",
            field=models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="website"),
        ),
        migrations.AlterField(
            model_name="clientname",
            name="kind",
            field=models.CharField(
                choices=[
                    ("legal", "Legal name"),
                    ("short", "Short name"),
                    ("trade", "Trade name"),
                    ("former", "Former name"),
                    ("transliterated", "Transliterated name"),
                    ("spelling", "Spelling in a file"),
                ],
                default="legal",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("potential", None), ("potential__range", (1, 5)), _connector="OR"),
                name="potential_of_one_to_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("competitiveness", None), ("competitiveness__range", (1, 5)), _connector="OR"),
                name="competitiveness_of_one_to_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("market_share", None), ("market_share__range", (0, 100)), _connector="OR"),
                name="market_share_in_percent",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="customfield",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__lte", 10)), name="weight_of_a_field_up_to_ten"
            ),
        ),
        migrations.AddField(
            model_name="customvalue",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="custom_values", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="customvalue",
            name="field",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="values", to="clients.customfield"
            ),
        ),
        migrations.AddField(
            model_name="customvalue",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="named_by",
                to="clients.client",
            ),
        ),
        migrations.AddField(
            model_name="customvalue",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="factsource",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="fact_sources", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="factsource",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="clients.client",
            ),
        ),
        migrations.AddField(
            model_name="factsource",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="factweight",
            constraint=models.CheckConstraint(condition=models.Q(("weight__lte", 10)), name="weight_up_to_ten"),
        ),
        migrations.AddField(
            model_name="financialfact",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="finances", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="financialfact",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="owner",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="owners", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="owner",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="holdings",
                to="clients.client",
                verbose_name="client",
            ),
        ),
        migrations.AddField(
            model_name="owner",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="phone",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="phones", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="phone",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="relations", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="relations_to", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="address_ends_not_before_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="customvalue",
            index=models.Index(fields=["field", "number"], name="values_by_number"),
        ),
        migrations.AddIndex(
            model_name="customvalue",
            index=models.Index(fields=["field", "date"], name="values_by_date"),
        ),
        migrations.AddConstraint(
            model_name="customvalue",
            constraint=models.UniqueConstraint(
                fields=("client", "field", "other"), name="one_value_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="factsource",
            constraint=models.UniqueConstraint(
                fields=("client", "fact", "other"), name="one_source_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="financialfact",
            index=models.Index(fields=["client", "kind", "-as_of"], name="finances_of_client"),
        ),
        migrations.AddConstraint(
            model_name="financialfact",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", None), models.Q(("currency", ""), _negated=True), _connector="OR"),
                name="an_amount_has_a_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("other", None), models.Q(("name", ""), _negated=True)),
                    models.Q(models.Q(("other", None), _negated=True), ("name", "")),
                    _connector="OR",
                ),
                name="an_owner_is_a_name_or_a_client",
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(("other", models.F("client")), _negated=True), name="nobody_owns_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(("share", None), ("share__range", (0, 100)), _connector="OR"),
                name="share_in_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="ownership_ends_not_before_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.UniqueConstraint(fields=("client", "kind", "normal"), name="one_phone_once"),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="phone_ends_not_before_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("client", "other", "kind"),
                name="one_running_relation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(("other", models.F("client")), _negated=True), name="nobody_relates_to_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="relation_ends_not_before_it_begins",
            ),
        ),
        *(PutBehindWalls(f"clients_{table}") for table in OF_A_CLIENT),
        *(HideWithOther(f"clients_{table}") for table in OF_TWO_CLIENTS),
        *(KeepHistory(f"clients_{table}", client="client_id") for table in OF_A_CLIENT),
        KeepHistory("clients_customfield"),
        KeepHistory("clients_factweight"),
        migrations.RunSQL(MATCHING, NOT_MATCHING),
        migrations.RunSQL(HISTORY, NO_HISTORY),
    ]
