"""`repository.recognise`: the pages of an object read by machine, as many at once as there are processors.

What is done is seen in the texts themselves, so a worker that dies leaves the pages it saved and the next one goes on.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import pyvips
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lienthu.files import kinds
from lienthu.kernel import jobs
from lienthu.kernel.errors import Invalid, Unavailable
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions.recognise import RECOGNISE
from lienthu.repository.events import announce_texts
from lienthu.repository.images import pages
from lienthu.repository.images.disk import saying_when_full
from lienthu.repository.images.recipe import drawn
from lienthu.repository.models import DigitalObject, ObjectFile, Page, PageText
from lienthu.repository.ocr import read, tesseract
from lienthu.repository.stores import MASTERS, PYRAMIDS

#: No page is begun after so many seconds of a slice; the ones in hand are finished and saved.
_SLICE_SECONDS = 8.0
_AT_ONCE = os.cpu_count() or 1
#: A PDF's page is drawn finer than it is shown: letters of 10 points need it.
_DPI = 300
_KINDS = {kind.mime: kind for kind in vars(kinds).values() if isinstance(kind, kinds.Kind)}


@jobs.register
class Recognise(jobs.JobKind):
    name = RECOGNISE
    title = gettext_lazy("Recognising text")
    steering = Permission.REPOSITORY_KEEP
    lease = 300

    def slice(self, run: jobs.Run) -> bool:
        engine = tesseract.engine()
        if not engine:
            raise Unavailable("repository.no_tesseract")
        found = DigitalObject.objects.get(id=run.params["object"])
        left = _unread(run, found)
        total = run.cursor.get("total") or left.count()
        waiting = [_Sheet.of(page, mime) for page, mime in _with_kind(found, left[: _AT_ONCE * 16])]
        if waiting:
            _read_some(run, found, waiting, total, engine)
        return bool(waiting)


def _unread(run: jobs.Run, found: DigitalObject) -> QuerySet[Page]:
    wanted = Q(transcript=None)
    if run.params.get("again"):
        wanted |= Q(transcript__origin=PageText.Origin.OCR, transcript__made_at__lt=run.job.created_at)
    return found.pages.filter(wanted).order_by("position")


def _with_kind(found: DigitalObject, wanted: QuerySet[Page]) -> list[tuple[Page, str]]:
    mimes = dict(ObjectFile.objects.filter(object=found, role=ObjectFile.Role.MASTER).values_list("sha256", "mime"))
    return [(page, mimes.get(page.master, "")) for page in wanted]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a thread needs of a page, without the database."""

    page: Page
    kind: kinds.Kind | None

    @classmethod
    def of(cls, page: Page, mime: str) -> _Sheet:
        usable = mime in _KINDS and not page.fault and MASTERS.holds(page.master)
        return cls(page, _KINDS[mime] if usable else None)

    def image(self) -> Any:
        """From the master where it is whole, else what is shown."""
        if self.kind is None:
            return pyvips.Image.new_from_file(str(PYRAMIDS.path(self.page.pyramid)), access="sequential")
        image = pages.render(MASTERS.path(self.page.master), self.kind, self.page.number, dpi=_DPI)[0]
        return drawn(image, self.page.recipe)

    def read(self) -> read.Recognised | str:
        """The text, or the code of why there is none. A full disk is none of the page."""
        try:
            with saying_when_full():
                return read.read_image(self.image(), (self.page.width, self.page.height))
        except Invalid as error:
            return error.code
        except pyvips.Error:
            return "repository.page_broken"


def _read_some(run: jobs.Run, found: DigitalObject, waiting: list[_Sheet], total: int, engine: str) -> None:
    ends = time.monotonic() + _SLICE_SECONDS
    at_work: dict[Future[read.Recognised | str], _Sheet] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while waiting or at_work:
            while waiting and len(at_work) < _AT_ONCE:
                sheet = waiting.pop(0)
                at_work[pool.submit(sheet.read)] = sheet
            done, _ = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                _save(run, found, at_work.pop(future).page, future.result(), total, engine)
            if time.monotonic() > ends:
                waiting = []


def _save(run: jobs.Run, found: DigitalObject, page: Page, got: read.Recognised | str, total: int, engine: str) -> None:
    done = min(total, run.job.done + 1)
    note = f"{found.title[:150]} · {page.position}"
    with run.saving(cursor={"total": total}, done=done, total=total, note=note):
        if not Page.objects.select_for_update(no_key=True).filter(id=page.pk, pyramid=page.pyramid).exists():
            return  # drawn anew meanwhile: these boxes are those of another picture
        values: dict[str, Any] = {"origin": PageText.Origin.OCR, "engine": engine, "recipe": read.RECIPE}
        values |= {"made_at": timezone.now(), "text": "", "lines": [], "confidence": None, "fault": ""}
        if isinstance(got, str):
            values["fault"] = got
        else:
            values |= {"text": got.text, "lines": got.lines, "confidence": got.confidence}
        known = PageText.objects.select_for_update().filter(page=page).first()
        if known is None:
            PageText.objects.create(page=page, **values)
        elif known.origin == PageText.Origin.OCR:  # what a person corrected meanwhile stays
            PageText.objects.filter(page=page).update(**values, version=known.version + 1)
        announce_texts([page.pk])
