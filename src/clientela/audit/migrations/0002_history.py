from django.db import migrations, models

from clientela.core.walls import EXCLUDED, HIDDEN, PutBehindWalls

# One function keeps the history of every table. It runs as its owner, because the application may not write there; the
# transition tables give all rows of a statement at once.
KEEP = r"""
CREATE FUNCTION audit_act() RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    number text := nullif(current_setting('clientela.act', true), '');
BEGIN
    IF number IS NULL THEN
        number := set_config('clientela.act', nextval('core_act')::text, true);
    END IF;
    RETURN number::bigint;
END
$$;

CREATE FUNCTION audit_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    client text := CASE WHEN TG_ARGV[0] = '' THEN 'NULL::bigint' ELSE 'kept.' || quote_ident(TG_ARGV[0]) || '::bigint' END;
    contact text := CASE WHEN TG_ARGV[1] = '' THEN 'NULL::bigint' ELSE 'kept.' || quote_ident(TG_ARGV[1]) || '::bigint' END;
    without text[] := string_to_array(TG_ARGV[2], ',');
    condition text := CASE WHEN TG_ARGV[3] = '' THEN 'true' ELSE TG_ARGV[3] END;
    actor bigint := nullif(current_setting('clientela.user', true), '')::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE format(
            'INSERT INTO audit_change (act, at, actor_id, "table", row_id, client_id, contact_id, operation)
             SELECT $1, now(), $2, $3, kept.id, %s, %s, ''I'' FROM added AS kept WHERE %s',
            client, contact, condition) USING audit_act(), actor, TG_TABLE_NAME;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format(
            'INSERT INTO audit_change (act, at, actor_id, "table", row_id, client_id, contact_id, operation, before)
             SELECT $1, now(), $2, $3, kept.id, %s, %s, ''D'', to_jsonb(kept) - $4 FROM removed AS kept WHERE %s',
            client, contact, condition) USING audit_act(), actor, TG_TABLE_NAME, without;
    ELSE
        EXECUTE format(
            'INSERT INTO audit_change
                 (act, at, actor_id, "table", row_id, client_id, contact_id, operation, before, after)
             SELECT $1, now(), $2, $3, kept.id, %s, %s, ''U'', different.before, different.after
             FROM added AS kept
             JOIN removed ON removed.id = kept.id
             CROSS JOIN LATERAL (
                 SELECT jsonb_object_agg(old.key, old.value) AS before, jsonb_object_agg(old.key, new.value) AS after
                 FROM jsonb_each(to_jsonb(removed) - $4) AS old
                 JOIN jsonb_each(to_jsonb(kept)) AS new ON new.key = old.key
                 WHERE new.value IS DISTINCT FROM old.value
             ) AS different
             WHERE different.before IS NOT NULL AND %s',
            client, contact, condition) USING audit_act(), actor, TG_TABLE_NAME, without;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_keep() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_keep() TO clientela_app;
"""

EVENTS = f"""
ALTER POLICY wall ON audit_event USING (
    (client_id IS NULL OR client_id NOT IN {EXCLUDED}) AND (contact_id IS NULL OR contact_id NOT IN {HIDDEN}))
"""
EVENTS_BEFORE = f"ALTER POLICY wall ON audit_event USING ((client_id IS NULL OR client_id NOT IN {EXCLUDED}))"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_acts_and_hidden_contacts"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.AddField("event", "act", models.BigIntegerField(null=True, db_index=True)),
        migrations.AddField("event", "contact_id", models.BigIntegerField(null=True, db_index=True)),
        migrations.RunSQL(EVENTS, EVENTS_BEFORE),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("act", models.BigIntegerField(db_index=True)),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(help_text="0 for the system", null=True)),
                ("table", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("client_id", models.BigIntegerField(null=True)),
                ("contact_id", models.BigIntegerField(null=True)),
                (
                    "operation",
                    models.CharField(choices=[("I", "added"), ("U", "changed"), ("D", "removed")], max_length=1),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["table", "row_id", "-id"], name="changes_of_row"),
                    models.Index(fields=["client_id", "-id"], name="changes_of_client"),
                    models.Index(fields=["contact_id", "-id"], name="changes_of_contact"),
                ],
            },
        ),
        PutBehindWalls("audit_change", optional=True, contact="contact_id"),
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE ON audit_change FROM clientela_app",
            "GRANT INSERT, UPDATE, DELETE ON audit_change TO clientela_app",
        ),
        migrations.RunSQL(KEEP, "DROP FUNCTION audit_keep(); DROP FUNCTION audit_act()"),
    ]
