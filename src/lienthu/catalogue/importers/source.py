"""One stream of drafts out of any file: MARC formats by their readers, sheets by their layouts.

A place in the file is `Place(number, offset)`: the last row that was read, and where the next record starts in
formats that can be entered in the middle. The others are read again up to the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from lienthu.catalogue.importers import copies, isis_columns, isis_record, isis_table, layout, sheet, sheet_record
from lienthu.catalogue.importers.columns import Column, Layout, column_letter, recognise
from lienthu.catalogue.importers.decoding import Decoder
from lienthu.catalogue.importers.joined import Joined
from lienthu.catalogue.importers.learning import Learnt, learn, learn_cells
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.importers.wrong_cells import blanked
from lienthu.catalogue.rules.intake import Draft, encoding_name, finish, intake, note_converted, spelled
from lienthu.marc.reading import READERS
from lienthu.marc.record import Record
from lienthu.text import repair

SHEETS = frozenset({"xlsx", "xls", "ods", "csv"})
ISIS = isis_table.ISIS
#: Formats whose columns a person can check.
MAPPED = SHEETS | ISIS
MARC_READERS = {format.value: reader for format, reader in READERS.items()}
#: Formats whose records can be read from the middle of the file.
_SEEKABLE = frozenset({"marc21", "dialect-a"})
_LOOK_FOR_RECORDS = 200  # pieces


@dataclass(frozen=True, slots=True)
class Place:
    number: int = 0
    offset: int = 0


@dataclass(slots=True)
class Opened:
    """A file being read. `skipped` counts the rows of sheets that are no data, by kind."""

    drafts: Iterator[tuple[Draft, Place]]
    place: Place
    skipped: dict[str, int]


def open_source(
    path: Path, format: str, *, encoding: str = "", layouts: list[Layout | None] | None = None, start: Place = Place()
) -> Opened:
    skipped: dict[str, int] = {}
    if format in SHEETS:
        drafts = _sheet_drafts(path, format, encoding, layouts or [], start, skipped)
    else:
        isis_layout = next(iter(layouts or ()), None) if format in ISIS else None
        drafts = _marc_drafts(path, format, encoding, start, _convert(isis_layout))
    return Opened(drafts, start, skipped)


def heads(path: Path, format: str, encoding: str = "") -> list[sheet.Head]:
    """The beginning of every sheet, or of a CDS/ISIS base as a table."""
    if format in ISIS:
        return [isis_table.head(isis_table.look(path, format, encoding))]
    return sheet.heads(path, format, encoding)


def recognised(path: Path, format: str, encoding: str = "") -> list[Layout | None] | None:
    """The layout of each table as its contents tell it. None: the tags are MARC's own."""
    if format in ISIS:
        base = isis_table.look(path, format, encoding)
        if isis_columns.is_marc(base):
            return None
        found = isis_columns.recognise(base)
        names = isis_table.field_names(path, format, encoding if encoding in sheet.LEGACY else None)
        for column in found.columns if found is not None else ():
            column.name = names.get(isis_table.key_from(column.header)[0], "")
        return [found]
    layouts: list[Layout | None] = []
    dialect = sheet.sniff(path, encoding) if format == "csv" else None
    for head in sheet.heads(path, format, encoding):
        found = recognise([blanked(row)[0] for row in head.rows])
        if found is not None:
            found.sheet, found.offset = head.name, head.offset
            if dialect is not None and dialect.are_bytes:
                found.hint, found.are_bytes = sheet.code_of_bytes(path, dialect, encoding) or "", True
            else:
                found.hint = learn_cells(head.rows) or ""
        layouts.append(found)
    return layouts


def _convert(one: Layout | None) -> Callable[[Record], Record] | None:
    if one is None:
        return None
    targets = isis_record.targets_of(one)
    return lambda record: isis_record.to_marc(record, targets)


def _marc_drafts(
    path: Path, format: str, encoding: str, start: Place, convert: Callable[[Record], Record] | None
) -> Iterator[tuple[Draft, Place]]:
    seekable = format in _SEEKABLE
    codes = learnt(path, format, encoding)
    with path.open("rb") as stream:
        number = 0
        if seekable:
            stream.seek(start.offset)
            number = start.number
        base = start.offset if seekable else 0
        decoder = Decoder(codes.bytes_hint)
        for raw in MARC_READERS[format](stream, decoder):
            number += 1
            used, decoder.used = decoder.used, set()
            if number <= start.number:
                continue
            draft = intake(raw, number, codes.text_hint, convert)
            note_converted(draft, used)
            yield draft, Place(number, base + raw.offset + len(raw.raw))


def learnt(path: Path, format: str, encoding: str) -> Learnt:
    found = learn(path, format)
    if encoding not in ("", "auto"):
        found.bytes_hint = encoding
        found.text_hint = encoding if encoding in sheet.LEGACY else None
    return found


def has_records(path: Path, format: str) -> bool:
    """Whether anything at its beginning is a record, be it a damaged one: noise has terminators too."""
    with path.open("rb") as stream:
        pieces = islice(MARC_READERS[format](stream, None), _LOOK_FOR_RECORDS)
        return any(one.record is not None or "not_a_record" not in one.fault_codes for one in pieces)


def _sheet_drafts(
    path: Path, format: str, encoding: str, layouts: list[Layout | None], start: Place, skipped: dict[str, int]
) -> Iterator[tuple[Draft, Place]]:
    targets = [_targets(one) for one in layouts]
    known = copies.Copies()
    if any(Target.ACCESSION in meanings for meanings in targets):
        known = copies.gather(lambda: layout.Reader(layouts).data(sheet.rows(path, format, encoding)), targets)
    for row in layout.Reader(layouts, skipped).data(sheet.rows(path, format, encoding)):
        if row.number <= start.number:
            continue
        later = known.later(row.number)
        if later is None:
            more = known.more(row.number)
            draft = sheet_draft(row, targets[row.sheet], format, _hint(layouts[row.sheet]), more)
        else:
            draft = _copy_draft(row, later, format)
        yield draft, Place(row.number)


def _hint(one: Layout | None) -> str | None:
    return None if one is None or one.are_bytes else one.hint or None


def _copy_draft(row: sheet.SheetRow, later: copies.Later, format: str) -> Draft:
    draft = Draft(row.number, orjson.dumps(row.given or row.cells), format, "utf-8", copy_of=later.first)
    _note_zeros(draft, row)
    _note_wrong(draft, row)
    if later.nth:
        draft.reasons.append(("catalogue.copy_of_row", {"nth": later.nth, "row": later.place}))
    else:
        draft.reasons.append(("catalogue.same_as_row", {"row": later.place}))
    return draft


def _targets(one: Layout | None) -> list[Target]:
    if one is None:
        return []
    width = max((column.index for column in one.columns), default=-1) + 1
    targets = [Target.IGNORE] * width
    for column in one.columns:
        targets[column.index] = column.target
    return targets


def sheet_draft(
    row: sheet.SheetRow,
    targets: list[Target],
    format: str,
    hint: str | None = None,
    more: Sequence[list[str]] = (),
) -> Draft:
    """`more`: the rows of the book's other copies."""
    given = row.given or row.cells
    raw = orjson.dumps([given, *more] if more else given)
    draft = Draft(row.number, raw, format, "utf-8")
    if row.fault is not None:
        return draft.reject(row.fault[0], **row.fault[1])
    cells = []
    touched: dict[str, list[str]] = {}
    for index, (cell, target) in enumerate(zip(row.cells, targets, strict=False)):
        if target is Target.IGNORE:
            cells.append("")
            continue
        if row.codes and row.codes[index]:
            touched.setdefault(spelled(row.codes[index]), []).append(column_letter(index))
        result = repair(cell, hint)
        if result.changed:
            touched.setdefault(encoding_name(cell, result.encoding), []).append(column_letter(index))
            cell = result.text
        cells.append(cell)
    for encoding, names in touched.items():
        draft.repaired = True
        draft.encoding = encoding
        draft.reasons.append(("catalogue.cells_repaired", {"encoding": encoding, "columns": ", ".join(names)}))
    _note_wrong(draft, row)
    if not any(cells):
        return draft.reject("catalogue.no_title")
    _note_zeros(draft, row)
    others = [[repair(cell, hint).text for cell in other] for other in more]
    built = sheet_record.build(cells, targets, others)
    if built.problems:
        draft.repaired = True
        draft.reasons.extend((code, dict(params)) for code, params in built.problems)
    return finish(built.record, draft, "vn")


def _note_wrong(draft: Draft, row: sheet.SheetRow) -> None:
    if row.wrong:
        draft.repaired = True
        draft.reasons.append(("catalogue.cells_wrong", layout.told(row.wrong)))


def _note_zeros(draft: Draft, row: sheet.SheetRow) -> None:
    if row.filled:
        draft.repaired = True
        draft.reasons.append(("catalogue.zeros_restored", {"columns": ", ".join(map(column_letter, row.filled))}))


def layout_to_json(one: Layout | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "header_start": one.header_start,
        "header_end": one.header_end,
        "warnings": one.warnings,
        "sheet": one.sheet,
        "offset": one.offset,
        "hint": one.hint,
        "are_bytes": one.are_bytes,
        "joined": astuple(one.joined) if one.joined is not None else None,
        "columns": [
            [
                column.index,
                column.header,
                column.target.value,
                column.confidence,
                column.samples,
                column.name,
                column.digits,
            ]
            for column in one.columns
        ],
    }


def layout_from_json(data: dict[str, Any] | None) -> Layout | None:
    if data is None:
        return None
    columns = [
        Column(index, header, Target(target), sure, seen, name, *digits)
        for index, header, target, sure, seen, name, *digits in data["columns"]
    ]
    return Layout(
        data["header_start"],
        data["header_end"],
        columns,
        list(data["warnings"]),
        data["sheet"],
        data["offset"],
        data["hint"],
        data["are_bytes"],
        Joined(*data["joined"]) if data.get("joined") else None,
    )
