"""`repository.make_selection`: reads the union catalogue and keeps the titles that weigh heaviest.
`repository.check_capture`: looks at delivered files, picture by picture."""

from __future__ import annotations

import time
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy

from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.repository.models import JobDelivery, ObjectFile, Selection, SelectionLine, WorkJob
from lienthu.repository.projects.actions.deliveries import CHECK
from lienthu.repository.projects.actions.selections import MAKE, order_by_score
from lienthu.repository.projects.candidates import candidates
from lienthu.repository.projects.pictures import picture
from lienthu.repository.projects.rules.capture import Picture, deviations
from lienthu.repository.stores import MASTERS
from lienthu.union.models import Entry

_ENTRIES = 500
_SECONDS = 3.0
#: Deviations that are kept by name; their number is kept whole.
_MOST_KEPT = 500


@jobs.register
class MakeSelection(jobs.JobKind):
    name = MAKE
    title = gettext_lazy("Choosing titles to digitise")
    steering = Permission.REPOSITORY_KEEP

    def slice(self, run: jobs.Run) -> bool:
        selection = Selection.objects.filter(id=run.params["selection"]).first()
        if selection is None or selection.state != Selection.State.MAKING:
            return False
        after, read = run.cursor.get("after", 0), run.cursor.get("read", 0)
        active = Entry.objects.filter(state=Entry.State.ACTIVE)
        ids = list(active.filter(id__gt=after).order_by("id").values_list("id", flat=True)[:_ENTRIES])
        found = candidates(selection, ids)
        last = len(ids) < _ENTRIES
        cursor = {"after": ids[-1] if ids else after, "read": read + len(ids)}
        total = run.job.total or active.count()
        with run.saving(cursor=cursor, done=cursor["read"], total=max(total, cursor["read"]), note=""):
            _keep_best(selection, found)
            if last:
                order_by_score(selection)
            state = Selection.State.OPEN if last else Selection.State.MAKING
            Selection.objects.filter(id=selection.pk).update(state=state, looked_at=cursor["read"])
        return not last


def _keep_best(selection: Selection, found: list[SelectionLine]) -> None:
    """The list never holds more than it may, however large the catalogue is."""
    known = set(selection.lines.filter(entry__in=[line.entry for line in found]).values_list("entry", flat=True))
    SelectionLine.objects.bulk_create([line for line in found if line.entry not in known], 500)
    beyond = list(selection.lines.order_by("-score", "id").values_list("id", flat=True)[selection.most :])
    for start in range(0, len(beyond), 500):
        SelectionLine.objects.filter(id__in=beyond[start : start + 500]).delete()


@jobs.register
class CheckCapture(jobs.JobKind):
    name = CHECK
    title = gettext_lazy("Checking delivered files against the specification")
    steering = Permission.REPOSITORY_KEEP

    def slice(self, run: jobs.Run) -> bool:
        delivery = (
            JobDelivery.objects.select_related("job__project", "object").filter(id=run.params["delivery"]).first()
        )
        if delivery is None or delivery.object is None:
            return False
        masters = delivery.object.files.filter(role=ObjectFile.Role.MASTER).order_by("position")
        seen: list[list[Any]] = list(run.cursor.get("seen", ()))
        files = list(masters[len(seen) : len(seen) + 2_000])
        ends = time.monotonic() + _SECONDS
        for file in files:
            seen.append(_packed(picture(MASTERS.path(file.sha256), file.name, file.mime)))
            if time.monotonic() > ends:
                break
        total = masters.count()
        with run.saving(cursor={"seen": seen}, done=len(seen), total=total, note=delivery.job.code):
            if len(seen) >= total:
                _judge(delivery, [Picture(*one) for one in seen])
        return len(seen) < total


def _packed(one: Picture) -> list[Any]:
    return [one.name, one.mime, one.dpi, one.bits, one.is_colour, one.profile, one.is_readable]


def _judge(delivery: JobDelivery, pictures: list[Picture]) -> None:
    job = delivery.job
    found = deviations(pictures, job.project.spec, job.code, job.pages)
    delivery.deviations = [[one.name, one.code, one.params] for one in found[:_MOST_KEPT]]
    delivery.count = len(found)
    delivery.save(update_fields=["deviations", "count"])
    WorkJob.objects.filter(id=job.pk).update(version=F("version") + 1)
