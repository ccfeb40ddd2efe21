"""Has the pages of an object read by machine: those without text, or all that a machine read before."""

from __future__ import annotations

from django.db import transaction

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound, Unavailable
from lienthu.kernel.models import Job
from lienthu.repository.models import DigitalObject
from lienthu.repository.ocr import tesseract
from lienthu.repository.policies import KEEPS

RECOGNISE = "repository.recognise"
#: Behind everything else, and what somebody waits for before the rest.
BULK, WAITED_FOR = -2, -1
#: Kinds whose pages hold no print, so nobody but a person asks to have them read.
_NOT_PRINT = frozenset({DigitalObject.Kind.PHOTOGRAPH, DigitalObject.Kind.MANUSCRIPT})


def job_key(object_id: int) -> str:
    return f"{RECOGNISE}:{object_id}"


def recognise(*, actor: Actor, object_id: int, again: bool = False) -> Job:
    """Raises `Unavailable` where Tesseract is missing and `Conflict` while the object is made or read. What people
    corrected and a file's own text stay."""
    if tesseract.command() is None:
        raise Unavailable("repository.no_tesseract")
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        if found.state == DigitalObject.State.MAKING:
            raise Conflict("repository.still_being_made")
        job = _start(actor, found, WAITED_FOR, again=again)
        data = {"object": found.public_id}
        audit.record(
            actor=actor,
            code="repository.recognition_asked",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data=data,
        )
    return job


def recognise_new(actor: Actor, made: DigitalObject) -> None:
    """For an object that has just been made, inside its transaction: pages of print without text are read in their
    turn. Where Tesseract is missing nothing happens."""
    wanted = made.kind not in _NOT_PRINT and made.pages.filter(transcript=None).exists()
    if wanted and tesseract.command() is not None:
        _start(actor, made, BULK)


def hasten(object_id: int) -> None:
    """Readers may open it now: its reading goes before those that nobody waits for."""
    Job.objects.filter(unique_key=job_key(object_id), state__in=Job.ACTIVE).update(priority=WAITED_FOR)


def _start(actor: Actor, found: DigitalObject, priority: int, *, again: bool = False) -> Job:
    return jobs.start(
        actor=actor,
        kind=RECOGNISE,
        params={"object": found.pk, "again": again},
        library_id=found.library_id,
        unique_key=job_key(found.pk),
        priority=priority,
    )
