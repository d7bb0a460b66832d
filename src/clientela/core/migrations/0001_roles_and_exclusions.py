from django.db import migrations, models

ROLES = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clientela_app') THEN
        BEGIN
            CREATE ROLE clientela_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- roles belong to the server: another database made it at this moment
        END;
    END IF;
    BEGIN
        EXECUTE format('GRANT clientela_app TO %I', current_user);
    EXCEPTION WHEN unique_violation THEN
        NULL;
    END;
END
$$;
GRANT USAGE ON SCHEMA public TO clientela_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clientela_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO clientela_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO clientela_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO clientela_app;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""

# The role belongs to the whole server and may serve another database there, so the way back leaves it.
BACK = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM clientela_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE USAGE, SELECT ON SEQUENCES FROM clientela_app;
"""

CACHE = """
CREATE UNLOGGED TABLE core_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(ROLES, BACK),
        migrations.RunSQL(CACHE, "DROP TABLE core_cache"),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user_id", "client_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("user_id", models.BigIntegerField()),
                ("client_id", models.BigIntegerField()),
            ],
            options={"db_table": "access_exclusion"},
        ),
    ]
