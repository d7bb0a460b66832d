from django.db import migrations

from clientela.audit.history import KeepHistory


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_history"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        KeepHistory("accounts_user", without=("password", "last_login")),
        KeepHistory("accounts_team"),
        KeepHistory("accounts_team_members"),
    ]
