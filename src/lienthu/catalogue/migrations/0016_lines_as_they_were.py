"""What was confirmed of a stock-taking as a whole is said of each line. After 0015 by itself: PostgreSQL does not index a
table in the transaction that filled its new foreign keys."""

from django.db import migrations


def keep_what_was_confirmed(apps, schema_editor):
    take, copy, scan = (apps.get_model("catalogue", name) for name in ("Stocktake", "StocktakeCopy", "StocktakeScan"))
    event = apps.get_model("catalogue", "ItemEvent")
    for one in take.objects.exclude(missing_act=None, back_act=None):
        for lines, act, word in (
            (copy.objects.filter(stocktake=one, outcome=""), one.missing_act_id, "missing"),
            (scan.objects.filter(stocktake=one, outcome="back", undone_at=None), one.back_act_id, "back"),
        ):
            if act is not None:
                changed = event.objects.filter(act_id=act).values("item_id")
                lines.filter(item_id__in=changed).update(settled=word, act_id=act)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0015_stocktake_lines")]

    operations = [
        migrations.RunPython(keep_what_was_confirmed, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="stocktake",
            name="back_act",
        ),
        migrations.RemoveField(
            model_name="stocktake",
            name="missing_act",
        ),
    ]
