from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_search_and_birthdays")]
    operations = [
        migrations.AlterField(
            model_name="contact",
            name="name",
            field=models.CharField(help_text="As the person writes it.", max_length=200, verbose_name="full name"),
        ),
    ]
