"""Tagged text: dialect C (`Ldr 00502nam…`, `#245    $aTên sách`, records end `##`) and MarcEdit's `=245  10$a…`.

Lengths mean nothing here, indicators take two or three characters, and a line without a tag goes on the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lienthu.marc import salvage
from lienthu.marc.charset import UTF8, Decode, FieldDecoder
from lienthu.marc.faults import RawRecord
from lienthu.marc.record import Field, Record
from lienthu.marc.splitter import LIMIT

DIALECT = "C"
_LEADER = re.compile(rb"\s*(?:#|=)?(?:Ldr|LDR|ldr|000)\b[ \t]*(.{0,40})", re.DOTALL)
_FIELD = re.compile(rb"[ \t]*[#=]([0-9A-Za-z]{3})(?=[^0-9A-Za-z]|00|[0-9A-Za-z])(.*)", re.DOTALL)
_END = re.compile(rb"##\s*$")
_BRACES = {"{dollar}": "$", "{lcub}": "{", "{rcub}": "}"}


@dataclass(slots=True)
class _Pending:
    offset: int
    line: int
    raw: list[bytes] = field(default_factory=list)
    leader: bytes | None = None
    bodies: list[tuple[bytes, bytes]] = field(default_factory=list)
    strays: list[tuple[int, bytes]] = field(default_factory=list)
    closed: bool = False

    def add(self, tag: bytes, body: bytes) -> None:
        self.bodies.append((tag, body))

    def go_on(self, line: int, text: bytes) -> None:
        """A line without a tag belongs to the field before it."""
        if self.bodies:
            tag, body = self.bodies[-1]
            self.bodies[-1] = (tag, body + b" " + text.strip())
        elif self.leader is None:
            self.strays.append((line, text))


def read(stream: BinaryIO, decode: Decode | None = None, limit: int = LIMIT) -> Iterator[RawRecord]:
    for index, pending in enumerate(_records(stream, limit)):
        yield _make(pending, index, decode)


def _records(stream: BinaryIO, limit: int) -> Iterator[_Pending]:
    offset = number = 0
    pending: _Pending | None = None
    size = 0
    while line := stream.readline(limit):
        number += 1
        text = line.strip(b"\r\n\0\x1a").removeprefix(b"\xef\xbb\xbf")
        leader = _LEADER.match(text)
        blank = not text.strip()
        if pending is not None and (leader or (blank and pending.raw[0].startswith(b"=")) or size > limit):
            yield pending
            pending = None
        if pending is None and not blank:
            pending, size = _Pending(offset, number), 0
        offset += len(line)
        if pending is None:
            continue
        pending.raw.append(line)
        size += len(line)
        _take(pending, number, text, leader)
        if pending.closed:
            yield pending
            pending = None
    if pending is not None:
        yield pending


def _take(pending: _Pending, number: int, text: bytes, leader: re.Match[bytes] | None) -> None:
    if _END.search(text):
        pending.closed = True
        text = _END.sub(b"", text)
        if not text.strip():
            return
        leader = _LEADER.match(text)
    if leader:
        pending.leader = leader[1]
        return
    found = _FIELD.match(text)
    if found:
        pending.add(found[1], found[2])
    elif text.strip():
        pending.go_on(number, text)


def _make(pending: _Pending, index: int, decode: Decode | None) -> RawRecord:
    raw = b"".join(pending.raw).rstrip(b"\r\n\0 \t\x1a")
    item = RawRecord(index, pending.offset, raw, DIALECT, UTF8, None)
    for line, text in pending.strays:
        item.note("bad_line", line=line, text=text[:80].decode("utf-8", "replace"))
    if not pending.bodies:
        item.note("not_a_record")
        return item
    if len(pending.bodies) > salvage.MAX_FIELDS:
        item.note("field_too_many", limit=salvage.MAX_FIELDS)
        return item
    mnemonic = raw.lstrip(b"\xef\xbb\xbf").startswith(b"=")
    decoder = FieldDecoder(raw, decode)
    reader = salvage.FieldReader(item, decoder, salvage.PRINTABLE)
    fields = [
        _unescape(reader.field(tag.decode("latin-1"), _body(tag, body, mnemonic)), mnemonic)
        for tag, body in pending.bodies
    ]
    item.record = Record(_leader(pending, item), fields)
    if not pending.closed and not mnemonic:
        item.note("no_terminator", length=len(raw))
    salvage.note_encoding(item, decoder)
    item.faults = [fault for fault in item.faults if fault.code != "charset_flag"]
    return item


def _leader(pending: _Pending, item: RawRecord) -> str:
    text = (pending.leader or b"").decode("latin-1").replace("\\", " ")
    if pending.leader is None or len(text.rstrip()) > 24 or not text.isascii():
        item.note("leader_wrong")
    leader = f"{text:24.24}" if text.isascii() else ""
    return leader if leader.strip() else Record().leader


def _body(tag: bytes, body: bytes, mnemonic: bool) -> bytes:
    """The field as in dialect B: two indicators, then subfields; a control field's or bare field's text alone."""
    if tag < b"010":
        text = body[2:] if mnemonic and body[:2] == b"  " else body.lstrip()
        return text.replace(b"\\", b" ") if mnemonic else text
    start = body.find(b"$")
    if not 0 <= start <= 6:
        return body.strip()
    head = body[:start].replace(b"\\", b" ")
    if mnemonic:
        head = head[-2:]
    elif len(head) > 2 and head[:1] == b" ":
        head = head[1:]
    return f"{head.decode('latin-1'):2.2}".encode("latin-1") + body[start:]


def _unescape(field: Field, mnemonic: bool) -> Field:
    if mnemonic and field.subfields:
        field.subfields = [(code, _braces(text)) for code, text in field.subfields]
    return field


def _braces(text: str) -> str:
    if "{" in text:
        for name, char in _BRACES.items():
            text = text.replace(name, char)
    return text
