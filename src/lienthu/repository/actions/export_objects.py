"""Objects leave the house as packages that live without it: OCFL, BagIt, or what archives take (AIP_hoso)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import LienThuError
from lienthu.repository import gate, identifiers, versions
from lienthu.repository.models import DigitalObject
from lienthu.repository.policies import KEEPS
from lienthu.repository.preservation import aip, bagit, ocfl
from lienthu.repository.preservation.content import parts_of
from lienthu.repository.rules.access import is_secret

FORMATS: Final = ("ocfl", "bagit", "aip")


@dataclass(slots=True)
class Outcome:
    """`unchanged`: the package held exactly this already, so a stopped export goes on where it was."""

    written: int = 0
    unchanged: int = 0
    faults: list[tuple[DigitalObject, LienThuError]] = field(default_factory=list)


def export_objects(
    *,
    actor: Actor,
    objects: QuerySet[DigitalObject],
    folder: Path,
    format: str,
    fonds: str = "",
    report: Callable[[DigitalObject], None] = lambda _: None,
) -> Outcome:
    """One object after another, streamed. A damaged one is named and the rest goes on. State secrets are left out.
    `fonds`: the code of the archival fonds for `aip`; the library's own without."""
    done = Outcome()
    if format == "ocfl":
        ocfl.open_root(folder)
    for found in _each(actor, objects):
        try:
            changed = _written(actor, found, folder, format, fonds)
        except LienThuError as error:
            done.faults.append((found, error))
        else:
            done.written += changed
            done.unchanged += not changed
        report(found)
    if format == "ocfl":
        ocfl.close_root(folder)
    with transaction.atomic():
        data = {"objects": done.written, "format": format, "folder": str(folder), "faults": len(done.faults)}
        audit.record(actor=actor, code="repository.exported", subject="repository", data=data)
    return done


def _each(actor: Actor, objects: QuerySet[DigitalObject]) -> Iterator[DigitalObject]:
    """Earlier versions go with what they are versions of."""
    ready = KEEPS.filter(actor, objects).exclude(state=DigitalObject.State.MAKING).filter(current=None)
    ready = ready.select_related("library")
    for found in ready.order_by("id").iterator(100):
        if not is_secret(gate.rules_of(found.pk, found.gate)):
            yield found


def _written(actor: Actor, found: DigitalObject, folder: Path, format: str, fonds: str) -> bool:
    if format == "aip":
        return aip.write(folder, found, fonds or found.library.code)
    if format == "ocfl":
        return _as_ocfl(actor, found, folder)
    parts = parts_of(found)
    info = {
        "Source-Organization": found.library.code,
        "External-Identifier": identifiers.ark_of(found),
        "External-Description": found.title,
        "Bagging-Date": timezone.localdate().isoformat(),
        "Bag-Software-Agent": "Liên Thư",
        "Internal-Sender-Identifier": found.public_id,
    }
    return bagit.write(folder / found.public_id, parts, info)


def _as_ocfl(actor: Actor, found: DigitalObject, folder: Path) -> bool:
    """Each version of the masters is a version of the OCFL object, the earliest first; one that is there stays."""
    name = identifiers.ark_of(found)
    changed = False
    for version in versions.earlier(found):
        if is_secret(gate.rules_of(version.pk, version.gate)):
            continue
        parts = parts_of(version)
        if not ocfl.has_held(folder, name, [part for part in parts if part.path.startswith("masters/")]):
            changed |= ocfl.store(folder, name, parts, _said(actor, version)).changed
    return ocfl.store(folder, name, parts_of(found), _said(actor, found)).changed or changed


def _said(actor: Actor, version: DigitalObject) -> ocfl.Said:
    message = "Exported from Liên Thư"
    if version.edition > 1 or version.current_id:
        message += f": version {version.edition} of the masters"
    return ocfl.Said(timezone.localtime(), message, actor.label)
