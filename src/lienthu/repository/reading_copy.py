"""`repository.make_pdf`: parts of a few pages, then one PDF/A-2b as the object's reading copy."""

from __future__ import annotations

import time
from typing import Any

import pyvips
from django.utils.translation import gettext_lazy

from lienthu.files.storage import Folder
from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions.make_pdf import MAKE_PDF
from lienthu.repository.images import pages, pdfa, store
from lienthu.repository.models import DigitalObject, ObjectFile, Page, PageText
from lienthu.repository.stores import MASTERS

PARTS = Folder("pdf-parts")
_SLICE_SECONDS = 3.0
_MOST_PAGES = 25
_SCAN_DPI = 300
_PDF = "application/pdf"


@jobs.register
class MakePdf(jobs.JobKind):
    name = MAKE_PDF
    title = gettext_lazy("Making a reading copy")
    steering = Permission.REPOSITORY_KEEP
    lease = 300

    def slice(self, run: jobs.Run) -> bool:
        if run.cursor.get("whole"):  # killed between the last writes and the end
            return False
        found = DigitalObject.objects.get(id=run.params["object"])
        made: list[str] = run.cursor.get("parts", [])
        after: int = run.cursor.get("after", 0)
        wanted = list(found.pages.filter(position__gt=after).order_by("position")[:_MOST_PAGES])
        if not wanted:
            return not _put_together(run, found, made)
        done, sha256 = _part(found, wanted)
        cursor = {"parts": [*made, sha256], "after": wanted[done - 1].position}
        with run.saving(cursor=cursor, done=run.job.done + done, total=found.page_count, note=found.title[:200]):
            pass  # the part lies under its digest already
        return True

    def ended(self, run: jobs.Run) -> None:
        _drop(run.cursor.get("parts", []))


def _part(found: DigitalObject, wanted: list[Page]) -> tuple[int, str]:
    """How many of the pages went into it, and its digest."""
    texts = dict(PageText.objects.filter(page__in=wanted).values_list("page_id", "lines"))
    born = set(ObjectFile.objects.filter(object=found, mime=_PDF).values_list("sha256", flat=True))
    ends = time.monotonic() + _SLICE_SECONDS
    taken: list[int] = []

    def sheets() -> Any:
        for page in wanted:
            if taken and time.monotonic() > ends:
                return
            taken.append(page.pk)
            image = pyvips.Image.new_from_file(str(store.found(page.pyramid)), access="sequential")
            yield image, texts.get(page.pk, []), pages.PDF_DPI if page.master in born else _SCAN_DPI

    scratch = PARTS.scratch(".pdf")
    try:
        scratch.write_bytes(pdfa.part(sheets()))
        return len(taken), PARTS.adopt(scratch).sha256
    finally:
        scratch.unlink(missing_ok=True)


def _put_together(run: jobs.Run, found: DigitalObject, parts: list[str]) -> bool:
    """False when a part was lost: then all begins anew."""
    if not parts or not all(PARTS.holds(sha256) for sha256 in parts):
        with run.saving(cursor={}, done=0):
            return False
    scratch = MASTERS.scratch(".pdf")
    try:
        paths = [PARTS.path(sha256) for sha256 in parts]
        pdfa.join(paths, scratch, title=found.title, creators=found.creators, language=found.language[:2] or "vi")
        stored = MASTERS.adopt(scratch)
    finally:
        scratch.unlink(missing_ok=True)
    with run.saving(cursor={"whole": True}):
        ObjectFile.objects.update_or_create(
            object=found,
            role=ObjectFile.Role.READING,
            position=1,
            defaults={
                "name": f"{found.title[:200]}.pdf",
                "sha256": stored.sha256,
                "size": stored.size,
                "mime": _PDF,
                "checked_at": None,
                "is_sound": True,
            },
        )
    _drop(parts)
    return True


def _drop(parts: list[str]) -> None:
    for sha256 in parts:
        PARTS.drop(sha256)
