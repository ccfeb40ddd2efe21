"""Authorities from elsewhere, from a file or the list of pen names: entered, or what is new of them added. Nothing that
a person entered here is taken away; what contradicts it waits for a person; the same file again changes nothing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from lienthu.catalogue.actions.keep_authority import NewAuthority, add_name, change_authority, create_authority
from lienthu.catalogue.actions.relate_authorities import relate
from lienthu.catalogue.authority_marc import Incoming, Pointer
from lienthu.catalogue.models import Authority
from lienthu.catalogue.policies import check_authorities
from lienthu.catalogue.rules.authority_data import (
    MOST_SOURCES,
    Details,
    Fault,
    FormRole,
    RelationKind,
    bare_identifier,
    checked,
    checked_name,
)
from lienthu.catalogue.rules.headings import Kind, heading_of, preferred_key
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.ids import is_public_id
from lienthu.text import clean

PEN_NAMES = Path(__file__).parent.parent / "data" / "pen_names.tsv"
SLICE = 100
_MOST_TOLD = 1_000
T = TypeVar("T")
_ROLES = {"p": FormRole.PEN_NAME, "v": FormRole.VARIANT, "c": FormRole.VARIANT, "f": FormRole.FORMER}
_DATED = "cf"


@dataclass(slots=True)
class TakenIn:
    """`refused`: (number of the row, code, parameters) of conflicts and rejected rows, the first thousand of them."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str, Mapping[str, object]]] = field(default_factory=list)

    def refuse(self, outcome: str, number: int, code: str, params: Mapping[str, object]) -> None:
        self.counts[outcome] += 1
        if len(self.refused) < _MOST_TOLD:
            self.refused.append((number, code, params))


COUNTED = ("created", "changed", "unchanged", "conflict", "rejected", "relations")
Given = Iterable[tuple[int, Incoming | tuple[str, Mapping[str, object]]]]


def take_in(*, actor: Actor, name: str, given: Given, progress: Callable[[int], None] = lambda _: None) -> TakenIn:
    """All at once, without a look before: a hundred rows are one transaction; killed in the middle, the file is simply
    given again."""
    check_authorities(actor)
    result, pointers, by_address, done = TakenIn(), list[tuple[int, Pointer]](), dict[str, int](), 0
    for slice_ in slices(given):
        with transaction.atomic():
            for number, incoming in slice_:
                if isinstance(incoming, Incoming):
                    _one(actor, number, incoming, result, pointers, by_address)
                else:
                    result.refuse("rejected", number, *incoming)
        done += len(slice_)
        progress(done)
    for pairs in slices(pointers):
        with transaction.atomic():
            entered = sum(
                point(actor=actor, authority_id=one, pointer=pointer, by_address=by_address) for one, pointer in pairs
            )
            result.counts += Counter(relations=entered)
    with transaction.atomic():
        note_taken_in(actor=actor, name=name, counts=result.counts)
    return result


def take_in_pen_names(*, actor: Actor) -> TakenIn:
    return take_in(actor=actor, name=PEN_NAMES.name, given=enumerate(pen_names(), start=1))


def look_at(given: Given) -> TakenIn:
    """What `take_in` would count, with nothing written; a heading that comes twice in the file is new twice."""
    result = TakenIn()
    for number, incoming in given:
        if not isinstance(incoming, Incoming):
            result.refuse("rejected", number, *incoming)
            continue
        try:
            result.counts[outlook(incoming.data)[1]] += 1
        except (Invalid, Conflict) as error:
            result.refuse("conflict" if isinstance(error, Conflict) else "rejected", number, error.code, error.params)
    return result


def note_taken_in(*, actor: Actor, name: str, counts: Mapping[str, int]) -> None:
    told = {key: counts.get(key, 0) for key in COUNTED}
    audit.record(
        actor=actor, code="catalogue.authorities_taken_in", subject="authorities", data={"file": name[:200], **told}
    )


def pen_names() -> Iterator[Incoming]:
    with PEN_NAMES.open(encoding="utf-8", newline="") as file:
        rows = (line for line in file if not line.startswith("#"))
        for heading, born, died, said in csv.reader(rows, delimiter="\t"):
            years = f", {born}-{died}" if born or died else ""
            names = tuple((_ROLES[one[:1]], one[2:] + (years if one[:1] in _DATED else "")) for one in said.split("; "))
            title = heading[1:] + years if heading.startswith("!") else heading
            yield Incoming(NewAuthority(Kind.PERSON, title, names, Details(born, died)))


def _one(
    actor: Actor,
    number: int,
    incoming: Incoming,
    result: TakenIn,
    pointers: list[tuple[int, Pointer]],
    by_address: dict[str, int],
) -> None:
    try:
        with transaction.atomic():
            authority, outcome = taken(actor=actor, data=incoming.data)
    except (Invalid, Conflict) as error:
        result.refuse("conflict" if isinstance(error, Conflict) else "rejected", number, error.code, error.params)
        return
    result.counts[outcome] += 1
    pointers += [(authority.pk, pointer) for pointer in incoming.pointers]
    if incoming.data.source_key:
        by_address[incoming.data.source_key] = authority.pk


def taken(*, actor: Actor, data: NewAuthority) -> tuple[Authority, str]:
    """The authority, and whether it was `created`, `changed` or is `unchanged`. Raises `Conflict` where the one that is
    known lived at another time or has another identifier."""
    known = known_as(data)
    if known is None:
        return create_authority(actor=actor, data=data, audited=False), "created"
    _check(known, data.details)
    before = known.version
    for role, name in _new_names(known, data):
        add_name(actor=actor, authority_id=known.pk, text=name, role=role, audited=False)
    changed = change_authority(
        actor=actor, authority_id=known.pk, details=_merged(known, data.details), expected_version=None, audited=False
    )
    return changed, "changed" if changed.version != before else "unchanged"


def outlook(data: NewAuthority) -> tuple[Authority | None, str]:
    """What `taken` would do, with nothing written; raises as it does."""
    for text in (data.heading, *(text for _, text in data.names if text.strip())):
        fault = checked_name(data.kind, text)
        if isinstance(fault, Fault):
            raise Invalid(fault.code, field=fault.field, **fault.params)
    details = checked(data.details)
    if isinstance(details, Fault):
        raise Invalid(details.code, **({"field": details.field} | details.params))
    known = known_as(data)
    if known is None:
        return None, "created"
    _check(known, details)
    same = asdict(_merged(known, details)) == asdict(_held(known))
    return known, "unchanged" if same and not _new_names(known, data) else "changed"


def _new_names(known: Authority, data: NewAuthority) -> list[tuple[FormRole, str]]:
    held = set(known.forms.values_list("text", flat=True))
    found: dict[str, FormRole] = {}
    for role, text in [*data.names, (FormRole.VARIANT, data.heading)]:
        name = clean(text)
        if name and name not in held:
            found.setdefault(name, FormRole.VARIANT if role in (FormRole.PREFERRED, FormRole.ENGLISH) else role)
    return [(role, name) for name, role in found.items()]


def _held(known: Authority) -> Details:
    return Details(known.born, known.died, known.about, tuple(known.sources), dict(known.identifiers))


def _merged(known: Authority, given: Details) -> Details:
    return replace(
        given,
        born=known.born or given.born,
        died=known.died or given.died,
        about=known.about or given.about,
        sources=tuple(dict.fromkeys([*known.sources, *given.sources]))[:MOST_SOURCES],
        identifiers={**given.identifiers, **known.identifiers},
    )


def _check(known: Authority, given: Details) -> None:
    for mine, theirs in ((known.born, given.born.strip()), (known.died, given.died.strip())):
        if mine and theirs and mine != theirs:
            raise Conflict("catalogue.authority_other_years", heading=known.heading, known=mine, given=theirs[:20])
    for scheme, value in given.identifiers.items():
        own = known.identifiers.get(scheme)
        if own and own != bare_identifier(scheme, value):
            params = {"heading": known.heading, "known": own, "given": value[:80]}
            raise Conflict("catalogue.authority_other_identifier", scheme=scheme, **params)


def known_as(data: NewAuthority) -> Authority | None:
    """Under the number or address that it came with, else under its heading."""
    found = None
    if data.source_key is not None:
        found = _at(data.source_key)
    if found is None:
        key = preferred_key(heading_of(data.kind, data.heading))
        found = Authority.objects.filter(kind=data.kind.value, heading_key=key, merged_into=None).first()
    return found and (found.root or found)


def _at(source_key: str) -> Authority | None:
    """An address of this house ends in the identifier of one of its authorities."""
    found = Authority.objects.select_related("root").filter(source_key=source_key).first()
    own = source_key.rpartition("/authority/")[2]
    if found is None and own != source_key and is_public_id(own):
        found = Authority.objects.select_related("root").filter(public_id=own).first()
    return found


def point(*, actor: Actor, authority_id: int, pointer: Pointer, by_address: Mapping[str, int]) -> int:
    """Enters the relation: 1, or 0 where the other end is no authority here, it is known already or closes a circle."""
    if pointer.address:
        other_id = by_address.get(pointer.address)
        found = None if other_id is not None else _at(pointer.address)
    else:
        key = preferred_key(heading_of(pointer.kind, pointer.text))
        other_id = None
        found = Authority.objects.filter(kind=pointer.kind.value, heading_key=key, merged_into=None).first()
    other_id = found.stands_for if found is not None else other_id
    if other_id is None or other_id == authority_id:
        return 0
    source, target = (other_id, authority_id) if pointer.turned else (authority_id, other_id)
    try:
        with transaction.atomic():
            relate(actor=actor, source_id=source, target_id=target, kind=RelationKind(pointer.relation), audited=False)
    except (Conflict, Invalid):
        return 0
    return 1


def slices(given: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(given)
    while part := list(islice(rest, SLICE)):
        yield part
