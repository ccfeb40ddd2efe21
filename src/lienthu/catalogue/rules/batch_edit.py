"""What a batch edit does to one record, and which records it looks at. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lienthu.catalogue.rules import fitting
from lienthu.catalogue.rules.fixes import FIXES, each
from lienthu.marc.record import Field, Record
from lienthu.marc.validation import ITEM_TAGS

Fault = tuple[str, dict[str, Any]]

#: Operation → which of tag, code, text, to are needed. `to` is the replacement, or the subfield code moved to.
NEEDS: Final[dict[str, frozenset[str]]] = {
    "fix": frozenset({"fix"}),
    "replace": frozenset({"tag", "code", "text"}),
    "set": frozenset({"tag", "code", "to"}),
    "add": frozenset({"tag", "code", "to"}),
    "delete_field": frozenset({"tag"}),
    "delete_subfield": frozenset({"tag", "code"}),
    "move": frozenset({"tag", "code", "to"}),
}
#: Numbers and stamps by which a record is known, and the copies, which have acts of their own.
UNTOUCHED: Final = ITEM_TAGS | {"001", "003", "005"}
MOST_TEXT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Operation:
    kind: str
    fix: str = ""
    tag: str = ""
    code: str = ""
    text: str = ""
    to: str = ""
    indicators: str = "  "


@dataclass(frozen=True, slots=True)
class Where:
    """Fields that decide whether a record is looked at: `contains`, `equals`, `missing`; empty: every record."""

    how: str = ""
    tag: str = ""
    code: str = ""
    text: str = ""


def fault_of(operation: Operation) -> Fault | None:
    """What is wrong with an operation, as a sentence's code with its parameters."""
    needs = NEEDS.get(operation.kind)
    if needs is None:
        return "catalogue.batch_operation", {"field": "kind"}
    for name in sorted(needs):
        if not getattr(operation, name):
            return "catalogue.batch_incomplete", {"field": name}
    if operation.kind == "fix":
        known = operation.fix in FIXES or operation.fix in fitting.FIXES
        return None if known else ("catalogue.batch_operation", {"field": "fix"})
    return _fault_of_field(operation, needs)


def _fault_of_field(operation: Operation, needs: frozenset[str]) -> Fault | None:
    tag = operation.tag
    if len(tag) != 3 or not (tag.isascii() and tag.isalnum()) or tag < "010":
        return "catalogue.batch_tag", {"tag": tag[:10], "field": "tag"}
    if tag in UNTOUCHED:
        return "catalogue.batch_untouched", {"tag": tag, "field": "tag"}
    codes = [operation.code] if "code" in needs else []
    codes += [operation.to] if operation.kind == "move" else []
    for code in codes:
        if len(code) != 1 or not (code.isascii() and code.isalnum() and code == code.lower()):
            return "catalogue.batch_code", {"code": code[:10], "field": "code"}
    if len(operation.indicators) != 2 or not operation.indicators.isascii():
        return "catalogue.batch_operation", {"field": "indicators"}
    return None


def applied(operation: Operation, record: Record) -> Record:
    """A new record; the one given is not changed. Fixes that look something up are done by `authority_fitting`."""
    if operation.kind == "fix":
        return FIXES[operation.fix](record)
    if operation.kind == "add":
        return _added(operation, record)
    return each(record, lambda field: _changed(operation, field))


def _added(operation: Operation, record: Record) -> Record:
    """In the place of its tag; the same field is not added twice."""
    made = Field(operation.tag, "", operation.indicators, [(operation.code, operation.to)])
    if made in record.fields:
        return record
    place = next((at for at, one in enumerate(record.fields) if one.tag > operation.tag), len(record.fields))
    return Record(record.leader, [*record.fields[:place], made, *record.fields[place:]])


def _changed(operation: Operation, field: Field) -> Field | None:
    if field.tag != operation.tag or field.subfields is None:
        return field
    if operation.kind == "delete_field":
        return None if not operation.text or operation.text in field.text() else field
    found: list[tuple[str, str]] = []
    for code, text in field.subfields:
        found += _subfield(operation, code, text) if code == operation.code else [(code, text)]
    if found == field.subfields:
        return field
    return Field(field.tag, "", field.indicators, found) if found else None


def _subfield(operation: Operation, code: str, text: str) -> list[tuple[str, str]]:
    if operation.kind == "replace":
        after = text.replace(operation.text, operation.to)
        return [(code, after)] if after.strip() else []
    if operation.text and operation.text not in text:
        return [(code, text)]
    if operation.kind == "set":
        return [(code, operation.to)]
    return [] if operation.kind == "delete_subfield" else [(operation.to, text)]


def chosen(where: Where, record: Record) -> bool:
    if not where.how:
        return True
    texts = [
        field.value if field.subfields is None else text
        for field in record.all(where.tag)
        for text in (field.values(where.code) if where.code and field.subfields is not None else [field.text()])
    ]
    if where.how == "missing":
        return not any(text.strip() for text in texts)
    if where.how == "equals":
        return where.text in texts
    return any(where.text in text for text in texts)
