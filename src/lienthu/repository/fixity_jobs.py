"""`repository.fixity`: reads masters again and names those that are no longer what was handed in.

The oldest reading comes first. A file leaves the line when its reading is saved, so a worker that was killed goes on
with the file it had in hand, and the line is empty when all have been read.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lienthu.kernel import audit, jobs
from lienthu.kernel.errors import Unavailable
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions.check_fixity import FIXITY
from lienthu.repository.models import FixityFault, FixityRun, ObjectFile
from lienthu.repository.rules import fixity
from lienthu.repository.stores import MASTERS

_SLICE_SECONDS = 2.0
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """`kind`: empty when the bytes are right."""

    sha256: str
    size: int
    kind: str = ""
    found: str = ""
    detail: str = ""


@jobs.register
class Fixity(jobs.JobKind):
    name = FIXITY
    title = gettext_lazy("Reading masters again (fixity)")
    steering = Permission.REPOSITORY_KEEP
    lease = 120
    every = fixity.LOOKS_EVERY

    def slice(self, run: jobs.Run) -> bool:
        if not run.cursor:
            return _begin(run)
        began = time.monotonic()
        due = _due(run).order_by(F("checked_at").asc(nulls_first=True), "id")
        digests = list(dict.fromkeys(due.values_list("sha256", flat=True)[:_BATCH]))
        if not digests:
            return _end(run)
        if not MASTERS.root.is_dir():
            raise Unavailable("repository.masters_away", folder=str(MASTERS.root))
        readings: list[Reading] = []
        for sha256 in digests:
            readings.append(read_again(sha256))
            if time.monotonic() - began >= _SLICE_SECONDS:
                break
        size = sum(one.size for one in readings)
        with run.saving(cursor=run.cursor, done=run.job.done + len(readings)):
            _save(run, readings, size)
        limit = settings.FIXITY_MB_PER_SECOND * 1024**2 if run.params.get("limited", True) else 0
        run.rest = fixity.rest(size, time.monotonic() - began, limit)
        return True


def read_again(sha256: str) -> Reading:
    size, digest = 0, hashlib.sha256()
    try:
        with MASTERS.path(sha256).open("rb") as stream:
            while chunk := stream.read(1024 * 1024):
                digest.update(chunk)
                size += len(chunk)
    except FileNotFoundError:
        return Reading(sha256, 0, FixityFault.Kind.MISSING)
    except OSError as error:
        return Reading(sha256, size, FixityFault.Kind.UNREADABLE, detail=str(error.strerror or error)[:200])
    found = digest.hexdigest()
    return Reading(sha256, size) if found == sha256 else Reading(sha256, size, FixityFault.Kind.CHANGED, found)


def _due(run: jobs.Run) -> QuerySet[ObjectFile]:
    masters = ObjectFile.objects.filter(role__in=ObjectFile.LASTING)
    if library := run.params.get("library"):
        masters = masters.filter(object__library_id=library)
    return masters.filter(Q(checked_at=None) | Q(checked_at__lt=datetime.fromisoformat(run.cursor["before"])))


def _begin(run: jobs.Run) -> bool:
    now = timezone.now()
    before = now if run.params.get("everything") else fixity.read_before(now, settings.FIXITY_DAYS)
    cursor = run.cursor = {"before": before.isoformat()}
    total = _due(run).values("sha256").distinct().count()
    if not total and not run.params.get("everything"):
        return False  # a day on which nothing is due leaves no trace
    with run.saving(cursor=cursor, total=total):
        FixityRun.objects.create(
            job=run.job.public_id,
            library_id=run.params.get("library"),
            started_at=now,
            started_by=run.actor.label[:200],
        )
    return True


def _save(run: jobs.Run, readings: list[Reading], size: int) -> None:
    now, faults = timezone.now(), 0
    for one in readings:
        files = ObjectFile.objects.filter(role__in=ObjectFile.LASTING, sha256=one.sha256)
        files.update(checked_at=now, is_sound=not one.kind)
        open_faults = FixityFault.objects.filter(file__in=files, settled_at=None)
        if not one.kind:
            open_faults.update(settled_at=now)
            continue
        faults += 1
        open_faults.update(kind=one.kind, found=one.found, detail=one.detail)
        for file in files.exclude(id__in=open_faults.values("file")).select_related("object"):
            _report(run, file, one, now)
    FixityRun.objects.filter(job=run.job.public_id).update(
        files=F("files") + len(readings), bytes=F("bytes") + size, faults=F("faults") + faults
    )


def _report(run: jobs.Run, file: ObjectFile, reading: Reading, now: datetime) -> None:
    FixityFault.objects.create(file=file, kind=reading.kind, found=reading.found, detail=reading.detail, found_at=now)
    audit.record(
        actor=run.actor,
        code="repository.fixity_fault",
        subject=f"object:{file.object_id}",
        library_id=file.object.library_id,
        data={
            "object": file.object.public_id,
            "file": file.name,
            "expected": file.sha256,
            "found": reading.found or reading.kind,
        },
    )


def _end(run: jobs.Run) -> bool:
    with run.saving(cursor=run.cursor):
        made = FixityRun.objects.get(job=run.job.public_id)
        FixityRun.objects.filter(id=made.pk).update(finished_at=timezone.now())
        audit.record(
            actor=run.actor,
            code="repository.fixity_run",
            subject=f"fixity:{made.pk}",
            library_id=made.library_id,
            data={"files": made.files, "bytes": made.bytes, "faults": made.faults},
        )
    return False
