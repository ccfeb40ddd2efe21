"""The rebuild of the index of entries, and what a changed library holds, announced to the index in slices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lienthu.discovery import engines, entries
from lienthu.discovery.actions.rebuild_index import CONSUMER_LEASE, REBUILD
from lienthu.discovery.documents import build
from lienthu.discovery.engines.base import Engine, Writer
from lienthu.discovery.events import ENTRIES_STALE, FOLLOW_LIBRARIES
from lienthu.discovery.models import ChangedEntry
from lienthu.discovery.rebuilding import RebuildKind
from lienthu.kernel import jobs, outbox
from lienthu.kernel.permissions import Permission
from lienthu.union.models import Entry, Member

MEMBERS: Final = 20_000
ANNOUNCED: Final = 1_000


@jobs.register
class RebuildJob(RebuildKind):
    name = REBUILD
    title = _("Build the search index anew")
    chunk = 2_000
    consumer = CONSUMER_LEASE
    changed = ChangedEntry
    changed_id = "entry_id"
    counted = "entries"

    def engine(self) -> Engine:
        return engines.current()

    def sources(self) -> QuerySet[Entry]:
        return Entry.objects.all()

    def write(self, writer: Writer, ids: Sequence[int]) -> None:
        write(writer, ids)


@jobs.register
class FollowLibrariesJob(jobs.JobKind):
    name = FOLLOW_LIBRARIES
    title = _("Bring a library's change into the search index")
    steering = Permission.DISCOVERY_ADMIN

    def slice(self, run: jobs.Run) -> bool:
        after, wanted = run.cursor.get("after", 0), frozenset(run.params["libraries"])
        members = list(
            Member.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "entry_id", "library_id")[:MEMBERS]
        )
        stale = sorted({entry for _record, entry, library in members if library in wanted})
        last = members[-1][0] if members else after
        with run.saving(cursor={"after": last}, done=run.job.done + len(stale)):
            for start in range(0, len(stale), ANNOUNCED):
                outbox.publish(ENTRIES_STALE, {"entries": stale[start : start + ANNOUNCED]})
        return len(members) == MEMBERS


def write(writer: Writer, ids: Sequence[int]) -> None:
    for found in entries.load(ids):
        if found.source is None:
            writer.delete(found.public_id)
        else:
            writer.add(build(found.source))
