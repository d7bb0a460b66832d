from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_roles_and_exclusions")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE core_act AS bigint", "DROP SEQUENCE core_act"),
        migrations.CreateModel(
            name="HiddenContact",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user_id", "contact_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("user_id", models.BigIntegerField()),
                ("contact_id", models.BigIntegerField()),
            ],
            options={"db_table": "access_hidden_contact"},
        ),
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE ON access_hidden_contact FROM clientela_app",
            "GRANT INSERT, UPDATE, DELETE ON access_hidden_contact TO clientela_app",
        ),
    ]
