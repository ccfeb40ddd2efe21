"""Authorities from elsewhere, from a file or the list of pen names: entered, or what is new of them added. Nothing that
a person entered here is taken away; the same file again changes nothing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from lienthu.catalogue.actions.keep_authority import NewAuthority, add_name, change_authority, create_authority
from lienthu.catalogue.actions.relate_authorities import relate
from lienthu.catalogue.authority_marc import Incoming, Pointer, from_marc
from lienthu.catalogue.models import Authority
from lienthu.catalogue.policies import check_authorities
from lienthu.catalogue.rules.authority_data import Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import Kind, heading_of, preferred_key
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.marc.faults import RawRecord
from lienthu.text import clean

PEN_NAMES = Path(__file__).parent.parent / "data" / "pen_names.tsv"
SLICE = 100
_MOST_TOLD = 1_000
T = TypeVar("T")
_ROLES = {"p": FormRole.PEN_NAME, "v": FormRole.VARIANT, "c": FormRole.VARIANT, "f": FormRole.FORMER}
_DATED = "cf"


@dataclass(slots=True)
class TakenIn:
    """`rejected`: (number of the record, code, parameters), the first thousand of them."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[int, str, dict[str, object]]] = field(default_factory=list)

    def reject(self, number: int, code: str, params: dict[str, object] | None = None) -> None:
        self.counts["rejected"] += 1
        if len(self.rejected) < _MOST_TOLD:
            self.rejected.append((number, code, params or {}))


def take_in_file(
    *, actor: Actor, name: str, records: Iterable[RawRecord], progress: Callable[[int], None] = lambda _: None
) -> TakenIn:
    """A hundred records are one transaction; killed in the middle, the file is simply given again."""
    return _take_in(actor, name, _read(records), progress)


def take_in_pen_names(*, actor: Actor) -> TakenIn:
    return _take_in(actor, "pen_names.tsv", enumerate(pen_names(), start=1), lambda _: None)


def pen_names() -> Iterator[Incoming]:
    with PEN_NAMES.open(encoding="utf-8", newline="") as file:
        rows = (line for line in file if not line.startswith("#"))
        for heading, born, died, said in csv.reader(rows, delimiter="\t"):
            years = f", {born}-{died}" if born or died else ""
            names = tuple((_ROLES[one[:1]], one[2:] + (years if one[:1] in _DATED else "")) for one in said.split("; "))
            title = heading[1:] + years if heading.startswith("!") else heading
            yield Incoming(NewAuthority(Kind.PERSON, title, names, Details(born, died)))


def _read(records: Iterable[RawRecord]) -> Iterator[tuple[int, Incoming | str]]:
    for number, raw in enumerate(records, start=1):
        yield number, from_marc(raw.record) if raw.record is not None else "unreadable"


def _take_in(
    actor: Actor, name: str, given: Iterable[tuple[int, Incoming | str]], progress: Callable[[int], None]
) -> TakenIn:
    check_authorities(actor)
    result, pointers, done = TakenIn(), list[tuple[int, Pointer]](), 0
    for slice_ in _slices(given):
        with transaction.atomic():
            for number, incoming in slice_:
                if isinstance(incoming, str):
                    result.reject(number, f"catalogue.authority_{incoming}")
                else:
                    _one(actor, number, incoming, result, pointers)
        done += len(slice_)
        progress(done)
    for pairs in _slices(pointers):
        with transaction.atomic():
            for authority_id, pointer in pairs:
                _point(actor, authority_id, pointer, result)
    with transaction.atomic():
        counts = {key: result.counts[key] for key in ("created", "changed", "unchanged", "rejected", "relations")}
        audit.record(
            actor=actor,
            code="catalogue.authorities_taken_in",
            subject="authorities",
            data={"file": name[:200], **counts},
        )
    return result


def _one(actor: Actor, number: int, incoming: Incoming, result: TakenIn, pointers: list[tuple[int, Pointer]]) -> None:
    try:
        with transaction.atomic():
            authority, outcome = _taken(actor, incoming.data)
    except (Invalid, Conflict) as error:
        result.reject(number, error.code, error.params)
        return
    result.counts[outcome] += 1
    pointers += [(authority.pk, pointer) for pointer in incoming.pointers]


def _taken(actor: Actor, data: NewAuthority) -> tuple[Authority, str]:
    known = _known(data)
    if known is None:
        return create_authority(actor=actor, data=data, audited=False), "created"
    before = known.version
    for role, text in [*data.names, (FormRole.VARIANT, data.heading)]:
        name = clean(text)
        role = FormRole.VARIANT if role in (FormRole.PREFERRED, FormRole.ENGLISH) else role
        if name and not known.forms.filter(text=name).exists():
            add_name(actor=actor, authority_id=known.pk, text=name, role=role, audited=False)
    merged = replace(
        data.details,
        born=known.born or data.details.born,
        died=known.died or data.details.died,
        about=known.about or data.details.about,
        sources=tuple(dict.fromkeys([*known.sources, *data.details.sources])),
        identifiers={**data.details.identifiers, **known.identifiers},
    )
    changed = change_authority(actor=actor, authority_id=known.pk, details=merged, expected_version=None, audited=False)
    return changed, "changed" if changed.version != before else "unchanged"


def _known(data: NewAuthority) -> Authority | None:
    found = None
    if data.source_key is not None:
        found = Authority.objects.select_related("root").filter(source_key=data.source_key).first()
    if found is None:
        key = preferred_key(heading_of(data.kind, data.heading))
        found = Authority.objects.filter(kind=data.kind.value, heading_key=key, merged_into=None).first()
    return found and (found.root or found)


def _point(actor: Actor, authority_id: int, pointer: Pointer, result: TakenIn) -> None:
    """A heading that is not an authority here, or would close a circle, is no relation."""
    key = preferred_key(heading_of(pointer.kind, pointer.text))
    other = Authority.objects.filter(kind=pointer.kind.value, heading_key=key, merged_into=None).first()
    if other is None or other.pk == authority_id:
        return
    source, target = (other.pk, authority_id) if pointer.turned else (authority_id, other.pk)
    try:
        with transaction.atomic():
            relate(actor=actor, source_id=source, target_id=target, kind=RelationKind(pointer.relation), audited=False)
    except (Conflict, Invalid):
        return
    result.counts["relations"] += 1


def _slices(given: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(given)
    while part := list(islice(rest, SLICE)):
        yield part
