"""The rebuild of the index of page texts, object by object, and the days on which rules turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lienthu.discovery import engines
from lienthu.discovery.engines.pages import PageEngine, PageWriter
from lienthu.discovery.models import ChangedObject
from lienthu.discovery.pages.events import PAGES_STALE, TURN, plan
from lienthu.discovery.pages.loading import write_objects
from lienthu.discovery.pages.rebuild import CONSUMER_LEASE, REBUILD
from lienthu.discovery.rebuilding import RebuildKind
from lienthu.kernel import jobs, outbox
from lienthu.kernel.permissions import Permission
from lienthu.repository.models import AccessRule, DigitalObject
from lienthu.repository.queries import published

ANNOUNCED: Final = 1_000


@jobs.register
class RebuildPagesJob(RebuildKind):
    name = REBUILD
    title = _("Build the index of page texts anew")
    lease = 300  # an object is written as a whole, and one may have 50,000 pages
    chunk = 50
    consumer = CONSUMER_LEASE
    changed = ChangedObject
    changed_id = "object_id"
    counted = "pages"

    def engine(self) -> PageEngine:
        return engines.pages()

    def sources(self) -> QuerySet[DigitalObject]:
        return published()

    def write(self, writer: PageWriter, ids: Sequence[int]) -> None:
        plan(write_objects(writer, list(ids)))


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
