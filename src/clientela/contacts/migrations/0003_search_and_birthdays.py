import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Runs as its owner, past the walls, because LIKE under a policy cannot use the index; it gives back numbers only, and
# the caller reads the people themselves under the walls. Every word must match one of its patterns.
MATCHING = r"""
CREATE INDEX contacts_search ON contacts_contact USING gin (search gin_trgm_ops);
CREATE FUNCTION contacts_matching(words jsonb, most integer) RETURNS SETOF bigint
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
        'SELECT id FROM (SELECT id FROM contacts_contact WHERE %s OFFSET 0) AS found ORDER BY id LIMIT %s',
        condition, most);
END
$$;
REVOKE ALL ON FUNCTION contacts_matching(jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contacts_matching(jsonb, integer) TO clientela_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("birthday_month__isnull", False)),
                fields=["birthday_month", "birthday_day", "name", "id"],
                name="contacts_by_birthday",
            ),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["contact", "influence"], name="influence_of_contact"),
        ),
        migrations.RunSQL(MATCHING, "DROP FUNCTION contacts_matching(jsonb, integer); DROP INDEX contacts_search"),
    ]
