"""Files that come in under a job's code belong to the job; a job of its own looks at them."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.repository.models import Deposit, DigitalObject, JobDelivery, Project, SampledPage, WorkJob
from lienthu.repository.projects.rules.codes import recognised
from lienthu.repository.projects.rules.steps import DELIVERED, Lot
from lienthu.repository.projects.trail import note

CHECK: Final = "repository.check_capture"


def attach_deposit(actor: Actor, deposit: Deposit) -> list[JobDelivery]:
    """Each document of a deposit that was taken in, to the job whose code its folder or a file of it carries. Only to
    a job of the same library that waits for files. Runs in the transaction that ends the deposit."""
    found = DigitalObject.objects.filter(deposited__deposit=deposit).distinct().order_by("id")
    made = [_attach(actor, deposit, one) for one in found]
    return [one for one in made if one is not None]


def _attach(actor: Actor, deposit: Deposit, made: DigitalObject) -> JobDelivery | None:
    code = _code_of(deposit, made)
    waiting = WorkJob.objects.filter(
        code=code, project__library_id=deposit.library_id, project__state=Project.State.RUNNING
    ).exclude(stage__in=DELIVERED)
    job = waiting.exclude(lot__state__in=(Lot.INSPECTED, Lot.ACCEPTED)).select_related("project").first()
    if not code or job is None:
        return None
    try:
        with transaction.atomic():
            delivery = JobDelivery.objects.create(
                job=job,
                object=made,
                deposit=deposit.public_id,
                at=timezone.now(),
                files=made.files.count(),
                pages=made.page_count,
            )
    except IntegrityError:  # the job ended and was resumed
        return None
    WorkJob.objects.filter(id=job.pk).update(object=made, has_files=True, passed="", version=F("version") + 1)
    _describe(job, made)
    jobs.start(
        actor=actor,
        kind=CHECK,
        params={"delivery": delivery.pk},
        library_id=job.project.library_id,
        unique_key=f"{CHECK}:{delivery.pk}",
    )
    note(actor, "files_delivered", f"job:{job.pk}", job.project.library_id, job=job.code, object=made.public_id)
    return delivery


def _code_of(deposit: Deposit, made: DigitalObject) -> str:
    """By the folder first: a file of another job may have slipped into it."""
    rows = list(made.deposited.order_by("id").values_list("folder", "name")[:50])
    texts = [*{folder for folder, _name in rows}, deposit.title, *(name for _folder, name in rows)]
    return next((code for text in texts if (code := recognised(text))), "")


def _describe(job: WorkJob, made: DigitalObject) -> None:
    """What is known of the original, instead of a folder's name; the cataloguer goes on from there."""
    values = {"source": job.call_number[:300], "entry": job.entry, "year": job.year, "creators": [job.creator]}
    known = {name: value for name, value in values.items() if value and value != [""] and not getattr(made, name)}
    DigitalObject.objects.filter(id=made.pk, state=DigitalObject.State.DRAFT).update(
        title=job.title, version=F("version") + 1, **known
    )


def forget(found: DigitalObject) -> None:
    """The document is removed for good: nothing here tells what it was. Runs before its rows are deleted."""
    SampledPage.objects.filter(page__object=found).update(name="", note="")
    JobDelivery.objects.filter(object=found).update(deviations=[])
    WorkJob.objects.filter(object=found).update(
        title="—", creator="", call_number="", entry="", note="", has_files=False
    )
