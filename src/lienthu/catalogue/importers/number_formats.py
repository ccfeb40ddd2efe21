"""What Excel shows and its cells do not hold as text: numbers with leading zeros (`000123` is stored as 123 with the
format `000000`), and the names of errors (`#N/A`), which readers give as nothing. `biff`: the same of .xls."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from lxml import etree

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_MAIN = "{*}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: Zeros alone, perhaps behind a fixed text (`"HK"000000`).
_FORMAT = re.compile(r'(?:"([^"]{0,20})")?(0{2,20})(?:;.*)?')
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["']([0-9]{1,6})["']""")
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
#: Its value may stand behind a formula.
_VALUE = re.compile(
    rb"(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?\s*<(?:\w+:)?v>(#[A-Z0-9/_?!]{1,20})</"
)
_CHUNK = 1024 * 1024
_LONGEST_TAG = 400
_MOST = 2_000_000  # cells; what follows is read without its zeros


class Zeros(NamedTuple):
    prefix: str
    width: int

    def shown(self, number: float) -> str:
        return self.prefix + str(int(number)).zfill(self.width)


#: (row, column) from 0 → how its number is shown, or the name of the error in it.
Cells = dict[tuple[int, int], Zeros | str]


def zeros_of(code: str) -> Zeros | None:
    match = _FORMAT.fullmatch(code)
    return Zeros(match[1] or "", len(match[2])) if match else None


def of_workbook(path: Path) -> list[Cells]:
    """For each sheet of an xlsx, in its order; empty where the workbook has no such part."""
    try:
        with zipfile.ZipFile(path) as archive:
            styles = _styles(archive)
            return [_cells(archive, part, styles) for part in _sheets(archive)]
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile):
        return []


def _styles(archive: zipfile.ZipFile) -> dict[int, Zeros]:
    root = etree.fromstring(archive.read("xl/styles.xml"), _PARSER)
    formats: dict[str, Zeros] = {}
    for one in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt"):
        if shown := zeros_of(one.get("formatCode", "")):
            formats[one.get("numFmtId", "")] = shown
    cell_formats = enumerate(root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"))
    return {index: formats[key] for index, one in cell_formats if (key := one.get("numFmtId", "")) in formats}


def _sheets(archive: zipfile.ZipFile) -> Iterator[str]:
    book = etree.fromstring(archive.read("xl/workbook.xml"), _PARSER)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _PARSER)
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for one in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        yield posixpath.normpath(posixpath.join("/xl", targets.get(one.get(_RELATION), "")))[1:]


def _cells(archive: zipfile.ZipFile, part: str, styles: dict[int, Zeros]) -> Cells:
    with archive.open(part) as stream:
        return dict(_found(stream, styles))


def _found(stream: IO[bytes], styles: dict[int, Zeros]) -> Iterator[tuple[tuple[int, int], Zeros | str]]:
    rest, count = b"", 0
    while (chunk := stream.read(_CHUNK)) and count < _MOST:
        data, end = rest + chunk, 0
        # Most sheets have neither: looking for these few bytes is all that they cost.
        for match in _CELL.finditer(data) if styles or _ERROR.search(data) else ():
            place = _PLACE.search(match[1])
            if place is None:
                continue
            shown: Zeros | str | None = None
            if _ERROR.search(match[1]):
                value = _VALUE.match(data, match.end())
                if value is None and len(data) - match.end() < _LONGEST_TAG and len(chunk) == _CHUNK:
                    break  # it goes on in the next piece
                shown = value[1].decode() if value else "#N/A"
            elif style := _STYLE.search(match[1]):
                shown = styles.get(int(style[1]))
            end = match.end()
            if shown:
                count += 1
                yield (int(place[2]) - 1, _column(place[1])), shown
        rest = data[max(end, len(data) - 2 * _LONGEST_TAG) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
