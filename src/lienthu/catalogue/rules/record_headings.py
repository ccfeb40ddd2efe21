"""The headings of one record that an authority can stand for. Texts are those of `marc.fields.Bib`, letter by letter,
because the union entry and its page name them so."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from lienthu.catalogue.rules.headings import LONGEST_HEADING, Kind, heading_of, life
from lienthu.marc.fields import Bib, trim
from lienthu.marc.record import Record

_CREATORS = {"person": Kind.PERSON, "corporate": Kind.BODY, "meeting": Kind.BODY}
_SUBJECTS = {
    "person": Kind.PERSON, "corporate": Kind.BODY, "meeting": Kind.BODY, "title": Kind.WORK, "topic": Kind.SUBJECT,
    "place": Kind.PLACE,
}  # fmt: skip
_UNIFORM = ("130", "240")
MOST = 200


class Role(StrEnum):
    CREATOR = "c"
    SUBJECT = "s"
    TITLE = "t"


class Said(NamedTuple):
    role: Role
    kind: Kind
    text: str
    dates: str


def record_headings(record: Record) -> list[Said]:
    """Each once, in the order of the record; of a subject only what stands before its subdivisions."""
    bib = Bib(record)
    found = [
        Said(Role.CREATOR, _CREATORS[one.kind], one.name, life(one.dates))
        for one in bib.creators
        if one.kind in _CREATORS
    ]
    for subject in bib.subjects:
        kind = _SUBJECTS.get(subject.kind)
        if kind is not None:
            text = subject.terms[0]
            found.append(Said(Role.SUBJECT, kind, text, heading_of(kind, text).dates))
    for field in record.all(*_UNIFORM):
        title = trim(field.text("anp")).rstrip(".")
        if title:
            found.append(Said(Role.TITLE, Kind.WORK, title, ""))
    kept = [said for said in found if len(said.text) <= LONGEST_HEADING and heading_of(said.kind, said.text).key]
    return list(dict.fromkeys(kept))[:MOST]
