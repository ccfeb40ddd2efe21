"""`repository.take_in`: a closed deposit is screened file by file, then becomes objects and pages, a few at a time."""

from __future__ import annotations

import time
from pathlib import Path, PurePath
from typing import Any

import pyvips
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lienthu.files import kinds
from lienthu.files.storage import StoredFile
from lienthu.kernel import jobs
from lienthu.kernel.errors import Invalid
from lienthu.kernel.permissions import Permission
from lienthu.repository import examine
from lienthu.repository.actions.deposit import TAKE_IN
from lienthu.repository.images import pages, pyramid
from lienthu.repository.models import Deposit, DepositFile, DigitalObject, ObjectFile, Page, PageText
from lienthu.repository.rules.names import natural
from lienthu.repository.stores import MASTERS, PYRAMIDS, QUARANTINE

_SLICE_SECONDS = 3.0
_KINDS = {kind.mime: kind for kind in vars(kinds).values() if isinstance(kind, kinds.Kind)}
_MAKES = {kinds.Family.AUDIO: DigitalObject.Kind.AUDIO, kinds.Family.VIDEO: DigitalObject.Kind.VIDEO}


@jobs.register
class TakeIn(jobs.JobKind):
    name = TAKE_IN
    title = gettext_lazy("Taking in a deposit")
    steering = Permission.REPOSITORY_DEPOSIT
    lease = 180

    def slice(self, run: jobs.Run) -> bool:
        deposit = Deposit.objects.get(id=run.params["deposit"])
        waiting = deposit.files.filter(state=DepositFile.State.WAITING).order_by("id").first()
        if waiting is not None:
            _screen(run, deposit, waiting)
            return True
        made = DigitalObject.objects.filter(deposited__deposit=deposit)
        if not made.exists() and deposit.files.filter(state=DepositFile.State.TAKEN).exists():
            with run.saving(cursor={"stage": "pages"}):
                _make_objects(deposit)
            return True
        unfinished = made.filter(state=DigitalObject.State.MAKING).order_by("id").first()
        if unfinished is not None:
            _make_pages(run, unfinished)
            return True
        with run.saving(cursor={"stage": "done"}, note=deposit.title[:200]):
            deposit.state = Deposit.State.DONE
            deposit.save(update_fields=["state"])
        return False


def _screen(run: jobs.Run, deposit: Deposit, file: DepositFile) -> None:
    path = QUARANTINE.path(file.sha256)
    found = _examined(path, deposit) if path.exists() else examine.Finding(fault="repository.file_gone")
    total = deposit.files.count()
    done = total - deposit.files.filter(state=DepositFile.State.WAITING).count() + 1
    if not found.fault and not MASTERS.holds(file.sha256):
        # Copied under its digest before the row says so; a worker that dies between them does it again.
        copy = MASTERS.scratch()
        copy.write_bytes(b"")
        _copy(path, copy)
        MASTERS.adopt(copy)
    with run.saving(cursor={"stage": "screen", "file": file.pk}, done=done, total=total, note=file.name):
        file.state = DepositFile.State.REFUSED if found.fault else DepositFile.State.TAKEN
        file.fault, file.fault_params = found.fault, found.params or {}
        file.mime = found.kind.mime if found.kind else ""
        file.screened_at = timezone.now()
        file.save()
    if not DepositFile.objects.filter(sha256=file.sha256, state=DepositFile.State.WAITING).exists():
        QUARANTINE.drop(file.sha256)


def _examined(path: Path, deposit: Deposit) -> examine.Finding:
    if not deposit.is_own:
        return examine.examine(path)
    kind = kinds.kind_of(path)
    return examine.sound(path, kind) if kind else examine.Finding(fault="repository.kind_not_taken")


def _copy(source: PurePath, target: PurePath) -> None:
    with open(source, "rb") as read, open(target, "wb") as write:  # noqa: PTH123 - two plain streams
        while chunk := read.read(1024 * 1024):
            write.write(chunk)


def _make_objects(deposit: Deposit) -> None:
    taken = sorted(deposit.files.filter(state=DepositFile.State.TAKEN), key=lambda file: natural(file.name))
    is_one = deposit.arrangement == Deposit.Arrangement.PAGES
    groups = [(deposit.title, taken)] if is_one else _by_document(taken)
    for title, files in groups:
        families = [_KINDS[file.mime].family for file in files]
        family = next((one for one in families if one is not kinds.Family.TRANSCRIPT), families[0])
        details = {name: value for name, value in deposit.details.items() if name in DETAILS}
        details.setdefault("kind", _MAKES.get(family, DigitalObject.Kind.BOOK))
        made = DigitalObject.objects.create(library_id=deposit.library_id, title=title[:500], **details)
        ObjectFile.objects.bulk_create(
            ObjectFile(
                object=made,
                role=ObjectFile.Role.MASTER,
                name=file.name,
                sha256=file.sha256,
                size=file.size,
                mime=file.mime,
                position=position,
            )
            for position, file in enumerate(files, 1)
        )
        DepositFile.objects.filter(id__in=[file.pk for file in files]).update(object=made)


def _by_document(taken: list[DepositFile]) -> list[tuple[str, list[DepositFile]]]:
    """Each file by itself, a transcript with the recording of its name."""
    said = {PurePath(file.name).stem: file for file in taken if _KINDS[file.mime] is kinds.VTT}
    others = [file for file in taken if _KINDS[file.mime] is not kinds.VTT]
    groups = []
    for file in others:
        stem = PurePath(file.name).stem
        recorded = _KINDS[file.mime].family in _MAKES
        groups.append((stem, [file, said.pop(stem)] if recorded and stem in said else [file]))
    return groups + [(stem, [file]) for stem, file in said.items()]


#: What a deposit may say about its documents.
DETAILS = ("kind", "creators", "date_text", "year", "language", "description", "subjects", "source", "rights", "entry")


def _make_pages(run: jobs.Run, made: DigitalObject) -> None:
    """Pages for a few seconds; the cursor says which page of which file comes next."""
    files = list(made.files.filter(role=ObjectFile.Role.MASTER).order_by("position"))
    at, number = (
        (run.cursor.get("file", 0), run.cursor.get("number", 0)) if run.cursor.get("object") == made.pk else (0, 0)
    )
    found: list[tuple[Page, pages.OwnText | None]] = []
    position = made.pages.count()
    counts: dict[int, int] = {}  # a file is opened once in a slice to be counted, not once a page
    ends = time.monotonic() + _SLICE_SECONDS
    while at < len(files) and time.monotonic() < ends:
        kind, path = _KINDS[files[at].mime], MASTERS.path(files[at].sha256)
        if kind.family not in (kinds.Family.IMAGE, kinds.Family.PDF):
            at, number = at + 1, 0
            continue
        position += 1
        found.append(_page(made, files[at], kind, number, position))
        number += 1
        counts[at] = counts.get(at) or pages.count(path, kind)
        if number >= counts[at]:
            at, number = at + 1, 0
    cursor = {"stage": "pages", "object": made.pk, "file": at, "number": number}
    with run.saving(cursor=cursor, note=f"{made.title[:150]} · {position}"):
        _save(made, found, finished=at >= len(files))


def _page(
    made: DigitalObject, file: ObjectFile, kind: kinds.Kind, number: int, position: int
) -> tuple[Page, pages.OwnText | None]:
    path, fault = MASTERS.path(file.sha256), ""
    try:
        image, own = pages.render(path, kind, number)
        stored = _pyramid(image)
    except (Invalid, pyvips.Error):  # a picture may only prove broken while it is read to its end
        fault, own = "repository.page_broken", None
        image, stored = _what_is_left(path, kind, number)
    page = Page(
        object=made,
        position=position,
        label=str(position),
        master=file.sha256,
        name=file.name,
        number=number,
        pyramid=stored.sha256,
        width=image.width,
        height=image.height,
        fault=fault,
    )
    return page, own


def _what_is_left(path: Path, kind: kinds.Kind, number: int) -> tuple[Any, StoredFile]:
    """Of a broken page: as far as it goes, else a blank one. Streamed: what it claims to measure may be a lie."""
    try:
        image, _ = pages.render(path, kind, number, whole=False)
        return image, _pyramid(image)
    except (Invalid, pyvips.Error):
        blank = pages.missing()
        return blank, _pyramid(blank)


def _pyramid(image: Any) -> StoredFile:
    target = PYRAMIDS.scratch(".tif")
    try:
        pyramid.make(image, target)
        return PYRAMIDS.adopt(target)
    finally:
        target.unlink(missing_ok=True)


def _save(made: DigitalObject, found: list[tuple[Page, pages.OwnText | None]], *, finished: bool) -> None:
    Page.objects.bulk_create(page for page, _ in found)
    now = timezone.now()
    PageText.objects.bulk_create(
        PageText(page=page, text=own.text, lines=own.lines, origin=PageText.Origin.PDF, confidence=100, made_at=now)
        for page, own in found
        if own is not None
    )
    made.page_count = made.pages.count()
    if finished:
        made.state = DigitalObject.State.DRAFT
    made.save(update_fields=["page_count", "state"])
