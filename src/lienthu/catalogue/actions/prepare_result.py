"""The result of a large import as a file: there already, or being written by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone, translation

from lienthu.catalogue import results
from lienthu.catalogue.models import ImportBatch
from lienthu.catalogue.policies import IMPORTS, RESTRICTIONS, SOURCES
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Refused
from lienthu.kernel.models import Job

_TRY_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """`path` once it is ready; until then the job, which may have failed."""

    path: Path | None
    job: Job | None = None


def prepare_result(*, actor: Actor, batch: ImportBatch) -> Prepared:
    """Queues the writing where nobody asked for the same before. What failed is tried again after a minute."""
    if not (IMPORTS.allows(actor, batch) or SOURCES.allows(actor, batch)):
        raise Refused("kernel.not_allowed")
    if batch.is_active or batch.state == ImportBatch.State.MAPPING:
        raise Conflict("catalogue.not_finished")
    sees = RESTRICTIONS.allows(actor, batch)
    path = results.path_of(batch, sees_restricted=sees)
    if path.is_file():
        return Prepared(path)
    key = f"catalogue.result:{path.name}"
    last = Job.objects.filter(unique_key=key).order_by("-id").first()
    failed = last is not None and last.state in (Job.State.FAILED, Job.State.CANCELLED)
    recent = last is not None and last.finished_at is not None and last.finished_at > timezone.now() - _TRY_AGAIN_AFTER
    if last is not None and (last.is_active or (failed and recent)):
        return Prepared(None, last)
    params = {"batch": batch.id, "language": translation.get_language(), "sees": sees, "name": path.name}
    try:
        job = jobs.start(
            actor=actor, kind="catalogue.result", params=params, library_id=batch.library_id, unique_key=key
        )
    except Conflict:  # somebody else asked at the same moment
        return Prepared(None, Job.objects.filter(unique_key=key).latest("id"))
    return Prepared(None, job)
