from django.db import migrations

from clientela.audit.history import KeepHistory
from clientela.core.walls import EXCLUDED, HIDDEN, PutBehindWalls

# The index has the names behind every wall, so only the system reads it; the rest goes through one function.
SYSTEM_ONLY = """
ALTER TABLE matching_indexedname ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_only ON matching_indexedname USING (current_setting('clientela.user')::bigint = 0);
ALTER TABLE matching_namekey ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_only ON matching_namekey USING (current_setting('clientela.user')::bigint = 0);
CREATE INDEX indexed_names_by_sound ON matching_indexedname USING gin (sounds gin_trgm_ops);
"""
ANYBODY = """
DROP INDEX indexed_names_by_sound;
DROP POLICY system_only ON matching_namekey;
ALTER TABLE matching_namekey DISABLE ROW LEVEL SECURITY;
DROP POLICY system_only ON matching_indexedname;
ALTER TABLE matching_indexedname DISABLE ROW LEVEL SECURITY;
"""

# A key that very many names share says little, unless it is the whole name: such keys are left to the others. Each
# candidate weighs the more, the rarer the keys are that it shares with the question.
CANDIDATES = f"""
CREATE FUNCTION matching_candidates(keys text[], texts text[], most integer)
RETURNS TABLE (source varchar, source_id bigint, client_id bigint, contact_id bigint, name varchar, hidden boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET pg_trgm.word_similarity_threshold = 0.5
AS $$
    WITH asked AS MATERIALIZED (
        SELECT asked.key, ARRAY(
            SELECT known.name_id FROM matching_namekey AS known WHERE known.key = asked.key LIMIT most + 1) AS names
        FROM unnest(keys) AS asked (key)
    ), by_key AS (
        SELECT name_id, sum(1.0 / cardinality(asked.names)) AS weight
        FROM asked CROSS JOIN LATERAL unnest(asked.names) AS name_id
        WHERE cardinality(asked.names) <= most OR asked.key ~ '^[jkw]:'
        GROUP BY name_id
    ), by_sound AS (
        SELECT near.id AS name_id, max(near.likeness) / 1000 AS weight
        FROM unnest(texts) AS text CROSS JOIN LATERAL (
            SELECT known.id, word_similarity(text, known.sounds)::numeric AS likeness
            FROM matching_indexedname AS known WHERE text <% known.sounds
            ORDER BY 2 DESC LIMIT most / 2
        ) AS near
        GROUP BY near.id
    ), best AS (
        SELECT name_id, sum(weight) AS weight
        FROM (SELECT * FROM by_key UNION ALL SELECT * FROM by_sound) AS every_way
        GROUP BY name_id ORDER BY 2 DESC, 1 LIMIT most
    )
    SELECT known.source, known.source_id, known.client_id, known.contact_id, known.name,
           coalesce(known.client_id IN {EXCLUDED}, false) OR coalesce(known.contact_id IN {HIDDEN}, false)
    FROM best JOIN matching_indexedname AS known ON known.id = best.name_id
$$;
REVOKE ALL ON FUNCTION matching_candidates(text[], text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching_candidates(text[], text[], integer) TO clientela_app;
"""

# Whose names have changed is noted by statement, so that an import of a million lines pays once.
NOTE = """
CREATE FUNCTION matching_note() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    place integer;
BEGIN
    FOR place IN 0 .. TG_NARGS - 1 BY 2 LOOP
        EXECUTE format(
            'INSERT INTO matching_stalename (source, source_id) SELECT DISTINCT %L, %I FROM touched',
            TG_ARGV[place], TG_ARGV[place + 1]);
    END LOOP;
    RETURN NULL;
END
$$;
"""
FORGET_NOTE = "DROP FUNCTION matching_note()"

# Each table with the columns whose change matters, and the records that an index entry is made for.
FOLLOWED = {
    "clients_client": (("name", "other_name", "legal_representative"), ("client", "id", "representative", "id")),
    "clients_clientname": (("name", "client_id"), ("client", "client_id")),
    "clients_owner": (("name", "client_id"), ("owner", "id")),
    "contacts_contact": (("name", "latin_name"), ("contact", "id")),
    "engagements_engagementparty": (("name", "client_id"), ("party", "id")),
}


class NoteChangedNames(migrations.RunSQL):
    """Note in `matching_stalename` which records of `table` have another name, or came, or went."""

    def __init__(self, table: str) -> None:
        self.table = table
        columns, records = FOLLOWED[table]
        arguments = ", ".join(f"'{word}'" for word in records)
        differs = " OR ".join(f"added.{column} IS DISTINCT FROM removed.{column}" for column in columns)
        reads = {"insert": "NEW TABLE AS touched", "delete": "OLD TABLE AS touched"}
        sql = [
            f"CREATE TRIGGER names_changed_{kind} AFTER {kind.upper()} ON {table} REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION matching_note({arguments});"
            for kind, tables in reads.items()
        ]
        entries = "".join(
            f"INSERT INTO matching_stalename (source, source_id) "
            f"SELECT DISTINCT '{records[place]}', touched.{records[place + 1]} FROM ("
            f"SELECT added.* FROM added JOIN removed USING (id) WHERE {differs} UNION ALL "
            f"SELECT removed.* FROM added JOIN removed USING (id) WHERE {differs}) AS touched;\n"
            for place in range(0, len(records), 2)
        )
        sql.append(
            f"CREATE FUNCTION matching_note_{table}() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $$ BEGIN {entries} RETURN NULL; END $$;"
            f"CREATE TRIGGER names_changed_update AFTER UPDATE ON {table} "
            f"REFERENCING OLD TABLE AS removed NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION matching_note_{table}();"
        )
        sql += [
            f"INSERT INTO matching_stalename (source, source_id) "
            f"SELECT DISTINCT '{records[place]}', {records[place + 1]} FROM {table};"
            for place in range(0, len(records), 2)
        ]
        super().__init__(
            sql="\n".join(sql),
            reverse_sql="\n".join(
                [
                    *(f"DROP TRIGGER names_changed_{kind} ON {table};" for kind in ("insert", "delete", "update")),
                    f"DROP FUNCTION matching_note_{table}();",
                ]
            ),
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return self.__class__.__name__, [self.table], {}


# A check shows whom the firm knows: those see it who asked, and those from whom none of its hits is hidden,
# nor a client that was entered later by a name that it searched.
SEEN = f"""
CREATE FUNCTION matching_hides_a_hit(number bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM matching_hit
        WHERE check_made_id = number AND (client_id IN {EXCLUDED} OR contact_id IN {HIDDEN}))
    OR EXISTS (
        SELECT FROM matching_searchedname AS searched JOIN clients_clientname AS known ON known.key = searched.key
        WHERE searched.check_made_id = number AND known.client_id IN {EXCLUDED})
$$;
REVOKE ALL ON FUNCTION matching_hides_a_hit(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching_hides_a_hit(bigint) TO clientela_app;
CREATE POLICY seen_whole ON matching_conflictcheck AS RESTRICTIVE USING (
    current_setting('clientela.user')::bigint IN (0, asked_by_id) OR NOT matching_hides_a_hit(id));
ALTER TABLE matching_searchedname ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_check ON matching_searchedname USING (
    check_made_id IN (SELECT id FROM matching_conflictcheck));
CREATE POLICY seen_with_its_check ON matching_hit AS RESTRICTIVE USING (
    check_made_id IN (SELECT id FROM matching_conflictcheck));
"""
UNSEEN = """
DROP POLICY seen_with_its_check ON matching_hit;
DROP POLICY seen_with_its_check ON matching_searchedname;
ALTER TABLE matching_searchedname DISABLE ROW LEVEL SECURITY;
DROP POLICY seen_whole ON matching_conflictcheck;
DROP FUNCTION matching_hides_a_hit(bigint);
"""


LET_GO = """
ALTER TABLE matching_conflictcheck
    ADD CONSTRAINT check_of_client FOREIGN KEY (client_id) REFERENCES clients_client (id) ON DELETE SET NULL,
    ADD CONSTRAINT check_of_engagement FOREIGN KEY (engagement_id) REFERENCES engagements_engagement (id)
        ON DELETE SET NULL;
"""
HOLD = """
ALTER TABLE matching_conflictcheck DROP CONSTRAINT check_of_client, DROP CONSTRAINT check_of_engagement;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0001_names_and_checks"),
        ("audit", "0002_history"),
        ("contacts", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(SYSTEM_ONLY, ANYBODY),
        migrations.RunSQL(CANDIDATES, "DROP FUNCTION matching_candidates(text[], text[], integer)"),
        migrations.RunSQL(NOTE, FORGET_NOTE),
        *(NoteChangedNames(table) for table in FOLLOWED),
        PutBehindWalls("matching_conflictcheck", optional=True),
        PutBehindWalls("matching_hit", optional=True, contact="contact_id"),
        migrations.RunSQL(SEEN, UNSEEN),
        migrations.RunSQL(LET_GO, HOLD),
        KeepHistory("matching_conflictcheck", client="client_id", without=("subject", "reason")),
        KeepHistory("matching_searchedname", without=("name",)),
        KeepHistory("matching_hit", client="client_id", contact="contact_id"),
    ]
