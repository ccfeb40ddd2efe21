"""What is known about the soundness of masters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy
from lienthu.repository.models import FixityFault, FixityRun, ObjectFile
from lienthu.repository.stores import MASTERS

FAULTS = Policy(Permission.REPOSITORY_KEEP, "file.object.library_id")
FILES = Policy(Permission.REPOSITORY_KEEP, "object.library_id")
_RUNS = 12


@dataclass(frozen=True, slots=True)
class Report:
    """`overdue`: masters not read within the promised days. `faults` are the open ones, newest first."""

    files: int
    bytes: int
    overdue: int
    never: int
    oldest: datetime | None
    days: int
    faults: list[FixityFault]
    fault_count: int
    runs: list[FixityRun]


def report(actor: Actor, most: int = 200) -> Report:
    """Of the objects that the actor keeps; the runs are the house's and theirs."""
    now = timezone.now()
    late = now - timedelta(days=settings.FIXITY_DAYS)
    masters = FILES.filter(actor, ObjectFile.objects.filter(role__in=ObjectFile.LASTING))
    sums = masters.annotate(since=Coalesce("made_at", "object__created_at")).aggregate(
        files=Count("id"),
        bytes=Sum("size"),
        never=Count("id", filter=Q(checked_at=None)),
        overdue=Count("id", filter=Q(checked_at__lt=late) | Q(checked_at=None, since__lt=late)),
        oldest=Min("checked_at"),
    )
    faults = open_faults(actor)
    return Report(
        files=sums["files"],
        bytes=sums["bytes"] or 0,
        overdue=sums["overdue"],
        never=sums["never"],
        oldest=sums["oldest"],
        days=settings.FIXITY_DAYS,
        faults=list(faults[:most]),
        fault_count=faults.count(),
        runs=list(_runs(actor)[:_RUNS]),
    )


def open_faults(actor: Actor) -> QuerySet[FixityFault]:
    found = FAULTS.filter(actor, FixityFault.objects.filter(settled_at=None))
    return found.select_related("file__object__library").order_by("-found_at", "-id")


def _runs(actor: Actor) -> QuerySet[FixityRun]:
    scope = actor.scope(Permission.REPOSITORY_KEEP)
    runs = FixityRun.objects.select_related("library").order_by("-id")
    return runs if scope.everything else runs.filter(Q(library=None) | Q(library_id__in=scope.library_ids))


def as_json(found: Report) -> dict[str, Any]:
    last = found.runs[0] if found.runs else None
    return {
        "files": found.files,
        "bytes": found.bytes,
        "never_read": found.never,
        "overdue": found.overdue,
        "days": found.days,
        "oldest": found.oldest,
        "last_run": last
        and {
            "started_at": last.started_at,
            "finished_at": last.finished_at,
            "files": last.files,
            "bytes": last.bytes,
            "faults": last.faults,
        },
        "faults": [
            {
                "file": fault.file.name,
                "path": MASTERS.relative(fault.file.sha256),
                "object": fault.file.object.public_id,
                "title": fault.file.object.title,
                "kind": fault.kind,
                "expected": fault.file.sha256,
                "found": fault.found,
                "detail": fault.detail,
                "found_at": fault.found_at,
            }
            for fault in found.faults
        ],
    }
