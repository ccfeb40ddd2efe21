"""Matching everything again, and building all entries anew: slices by number, in the background, safe to kill at any
time."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import SourceRecord
from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.union import storage
from lienthu.union.actions.match_records import weigh_again, without_collector
from lienthu.union.actions.rank_libraries import RANKS, Effect, apply_effect, effect_on
from lienthu.union.actions.run import prepare
from lienthu.union.actions.writing import Written
from lienthu.union.model import REMATCH, all_matched_with, overlaid
from lienthu.union.models import Entry, Member

#: Records in one transaction: half a second, so that imports and people wait no longer than that.
CHUNK = 1_000
_SLICE_SECONDS = 4.0


@jobs.register
class RematchJob(jobs.JobKind):
    name = REMATCH
    title = _("Match everything again")
    steering = Permission.UNION_ADMIN

    def slice(self, run: jobs.Run) -> bool:
        started = time.monotonic()
        while self._chunk(run):
            if time.monotonic() - started >= _SLICE_SECONDS:
                return True
        return False

    def _chunk(self, run: jobs.Run) -> bool:
        after = int(run.cursor.get("after", 0))
        active = SourceRecord.objects.filter(pk__gt=after, state=SourceRecord.State.ACTIVE)
        ids = list(active.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        with without_collector():
            arrivals = prepare(ids, told=False)
        total = Member.objects.count() if not after else run.job.total
        with run.saving(cursor={"after": ids[-1] if ids else after}, done=run.job.done + len(ids), total=total):
            weights = overlaid(run.params["weights"])
            if run.params["dry"]:
                with transaction.atomic():
                    written = weigh_again(arrivals, weights)
                    transaction.set_rollback(True)
            else:
                written = weigh_again(arrivals, weights)
                if len(ids) < CHUNK:
                    all_matched_with(run.params["model"], run.params["weights"])
            self._count(run.result, written, len(ids))
        return len(ids) == CHUNK

    @staticmethod
    def _count(result: dict[str, Any], written: Written, records: int) -> None:
        """`moved` records are shown elsewhere, `entries` are those that they left or came to."""
        moved = {entry for _, before, after in written.moves for entry in (before, after)}
        for name, number in (("records", records), ("moved", len(written.moves)), ("entries", len(moved))):
            result[name] = result.get(name, 0) + number


@jobs.register
class RankJob(jobs.JobKind):
    """Entries in the order of their numbers."""

    name = RANKS
    title = _("Build the entries in the new order of libraries")
    steering = Permission.UNION_ADMIN

    def slice(self, run: jobs.Run) -> bool:
        started = time.monotonic()
        while self._chunk(run):
            if time.monotonic() - started >= _SLICE_SECONDS:
                return True
        return False

    def _chunk(self, run: jobs.Run) -> bool:
        active = Entry.objects.filter(state=Entry.State.ACTIVE)
        after = int(run.cursor.get("after", 0))
        total = run.job.total if after else active.count()
        ids = list(active.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        with run.saving(cursor={"after": ids[-1] if ids else after}, done=run.job.done + len(ids), total=total):
            if not run.params["dry"]:
                storage.lock_union()
            effect = effect_on(ids, run.params["ranks"])
            if not run.params["dry"]:
                apply_effect(effect)
            self._count(run.result, effect, len(ids))
        return len(ids) == CHUNK

    @staticmethod
    def _count(result: dict[str, Any], effect: Effect, entries: int) -> None:
        """`changed` entries show something else; `fields`: how many of them in which field."""
        for name, number in (("entries", entries), ("changed", effect.shown)):
            result[name] = result.get(name, 0) + number
        fields = result.setdefault("fields", {})
        for name, number in effect.fields.items():
            fields[name] = fields.get(name, 0) + number
