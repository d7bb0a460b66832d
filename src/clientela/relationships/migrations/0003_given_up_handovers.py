from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("relationships", "0002_ties_follow_the_log")]

    operations = [
        migrations.AddField("handover", "given_up", models.DateTimeField(blank=True, null=True)),
        migrations.RemoveConstraint("handover", "one_open_handover_each"),
        migrations.AddConstraint(
            "handover",
            models.UniqueConstraint(
                fields=("leaver",),
                condition=models.Q(confirmed__isnull=True, given_up__isnull=True),
                name="one_open_handover_each",
            ),
        ),
    ]
