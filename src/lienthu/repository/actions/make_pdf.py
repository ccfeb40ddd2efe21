"""Has a reading copy of an object made: a PDF/A of its page pictures with the text under them."""

from __future__ import annotations

from django.db import transaction

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.kernel.models import Job
from lienthu.repository.models import DigitalObject
from lienthu.repository.policies import KEEPS

MAKE_PDF = "repository.make_pdf"


def pdf_key(object_id: int) -> str:
    return f"{MAKE_PDF}:{object_id}"


def make_pdf(*, actor: Actor, object_id: int) -> Job:
    """The old one stays until the new one is whole. Raises `Conflict` while pages or a copy are being made."""
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        if found.state == DigitalObject.State.MAKING or not found.page_count:
            raise Conflict("repository.still_being_made")
        job = jobs.start(
            actor=actor,
            kind=MAKE_PDF,
            params={"object": found.pk},
            library_id=found.library_id,
            unique_key=pdf_key(found.pk),
            priority=-1,
        )
        data = {"object": found.public_id}
        audit.record(
            actor=actor,
            code="repository.copy_asked",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data=data,
        )
    return job
