"""The record that every room passes around: a leader and fields in the order they came.

A plain, fast model (a pymarc record costs ten times as much to build). Text is Unicode NFC.
`to_compact`/`from_compact` are the stored form: JSON `[leader, field, ...]`, a field being `[tag, value]` or
`[tag, indicators, code, text, ...]`.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson


class Field:
    """One MARC field: a control field (00X, or a local one without subfields) has `value`; data fields
    have two `indicators` and `subfields` as (code, text) pairs in order."""

    __slots__ = ("indicators", "subfields", "tag", "value")

    def __init__(
        self,
        tag: str,
        value: str = "",
        indicators: str = "  ",
        subfields: list[tuple[str, str]] | None = None,
    ) -> None:
        self.tag = tag
        self.value = value
        self.indicators = indicators
        self.subfields = subfields

    @property
    def is_control(self) -> bool:
        return self.subfields is None

    def first(self, codes: str, default: str = "") -> str:
        """The first non-empty text among the subfields named in `codes`."""
        for code, text in self.subfields or ():
            if code in codes and text:
                return text
        return default

    def values(self, codes: str) -> list[str]:
        return [text for code, text in self.subfields or () if code in codes and text]

    def text(self, codes: str = "", sep: str = " ") -> str:
        """All texts (of `codes`, or of every subfield) joined."""
        if self.subfields is None:
            return self.value
        return sep.join(text for code, text in self.subfields if text and (not codes or code in codes))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and (self.tag, self.value, self.indicators, self.subfields) == (
            other.tag,
            other.value,
            other.indicators,
            other.subfields,
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if self.subfields is None:
            return f"Field({self.tag} {self.value!r})"
        body = "".join(f"${code}{text}" for code, text in self.subfields)
        return f"Field({self.tag} {self.indicators!r} {body!r})"


class Record:
    """A whole MARC 21 record. `leader` has 24 characters; fields keep their order."""

    __slots__ = ("fields", "leader")

    def __init__(self, leader: str = "00000nam a2200000 a 4500", fields: list[Field] | None = None) -> None:
        self.leader = leader
        self.fields = fields if fields is not None else []

    def all(self, *tags: str) -> Iterator[Field]:
        return (field for field in self.fields if field.tag in tags)

    def get(self, tag: str) -> Field | None:
        for field in self.fields:
            if field.tag == tag:
                return field
        return None

    def control(self, tag: str) -> str:
        """The value of the first control field `tag`, or an empty string."""
        field = self.get(tag)
        return field.value if field is not None else ""

    def first(self, tag: str, codes: str) -> str:
        """The first non-empty text of `codes` in any field `tag`."""
        for field in self.fields:
            if field.tag == tag:
                found = field.first(codes)
                if found:
                    return found
        return ""

    def copy(self) -> Record:
        """Fields and subfields of its own: to be changed without touching this one."""
        return Record(
            self.leader,
            [
                Field(field.tag, field.value, field.indicators, None if field.subfields is None else [*field.subfields])
                for field in self.fields
            ],
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (self.leader, self.fields) == (other.leader, other.fields)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Record({self.control('001')!r}, {len(self.fields)} fields)"


def to_compact(record: Record) -> bytes:
    rows: list[object] = [record.leader]
    for field in record.fields:
        if field.subfields is None:
            rows.append([field.tag, field.value])
        else:
            row: list[str] = [field.tag, field.indicators]
            if not field.subfields:
                row.append("")  # an odd length tells an empty data field from a control field
            for code, text in field.subfields:
                row.append(code)
                row.append(text)
            rows.append(row)
    return orjson.dumps(rows)


def from_compact(data: bytes | memoryview | str) -> Record:
    leader, *rows = orjson.loads(data)
    fields: list[Field] = []
    new, add = Field.__new__, fields.append
    for row in rows:
        # Filling the slots directly costs two thirds of calling the constructor.
        field = new(Field)
        field.tag = row[0]
        if len(row) == 2:
            field.value, field.indicators, field.subfields = row[1], "  ", None
        else:
            field.value, field.indicators = "", row[1]
            field.subfields = list(zip(row[2::2], row[3::2], strict=False))
        add(field)
    return Record(leader, fields)
