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
from lienthu.kernel.errors import Invalid, LienThuError, NotFound
from lienthu.repository import gate, identifiers, versions
from lienthu.repository.models import DigitalObject
from lienthu.repository.policies import KEEPS
from lienthu.repository.preservation import aip, bagit, ocfl
from lienthu.repository.preservation.content import Part, parts_of, parts_of_all
from lienthu.repository.preservation.events import version_said
from lienthu.repository.rules.access import is_secret

FORMATS: Final = ("ocfl", "bagit", "aip")
#: Of an earlier version in an OCFL object; its description goes on changing.
_KEPT: Final = ("masters/", "transcripts/")


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
    version: str = "",
    report: Callable[[DigitalObject], None] = lambda _: None,
) -> Outcome:
    """One object after another, streamed. A damaged one is named and the rest goes on. State secrets are left out.
    `fonds`: the code of the archival fonds for `aip`; the library's own without. `version`: of the masters, as
    `versions.chosen` reads it; an OCFL object always holds all of them."""
    if format == "ocfl" and version not in ("", versions.ALL):
        raise Invalid("repository.ocfl_holds_all")
    done = Outcome()
    if format == "ocfl":
        ocfl.open_root(folder)
    for found in _each(actor, objects):
        try:
            changed = _written(actor, found, folder, format, fonds, version)
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


def _written(actor: Actor, found: DigitalObject, folder: Path, format: str, fonds: str, version: str) -> bool:
    if format == "ocfl":
        return _as_ocfl(actor, found, folder)
    if format == "aip":
        made = [aip.write(folder, one, fonds or one.library.code) for one in _chosen(found, version)]
        return any(made)
    bag = bag_of(found, version)
    return bagit.write(folder / bag.name, bag.parts, bag.info)


@dataclass(frozen=True, slots=True)
class Bag:
    """`name`: of its folder."""

    name: str
    parts: list[Part]
    info: dict[str, str]


def bag_of(found: DigitalObject, version: str = "") -> Bag:
    """Of the newest version, of a chosen one, or of all, each in a folder of its own. Raises as `versions.chosen`."""
    editions = _chosen(found, version)
    one = editions[-1]
    ending = {"": "", versions.ALL: ".all"}.get(version, f".v{one.edition}")
    info = {
        "Source-Organization": found.library.code,
        "External-Identifier": identifiers.versioned(one) if ending.startswith(".v") else identifiers.ark_of(found),
        "External-Description": one.title,
        "Bagging-Date": timezone.localdate().isoformat(),
        "Bag-Software-Agent": "Liên Thư",
        "Internal-Sender-Identifier": found.public_id,
    }
    if ending:
        info["Internal-Sender-Description"] = ", ".join(version_said(each.edition) for each in editions)
    parts = parts_of_all(found, editions) if version == versions.ALL else parts_of(one)
    return Bag(f"{found.public_id}{ending}", parts, info)


def _chosen(found: DigitalObject, version: str) -> list[DigitalObject]:
    """Without those that hold a state secret."""
    asked = versions.chosen(found, version)
    editions = [one for one in asked if not is_secret(gate.rules_of(one.pk, one.gate))]
    if not editions:
        raise NotFound("repository.no_such_version", version=version)
    return editions


def _as_ocfl(actor: Actor, found: DigitalObject, folder: Path) -> bool:
    """Each version of the masters is a version of the OCFL object, the earliest first; one that is there stays."""
    name = identifiers.ark_of(found)
    changed, last = False, 0
    for version in _chosen(found, versions.ALL):
        parts = parts_of(version)
        held = ocfl.held_after(folder, name, parts, _KEPT, last) if version.pk != found.pk else 0
        if not held:
            stored = ocfl.store(folder, name, parts, _said(actor, version))
            changed |= stored.changed
            held = int(stored.version[1:])
        last = held
    return changed


def _said(actor: Actor, version: DigitalObject) -> ocfl.Said:
    message = "Exported from Liên Thư"
    if version.edition > 1 or version.current_id:
        message += f": version {version.edition} of the masters"
    return ocfl.Said(timezone.localtime(), message, actor.label)
