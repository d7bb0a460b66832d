from django.db import migrations

from clientela.audit.history import DELETES, INSERTS, UPDATES, KeepHistory


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_history"),
        ("engagements", "0002_check_the_ledger_by_statement"),
    ]

    operations = [
        KeepHistory("engagements_engagement", client="client_id"),
        KeepHistory("engagements_teammember", client="client_id"),
        KeepHistory("engagements_serviceline"),
        KeepHistory("engagements_exchangerate"),
        # The lines of an import have their batch and its file, which is kept.
        KeepHistory(
            "engagements_ledgerentry",
            client="client_id",
            follow={INSERTS: "kept.batch IS NULL", UPDATES: "", DELETES: "kept.batch IS NULL"},
        ),
    ]
