from django.db import migrations, models

# The one way to take something out of the history: an erasure puts null in the place of a person's facts. What was done,
# when, by whom and to which row stays. It runs as its owner, because the application may not write there.
FORGET = r"""
CREATE FUNCTION audit_forget(tables text, numbers bigint[], names text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    touched bigint;
BEGIN
    UPDATE audit_change AS c
    SET before = forgotten.before, after = forgotten.after
    FROM (
        SELECT id,
            (SELECT jsonb_object_agg(key, CASE WHEN key = ANY (names) THEN 'null'::jsonb ELSE value END)
             FROM jsonb_each(c.before)) AS before,
            (SELECT jsonb_object_agg(key, CASE WHEN key = ANY (names) THEN 'null'::jsonb ELSE value END)
             FROM jsonb_each(c.after)) AS after
        FROM audit_change AS c
        WHERE c."table" = tables AND c.row_id = ANY (numbers) AND (c.before ?| names OR c.after ?| names)
    ) AS forgotten
    WHERE c.id = forgotten.id;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END
$$;
REVOKE ALL ON FUNCTION audit_forget(text, bigint[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_forget(text, bigint[], text[]) TO clientela_app;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_history")]

    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION audit_forget(text, bigint[], text[])"),
        migrations.AddIndex("event", models.Index(fields=["actor_id", "-id"], name="events_of_actor")),
    ]
