"""A CDS/ISIS base as a table: every tag, and every subfield of it, is a column; a record is a row.

Every base has its own tags, so what they mean is told by their contents and by a person, as in a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lienthu.catalogue.importers.decoding import Decoder
from lienthu.catalogue.importers.sheet import Head
from lienthu.marc import isisbase
from lienthu.marc.detect import Format
from lienthu.marc.reading import READERS
from lienthu.marc.record import Record
from lienthu.text import clean, repair, repair_bytes

ISIS = frozenset({Format.ISIS_ISO.value, Format.ISIS_MASTER.value})
LOOK_AT = 300
_BETWEEN = " | "
_HEADER = re.compile(r"[0-9A-Z]{1,3}(?:\^.)?")

#: Tag without leading zeros, subfield code; text before the first `^` counts as `a`.
Key = tuple[str, str]


@dataclass(slots=True)
class Base:
    """The first records; `values` gives for each key its values, record by record."""

    records: int = 0
    values: dict[Key, list[list[str]]] = field(default_factory=dict)


def key_of(tag: str, code: str) -> Key:
    return tag.lstrip("0") or "0", code.lower()


def header(key: Key) -> str:
    """`24` for the main text of a field, `26^c` for a subfield."""
    return key[0] if key[1] == "a" else f"{key[0]}^{key[1]}"


def key_from(text: str) -> Key:
    tag, _, code = text.partition("^")
    return tag, code or "a"


def are_headers(headers: Sequence[str]) -> bool:
    return bool(headers) and all(map(_HEADER.fullmatch, headers))


def pairs(record: Record) -> list[tuple[Key, str]]:
    """Texts of a record in order. ISIS knows no control fields: whatever its tag, a field may have subfields."""
    found = []
    for one in record.fields:
        for code, text in split(one.value) if one.subfields is None else one.subfields:
            found.append((key_of(one.tag, code), text))
    return found


def split(value: str) -> list[tuple[str, str]]:
    main, *parts = value.split("^")
    found = [("a", main)] if main.strip() or not parts else []
    return found + [(part[0], part[1:]) for part in parts if part]


def look(path: Path, format: str, encoding: str = "") -> Base:
    """The first records with their texts repaired; deleted and unreadable ones say nothing."""
    base = Base()
    hint = None if encoding in ("", "auto") else encoding
    with path.open("rb") as stream:
        for item in islice(READERS[Format(format)](stream, Decoder(hint)), LOOK_AT):
            if item.record is None or item.record.leader[5:6] == "d":
                continue
            base.records += 1
            row: dict[Key, list[str]] = {}
            for key, text in pairs(item.record):
                if text.strip():
                    row.setdefault(key, []).append(text.strip() if text.isascii() else repair(text.strip(), hint).text)
            for key, values in row.items():
                base.values.setdefault(key, [[] for _ in range(base.records - 1)]).append(values)
            for values_of in base.values.values():
                if len(values_of) < base.records:
                    values_of.append([])
    base.values = dict(sorted(base.values.items(), key=lambda pair: (pair[0][0].zfill(4), pair[0][1])))
    return base


def field_names(path: Path, format: str, hint: str | None = None) -> dict[str, str]:
    """Tag → its name in the base's own field definition table, where that was handed in."""
    if format != Format.ISIS_MASTER:
        return {}
    with path.open("rb") as stream, isisbase.opened(stream) as base:
        return {tag: clean(repair_bytes(name, hint).text) for tag, name in isisbase.field_names(base.fdt).items()}


def head(base: Base) -> Head:
    """For the preview: the keys as a header row, then the records."""
    columns = list(base.values.values())
    rows = [[_BETWEEN.join(column[number]) for column in columns] for number in range(base.records)]
    return Head("", 0, [[header(key) for key in base.values], *rows])
