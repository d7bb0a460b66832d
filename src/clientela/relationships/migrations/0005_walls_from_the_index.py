from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("relationships", "0004_both_in_one_statement")]

    operations = [
        migrations.RemoveIndex("tie", "ties_by_level"),
        # The walls ask for the client and the person of each row; both are in the index, so that the rows are not read.
        migrations.AddIndex(
            "tie",
            models.Index(fields=("level",), include=("client", "user", "contact"), name="ties_by_level"),
        ),
    ]
