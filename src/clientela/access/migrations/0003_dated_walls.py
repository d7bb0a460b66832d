import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clientela.audit.history import KeepHistory
from clientela.core.walls import PutBehindWalls

# Walls that stood before hid a client from those named, with no dates; their rows of history get the client by which
# they are hidden.
COPY = """
UPDATE access_wall SET owner_id = raised_by_id, in_force = (lifted IS NULL);
INSERT INTO access_named (wall_id, client_id, user_id)
SELECT h.wall_id, w.client_id, h.user_id FROM access_wall_hidden_from AS h JOIN access_wall AS w ON w.id = h.wall_id;
UPDATE audit_change AS c SET client_id = w.client_id
FROM access_wall_hidden_from AS h JOIN access_wall AS w ON w.id = h.wall_id
WHERE c."table" = 'access_wall_hidden_from' AND c.row_id = h.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
BACK = """
INSERT INTO access_wall_hidden_from (wall_id, user_id) SELECT wall_id, user_id FROM access_named WHERE user_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""

# Who is hidden from what is counted afresh for the clients concerned, whenever that may have changed. The functions run
# as their owner: whoever adds a colleague need not see which walls that colleague comes behind. A lock orders those who
# change walls after those who change the staff, so that neither misses the other.
RECOUNT = r"""
CREATE FUNCTION access_hidden_by(walls bigint[])
RETURNS TABLE (wall_id bigint, client_id bigint, user_id bigint)
LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
    WITH people AS (
        SELECT n.wall_id, coalesce(n.user_id, m.user_id) AS user_id, n.user_id IS NOT NULL AS in_person
        FROM access_named AS n
        LEFT JOIN accounts_team_members AS m ON m.team_id = n.team_id
        WHERE n.wall_id = ANY (walls)
    )
    -- A managing partner is hidden only where a wall names that very person.
    SELECT w.id, w.client_id, p.user_id
    FROM access_wall AS w
    JOIN people AS p ON p.wall_id = w.id
    JOIN accounts_user AS u ON u.id = p.user_id
    WHERE w.id = ANY (walls) AND w.scope = 'named' AND (p.in_person OR u.role <> 'managing_partner')
    UNION
    SELECT w.id, w.client_id, u.id
    FROM access_wall AS w
    JOIN accounts_user AS u ON u.role <> 'managing_partner'
    WHERE w.id = ANY (walls) AND w.scope = 'all_but'
      AND NOT EXISTS (SELECT FROM people AS p WHERE p.wall_id = w.id AND p.user_id = u.id);
$$;
REVOKE ALL ON FUNCTION access_hidden_by(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_hidden_by(bigint[]) TO clientela_app;

CREATE FUNCTION access_recount(clients bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    standing bigint[];
BEGIN
    IF coalesce(cardinality(clients), 0) = 0 THEN
        RETURN;
    END IF;
    SELECT coalesce(array_agg(id), '{}') INTO standing FROM access_wall WHERE client_id = ANY (clients) AND in_force;
    DELETE FROM access_exclusion AS e
    WHERE e.client_id = ANY (clients)
      AND NOT EXISTS (
          SELECT FROM access_hidden_by(standing) AS h WHERE h.user_id = e.user_id AND h.client_id = e.client_id);
    INSERT INTO access_exclusion (user_id, client_id)
    SELECT DISTINCT h.user_id, h.client_id FROM access_hidden_by(standing) AS h
    ON CONFLICT DO NOTHING;
END
$$;
REVOKE ALL ON FUNCTION access_recount(bigint[]) FROM PUBLIC;

CREATE FUNCTION access_walls_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('access_exclusion'));
    PERFORM access_recount(ARRAY(SELECT DISTINCT client_id FROM changed));
    RETURN NULL;
END
$$;
CREATE TRIGGER recount_insert AFTER INSERT ON access_wall REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_walls_changed();
CREATE TRIGGER recount_update AFTER UPDATE ON access_wall REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_walls_changed();
CREATE TRIGGER recount_delete AFTER DELETE ON access_wall REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_walls_changed();
CREATE TRIGGER recount_insert AFTER INSERT ON access_named REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_walls_changed();
CREATE TRIGGER recount_update AFTER UPDATE ON access_named REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_walls_changed();
CREATE TRIGGER recount_delete AFTER DELETE ON access_named REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_walls_changed();

CREATE FUNCTION access_teams_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('access_exclusion'));
    PERFORM access_recount(ARRAY(
        SELECT DISTINCT n.client_id FROM access_named AS n JOIN changed ON changed.team_id = n.team_id));
    RETURN NULL;
END
$$;
CREATE TRIGGER recount_insert AFTER INSERT ON accounts_team_members REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_teams_changed();
CREATE TRIGGER recount_delete AFTER DELETE ON accounts_team_members REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION access_teams_changed();

CREATE FUNCTION access_staff_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('access_exclusion'));
    INSERT INTO access_exclusion (user_id, client_id)
    SELECT DISTINCT came.id, w.client_id FROM came CROSS JOIN access_wall AS w
    WHERE w.in_force AND w.scope = 'all_but' AND came.role <> 'managing_partner'
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER come_behind_walls AFTER INSERT ON accounts_user REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION access_staff_came();

CREATE FUNCTION access_role_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('access_exclusion'));
    PERFORM access_recount(ARRAY(SELECT DISTINCT client_id FROM access_wall WHERE in_force));
    RETURN NULL;
END
$$;
CREATE TRIGGER recount_role AFTER UPDATE OF role ON accounts_user
    FOR EACH ROW WHEN (OLD.role IS DISTINCT FROM NEW.role) EXECUTE FUNCTION access_role_changed();

CREATE FUNCTION access_staff_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    DELETE FROM access_exclusion WHERE user_id IN (SELECT id FROM gone);
    RETURN NULL;
END
$$;
CREATE TRIGGER leave_walls AFTER DELETE ON accounts_user REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION access_staff_removed();
"""
RECOUNT_BACK = """
DROP TRIGGER leave_walls ON accounts_user;
DROP TRIGGER recount_role ON accounts_user;
DROP TRIGGER come_behind_walls ON accounts_user;
DROP TRIGGER recount_delete ON accounts_team_members;
DROP TRIGGER recount_insert ON accounts_team_members;
DROP TRIGGER recount_delete ON access_named;
DROP TRIGGER recount_update ON access_named;
DROP TRIGGER recount_insert ON access_named;
DROP TRIGGER recount_delete ON access_wall;
DROP TRIGGER recount_update ON access_wall;
DROP TRIGGER recount_insert ON access_wall;
DROP FUNCTION access_staff_removed();
DROP FUNCTION access_role_changed();
DROP FUNCTION access_staff_came();
DROP FUNCTION access_teams_changed();
DROP FUNCTION access_walls_changed();
DROP FUNCTION access_recount(bigint[]);
DROP FUNCTION access_hidden_by(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_history"),
        ("access", "0002_history"),
    ]

    operations = [
        migrations.AddField(
            "wall",
            "scope",
            models.CharField(
                choices=[("named", "Hidden from those named"), ("all_but", "Hidden from all but those named")],
                default="named",
                max_length=10,
                verbose_name="hides the client",
            ),
        ),
        migrations.AddField("wall", "since", models.DateField(blank=True, null=True, verbose_name="from")),
        migrations.AddField("wall", "until", models.DateField(blank=True, null=True, verbose_name="until")),
        migrations.AddField("wall", "in_force", models.BooleanField(default=False, verbose_name="in force")),
        migrations.AlterField("wall", "lifted", models.DateTimeField(blank=True, null=True, verbose_name="lifted")),
        migrations.AddField(
            "wall",
            "owner",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="walls_kept",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kept by",
            ),
        ),
        migrations.CreateModel(
            name="Named",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("client_id", models.BigIntegerField()),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="named", to="access.wall"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(COPY, BACK),
        migrations.RemoveField("wall", "hidden_from"),
        migrations.AddField(
            "wall",
            "staff",
            models.ManyToManyField(
                related_name="walls",
                through="access.Named",
                through_fields=("wall", "user"),
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "wall",
            "teams",
            models.ManyToManyField(
                related_name="walls", through="access.Named", through_fields=("wall", "team"), to="accounts.team"
            ),
        ),
        migrations.AlterField(
            "wall",
            "owner",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="walls_kept",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kept by",
            ),
        ),
        migrations.AddIndex(
            "wall", models.Index(condition=models.Q(("in_force", True)), fields=["client_id"], name="walls_in_force")
        ),
        migrations.AddConstraint(
            "wall",
            models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="wall_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            "wall",
            models.CheckConstraint(
                condition=models.Q(("in_force", False), ("lifted", None), _connector="OR"),
                name="a_lifted_wall_is_not_in_force",
            ),
        ),
        migrations.AddConstraint(
            "named",
            models.UniqueConstraint(fields=("wall", "user", "team"), name="named_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            "named",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("team__isnull", False), ("user__isnull", True)),
                    models.Q(("team__isnull", True), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="a_person_or_a_team",
            ),
        ),
        PutBehindWalls("access_wall"),
        PutBehindWalls("access_named"),
        KeepHistory("access_named", client="client_id"),
        migrations.RunSQL(RECOUNT, RECOUNT_BACK),
    ]
