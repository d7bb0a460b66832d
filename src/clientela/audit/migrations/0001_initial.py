from django.db import migrations, models

from clientela.core.walls import PutBehindWalls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_roles_and_exclusions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("actor_id", models.BigIntegerField(help_text="0 for the system")),
                ("actor_name", models.CharField(max_length=200)),
                ("verb", models.CharField(db_index=True, max_length=60)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("client_id", models.BigIntegerField(db_index=True, null=True)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        PutBehindWalls("audit_event", optional=True),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON audit_event FROM clientela_app",
            "GRANT UPDATE, DELETE ON audit_event TO clientela_app",
        ),
    ]
