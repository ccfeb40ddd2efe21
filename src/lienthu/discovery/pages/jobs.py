"""The rebuild of the index of page texts, object by object, and the days on which rules turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.discovery import engines
from lienthu.discovery.actions.rebuild_index import new_index_name
from lienthu.discovery.engines.pages import PageWriter
from lienthu.discovery.models import ChangedObject
from lienthu.discovery.pages.events import PAGES_STALE, TURN, plan
from lienthu.discovery.pages.loading import write_objects
from lienthu.discovery.pages.rebuild import CONSUMER_LEASE, REBUILD
from lienthu.kernel import jobs, leases, outbox
from lienthu.kernel.outbox import LEASE_SECONDS
from lienthu.kernel.permissions import Permission
from lienthu.repository.models import AccessRule
from lienthu.repository.queries import published

CHUNK: Final = 50
SLICE_SECONDS: Final = 4.0
ANNOUNCED: Final = 1_000


@jobs.register
class RebuildPagesJob(jobs.JobKind):
    name = REBUILD
    title = _("Build the index of page texts anew")
    steering = Permission.DISCOVERY_ADMIN
    lease = 300  # an object is written as a whole, and one may have 50,000 pages

    def slice(self, run: jobs.Run) -> bool:
        if "index" not in run.cursor:
            return self._begin(run)
        if not run.cursor.get("walked"):
            return self._walk(run)
        return self._finish(run)

    def _begin(self, run: jobs.Run) -> bool:
        total = published().count()
        with run.saving(cursor={"index": new_index_name(), "after": 0}, done=0, total=total):
            ChangedObject.objects.all().delete()
        return True

    def _walk(self, run: jobs.Run) -> bool:
        """As many objects as fit into a slice, one commit. Written again after a crash, they replace themselves."""
        after, done, finished = run.cursor["after"], run.job.done, False
        turns: set[date] = set()
        started = time.monotonic()
        with engines.pages().rebuild(run.cursor["index"]).writer() as writer:
            while not finished and time.monotonic() - started < SLICE_SECONDS:
                ids = list(published().filter(id__gt=after).order_by("id").values_list("id", flat=True)[:CHUNK])
                turns |= write_objects(writer, ids)
                after, done, finished = ids[-1] if ids else after, done + len(ids), len(ids) < CHUNK
            writer.commit()
        with run.saving(cursor={"index": run.cursor["index"], "after": after, "walked": finished}, done=done):
            pass
        plan(turns)
        return True

    def _finish(self, run: jobs.Run) -> bool:
        """Holds the consumer's lease while the rest is caught up, so that nothing changes between that and the swap."""
        token = leases.take(CONSUMER_LEASE, LEASE_SECONDS)
        if token is None:
            time.sleep(0.2)  # the consumer is writing a batch; the next slice tries again
            return True
        try:
            rebuild = engines.pages().rebuild(run.cursor["index"])
            _catch_up(rebuild.writer)
            rebuild.swap()
            run.result = {"pages": engines.pages().size}
            with run.saving(cursor=run.cursor):
                ChangedObject.objects.all().delete()
        finally:
            leases.release(CONSUMER_LEASE, token)
        return False

    def ended(self, run: jobs.Run) -> None:
        if "index" in run.cursor:
            engines.pages().rebuild(run.cursor["index"]).abandon()


@jobs.register
class TurnJob(jobs.JobKind):
    """An embargo ends, a rule begins: the objects are announced to the index, in slices."""

    name = TURN
    title = _("Bring a day's change of access into the index of page texts")
    steering = Permission.DISCOVERY_ADMIN

    def slice(self, run: jobs.Run) -> bool:
        day, after = date.fromisoformat(run.params["day"]), run.cursor.get("after", 0)
        turning = AccessRule.objects.filter(Q(starts=day) | Q(ends=day - timedelta(days=1)), is_over=False)
        stale = published().filter(id__in=turning.values("object"), id__gt=after).order_by("id")
        ids = list(stale.values_list("id", flat=True)[:ANNOUNCED])
        with run.saving(cursor={"after": ids[-1] if ids else after}, done=run.job.done + len(ids)):
            if ids:
                outbox.publish(PAGES_STALE, {"objects": ids})
        return len(ids) == ANNOUNCED


def _catch_up(open_writer: Callable[[], AbstractContextManager[PageWriter]]) -> None:
    changed = list(ChangedObject.objects.order_by("object_id").values_list("object_id", flat=True))
    if changed:
        with open_writer() as writer:
            plan(write_objects(writer, changed))
            writer.commit()
