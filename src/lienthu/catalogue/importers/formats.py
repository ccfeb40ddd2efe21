"""What kind of file this is, by its content; the name is never believed."""

from __future__ import annotations

from pathlib import Path

from lienthu.catalogue.importers import limits, sheet
from lienthu.catalogue.importers.source import MARC_READERS, SHEETS
from lienthu.kernel.errors import Invalid
from lienthu.marc.detect import detect

FORMATS = ("auto", *MARC_READERS, *sorted(SHEETS))


def format_of(path: Path, asked: str = "auto") -> str:
    """Raises `Invalid` when the file cannot be what was asked for, or is no catalogue at all."""
    kind = limits.workbook_kind(path)
    if kind is not None:
        if asked not in ("auto", kind) and not (asked in SHEETS and kind in SHEETS):
            raise Invalid("catalogue.other_format", asked=asked, found=kind)
        return kind
    if asked in ("xlsx", "xls", "ods"):
        raise Invalid("catalogue.other_format", asked=asked, found="text")
    if asked != "auto":
        return asked
    found = detect(path).value
    if found in MARC_READERS:
        return found
    with path.open("rb") as stream:
        head = stream.read(65_536)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Invalid("catalogue.file_empty")
    markup = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"{", b"[")
    if _is_text(head) and not markup and sheet.is_table(path):
        return "csv"
    raise Invalid("catalogue.format_unknown")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or sheet.unmarked_utf16(head):
        return True
    # A few NULs and other control characters stray into texts; programs and pictures are full of them.
    return sum(byte < 9 or 13 < byte < 32 for byte in head) <= max(3, len(head) // 100)
