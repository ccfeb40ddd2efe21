"""Files that come in under a job's code belong to the job; a job of its own looks at them."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.repository.models import Deposit, DigitalObject, JobDelivery, Project, SampledPage, WorkJob
from lienthu.repository.policies import KEEPS
from lienthu.repository.projects.rules.codes import recognised
from lienthu.repository.projects.rules.steps import DELIVERED, Lot
from lienthu.repository.projects.trail import note
from lienthu.repository.queries import objects_kept_by
from lienthu.repository.rules.words import SAID, searchable

CHECK: Final = "repository.check_capture"


def attach_deposit(actor: Actor, deposit: Deposit) -> list[JobDelivery]:
    """Each document of a deposit that was taken in, to the job whose code its folder or a file of it carries. Only to
    a job of the same library that waits for files. Runs in the transaction that ends the deposit."""
    found = DigitalObject.objects.filter(deposited__deposit=deposit).distinct().order_by("id")
    made = [_attach(actor, deposit, one) for one in found]
    return [one for one in made if one is not None]


def attach_by_hand(*, actor: Actor, job: WorkJob, document: str) -> JobDelivery:
    """A document whose folder had a wrong name, to the job it belongs to. `document`: its identifier or address."""
    KEEPS.check(actor, job.project)
    public_id = document.strip().rstrip("/").rpartition("/")[2].lower()
    found = objects_kept_by(actor).filter(public_id=public_id, library_id=job.project.library_id)
    made = found.exclude(state=DigitalObject.State.MAKING).first()
    if made is None:
        raise NotFound("repository.no_such_object", object=public_id[:20])
    if JobDelivery.objects.filter(object=made).exclude(job=job).exists():
        raise Conflict("repository.delivered_elsewhere")
    with transaction.atomic():
        waiting = _waiting(job.project.library_id).filter(id=job.pk).first()
        if waiting is None:
            raise Conflict("repository.job_takes_no_files")
        first = made.deposited.select_related("deposit").order_by("id").first()
        delivery = _deliver(actor, waiting, made, first.deposit.public_id if first else "")
        if delivery is None:
            raise Conflict("repository.delivered_already")
    return delivery


def _waiting(library_id: int) -> QuerySet[WorkJob]:
    """Jobs of a library that files may come in for."""
    running = WorkJob.objects.filter(project__library_id=library_id, project__state=Project.State.RUNNING)
    waiting = running.exclude(stage__in=DELIVERED).exclude(lot__state__in=(Lot.INSPECTED, Lot.ACCEPTED))
    return waiting.select_related("project")


def _attach(actor: Actor, deposit: Deposit, made: DigitalObject) -> JobDelivery | None:
    code = _code_of(deposit, made)
    job = _waiting(deposit.library_id).filter(code=code).first() if code else None
    return _deliver(actor, job, made, deposit.public_id) if job else None


def _deliver(actor: Actor, job: WorkJob, made: DigitalObject, deposit: str) -> JobDelivery | None:
    """None where the document was delivered for this job before."""
    try:
        with transaction.atomic():
            delivery = JobDelivery.objects.create(
                job=job,
                object=made,
                deposit=deposit,
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
    said = {name: getattr(made, name) for name in SAID} | known | {"title": job.title}
    DigitalObject.objects.filter(id=made.pk, state=DigitalObject.State.DRAFT).update(
        title=job.title, search_text=searchable(said), version=F("version") + 1, **known
    )


def forget(found: DigitalObject) -> None:
    """The document is removed for good: nothing here tells what it was. Runs before its rows are deleted."""
    SampledPage.objects.filter(page__object=found).update(name="", note="")
    JobDelivery.objects.filter(object=found).update(deviations=[])
    WorkJob.objects.filter(object=found).update(
        title="—", creator="", call_number="", entry="", note="", search_text="", has_files=False
    )
