"""The title code of a record, written where its class numbers and shelf marks want it. Pure; the record given stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lienthu.catalogue.rules.title_code import Gap, Table, title_code
from lienthu.marc.record import Field, Record

#: DDC, BBK, 19 classes and others, the house's own: $a is the class, $b the title code.
CLASS_TAGS: Final = ("082", "084", "090", "094", "080")


@dataclass(frozen=True, slots=True)
class Marked:
    """`code` is empty where the title has none; `gap` says why. `written`: how many fields took it."""

    record: Record
    code: str = ""
    gap: Gap | None = None
    written: int = 0


def with_title_code(record: Record, table: Table) -> Marked:
    """Class fields without $b, and copies whose shelf mark (852 $h) has no second part, get the code of the title."""
    made = title_code(record.first("245", "a"), table)
    if not made.code:
        return Marked(record, gap=made.gap)
    fields = [_marked(field, made.code) for field in record.fields]
    written = sum(one is not other for one, other in zip(fields, record.fields, strict=True))
    return Marked(Record(record.leader, fields), made.code, None, written)


def _marked(field: Field, code: str) -> Field:
    first, second = ("h", "i") if field.tag == "852" else ("a", "b")
    if field.subfields is None or (field.tag not in CLASS_TAGS and field.tag != "852"):
        return field
    held = field.first(first).strip()
    if not held or field.first(second).strip() or code in held.split():
        return field
    if field.tag == "852" and " " in held:
        # A shelf mark of two parts has its code already, by whatever table.
        return field
    pairs = [pair for pair in field.subfields if pair[0] != second]
    at = next(place for place, (name, _text) in enumerate(pairs) if name == first) + 1
    return Field(field.tag, "", field.indicators, [*pairs[:at], (second, code), *pairs[at:]])
