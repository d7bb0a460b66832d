from django.db import migrations

# Every step of the arithmetic is immutable, so that PostgreSQL writes it into the statement instead of calling a function
# for each row: a cast of text to a date, and the epoch of a time with a zone, are not. The figures are the same.
SHARE = r"""
CREATE OR REPLACE FUNCTION relationships_share(
    depth text, at timestamptz, logged_at timestamptz, crowd bigint, policy jsonb
) RETURNS numeric LANGUAGE sql IMMUTABLE
AS $$
    SELECT round((
        depth::float8
        * power(2::float8, greatest(-900::float8, least(900::float8,
            (extract(epoch FROM least(at, logged_at) AT TIME ZONE 'UTC')::float8
             - extract(epoch FROM make_date(
                   left(policy ->> 'reference', 4)::integer,
                   substr(policy ->> 'reference', 6, 2)::integer,
                   substr(policy ->> 'reference', 9, 2)::integer))::float8)
            / (86400 * (policy ->> 'half_life_days')::float8))))
        / power(crowd::float8, (policy ->> 'crowd')::float8)
    )::numeric, 12)
$$;

CREATE OR REPLACE FUNCTION relationships_from_log(
    policy jsonb, only_client bigint, only_contact bigint, before timestamptz
) RETURNS TABLE (user_id bigint, contact_id bigint, client_id bigint, ours numeric, theirs numeric, contacts integer)
LANGUAGE sql STABLE
AS $$
    SELECT u.user_id, c.contact_id, i.client_id,
           sum(s.share * CASE i.direction WHEN 'ours' THEN 1 WHEN 'both' THEN 0.5 ELSE 0 END),
           sum(s.share * CASE i.direction WHEN 'theirs' THEN 1 WHEN 'both' THEN 0.5 ELSE 0 END),
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
    CROSS JOIN LATERAL (
        SELECT relationships_share(d.value, i.at, i.logged_at, c.crowd, policy) AS share OFFSET 0
    ) AS s
    WHERE (only_client IS NULL OR i.client_id = only_client)
      AND (only_contact IS NULL OR c.contact_id = only_contact)
      AND (before IS NULL OR i.at < before)
    GROUP BY u.user_id, c.contact_id, i.client_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("relationships", "0005_walls_from_the_index")]

    operations = [migrations.RunSQL(SHARE, migrations.RunSQL.noop)]
