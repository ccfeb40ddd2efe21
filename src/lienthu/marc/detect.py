"""Which kind of file this is, by its content; the name only breaks ties and is never believed alone."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

HEAD = 8192


class Format(StrEnum):
    MARC21 = "marc21"
    DIALECT_A = "dialect-a"
    DIALECT_B = "dialect-b"
    DIALECT_C = "dialect-c"
    MNEMONIC = "mnemonic"
    MARCXML = "marcxml"
    MARCJSON = "marcjson"
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    ISIS_ISO = "isis-iso"
    ISIS_MASTER = "isis-mst"
    UNKNOWN = "unknown"


_LEADER = re.compile(rb"[0-9 ]{5}[\x20-\x7e]{5}[0-9# ]{2}[0-9 ]{5}[\x20-\x7e]{3}[0-9# ]{4}")
_ENTRIES = re.compile(rb"(?:[0-9A-Za-z]{3}[0-9]{9})+")
_TAGGED = re.compile(rb"(?:^|\n)[ \t]*(?:Ldr|LDR|ldr)[ \t]+\S", re.MULTILINE)
_TAGGED_FIELD = re.compile(rb"(?:^|\n)[ \t]*#[0-9]{3}[ \t$]")
_MNEMONIC = re.compile(rb"(?:^|\n)=(?:LDR|[0-9]{3})  ")
_XML_RECORD = re.compile(rb"<(?:[\w.-]+:)?(?:record|collection|leader|datafield)[\s>/]")
_JSON_MARC = re.compile(rb'"(?:leader|fields|controlfield)"\s*:')
_FILLER = b"\r\n\0 \t\x1a"


def detect(source: bytes | BinaryIO | str | Path, filename: str = "") -> Format:
    """From the first bytes, a path, or a seekable stream (which is left where it was)."""
    if isinstance(source, bytes):
        return _detect(source[:HEAD], filename)
    if isinstance(source, str | Path):
        with Path(source).open("rb") as stream:
            return _detect(stream.read(HEAD), filename or Path(source).name)
    position = source.tell()
    head = source.read(HEAD)
    source.seek(position)
    return _detect(head, filename)


def _detect(head: bytes, filename: str) -> Format:
    if head.startswith(b"PK\x03\x04"):
        return Format.XLSX if b"[Content_Types]" in head or b"xl/" in head or b"_rels" in head else Format.UNKNOWN
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Format.XLS
    if _is_master(head):
        return Format.ISIS_MASTER
    text = _as_bytes(head).lstrip(_FILLER)
    iso = _iso(text)
    if iso is not None:
        return iso
    if text.startswith(b"<"):
        return Format.MARCXML if _XML_RECORD.search(text) or b"MARC21/slim" in text else Format.UNKNOWN
    if text[:1] in (b"{", b"["):
        return Format.MARCJSON if _JSON_MARC.search(text) else Format.UNKNOWN
    if _TAGGED.search(text) or len(_TAGGED_FIELD.findall(text)) > 2:
        return Format.DIALECT_C
    if _MNEMONIC.search(text):
        return Format.MNEMONIC
    return _tail(text, filename)


def _as_bytes(head: bytes) -> bytes:
    """Marks off; UTF-16 text as UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _iso(text: bytes) -> Format | None:
    """A leader, then directory entries, then the byte that tells the dialect."""
    start = text.lstrip(b"\xef\xbb\xbf" + _FILLER)
    leader = _LEADER.match(start)
    joined = start.replace(b"\r", b"").replace(b"\n", b"")
    entries = _ENTRIES.match(joined, 24)
    if leader is None or entries is None:
        return Format.MARC21 if b"\x1d" in text and b"\x1e" in text else None
    mark = joined[24 + (entries.end() - 24) // 12 * 12 :][:1]
    wrapped = re.match(rb"[^\r\n]{80}\r?\n", start) is not None
    if start[10:12] == b"00" or (wrapped and b"^" in start):
        return Format.ISIS_ISO
    if mark == b"\x1f":
        return Format.DIALECT_A
    if mark == b"#":
        return Format.DIALECT_B
    return Format.MARC21


def _is_master(head: bytes) -> bool:
    """The control record: MFN 0, a sensible next MFN, block and offset; the rest of its 64 bytes is mostly zero."""
    if len(head) < 64 or head[:4] != b"\0\0\0\0":
        return False
    following = int.from_bytes(head[4:8], "little", signed=True)
    block = int.from_bytes(head[8:12], "little", signed=True)
    offset = int.from_bytes(head[12:14], "little", signed=True)
    kind = int.from_bytes(head[14:16], "little", signed=True)
    if following < 1 or block < 1 or not 1 <= offset <= 513 or not 0 <= kind <= 3:
        return False
    if len(head) < 84:
        return following == 1
    return int.from_bytes(head[64:68], "little", signed=True) > 0


def _tail(text: bytes, filename: str) -> Format:
    if b"\x1d" in text and b"\x1e" in text:
        return Format.MARC21
    if b"\0" in text or not text.strip():
        return Format.UNKNOWN
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    # The last line may be cut by the end of the sample.
    whole = lines[:-1] if len(text) > HEAD // 3 and len(lines) > 1 else lines
    for separator in (b"\t", b";", b",", b"|"):
        counts = [line.count(separator) for line in whole]
        if counts and min(counts) > 0 and len(whole) > 1 and max(counts) - min(counts) <= max(2, max(counts) // 2):
            return Format.CSV
    return Format.CSV if filename.lower().endswith((".csv", ".tsv")) and len(lines) > 0 else Format.UNKNOWN
