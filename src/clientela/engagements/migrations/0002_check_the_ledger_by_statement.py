"""The ledger's references are checked once per statement.

The foreign keys that PostgreSQL offers are checked row by row: 17 seconds for a million imported entries, three times the
insert itself; and to delete an engagement or a member of staff it would read the whole ledger once for each of them.
These triggers give the same promise with one join per statement: an entry names a client, an engagement and a member of
staff that exist, and none of these can go while an entry names it. Two transactions at once are kept apart as with a
foreign key: the one that inserts holds the rows it names, and the one that deletes looks after it has waited.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

# The statements are planned anew each time: a plan made for one entry is wrong for a million.
CHECKS = """
CREATE FUNCTION engagements_check_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    reference record;
    missing bigint;
BEGIN
    FOR reference IN
        SELECT * FROM (VALUES
            ('client_id', 'clients_client'), ('engagement_id', 'engagements_engagement'), ('staff_id', 'accounts_user')
        ) AS named(place, target)
    LOOP
        EXECUTE format(
            'WITH named AS MATERIALIZED (SELECT DISTINCT %2$I AS id FROM added WHERE %2$I IS NOT NULL),
             held AS MATERIALIZED (
                SELECT known.id FROM %1$I AS known WHERE known.id IN (SELECT id FROM named) ORDER BY 1 FOR KEY SHARE)
             SELECT id FROM named WHERE NOT EXISTS (SELECT FROM held WHERE held.id = named.id) LIMIT 1',
            reference.target, reference.place) INTO missing;
        IF missing IS NOT NULL THEN
            RAISE foreign_key_violation USING
                MESSAGE = format('a ledger entry names %s %s, which does not exist', reference.place, missing),
                TABLE = 'engagements_ledgerentry', COLUMN = reference.place;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER check_inserted AFTER INSERT ON engagements_ledgerentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION engagements_check_entries();
CREATE TRIGGER check_updated AFTER UPDATE ON engagements_ledgerentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION engagements_check_entries();

CREATE FUNCTION engagements_keep_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    named bigint;
BEGIN
    EXECUTE format(
        'SELECT entry.%1$I FROM engagements_ledgerentry AS entry WHERE entry.%1$I IN (SELECT id FROM removed) LIMIT 1',
        TG_ARGV[0]) INTO named;
    IF named IS NOT NULL THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('the ledger still names %s %s', TG_ARGV[0], named),
            TABLE = 'engagements_ledgerentry', COLUMN = TG_ARGV[0];
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_named_in_ledger AFTER DELETE ON clients_client
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION engagements_keep_named('client_id');
CREATE TRIGGER keep_named_in_ledger AFTER DELETE ON engagements_engagement
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION engagements_keep_named('engagement_id');
CREATE TRIGGER keep_named_in_ledger AFTER DELETE ON accounts_user
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION engagements_keep_named('staff_id');
"""

FORGET_CHECKS = """
DROP TRIGGER keep_named_in_ledger ON accounts_user;
DROP TRIGGER keep_named_in_ledger ON engagements_engagement;
DROP TRIGGER keep_named_in_ledger ON clients_client;
DROP FUNCTION engagements_keep_named();
DROP TRIGGER check_updated ON engagements_ledgerentry;
DROP TRIGGER check_inserted ON engagements_ledgerentry;
DROP FUNCTION engagements_check_entries();
"""


def _unchecked(to: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(
        to=to, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0001_initial"),
        ("clients", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CHECKS, FORGET_CHECKS),
        migrations.AlterField("ledgerentry", "client", _unchecked("clients.client", related_name="ledger")),
        migrations.AlterField(
            "ledgerentry",
            "engagement",
            _unchecked("engagements.engagement", blank=True, null=True, related_name="ledger"),
        ),
        migrations.AlterField(
            "ledgerentry", "staff", _unchecked(settings.AUTH_USER_MODEL, blank=True, null=True, related_name="+")
        ),
        # The entries of one import lie together: a summary of each stretch of pages finds them as fast, and costs nothing
        # to keep while a million are added.
        migrations.RemoveIndex("ledgerentry", "ledger_of_batch"),
        migrations.AddIndex("ledgerentry", BrinIndex(fields=["batch"], autosummarize=True, name="ledger_of_batch")),
    ]
