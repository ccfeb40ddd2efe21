from django.db import migrations

from lienthu.kernel import append_only

CODES = {"on_order", "in_processing", "available", "not_for_loan", "on_loan", "missing", "lost", "damaged", "in_repair",
         "withdrawn"}  # fmt: skip
BATCH = 5_000


def fill(apps, _editor):
    """Keys for comparing numbers, and the status of a code of its own beside the source's words."""
    items = apps.get_model("catalogue", "Item").objects
    last = 0
    while page := list(items.filter(id__gt=last).order_by("id").only("id", "accession_no", "status")[:BATCH]):
        for item in page:
            item.accession_key = "".join(item.accession_no.upper().split())
            item.source_status = item.status
            item.status = item.status if item.status in CODES else "available"
        items.bulk_update(page, ["accession_key", "source_status", "status"], batch_size=500)
        last = page[-1].id


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_lasting_items")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        append_only.protect("catalogue_itemevent"),
    ]
