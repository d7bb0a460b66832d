from django.db import migrations

# Where one statement adds interactions and their people at once, the triggers of both tables see the whole of it when it
# is over. The people then count by their own trigger alone: they were added by the same command as the interaction.
INTERACTIONS = r"""
CREATE OR REPLACE FUNCTION relationships_interactions_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    sides text;
    side text := 'SELECT %s AS sign, i.id AS interaction_id, p.user_id, p.contact_id, i.client_id, i.channel, '
                 'i.direction, i.at, i.logged_at FROM %s AS i JOIN interactions_participant AS p '
                 'ON p.interaction_id = i.id';
    differs text := ' JOIN %s AS o ON o.id = i.id AND (o.client_id, o.channel, o.direction, o.at, o.logged_at) '
                    'IS DISTINCT FROM (i.client_id, i.channel, i.direction, i.at, i.logged_at)';
BEGIN
    LOCK TABLE relationships_tie IN ROW EXCLUSIVE MODE;
    IF TG_OP = 'INSERT' THEN
        sides := format(side, 1, 'added')
                 || ' JOIN interactions_interaction AS stored ON stored.id = i.id '
                    'AND (stored.xmin::text, stored.cmin::text) <> (p.xmin::text, p.cmin::text)';
    ELSIF TG_OP = 'DELETE' THEN
        sides := format(side, -1, 'removed');
    ELSE
        sides := format(side, 1, 'added') || format(differs, 'removed') || ' UNION ALL '
                 || format(side, -1, 'removed') || format(differs, 'added');
    END IF;
    EXECUTE relationships_statement(sides, relationships_policy());
    DELETE FROM relationships_tie WHERE contacts <= 0;
    RETURN NULL;
END
$$;
"""

# How many ties differ from what the log says; 0 as long as the triggers have seen everything.
ASTRAY = r"""
CREATE FUNCTION relationships_astray() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB'
AS $$
DECLARE
    found bigint;
BEGIN
    EXECUTE format($compare$
        SELECT count(*) FROM relationships_from_log(%1$L, NULL, NULL, NULL) AS log
        FULL JOIN relationships_tie AS tie
            ON tie.contact_id = log.contact_id AND tie.user_id = log.user_id AND tie.client_id = log.client_id
        WHERE (log.ours, log.theirs, log.contacts) IS DISTINCT FROM (tie.ours, tie.theirs, tie.contacts)
    $compare$, relationships_policy()) INTO found;
    RETURN found;
END
$$;
REVOKE ALL ON FUNCTION relationships_astray() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relationships_astray() TO clientela_app;
"""


class Migration(migrations.Migration):
    dependencies = [("relationships", "0003_given_up_handovers")]

    operations = [
        migrations.RunSQL(INTERACTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(ASTRAY, "DROP FUNCTION relationships_astray()"),
        migrations.RunSQL("SELECT relationships_recompute(NULL)", migrations.RunSQL.noop),
    ]
