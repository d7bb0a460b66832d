from django.db import migrations

from clientela.audit.history import KeepHistory
from clientela.core.walls import PutBehindWalls

# A person is hidden from a member of staff when all clients of the person are; a table of such pairs, kept by triggers,
# makes the policy as cheap as that of clients. The functions run as their owner: whoever raises a wall, or moves a
# person, may not see all that follows from it.
HIDDEN = r"""
CREATE FUNCTION access_recount_hidden(contacts bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM access_hidden_contact WHERE contact_id = ANY (contacts);
    INSERT INTO access_hidden_contact (user_id, contact_id)
    SELECT DISTINCT e.user_id, p.contact_id
    FROM contacts_position AS p
    JOIN access_exclusion AS e ON e.client_id = p.client_id
    WHERE p.contact_id = ANY (contacts)
      AND NOT EXISTS (
          SELECT FROM contacts_position AS other
          WHERE other.contact_id = p.contact_id
            AND NOT EXISTS (
                SELECT FROM access_exclusion AS f WHERE f.user_id = e.user_id AND f.client_id = other.client_id));
$$;
REVOKE ALL ON FUNCTION access_recount_hidden(bigint[]) FROM PUBLIC;

CREATE FUNCTION access_exclusions_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM access_recount_hidden(ARRAY(
        SELECT DISTINCT p.contact_id FROM contacts_position AS p JOIN changed ON changed.client_id = p.client_id));
    RETURN NULL;
END
$$;
CREATE TRIGGER hide_people_insert AFTER INSERT ON access_exclusion REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_exclusions_changed();
CREATE TRIGGER hide_people_delete AFTER DELETE ON access_exclusion REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_exclusions_changed();

CREATE FUNCTION access_positions_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM access_exclusion) THEN
        PERFORM access_recount_hidden(ARRAY(SELECT DISTINCT contact_id FROM changed));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER hide_people_insert AFTER INSERT ON contacts_position REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_positions_changed();
CREATE TRIGGER hide_people_delete AFTER DELETE ON contacts_position REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_positions_changed();
CREATE TRIGGER hide_people_update AFTER UPDATE ON contacts_position REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_positions_changed();
CREATE TRIGGER hide_people_of_before AFTER UPDATE ON contacts_position REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_positions_changed();
"""
SHOWN = """
DROP TRIGGER hide_people_of_before ON contacts_position;
DROP TRIGGER hide_people_update ON contacts_position;
DROP TRIGGER hide_people_delete ON contacts_position;
DROP TRIGGER hide_people_insert ON contacts_position;
DROP FUNCTION access_positions_changed();
DROP TRIGGER hide_people_delete ON access_exclusion;
DROP TRIGGER hide_people_insert ON access_exclusion;
DROP FUNCTION access_exclusions_changed();
DROP FUNCTION access_recount_hidden(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
    ]

    operations = [
        PutBehindWalls("contacts_contact", None, contact="id"),
        PutBehindWalls("contacts_position"),
        PutBehindWalls("contacts_reach", None, contact="contact_id"),
        PutBehindWalls("contacts_consent", None, contact="contact_id"),
        migrations.RunSQL(HIDDEN, SHOWN),
        KeepHistory("contacts_contact", contact="id"),
        KeepHistory("contacts_position", client="client_id", contact="contact_id"),
        KeepHistory("contacts_reach", contact="contact_id"),
        KeepHistory("contacts_consent", contact="contact_id"),
    ]
