"""A record with an authority's preferred heading in the place of other wordings. Pure; the record given stays."""

from __future__ import annotations

from collections.abc import Set

from lienthu.catalogue.rules.headings import Kind, life, name_and_dates
from lienthu.catalogue.rules.record_headings import Said, record_headings
from lienthu.marc.record import Field, Record

_PARTS = "abcnpq"


def changed_record(
    record: Record, wordings: Set[tuple[str, str]], heading: str
) -> tuple[Record, list[tuple[str, str]]]:
    """`wordings`: (text, dates) as `record_headings` tells them. Returns the new record and each change, before and
    after, as the fields read."""
    fields, changes = [], []
    for field in record.fields:
        said = said_in(record, field)
        if said is None or (said.text, said.dates) not in wordings:
            fields.append(field)
            continue
        made = renamed(field, said.kind, heading)
        fields.append(made)
        if made != field:
            changes.append((field.text(), made.text()))
    return Record(record.leader, fields), changes


def said_in(record: Record, field: Field) -> Said | None:
    """The heading that this field of the record is, as `record_headings` tells it."""
    if field.subfields is None or field.tag[:1] not in "1267":
        return None
    found = record_headings(Record(record.leader, [field]))
    return found[0] if found else None


def renamed(field: Field, kind: Kind, heading: str) -> Field:
    """$a says the heading; what divides a subject, the role and all else stays."""
    name, dates = name_and_dates(heading) if kind is Kind.PERSON else (heading, "")
    old = field.subfields or []
    made: list[tuple[str, str]] = []
    is_named = False
    for code, text in old:
        if code == "d" and kind is Kind.PERSON:
            if not dates or life(text) != life(dates):
                continue
        elif code in _PARTS and text:
            if is_named:
                continue
            is_named = True
            text = name + ("," if text.rstrip().endswith(",") else "")
            code = "a"
        made.append((code, text))
    if dates and not any(code == "d" for code, _ in made):
        at = next(place for place, (code, _) in enumerate(made) if code == "a") + 1
        ends = "," if len(made) > at and made[at][0] == "e" else ""
        made[at - 1] = ("a", name + ",")
        made.insert(at, ("d", dates + ends))
    elif not dates and kind is Kind.PERSON and not any(code == "e" for code, _ in made):
        made = [(code, text.rstrip(",") if code == "a" else text) for code, text in made]
    return Field(field.tag, field.value, field.indicators, made)
