"""A whole folder or bag as one deposit: by the command and from the watched folder. The same one again is the same
deposit, and goes on where it stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.db import IntegrityError

from lienthu.files.inside import chunks_inside
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, LienThuError
from lienthu.kernel.models import Job
from lienthu.registry.models import Agency
from lienthu.repository.actions.deposit import TAKE_IN, add_file, cancel_deposit, close_deposit, open_deposit
from lienthu.repository.actions.put_sheet import put_read, read_for
from lienthu.repository.bags import Package, Payload
from lienthu.repository.models import Deposit
from lienthu.repository.rules.clearance import Clearance

_CHANGED = "repository.changed_on_the_way"


@dataclass(slots=True)
class HandedIn:
    """`known`: it had been handed in before. `faults`: files that could not be stored → code and parameters.
    `unread`: there is a sheet, but the deposit was closed before it came."""

    deposit: Deposit
    known: bool
    faults: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict)
    unread: bool = False

    @property
    def job(self) -> Job | None:
        key = f"{TAKE_IN}:{self.deposit.pk}"
        return Job.objects.filter(kind=TAKE_IN, unique_key=key).order_by("-id").first()


def hand_in(
    *,
    actor: Actor,
    package: Package,
    library_id: int,
    agency: Agency,
    clearance: Clearance,
    title: str = "",
    arrangement: str = "",
    sheet: Path | None = None,
    whole: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> HandedIn:
    """`sheet` describes the files, else the one that lies among them. Raises `Invalid` when nothing in it can be taken
    or the sheet cannot be read: then nothing is stored. `whole`: a file that changes meanwhile ends it all with a
    `Conflict`, and nothing is kept."""
    sheet = sheet or package.sheet
    described = read_for(None, sheet, _names(package)) if sheet else None
    found, known = _deposit(actor, package, library_id, agency, clearance, title, arrangement)
    result = HandedIn(found, known)
    if found.state != Deposit.State.OPEN:
        result.unread = sheet is not None and found.sheet.get("sha256") != _digest(sheet)
        return result
    there = {(file.path, file.sha256) for file in found.files.all()}
    for done, one in enumerate(package.files, 1):
        if (one.path, one.sha256) not in there:
            try:
                add_file(actor=actor, deposit=found, name=one.path, chunks=_unchanged(one))
            except LienThuError as error:
                result.faults[one.path] = (error.code, error.params)
                if whole and error.code == _CHANGED:
                    cancel_deposit(actor=actor, deposit=found)
                    raise Conflict(error.code, **error.params) from error
        progress(done)
    if found.files.exists():
        try:
            if sheet and described:
                put_read(actor, found, sheet.name, _digest(sheet), described)
            close_deposit(actor=actor, deposit=found)
        except Conflict:  # the same folder, handed in twice at once: the other one closed it
            result.known = True
    found.refresh_from_db()
    return result


def _deposit(
    actor: Actor, package: Package, library_id: int, agency: Agency, clearance: Clearance, title: str, arrangement: str
) -> tuple[Deposit, bool]:
    same = Deposit.objects.filter(library_id=library_id, fingerprint=package.fingerprint)
    known = same.exclude(state=Deposit.State.CANCELLED).first()
    if known is not None:
        return known, True
    usual = Deposit.Arrangement.FOLDERS if package.has_folders else Deposit.Arrangement.PAGES
    try:
        made = open_deposit(
            actor=actor,
            library_id=library_id,
            title=title or package.title,
            clearance=clearance,
            arrangement=arrangement or usual,
            agency_id=agency.pk,
            fingerprint=package.fingerprint,
        )
    except IntegrityError:  # at the same time by another process
        return same.exclude(state=Deposit.State.CANCELLED).get(), True
    return made, False


def _names(package: Package) -> set[str]:
    paths = [PurePosixPath(one.path) for one in package.files]
    return {name for path in paths for name in (str(path), path.name, path.stem, str(path.parent))} - {"."}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unchanged(one: Payload) -> Iterator[bytes]:
    """The bytes, once more the ones that were counted: a file that somebody writes to at the same time is refused."""
    digest = hashlib.sha256()
    for chunk in chunks_inside(one.top, one.source):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != one.sha256:
        raise Invalid(_CHANGED, name=one.path)
