from django.db import migrations

from clientela.audit.history import KeepHistory


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_history"),
        ("access", "0001_initial"),
    ]

    operations = [
        KeepHistory("access_wall", client="client_id"),
        KeepHistory("access_wall_hidden_from"),
    ]
