"""What was there before clusters: every record is shown where it was matched, decisions about pairs get their bonds."""

from django.db import migrations, models
from django.utils import timezone

_KINDS = {"same": "always", "different": "never"}


def carry_over(apps, schema_editor):
    entry, member = apps.get_model("union", "Entry"), apps.get_model("union", "Member")
    entry.objects.update(own=models.F("size"))
    member.objects.update(cluster_id=models.F("entry_id"))
    old, pair = apps.get_model("union", "OldDecision"), apps.get_model("union", "UndecidedPair")
    for one in old.objects.filter(automatic=True).iterator():
        pair.objects.create(
            left_id=one.left_id, right_id=one.right_id, score=one.score, reasons=one.reasons, arose_at=one.decided_at
        )
    decision, bond = apps.get_model("union", "Decision"), apps.get_model("union", "Bond")
    for one in old.objects.filter(automatic=False).order_by("decided_at", "id"):
        homes = dict(member.objects.filter(pk__in=[one.left_id, one.right_id]).values_list("pk", "cluster_id"))
        made = decision.objects.create(
            kind=_KINDS[one.verdict], one=[one.left_id], other=[one.right_id], entry_id=homes.get(one.left_id),
            score=one.score, reasons=one.reasons, note=one.note, author_id=one.author_id,
            author_label=one.author_label, decided_at=one.decided_at or timezone.now(),
        )  # fmt: skip
        for side, record in enumerate((one.left_id, one.right_id)):
            bond.objects.create(
                decision=made, record_id=record, side=side, same=one.verdict == "same", alone=False,
                keeper=homes.get(one.left_id), cluster_id=homes.get(record),
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("union", "0003_clusters")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
