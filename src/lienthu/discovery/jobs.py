"""The rebuild: slices of entries by number into a new index, then what changed meanwhile, then the swap. And what a
changed library holds, announced to the index in slices."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_lazy as _

from lienthu.discovery import engines, entries
from lienthu.discovery.actions.rebuild_index import CONSUMER_LEASE, REBUILD, new_index_name
from lienthu.discovery.documents import build
from lienthu.discovery.engines.base import Writer
from lienthu.discovery.events import ENTRIES_STALE, FOLLOW_LIBRARIES
from lienthu.discovery.models import ChangedEntry
from lienthu.kernel import jobs, leases, outbox
from lienthu.kernel.outbox import LEASE_SECONDS
from lienthu.kernel.permissions import Permission
from lienthu.union.models import Entry, Member

CHUNK: Final = 2_000
SLICE_SECONDS: Final = 4.0
MEMBERS: Final = 20_000
ANNOUNCED: Final = 1_000


@jobs.register
class RebuildJob(jobs.JobKind):
    name = REBUILD
    title = _("Build the search index anew")
    steering = Permission.DISCOVERY_ADMIN

    def slice(self, run: jobs.Run) -> bool:
        if "index" not in run.cursor:
            return self._begin(run)
        if not run.cursor.get("walked"):
            return self._walk(run)
        return self._finish(run)

    def _begin(self, run: jobs.Run) -> bool:
        with run.saving(cursor={"index": new_index_name(), "after": 0}, done=0, total=Entry.objects.count()):
            ChangedEntry.objects.all().delete()
        return True

    def _walk(self, run: jobs.Run) -> bool:
        """As many chunks as fit into a slice, one commit. Written again after a crash, they replace themselves."""
        after, done, finished = run.cursor["after"], run.job.done, False
        started = time.monotonic()
        with engines.current().rebuild(run.cursor["index"]).writer() as writer:
            while not finished and time.monotonic() - started < SLICE_SECONDS:
                ids = list(Entry.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)[:CHUNK])
                write(writer, ids)
                after, done, finished = ids[-1] if ids else after, done + len(ids), len(ids) < CHUNK
            writer.commit()
        cursor = {"index": run.cursor["index"], "after": after, "walked": finished}
        with run.saving(cursor=cursor, done=done):
            pass
        return True

    def _finish(self, run: jobs.Run) -> bool:
        """Holds the consumer's lease while the rest is caught up, so that nothing changes between that and the swap."""
        token = leases.take(CONSUMER_LEASE, LEASE_SECONDS)
        if token is None:
            time.sleep(0.2)  # the consumer is writing a batch; the next slice tries again
            return True
        try:
            rebuild = engines.current().rebuild(run.cursor["index"])
            catch_up(rebuild.writer)
            rebuild.swap()
            run.result = {"entries": engines.current().size}
            with run.saving(cursor=run.cursor):
                ChangedEntry.objects.all().delete()
        finally:
            leases.release(CONSUMER_LEASE, token)
        return False

    def ended(self, run: jobs.Run) -> None:
        if "index" in run.cursor:
            engines.current().rebuild(run.cursor["index"]).abandon()


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


def catch_up(open_writer: Callable[[], object]) -> None:
    changed = list(ChangedEntry.objects.order_by("entry_id").values_list("entry_id", flat=True))
    if not changed:
        return
    with open_writer() as writer:  # type: ignore[attr-defined]
        write(writer, changed)
        writer.commit()


def write(writer: Writer, ids: list[int]) -> None:
    for found in entries.load(ids):
        if found.source is None:
            writer.delete(found.public_id)
        else:
            writer.add(build(found.source))
