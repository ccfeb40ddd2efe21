"""`catalogue.weeding`: takes the copies of an approved round off, a slice at a time; with its last copy a record leaves
the catalogue. A killed worker leaves whole slices only."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.catalogue.actions.change_items import save_items
from lienthu.catalogue.actions.take_number import lock_library
from lienthu.catalogue.actions.withdraw_record import withdraw_record
from lienthu.catalogue.models import Item, ItemEvent, SourceRecord, WeedingCopy, WeedingRound, WeedingStep
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.weeding import Step
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission

SLICE = 100


@jobs.register
class WeedingJob(jobs.JobKind):
    name = "catalogue.weeding"
    title = gettext_lazy("Weeding")
    steering = Permission.CATALOGUE_WEEDING

    def slice(self, run: jobs.Run) -> bool:
        round = WeedingRound.objects.get(id=run.params["round"])
        waiting = WeedingCopy.objects.filter(round=round, outcome=WeedingCopy.Outcome.WAITING, kept="")
        some = list(waiting.order_by("id")[:SLICE])
        done = WeedingCopy.objects.filter(round=round).exclude(outcome=WeedingCopy.Outcome.WAITING).count()
        total = WeedingCopy.objects.filter(round=round, kept="").count()
        with run.saving(
            cursor={"last": some[-1].pk if some else 0}, done=done + len(some), total=total, note=round.name
        ):
            if some:
                _take_off(round, some, Actor.system(run.job.actor_label))
            else:
                _finish(round, run.job.actor_label)
        return bool(some)


def _take_off(round: WeedingRound, copies: list[WeedingCopy], actor: Actor) -> None:
    # The library before its copies, as an import takes them: the other way round they would wait for each other.
    lock_library(round.library_id)
    now = timezone.now()
    reason = _("Weeded, decision %(paper)s") % {"paper": round.decision}
    by_item = {copy.item_id: copy for copy in copies}
    weeded: list[Item] = []
    events: list[ItemEvent] = []
    items = Item.objects.select_for_update(no_key=True).filter(id__in=by_item).order_by("id")
    for item in items:
        copy = by_item[item.pk]
        # On loan or in a box: somebody has it.
        if item.left_at is not None or item.status == ItemStatus.ON_LOAN or item.box_id is not None:
            copy.outcome = WeedingCopy.Outcome.SKIPPED
            continue
        copy.outcome = WeedingCopy.Outcome.WEEDED
        events.append(
            ItemEvent(
                item=item,
                at=now,
                kind=ItemEvent.Kind.WEEDED,
                before=item.status,
                after=ItemStatus.WITHDRAWN,
                reason=reason[:500],
                actor_label=actor.label,
            )
        )
        item.status, item.left_at = ItemStatus.WITHDRAWN, now
        weeded.append(item)
    WeedingCopy.objects.bulk_update(copies, ["outcome"])
    save_items(weeded, events)
    round.weeded += len(weeded)
    round.skipped += len(copies) - len(weeded)
    round.records_withdrawn += _withdraw_empty({item.record_id for item in weeded}, reason, actor)
    round.save(update_fields=["weeded", "skipped", "records_withdrawn"])


def _withdraw_empty(record_ids: set[int], reason: str, actor: Actor) -> int:
    """Records whose last copy has gone: withdrawn by the usual way, so the union and the index hear of it."""
    full = set(Item.objects.held().filter(record_id__in=record_ids).values_list("record_id", flat=True))
    empty = SourceRecord.objects.filter(id__in=record_ids - full, state=SourceRecord.State.ACTIVE).order_by("id")
    count = 0
    for record_id, version in empty.values_list("id", "version"):
        withdraw_record(actor=actor, record_id=record_id, expected_version=version, reason=reason)
        count += 1
    return count


def _finish(round: WeedingRound, by: str) -> None:
    assert transaction.get_connection().in_atomic_block
    now = timezone.now()
    WeedingRound.objects.filter(id=round.pk, step=Step.EXECUTING).update(step=Step.EXECUTED, executed_at=now)
    WeedingStep.objects.create(round=round, step=Step.EXECUTED, text=round.decision, at=now, by=by)
