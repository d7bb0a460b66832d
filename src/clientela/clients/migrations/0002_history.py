from django.db import migrations

from clientela.audit.history import KeepHistory


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_history"),
        ("clients", "0001_initial"),
    ]

    operations = [
        KeepHistory("clients_client", client="id"),
        KeepHistory("clients_clientname", client="client_id"),
        KeepHistory("clients_identifier", client="client_id"),
    ]
