"""What the desk may store: how large a record may be, which faults refuse it, what stays as it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from lienthu.catalogue.rules.intake import Reason
from lienthu.marc.record import Field, Record
from lienthu.marc.validation import ITEM_TAGS, Finding

#: A field of ISO 2709 ends at 9,999 bytes; contents notes that only MARCXML can hold are longer.
LONGEST_FIELD = 20_000
MOST_FIELDS = 12_000
STAMP = "005"


def too_large(record: Record, before: Record | None = None) -> Reason | None:
    """Fields that the record had before may be longer than what can be typed: they are kept, not made."""
    if len(record.fields) > MOST_FIELDS:
        return "catalogue.too_many_fields", {"count": len(record.fields), "limit": MOST_FIELDS}
    for field in record.fields:
        length = length_of(field)
        if length > LONGEST_FIELD and not (before is not None and field in before.fields):
            return "catalogue.field_too_long", {"tag": field.tag, "length": length, "limit": LONGEST_FIELD}
    return None


def length_of(field: Field) -> int:
    return len(field.value) + sum(len(text) for _code, text in field.subfields or ())


def new_errors(findings: Sequence[Finding], before: Sequence[Finding]) -> list[Finding]:
    """Errors that refuse a record. What an imported record suffered from already does not hold up other work."""
    old = {(one.code, one.tag) for one in before if one.code != "no_title"}
    return [one for one in findings if one.severity == "error" and (one.code, one.tag) not in old]


def same_text(one: Record, other: Record) -> bool:
    """Equal but for the time of the last transaction (005) and the record status that follows from saving."""
    return _bare(one) == _bare(other)


def _bare(record: Record) -> tuple[str, list[Field]]:
    return record.leader, [field for field in record.fields if field.tag != STAMP]


def with_control(record: Record, tag: str, value: str) -> None:
    """Sets a control field: in place, or where its tag belongs."""
    for field in record.fields:
        if field.tag == tag:
            field.value, field.subfields = value, None
            return
    place = next((at for at, field in enumerate(record.fields) if field.tag > tag), len(record.fields))
    record.fields.insert(place, Field(tag, value))


def described_as(record: Record, holdings_from: Record) -> Record:
    """The description of the one with the copies of the other: going back to an earlier text loses no copy."""
    own = [field for field in record.fields if field.tag not in ITEM_TAGS]
    return Record(record.leader, own + [field for field in holdings_from.fields if field.tag in ITEM_TAGS])
