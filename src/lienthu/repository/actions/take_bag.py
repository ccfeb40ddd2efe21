"""A document leaves the desk as a BagIt bag in a ZIP file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound, Unavailable
from lienthu.repository import gate
from lienthu.repository.actions.export_objects import bag_of
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.policies import KEEPS
from lienthu.repository.preservation import bagit, zipped
from lienthu.repository.preservation.content import Part
from lienthu.repository.rules.access import is_secret


@dataclass(frozen=True, slots=True)
class Taken:
    name: str
    chunks: Iterator[bytes]


def take_bag(*, actor: Actor, found: DigitalObject, version: str = "") -> Taken:
    """`version`: as `versions.chosen` reads it. What is known to be damaged or gone is told before the first byte; what
    is found on the way cuts the file short."""
    KEEPS.check(actor, found)
    main = gate.governing(found)
    if main.state == DigitalObject.State.MAKING or is_secret(gate.rules_of(main.pk, main.gate)):
        raise NotFound("kernel.not_found")
    bag = bag_of(main, version or (str(found.edition) if gate.is_earlier(found) else ""))
    _are_sound(bag.parts)
    with transaction.atomic():
        data = {"objects": 1, "format": "bagit", "folder": f"{bag.name}.zip", "faults": 0}
        audit.record(
            actor=actor,
            code="repository.exported",
            subject=f"object:{main.pk}",
            library_id=main.library_id,
            data=data,
        )
    payload = (replace(part, path=f"data/{part.path}") for part in bag.parts)
    tags = bagit.tags_of(bag.parts, bag.info)
    return Taken(f"{bag.name}.zip", zipped.stream(bag.name, [*tags, *payload]))


def _are_sound(parts: Sequence[Part]) -> None:
    known = ObjectFile.objects.filter(sha256__in={part.sha256 for part in parts}, is_sound=False)
    damaged = set(known.values_list("sha256", flat=True))
    for part in parts:
        if part.sha256 in damaged or (isinstance(part.source, Path) and not part.source.is_file()):
            raise Unavailable("repository.master_damaged", file=part.path, sha256=part.sha256)
