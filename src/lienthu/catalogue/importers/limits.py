"""Is this file what it says, and safe to open? Nothing is unpacked before its announced size is known."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from lienthu.catalogue.importers import biff, xlsx
from lienthu.kernel.errors import Invalid
from lienthu.marc import isis, isisbase, zips
from lienthu.marc.detect import HEAD, Format, detect

MOST_UNPACKED = 8 * 1024**3
MOST_PART = 4 * 1024**3
#: A workbook of Excel 97-2003 can only be read as a whole, in six times its size: five full sheets of a register.
MOST_OLD = 192 * 1024**2
MOST_RATIO = 200
MOST_PARTS = 10_000
_RATIO_FROM = 16 * 1024**2
_LONGEST_MARK = 100
#: More room than this must have cells in it: at least one in so many.
_ROOMY = 8_000_000
_MOST_SPARSE = 50
#: A row, or a cell with its attributes in any order; one that ends in `/` is empty and takes no room.
_PLACED = re.compile(rb"""<(?:[^\s<>/:"']{1,99}:)?(c|row)((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))+)\s*(/?)>""")
_AT = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_CELL = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LONGEST_TAG = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORBIDDEN_XML = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
)


def safe_name(filename: str) -> str:
    """The bare name for showing; never used as a path."""
    name = PureWindowsPath(PurePosixPath(filename).name).name
    name = re.sub(r"[\x00-\x1f\x7f<>:\"|?*\u202a-\u202e\u2066-\u2069]", "", name).strip(". ")
    return name[-200:] or "file"


def workbook_kind(path: Path) -> str | None:
    """`xlsx`, `ods`, `xls`, or `isis-mst` for a base in a ZIP, by content; None for another kind of file. Refuses what
    must not be opened."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if not head.startswith(b"PK\x03\x04"):
        refuse_other_types(head)
        return None
    return _zip_kind(path)


def refuse_other_types(head: bytes) -> None:
    for mark, name in _OTHER_TYPES:
        if head.startswith(mark):
            raise Invalid("catalogue.not_a_catalogue", type=name)
    if re.match(rb"\s*<(?:!doctype html|html)", head, re.IGNORECASE):
        raise Invalid("catalogue.saved_as_web_page")
    if b"<?mso-application" in head[:1000]:
        raise Invalid("catalogue.saved_as_xml")


def _ole_kind(path: Path) -> str:
    if path.stat().st_size > MOST_OLD:
        raise Invalid("catalogue.old_workbook_large", limit=MOST_OLD // 1024**2)
    with path.open("rb") as stream:
        if "EncryptedPackage".encode("utf-16-le") in stream.read(64 * 1024**2):
            raise Invalid("catalogue.workbook_locked")
    biff.check(path)
    return "xls"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts)
            names = {part.filename for part in parts}
            for part in parts:
                # Any part can be a sheet, whatever it is called.
                with archive.open(part) as stream:
                    _refuse_part(stream)
            if "xl/workbook.bin" in names:
                raise Invalid("catalogue.saved_as_binary")
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:100]:
                _refuse_locked(archive, names)
                return "ods"
    except (*zips.UNREADABLE, OSError) as error:
        raise Invalid("catalogue.workbook_unreadable") from error
    if any(name.startswith("xl/workbook") for name in names):
        xlsx.check(path)
        return "xlsx"
    if any(isisbase.suffix(name) in isisbase.PARTS for name in names):
        return _isis_kind(path)
    raise Invalid("catalogue.not_a_catalogue", type="ZIP")


def _refuse_locked(archive: zipfile.ZipFile, names: set[str]) -> None:
    """An encrypted OpenDocument is a plain ZIP whose manifest says how its parts are encrypted."""
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Invalid("catalogue.workbook_locked")


def _isis_kind(path: Path) -> str:
    """A ZIP with the master file of one base and what belongs to it."""
    with zipfile.ZipFile(path) as archive:
        parts = isisbase.members(archive.namelist())
    if isisbase.MASTER not in parts:
        raise Invalid("catalogue.isis_part_alone")
    if any(len(names) > 1 for names in parts.values()):
        raise Invalid("catalogue.isis_several")
    try:
        with path.open("rb") as stream, isisbase.opened(stream) as base:
            head = base.mst.read(HEAD)
            if detect(head) is not Format.ISIS_MASTER:
                raise Invalid("catalogue.isis_not_a_master")
            if base.xrf is not None and not isis.belongs(base.mst, base.xrf):
                raise Invalid("catalogue.isis_other_xrf")
    except zips.UNREADABLE as error:
        raise Invalid("catalogue.zip_unreadable") from error
    return Format.ISIS_MASTER.value


def has_macros(path: Path) -> bool:
    """Macros are never run; the notice says that they were passed over."""
    with path.open("rb") as stream:
        head = stream.read(8)
        if head == _OLE:
            return "_VBA_PROJECT".encode("utf-16-le") in stream.read(64 * 1024**2)
    if not head.startswith(b"PK\x03\x04"):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Invalid("catalogue.zip_bomb")
    unpacked = 0
    for part in parts:
        path = PurePosixPath(part.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", part.filename):
            raise Invalid("catalogue.zip_path")
        unpacked += part.file_size
        too_dense = part.file_size > _RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if part.file_size > MOST_PART or unpacked > MOST_UNPACKED or too_dense:
            raise Invalid("catalogue.zip_bomb")


def _refuse_part(stream: IO[bytes]) -> None:
    """To the end: a comment may push a document type far down, and a part that unpacks to another size than it
    announced fails its checksum there. As content `<!DOCTYPE` is written with `&lt;`."""
    room, rest = _Room(), b""
    while chunk := stream.read(1024 * 1024):
        # Without its NULs UTF-16 reads as ASCII.
        text = (rest + chunk).replace(b"\0", b"") if b"\0" in chunk else rest + chunk
        if _FORBIDDEN_XML.search(text):
            raise Invalid("catalogue.xml_entities")
        cut = text.rfind(b"<") + 1 or len(text) + 1
        room.note(text[: cut - 1])
        rest = text[cut - 1 :]
        if len(rest) > _LONGEST_TAG:
            if b"<" in rest[:1] and b">" not in rest and rest[1:2].isalpha():
                raise Invalid("catalogue.workbook_unreadable")
            rest = rest[-_LONGEST_MARK:]
    room.note(rest)
    room.check()


@dataclass(slots=True)
class _Room:
    """No list has two cells in far corners, or one beyond Excel's last."""

    columns: int = 1
    rows: int = 1
    cells: int = 0

    def note(self, xml: bytes) -> None:
        for name, attributes, empty in _PLACED.findall(xml):
            place = _AT.search(attributes)
            if name == b"c":
                self.cells += not empty
            if place is None:
                continue
            found = _CELL.fullmatch(place[1])
            if found is None:
                raise Invalid("catalogue.workbook_unreadable")
            row, column = int(found[2]), _column(found[1].upper())
            if row > _LAST_ROW or column > _LAST_COLUMN:
                raise Invalid("catalogue.workbook_unreadable")
            if name == b"row" or not empty:
                self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    def check(self) -> None:
        room = self.columns * self.rows
        if room > _ROOMY and room > _MOST_SPARSE * self.cells:
            raise Invalid("catalogue.zip_bomb")


def _column(letters: bytes) -> int:
    return sum((letter - 64) * 26**place for place, letter in enumerate(reversed(letters)))
