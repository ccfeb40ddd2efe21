"""A record with the headings of authorities in the place of what could mean nobody else. Pure; the record given stays.

What stands for an authority already is left alone: it is linked by its key (`rules.headings`), whatever its spelling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from lienthu.catalogue.rules.heading_change import renamed, said_in
from lienthu.catalogue.rules.headings import Kind, heading_of, name_and_dates
from lienthu.catalogue.rules.record_headings import Role, Said, record_headings
from lienthu.marc.fields import trim
from lienthu.marc.record import Field, Record

TAGS: Final = {Kind.PERSON: "00", Kind.BODY: "10", Kind.WORK: "30", Kind.SUBJECT: "50", Kind.PLACE: "51"}
#: Role and kind of a heading → under which other kinds it may have been meant: a ministry in 100, a town in 650.
ELSEWHERE: Final = {
    (Role.CREATOR, Kind.PERSON): (Kind.BODY,),
    (Role.CREATOR, Kind.BODY): (Kind.PERSON,),
    (Role.SUBJECT, Kind.SUBJECT): (Kind.PLACE, Kind.BODY),
    (Role.SUBJECT, Kind.PLACE): (Kind.SUBJECT, Kind.BODY),
    (Role.SUBJECT, Kind.BODY): (Kind.PLACE, Kind.SUBJECT),
    (Role.SUBJECT, Kind.PERSON): (Kind.BODY,),
}
#: 653, second indicator → what a free keyword may be; blank: nobody said.
_TYPES: Final = {
    " ": (Kind.SUBJECT, Kind.PLACE), "0": (Kind.SUBJECT,), "1": (Kind.PERSON,), "2": (Kind.BODY,), "3": (Kind.BODY,),
    "5": (Kind.PLACE,),
}  # fmt: skip
_FIRST: Final = {Kind.PERSON: "0", Kind.BODY: "2"}
#: Names of safe fixes that ask the authority file (`authority_fitting.LOOKED_UP`).
FIXES: Final = ("headings", "keywords")
Changes = list[tuple[str, str]]


class Keyword(NamedTuple):
    text: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """The one authority that can be meant. `is_sure`: nobody needs to look; else a person who has the book decides."""

    kind: Kind
    heading: str
    is_sure: bool = True


def keywords(record: Record) -> list[Keyword]:
    """Free keywords (653 $a), each once."""
    found = [one for field in record.all("653") for one in _keywords(field)]
    return list(dict.fromkeys(found))


def _keywords(field: Field) -> Iterable[Keyword]:
    kinds = _TYPES.get(field.indicators[1:2] or " ", ())
    if kinds and field.subfields is not None:
        yield from (Keyword(trim(text).rstrip("."), kinds) for text in field.values("a") if trim(text))


def with_headings(record: Record, fits: Mapping[Said, Fit]) -> tuple[Record, Changes]:
    """The new record, and each change as the fields read before and after."""
    fields, changes = [], []
    for field in record.fields:
        said = said_in(record, field)
        fit = fits.get(said) if said is not None else None
        made = field if fit is None or said is None else _as_meant(field, said, fit)
        fields.append(made)
        if made != field:
            changes.append((f"{field.tag} {field.text()}", f"{made.tag} {made.text()}"))
    return Record(record.leader, fields), changes


def _as_meant(field: Field, said: Said, fit: Fit) -> Field:
    made = renamed(field, fit.kind, fit.heading)
    if fit.kind is said.kind:
        return made
    return Field(field.tag[0] + TAGS[fit.kind], "", _FIRST.get(fit.kind, " ") + field.indicators[1:2], made.subfields)


def with_keywords(
    record: Record, fits: Mapping[Keyword, Fit], linked: Mapping[Said, str] | None = None
) -> tuple[Record, Changes]:
    """Keywords that are the name of an authority become subject headings of it; one that the record has already as a
    heading, in whatever words (`linked`: heading → its authority's), stays a keyword."""
    linked = linked or {}
    held = {
        (one.kind, heading_of(one.kind, linked.get(one, one.text)).key)
        for one in record_headings(record)
        if one.role is Role.SUBJECT
    }
    kept: list[Field] = []
    made: list[Field] = []
    changes: Changes = []
    for field in record.fields:
        rest = list(field.subfields or ())
        for one in _keywords(field) if field.tag == "653" else ():
            fit = fits.get(one)
            key = (fit.kind, heading_of(fit.kind, fit.heading).key) if fit is not None else None
            if fit is None or key is None or key in held:
                continue
            held.add(key)
            made.append(subject_field(fit))
            changes.append((f"653 {one.text}", f"{made[-1].tag} {made[-1].text()}"))
            rest = [pair for pair in rest if pair[0] != "a" or trim(pair[1]).rstrip(".") != one.text]
        if rest or field.subfields is None or not field.subfields:
            same = rest == list(field.subfields or ())
            kept.append(field if same else Field(field.tag, "", field.indicators, rest))
    for one_made in made:
        place = next((at for at, one in enumerate(kept) if one.tag > one_made.tag), len(kept))
        kept.insert(place, one_made)
    return Record(record.leader, kept), changes


def subject_field(fit: Fit) -> Field:
    """A subject heading from no list but the house's own (second indicator 4)."""
    name, *divisions = fit.heading.split(" -- ")
    bare, dates = name_and_dates(name) if fit.kind is Kind.PERSON else (name, "")
    pairs = [("a", f"{bare}," if dates else bare), *([("d", dates)] if dates else [])]
    first = "1" if fit.kind is Kind.PERSON and "," in bare else _FIRST.get(fit.kind, " ")
    return Field("6" + TAGS[fit.kind], "", first + "4", pairs + [("x", one) for one in divisions])
