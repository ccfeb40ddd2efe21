"""`repository.draw_pages`: pages drawn anew by their recipes, their texts led along. `repository.look_at_pages`: what
the machine sees on each page. Both do a few pages at a time and find what is left in the rows themselves."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Final

import pyvips
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lienthu.files import kinds
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, LienThuError
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions.edit_pages import DRAW
from lienthu.repository.actions.make_pdf import make_pdf
from lienthu.repository.actions.recognise import recognise_new
from lienthu.repository.events import announce, announce_texts
from lienthu.repository.images import pages, store
from lienthu.repository.models import DigitalObject, ObjectFile, Page, PageLook, PageText
from lienthu.repository.models.objects import new_gate
from lienthu.repository.ocr import tesseract
from lienthu.repository.pagedesk.look import look
from lienthu.repository.rules.page_recipe import moved_lines, text_of
from lienthu.repository.stores import MASTERS, PYRAMIDS

LOOK: Final = "repository.look_at_pages"
_SLICE_SECONDS: Final = 3.0
_KINDS: Final = {kind.mime: kind for kind in vars(kinds).values() if isinstance(kind, kinds.Kind)}
_NO_TEXT: Final = frozenset({DigitalObject.Kind.MAP, DigitalObject.Kind.PHOTOGRAPH})


@jobs.register
class DrawPages(jobs.JobKind):
    name = DRAW
    title = gettext_lazy("Drawing pages anew")
    steering = Permission.REPOSITORY_KEEP
    lease = 300

    def slice(self, run: jobs.Run) -> bool:
        """One page; its old picture goes in the next slice, when nothing refers to it for certain."""
        if old := run.cursor.get("old"):
            if not Page.objects.filter(pyramid=old).exists():
                PYRAMIDS.drop(old)
            with run.saving(cursor={}):
                pass
        found = DigitalObject.objects.filter(id=run.params["object"]).first()
        page = found.pages.filter(wanted__isnull=False).order_by("position").first() if found else None
        if found is None or page is None:
            if found is not None:
                _finished(run.actor, found)
            return False
        _draw(run, found, page)
        return True


def look_key(object_id: int) -> str:
    return f"{LOOK}:{object_id}"


def look_at_pages(actor: Actor, found: DigitalObject) -> None:
    """Nothing when it is being done already."""
    with suppress(Conflict):
        jobs.start(
            actor=actor,
            kind=LOOK,
            params={"object": found.pk},
            library_id=found.library_id,
            unique_key=look_key(found.pk),
            priority=-1,
        )


def _draw(run: jobs.Run, found: DigitalObject, page: Page) -> None:
    wanted = page.wanted or []
    drawn = _drawn(found, page, wanted)
    left = found.pages.filter(wanted__isnull=False).count()
    total = max(run.job.total or 0, left)
    note = f"{found.public_id} · {page.position}"
    with run.saving(cursor={"old": page.pyramid}, done=total - left + 1, total=total, note=note):
        now = Page.objects.select_for_update(no_key=True).filter(id=page.pk).first()
        if now is None or now.wanted != wanted:
            return  # changed or left out meanwhile: the next slice looks anew
        if drawn is None:  # the master cannot be read: the page stays as it is
            Page.objects.filter(id=page.pk).update(wanted=None)
            return
        picture, own = drawn
        Page.objects.filter(id=page.pk).update(
            pyramid=picture.sha256, width=picture.width, height=picture.height, recipe=wanted, wanted=None
        )
        _lead_text(now, own, picture.master, wanted)
        DigitalObject.objects.filter(id=found.pk).update(gate=new_gate())
        announce_texts([page.pk])


def _drawn(found: DigitalObject, page: Page, wanted: list[Any]) -> tuple[store.Kept, pages.OwnText | None] | None:
    """The picture and the file's own text. None when it cannot be drawn."""
    file = ObjectFile.objects.filter(object=found, sha256=page.master, role=ObjectFile.Role.MASTER).first()
    kind = _KINDS.get(file.mime) if file else None
    if kind is None or not MASTERS.holds(page.master):
        return None
    try:
        return store.draw(MASTERS.path(page.master), kind, page.number, steps=wanted, whole=not page.fault)
    except (Invalid, pyvips.Error):
        return None


def _lead_text(page: Page, own: pages.OwnText | None, master: tuple[int, int], wanted: list[Any]) -> None:
    """A file's own text is taken from it anew; what people corrected is led along; what a machine read is read again
    where there is one, since it reads a straight page better."""
    text = PageText.objects.select_for_update().filter(page=page).first()
    if text is None:
        return
    if text.origin == PageText.Origin.OCR and tesseract.command() is not None:
        text.delete()
        return
    if text.origin == PageText.Origin.PDF and own is not None:
        lines = moved_lines(own.lines, master, [], wanted)
    else:
        lines = moved_lines(text.lines, master, page.recipe, wanted)
    PageText.objects.filter(page=page).update(
        lines=lines, text=text_of(lines), version=F("version") + 1, made_at=timezone.now()
    )


def _finished(actor: Actor, found: DigitalObject) -> None:
    """What hangs on the pictures is made again."""
    announce([found.pk])
    with suppress(Conflict):
        recognise_new(actor, found)
    if found.files.filter(role=ObjectFile.Role.READING).exists():
        with suppress(LienThuError):
            make_pdf(actor=actor, object_id=found.pk)
    if PageLook.objects.filter(page__object=found).exists():
        look_at_pages(actor, found)


@jobs.register
class LookAtPages(jobs.JobKind):
    name = LOOK
    title = gettext_lazy("Looking at the pages")
    steering = Permission.REPOSITORY_KEEP
    lease = 120

    def slice(self, run: jobs.Run) -> bool:
        found = DigitalObject.objects.filter(id=run.params["object"]).first()
        left = _unseen(found) if found else Page.objects.none()
        waiting = list(left.order_by("position")[:50])
        if not waiting or found is None:
            return False
        ends = time.monotonic() + _SLICE_SECONDS
        seen = []
        for page in waiting:
            seen.append(_seen(page, is_text=found.kind not in _NO_TEXT))
            if time.monotonic() > ends:
                break
        done = found.page_count - left.count() + len(seen)
        with run.saving(cursor={}, done=max(0, done), total=found.page_count, note=found.public_id):
            there = set(Page.objects.filter(id__in=[one.page_id for one in seen]).values_list("id", flat=True))
            PageLook.objects.filter(page__in=there).delete()
            PageLook.objects.bulk_create(one for one in seen if one.page_id in there)
        return True


def _unseen(found: DigitalObject) -> Any:
    return found.pages.filter(wanted__isnull=True).filter(Q(look=None) | ~Q(look__pyramid=F("pyramid")))


def _seen(page: Page, *, is_text: bool) -> PageLook:
    try:
        if page.fault:
            raise Invalid(page.fault)
        got = look(store.found(page.pyramid), is_text=is_text)
    except (LienThuError, pyvips.Error):
        return PageLook(page=page, pyramid=page.pyramid, hash="", is_blank=True)
    return PageLook(
        page=page, pyramid=page.pyramid, hash=got.hash, is_blank=got.is_blank, steps=got.steps, split=got.split
    )
