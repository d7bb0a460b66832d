from django.db import migrations

from clientela.audit.history import KeepHistory
from clientela.core.walls import PutBehindWalls

# Until the firm stores a policy of its own, this one holds; `formula.TieWeights()` is the same in Python, and a test
# holds the two together.
DEFAULT = (
    '{"number": 0, "reference": "2025-01-01", "half_life_days": 90, "crowd": 0.25, "both_ways": 0.25, "half_weight": 4, '
    '"known_from": 0.1, "rank": [1.5, 1.25, 1, 0.85, 0.7], "depth": {"visit": 3, "meeting": 3, "call": 2, "mail": 1, '
    '"message": 1, "letter": 1, "fax": 0.5, "event": 1.5, "gift": 0.5}}'
)

# A share is a decimal number, so that sums of shares are exact: what is added and taken away again leaves nothing
# behind, and ties that were kept up contact by contact are equal to ties that are computed anew.
ARITHMETIC = f"""
CREATE FUNCTION relationships_policy() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT coalesce(
        (SELECT data || jsonb_build_object('number', number, 'reference', reference)
         FROM relationships_tiepolicy WHERE computed IS NOT NULL ORDER BY number DESC LIMIT 1),
        '{DEFAULT}'::jsonb)
$$;

CREATE FUNCTION relationships_share(
    depth text, at timestamptz, logged_at timestamptz, crowd bigint, policy jsonb
) RETURNS numeric LANGUAGE sql IMMUTABLE
AS $$
    SELECT round((
        depth::float8
        * power(2::float8, greatest(-900::float8, least(900::float8,
            (extract(epoch FROM least(at, logged_at))::float8
             - extract(epoch FROM (policy ->> 'reference')::date)::float8)
            / (86400 * (policy ->> 'half_life_days')::float8))))
        / power(crowd::float8, (policy ->> 'crowd')::float8)
    )::numeric, 12)
$$;

CREATE FUNCTION relationships_level(ours numeric, theirs numeric, rank integer, policy jsonb) RETURNS float8
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN ours + theirs <= 0 THEN -1000::float8 ELSE
        ln((policy -> 'rank' ->> (rank - 1))::float8
           * (ours + theirs + (policy ->> 'both_ways')::numeric * 2 * least(ours, theirs))::float8) / ln(2::float8)
    END
$$;

CREATE FUNCTION relationships_from_log(
    policy jsonb, only_client bigint, only_contact bigint, before timestamptz
) RETURNS TABLE (user_id bigint, contact_id bigint, client_id bigint, ours numeric, theirs numeric, contacts integer)
LANGUAGE sql STABLE
AS $$
    SELECT u.user_id, c.contact_id, i.client_id,
           sum(relationships_share(d.value, i.at, i.logged_at, c.crowd, policy)
               * CASE i.direction WHEN 'ours' THEN 1 WHEN 'both' THEN 0.5 ELSE 0 END),
           sum(relationships_share(d.value, i.at, i.logged_at, c.crowd, policy)
               * CASE i.direction WHEN 'theirs' THEN 1 WHEN 'both' THEN 0.5 ELSE 0 END),
           count(*)::integer
    FROM (
        SELECT p.interaction_id, p.contact_id, count(*) OVER (PARTITION BY p.interaction_id) AS crowd
        FROM interactions_participant AS p
        WHERE p.contact_id IS NOT NULL
          AND (only_client IS NULL OR p.client_id = only_client)
          AND (only_contact IS NULL OR p.interaction_id IN (
              SELECT q.interaction_id FROM interactions_participant AS q WHERE q.contact_id = only_contact))
    ) AS c
    JOIN interactions_interaction AS i ON i.id = c.interaction_id
    JOIN interactions_participant AS u ON u.interaction_id = c.interaction_id AND u.user_id IS NOT NULL
    JOIN jsonb_each_text(policy -> 'depth') AS d ON d.key = i.channel
    WHERE (only_client IS NULL OR i.client_id = only_client)
      AND (only_contact IS NULL OR c.contact_id = only_contact)
      AND (before IS NULL OR i.at < before)
    GROUP BY u.user_id, c.contact_id, i.client_id
$$;
"""
ARITHMETIC_BACK = """
DROP FUNCTION relationships_from_log(jsonb, bigint, bigint, timestamptz);
DROP FUNCTION relationships_level(numeric, numeric, integer, jsonb);
DROP FUNCTION relationships_share(text, timestamptz, timestamptz, bigint, jsonb);
DROP FUNCTION relationships_policy();
"""

# A statement on the log changes the ties by what its interactions weigh after it less what they weighed before it. Both
# sides of an interaction are taken, because what each person weighs depends on how many took part. The statements are
# planned each time: one contact and a whole import call for different plans.
FOLLOWING = """
CREATE FUNCTION relationships_statement(sides text, policy jsonb) RETURNS text LANGUAGE sql IMMUTABLE
AS $body$
    SELECT format($$
        WITH sides AS MATERIALIZED (%1$s),
        theirs AS (
            SELECT sign, interaction_id, contact_id, count(*) OVER (PARTITION BY sign, interaction_id) AS crowd
            FROM sides WHERE contact_id IS NOT NULL
        ),
        changes AS (
            SELECT u.user_id, c.contact_id, u.client_id,
                   sum(u.sign * relationships_share(d.value, u.at, u.logged_at, c.crowd, %2$L)
                       * CASE u.direction WHEN 'ours' THEN 1 WHEN 'both' THEN 0.5 ELSE 0 END) AS ours,
                   sum(u.sign * relationships_share(d.value, u.at, u.logged_at, c.crowd, %2$L)
                       * CASE u.direction WHEN 'theirs' THEN 1 WHEN 'both' THEN 0.5 ELSE 0 END) AS theirs,
                   sum(u.sign)::integer AS contacts
            FROM sides AS u
            JOIN theirs AS c ON c.sign = u.sign AND c.interaction_id = u.interaction_id
            JOIN jsonb_each_text(%2$L::jsonb -> 'depth') AS d ON d.key = u.channel
            WHERE u.user_id IS NOT NULL
            GROUP BY u.user_id, c.contact_id, u.client_id
        )
        INSERT INTO relationships_tie AS tie (user_id, contact_id, client_id, ours, theirs, contacts, rank, level)
        SELECT n.user_id, n.contact_id, n.client_id, n.ours, n.theirs, n.contacts, coalesce(r.rank, 3),
               relationships_level(n.ours, n.theirs, coalesce(r.rank, 3), %2$L)
        FROM changes AS n
        LEFT JOIN LATERAL (
            SELECT p.rank FROM contacts_position AS p WHERE p.contact_id = n.contact_id AND p.client_id = n.client_id
            ORDER BY p.until DESC NULLS FIRST, p.id DESC LIMIT 1
        ) AS r ON true
        WHERE n.contacts <> 0 OR n.ours <> 0 OR n.theirs <> 0
        ORDER BY n.contact_id, n.user_id, n.client_id
        ON CONFLICT (contact_id, user_id, client_id) DO UPDATE SET
            ours = tie.ours + excluded.ours,
            theirs = tie.theirs + excluded.theirs,
            contacts = tie.contacts + excluded.contacts,
            level = relationships_level(
                tie.ours + excluded.ours, tie.theirs + excluded.theirs, tie.rank, %2$L)
    $$, sides, policy)
$body$;

CREATE FUNCTION relationships_participants_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    touched text;
    earlier text;
    side text := 'SELECT %s AS sign, i.id AS interaction_id, p.user_id, p.contact_id, i.client_id, i.channel, '
                 'i.direction, i.at, i.logged_at FROM %s JOIN interactions_interaction AS i ON i.id = p.interaction_id';
BEGIN
    -- Ties are computed anew under a lock that waits for this one, so that the policy read next is theirs.
    LOCK TABLE relationships_tie IN ROW EXCLUSIVE MODE;
    IF TG_OP = 'INSERT' THEN
        touched := 'SELECT interaction_id FROM added';
        earlier := '(SELECT q.* FROM interactions_participant AS q JOIN touched USING (interaction_id) '
                   'LEFT JOIN added ON added.id = q.id WHERE added.id IS NULL) AS p';
    ELSIF TG_OP = 'DELETE' THEN
        touched := 'SELECT interaction_id FROM removed';
        earlier := '(SELECT q.* FROM interactions_participant AS q JOIN touched USING (interaction_id) '
                   'UNION ALL SELECT * FROM removed) AS p';
    ELSE
        touched := 'SELECT interaction_id FROM added UNION SELECT interaction_id FROM removed';
        earlier := '(SELECT q.* FROM interactions_participant AS q JOIN touched USING (interaction_id) '
                   'LEFT JOIN added ON added.id = q.id WHERE added.id IS NULL UNION ALL SELECT * FROM removed) AS p';
    END IF;
    EXECUTE relationships_statement(
        format('WITH touched AS MATERIALIZED (SELECT DISTINCT interaction_id FROM (%s) AS t) %s UNION ALL %s',
               touched,
               format(side, 1, '(SELECT q.* FROM interactions_participant AS q JOIN touched USING (interaction_id)) AS p'),
               format(side, -1, earlier)),
        relationships_policy());
    DELETE FROM relationships_tie WHERE contacts <= 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION relationships_interactions_changed() RETURNS trigger
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
        sides := format(side, 1, 'added');
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

CREATE FUNCTION relationships_positions_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    LOCK TABLE relationships_tie IN ROW EXCLUSIVE MODE;
    EXECUTE format($update$
        UPDATE relationships_tie AS tie
        SET rank = now.rank, level = relationships_level(tie.ours, tie.theirs, now.rank, %1$L)
        FROM (
            SELECT t.id, coalesce((
                SELECT p.rank FROM contacts_position AS p
                WHERE p.contact_id = t.contact_id AND p.client_id = t.client_id
                ORDER BY p.until DESC NULLS FIRST, p.id DESC LIMIT 1), 3) AS rank
            FROM (SELECT DISTINCT contact_id, client_id FROM changed) AS c
            JOIN relationships_tie AS t ON t.contact_id = c.contact_id AND t.client_id = c.client_id
        ) AS now
        WHERE tie.id = now.id AND tie.rank <> now.rank
    $update$, relationships_policy());
    RETURN NULL;
END
$$;

CREATE FUNCTION relationships_recompute(wanted integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB'
AS $$
DECLARE
    made bigint;
BEGIN
    LOCK TABLE relationships_tie IN EXCLUSIVE MODE;
    UPDATE relationships_tiepolicy SET computed = clock_timestamp() WHERE number = wanted;
    DELETE FROM relationships_tie;
    EXECUTE format($insert$
        INSERT INTO relationships_tie (user_id, contact_id, client_id, ours, theirs, contacts, rank, level)
        SELECT n.user_id, n.contact_id, n.client_id, n.ours, n.theirs, n.contacts, coalesce(r.rank, 3),
               relationships_level(n.ours, n.theirs, coalesce(r.rank, 3), %1$L)
        FROM relationships_from_log(%1$L, NULL, NULL, NULL) AS n
        LEFT JOIN (
            SELECT DISTINCT ON (contact_id, client_id) contact_id, client_id, rank FROM contacts_position
            ORDER BY contact_id, client_id, until DESC NULLS FIRST, id DESC
        ) AS r ON r.contact_id = n.contact_id AND r.client_id = n.client_id
    $insert$, relationships_policy());
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END
$$;
"""
FOLLOWING_BACK = """
DROP FUNCTION relationships_recompute(integer);
DROP FUNCTION relationships_positions_changed();
DROP FUNCTION relationships_interactions_changed();
DROP FUNCTION relationships_participants_changed();
DROP FUNCTION relationships_statement(text, jsonb);
"""

TABLES = {
    "INSERT": "NEW TABLE AS added",
    "UPDATE": "OLD TABLE AS removed NEW TABLE AS added",
    "DELETE": "OLD TABLE AS removed",
}
LOG = {
    "interactions_participant": "relationships_participants_changed",
    "interactions_interaction": "relationships_interactions_changed",
}
POSITIONS = {
    "insert": ("INSERT", "NEW"),
    "update": ("UPDATE", "NEW"),
    "before": ("UPDATE", "OLD"),
    "delete": ("DELETE", "OLD"),
}
TRIGGERS = "".join(
    f"CREATE TRIGGER ties_{kind.lower()} AFTER {kind} ON {table} REFERENCING {tables} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
    for table, function in LOG.items()
    for kind, tables in TABLES.items()
) + "".join(
    f"CREATE TRIGGER ties_{name} AFTER {kind} ON contacts_position REFERENCING {which} TABLE AS changed "
    f"FOR EACH STATEMENT EXECUTE FUNCTION relationships_positions_changed();\n"
    for name, (kind, which) in POSITIONS.items()
)
TRIGGERS_BACK = "".join(
    f"DROP TRIGGER ties_{kind.lower()} ON {table};\n" for table in LOG for kind in TABLES
) + "".join(f"DROP TRIGGER ties_{name} ON contacts_position;\n" for name in POSITIONS)

RIGHTS = """
REVOKE INSERT, UPDATE, DELETE ON relationships_tie FROM clientela_app;
REVOKE ALL ON FUNCTION relationships_recompute(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relationships_recompute(integer) TO clientela_app;
"""
RIGHTS_BACK = "GRANT INSERT, UPDATE, DELETE ON relationships_tie TO clientela_app"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_history"),
        ("contacts", "0002_walls"),
        ("interactions", "0001_initial"),
        ("relationships", "0001_initial"),
    ]

    operations = [
        PutBehindWalls("relationships_tie", contact="contact_id"),
        PutBehindWalls("relationships_handoveritem", optional=True, contact="contact_id"),
        KeepHistory("relationships_tiepolicy"),
        KeepHistory("relationships_handover"),
        KeepHistory("relationships_handoveritem", client="client_id", contact="contact_id"),
        migrations.RunSQL(ARITHMETIC, ARITHMETIC_BACK),
        migrations.RunSQL(FOLLOWING, FOLLOWING_BACK),
        migrations.RunSQL(TRIGGERS, TRIGGERS_BACK),
        migrations.RunSQL(RIGHTS, RIGHTS_BACK),
        migrations.RunSQL("SELECT relationships_recompute(NULL)", migrations.RunSQL.noop),
    ]
