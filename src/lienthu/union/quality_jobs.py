"""Judging every record anew."""

from __future__ import annotations

import time
from typing import Final

from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import SourceRecord
from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library
from lienthu.union import quality_storage
from lienthu.union.actions.score_anew import SCORE_ANEW
from lienthu.union.actions.score_records import AT_ONCE, prepare, recount, write

SLICE_SECONDS: Final = 2.0


@jobs.register
class ScoreJob(jobs.JobKind):
    """Records in the order of their numbers, a thousand in a transaction; the sums of each library last."""

    name = SCORE_ANEW
    title = _("Judge records anew")
    steering = Permission.CATALOGUE_EDIT

    def slice(self, run: jobs.Run) -> bool:
        records = SourceRecord.objects.order_by("id")
        if run.params["library"]:
            records = records.filter(library_id=run.params["library"])
        if "after" not in run.cursor:
            with run.saving(cursor={"after": 0}, done=0, total=records.count()):
                return True
        until = time.monotonic() + SLICE_SECONDS
        while time.monotonic() < until:
            after = run.cursor["after"]
            ids = list(records.filter(id__gt=after).values_list("id", flat=True)[:AT_ONCE])
            if not ids:
                return self._sum_up(run)
            with run.saving(cursor={"after": ids[-1]}, done=run.job.done + len(ids)):
                quality_storage.lock()
                run.result["changed"] = run.result.get("changed", 0) + write(prepare(ids, anew=True))
        return True

    @staticmethod
    def _sum_up(run: jobs.Run) -> bool:
        library = run.params["library"]
        libraries = [library] if library else list(Library.objects.values_list("id", flat=True))
        with run.saving(cursor=run.cursor):
            quality_storage.lock()
            for library_id in libraries:
                recount(library_id)
            run.result["records"] = run.job.done
        return False
