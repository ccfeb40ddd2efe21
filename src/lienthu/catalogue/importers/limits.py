"""Is this file what it says, and safe to open? Nothing is unpacked before its announced size is known."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from lienthu.catalogue.importers import biff
from lienthu.kernel.errors import Invalid
from lienthu.marc import isis, isisbase
from lienthu.marc.detect import HEAD, Format, detect

MOST_UNPACKED = 2 * 1024**3
MOST_PART = 1024**3
MOST_RATIO = 200
MOST_PARTS = 10_000
MOST_CELLS = 60_000_000
_RATIO_FROM = 16 * 1024**2
_XML_HEAD = 65_536
#: A cell with content: an empty one (`<c r="XFD9" s="1"/>`) takes no room.
_CELL = re.compile(rb"<(?:\w{1,9}:)?c\s([^<>/]{1,400})>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_LONGEST_TAG = 400
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
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        _refuse_entities(stream)
                if part.filename.startswith("xl/worksheets/"):
                    with archive.open(part) as stream:
                        _refuse_sparse(stream)
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:100]:
                _refuse_locked(archive, names)
                return "ods"
    # zipfile says NotImplementedError for a compression it does not know, RuntimeError for an encrypted member.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Invalid("catalogue.workbook_unreadable") from error
    if any(name.startswith("xl/workbook") for name in names):
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
    except isisbase.UNREADABLE as error:
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
        if path.is_absolute() or ".." in path.parts:
            raise Invalid("catalogue.zip_path")
        unpacked += part.file_size
        too_dense = part.file_size > _RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if part.file_size > MOST_PART or unpacked > MOST_UNPACKED or too_dense:
            raise Invalid("catalogue.zip_bomb")


def _refuse_sparse(stream: IO[bytes]) -> None:
    """The reader makes room for every cell up to the last one: two cells in far corners would take all memory."""
    columns, rows, rest = 1, 1, b""
    while chunk := stream.read(1024 * 1024):
        for attributes in _CELL.findall(rest + chunk):
            if place := _PLACE.search(attributes):
                columns, rows = max(columns, _column(place[1])), max(rows, int(place[2]))
        rest = (rest + chunk)[-_LONGEST_TAG:]
    if columns * rows > MOST_CELLS:
        raise Invalid("catalogue.zip_bomb")


def _column(letters: bytes) -> int:
    return sum((letter - 64) * 26**place for place, letter in enumerate(reversed(letters)))


def _refuse_entities(stream: IO[bytes]) -> None:
    # A document type stands before the root element; whatever comes later is content.
    head = stream.read(_XML_HEAD)
    if _FORBIDDEN_XML.search(head):
        raise Invalid("catalogue.xml_entities")
    # Read to the end: a part that unpacks to another size than announced fails its checksum here.
    while stream.read(1024 * 1024):
        pass
