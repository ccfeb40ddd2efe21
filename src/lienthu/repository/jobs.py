"""`repository.take_in`: a closed deposit is screened file by file, then becomes objects and pages, a few at a time."""

from __future__ import annotations

import time
from pathlib import Path, PurePath
from typing import Any

import pyvips
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lienthu.files import kinds
from lienthu.kernel import jobs
from lienthu.kernel.errors import Invalid
from lienthu.kernel.permissions import Permission
from lienthu.repository import examine
from lienthu.repository.actions.deposit import TAKE_IN, clear_quarantine
from lienthu.repository.actions.recognise import recognise_new
from lienthu.repository.actions.renew import begin_renewal
from lienthu.repository.actions.upload import settle_next
from lienthu.repository.images import pages, store
from lienthu.repository.models import Deposit, DepositFile, DigitalObject, ObjectFile, Page, PageText, SheetRow
from lienthu.repository.projects.actions.deliveries import attach_deposit
from lienthu.repository.rules.arrange import arrange
from lienthu.repository.sheets.standing import lines_of, note_faults, piece_of, refuse_secrets
from lienthu.repository.stores import MASTERS, QUARANTINE

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
        if settle_next(deposit):
            with run.saving(cursor={"stage": "settle"}, note=""):
                pass
            return True
        if deposit.files.filter(state=DepositFile.State.WAITING).exists():
            refuse_secrets(deposit)
            _screen(run, deposit)
            return True
        made = DigitalObject.objects.filter(deposited__deposit=deposit)
        if not made.exists() and deposit.files.filter(state=DepositFile.State.TAKEN).exists():
            with run.saving(cursor={"stage": "pages"}, note=""):
                _make_objects(deposit)
            return True
        unfinished = made.filter(state=DigitalObject.State.MAKING).order_by("id").first()
        if unfinished is not None:
            _make_pages(run, unfinished)
            return True
        clear_quarantine(set(deposit.files.values_list("sha256", flat=True)))
        with run.saving(cursor={"stage": "done"}, note=""):
            attach_deposit(run.actor, deposit)
            _mark(deposit, Deposit.State.DONE)
        return False

    def ended(self, run: jobs.Run) -> None:
        deposit = Deposit.objects.filter(id=run.params["deposit"]).first()
        if deposit is not None:
            _mark(deposit, Deposit.State.FAILED, run.job.error_code, run.job.error_params)


#: After so many attempts the file or page at hand is set aside, so that the rest goes on; from the second it is alone.
_TRIES = 4
_BATCH = 200


def _mark(deposit: Deposit, state: str, fault: str = "", params: dict[str, Any] | None = None) -> None:
    deposit.state, deposit.fault, deposit.fault_params = state, fault, params or {}
    deposit.save(update_fields=["state", "fault", "fault_params"])


def _screen(run: jobs.Run, deposit: Deposit) -> None:
    """Files for a few seconds. What is copied lies under its digest before a row says so; a worker that dies between
    them does it again."""
    alone = run.job.attempts > 1
    waiting = deposit.files.filter(state=DepositFile.State.WAITING).order_by("id")[: 1 if alone else _BATCH]
    looked_at: list[DepositFile] = []
    ends = time.monotonic() + _SLICE_SECONDS
    for file in waiting:
        found = examine.Finding(fault="repository.breaks_the_examination") if run.job.attempts >= _TRIES else None
        _judge(file, found or _found(deposit, file.sha256))
        looked_at.append(file)
        if time.monotonic() > ends:
            break
    total = deposit.files.count()
    done = total - deposit.files.filter(state=DepositFile.State.WAITING).count() + len(looked_at)
    with run.saving(cursor={"stage": "screen"}, done=done, total=total, note=looked_at[-1].name):
        if deposit.state == Deposit.State.FAILED:
            _mark(deposit, Deposit.State.SCREENING)
        DepositFile.objects.bulk_update(looked_at, ["state", "fault", "fault_params", "mime", "screened_at"], 500)
    clear_quarantine({file.sha256 for file in looked_at})


def _found(deposit: Deposit, sha256: str) -> examine.Finding:
    # Another deposit may have had the same bytes, and cleared them away between this one's arrival and now.
    path = next((store.path(sha256) for store in (QUARANTINE, MASTERS) if store.holds(sha256)), None)
    if path is None:
        return examine.Finding(fault="repository.file_gone")
    found = _examined(path, deposit)
    if not found.fault and not MASTERS.holds(sha256):
        MASTERS.take_over(QUARANTINE, sha256)
    return found


def _judge(file: DepositFile, found: examine.Finding) -> None:
    file.state = DepositFile.State.REFUSED if found.fault else DepositFile.State.TAKEN
    file.fault, file.fault_params = found.fault, found.params or {}
    file.mime = found.kind.mime if found.kind else ""
    file.screened_at = timezone.now()


def _examined(path: Path, deposit: Deposit) -> examine.Finding:
    if not deposit.is_own:
        return examine.examine(path)
    kind = kinds.kind_of(path)
    return examine.sound(path, kind) if kind else examine.Finding(fault="repository.kind_not_taken")


def _make_objects(deposit: Deposit) -> None:
    files = {file.pk: file for file in deposit.files.filter(state=DepositFile.State.TAKEN)}
    rows = {row.pk: row for row in deposit.sheet_rows.filter(fault="").order_by("number")}
    arranged = arrange(deposit.arrangement, deposit.title, map(piece_of, files.values()), lines_of(rows.values()))
    for group in arranged.groups:
        said = rows[group.line].said if group.line else {}
        made = _make_object(deposit, group.title, [files[piece.id] for piece in group.pieces], said)
        begin_renewal(deposit, made)
        if group.line:
            rows[group.line].object = made
    note_faults(arranged, rows)
    SheetRow.objects.bulk_update(rows.values(), ["object", "fault", "fault_params", "notes"], 500)


def _make_object(deposit: Deposit, title: str, files: list[DepositFile], said: dict[str, Any]) -> DigitalObject:
    details = {name: value for name, value in (deposit.details | said).items() if name in DETAILS and value}
    families = [_KINDS[file.mime].family for file in files]
    family = next((one for one in families if one is not kinds.Family.TRANSCRIPT), families[0])
    details.setdefault("kind", _MAKES.get(family, DigitalObject.Kind.BOOK))
    title = said.get("title") or title or PurePath(files[0].name).stem
    details["title"] = title[:500]
    made = DigitalObject.objects.create(library_id=deposit.library_id, **details)
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
    return made


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
    alone = run.job.attempts > 1
    ends = time.monotonic() + (0 if alone else _SLICE_SECONDS)
    while at < len(files) and (not found or time.monotonic() < ends):
        kind, path = _KINDS[files[at].mime], MASTERS.path(files[at].sha256)
        if kind.family not in (kinds.Family.IMAGE, kinds.Family.PDF):
            at, number = at + 1, 0
            continue
        position += 1
        breaks = run.job.attempts >= _TRIES
        found.append(_page(made, files[at], kind, number, position, breaks=breaks))
        number += 1
        counts[at] = counts.get(at) or pages.count(path, kind)
        if number >= counts[at]:
            at, number = at + 1, 0
    cursor = {"stage": "pages", "object": made.pk, "file": at, "number": number}
    with run.saving(cursor=cursor, note=f"{made.public_id} · {position}"):
        _save(made, found, finished=at >= len(files))
        if at >= len(files):
            recognise_new(run.actor, made)


def _page(
    made: DigitalObject, file: ObjectFile, kind: kinds.Kind, number: int, position: int, *, breaks: bool = False
) -> tuple[Page, pages.OwnText | None]:
    """`breaks`: making it has ended the worker before, so it is not tried again."""
    path, fault = MASTERS.path(file.sha256), ""
    try:
        if breaks:
            raise Invalid("repository.page_broken", page=number + 1)
        kept, own = store.draw(path, kind, number, steps=[])
    except (Invalid, pyvips.Error) as error:
        fault, own = "repository.page_broken", None
        stopped = breaks or getattr(error, "code", "") == "repository.file_exhausts"
        kept = store.keep(pages.missing()) if stopped else _what_is_left(path, kind, number)
    page = Page(
        object=made,
        position=position,
        label=str(position),
        master=file.sha256,
        name=file.name,
        number=number,
        pyramid=kept.sha256,
        width=kept.width,
        height=kept.height,
        fault=fault,
    )
    return page, own


def _what_is_left(path: Path, kind: kinds.Kind, number: int) -> store.Kept:
    """Of a broken page: as far as it goes, else a blank one. Streamed: what it claims to measure may be a lie."""
    try:
        return store.draw(path, kind, number, steps=[], whole=False)[0]
    except (Invalid, pyvips.Error):
        return store.keep(pages.missing())


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
