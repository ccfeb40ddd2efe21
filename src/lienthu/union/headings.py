"""Entries follow the authorities of their headings: hears `catalogue.links_changed` and announces the entries that show
such a heading, at once when they are few, else by a job in slices. Nothing in an entry is written: the heading is
looked up where it is shown and indexed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import HeadingUse
from lienthu.kernel import jobs, outbox
from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.union.actions.writing import ENTRIES_CHANGED
from lienthu.union.models import Member

FOLLOW: Final = "union.follow_headings"
SLICE: Final = 1_000


@outbox.consumer("union.headings", events=("catalogue.links_changed",), batch=20)
def links_changed(batch: outbox.Batch) -> None:
    headings = sorted({one for event in batch.events for one in event.payload["headings"]})
    records = sorted({one for event in batch.events for one in event.payload["records"]})
    with transaction.atomic():
        uses = HeadingUse.objects.filter(heading_id__in=headings)
        if uses[SLICE : SLICE + 1].exists():
            actor = Actor.system("union.headings")
            jobs.start(actor=actor, kind=FOLLOW, params={"headings": headings})
        else:
            records += uses.values_list("record_id", flat=True)
        for start in range(0, len(records), SLICE):
            announce(records[start : start + SLICE])
        batch.ack()


def announce(record_ids: Collection[int]) -> None:
    entries = Member.objects.filter(record_id__in=record_ids).values_list("entry_id", flat=True)
    found = sorted(set(entries))
    for start in range(0, len(found), SLICE):
        outbox.publish(ENTRIES_CHANGED, {"entries": found[start : start + SLICE]})


@jobs.register
class FollowJob(jobs.JobKind):
    """The records of these headings by number, a thousand a slice."""

    name = FOLLOW
    title = _("Entries follow a heading")
    steering = Permission.CATALOGUE_AUTHORITIES

    def slice(self, run: jobs.Run) -> bool:
        after = run.cursor.get("after", 0)
        uses = HeadingUse.objects.filter(heading_id__in=run.params["headings"])
        total = run.job.total or uses.values("record_id").distinct().count()
        rest = uses.filter(record_id__gt=after).order_by("record_id").values_list("record_id", flat=True).distinct()
        records = list(rest[:SLICE])
        done = run.job.done + len(records)
        with run.saving(cursor={"after": records[-1] if records else after}, done=done, total=total):
            announce(records)
        return len(records) == SLICE
