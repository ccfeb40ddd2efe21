"""Cuts the `<record>` elements out of an XML stream without parsing it as a whole.

Envelopes that also call their wrapper `record` (OAI-PMH, SRU) give way to the record inside them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from lienthu.marc.splitter import LIMIT

_READ = 256 * 1024
_TOKEN = re.compile(
    rb"<!--|<!\[CDATA\[|<!DOCTYPE|<!ENTITY|<(?:[\w.-]+:)?record(?=[\s/>])|</(?:[\w.-]+:)?record\s*>", re.IGNORECASE
)
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield|header)[\s>]")
_ORPHAN = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)[\s>]")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_UTF8_NAMES = frozenset({"utf-8", "ascii"})
# The longest token that may be cut by the end of a buffer.
_TAIL = 64


class Piece(NamedTuple):
    offset: int
    line: int
    raw: bytes
    fault: str = ""
    whole: bool = True


class _Utf8:
    """A stream in another declared or marked encoding, as UTF-8; offsets then count in UTF-8."""

    def __init__(self, stream: BinaryIO, head: bytes, name: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(name)("replace")
        self._head = head

    def read(self, size: int) -> bytes:
        while True:
            data, self._head = self._head or self._stream.read(size), b""
            text = self._decoder.decode(data, not data).lstrip("\ufeff").encode("utf-8", "replace")
            if text or not data:
                return text


class _Cutter:
    def __init__(self, stream: BinaryIO) -> None:
        head = stream.read(_READ)
        name = _encoding(head)
        self._source: BinaryIO | _Utf8 = stream
        if name:
            self._source, head = _Utf8(stream, head, name), b""
        self._buffer = head
        self._base = 0
        self._lines = 1
        self._counted = 0
        self._ended = False
        self._start = -1  # of the open record element
        self._position = 0
        self._barren: dict[bytes, int] = {}  # a closing mark → offset up to which none was found
        self._done = 0  # up to here everything was handed out or is not part of a record

    def __iter__(self) -> Iterator[Piece]:
        while True:
            match = _TOKEN.search(self._buffer, self._position)
            if match is None or (match.end() > len(self._buffer) - _TAIL and not self._ended):
                if not self._ended:
                    keep = self._start if self._start >= 0 else max(self._position, len(self._buffer) - _TAIL)
                    self._position = max(self._position, len(self._buffer) - _TAIL)
                    if match is not None:
                        keep, self._position = min(keep, match.start()), min(self._position, match.start())
                    yield from self._orphans(keep)
                    if len(self._buffer) - keep >= LIMIT:
                        yield self._piece(keep, len(self._buffer), "too_long_piece", whole=False)
                        keep = self._position = len(self._buffer)
                        self._start = -1
                    self._more(keep)
                    continue
                yield from self._finish()
                return
            yield from self._token(match)

    def _token(self, match: re.Match[bytes]) -> Iterator[Piece]:
        token = match.group()
        self._position = match.end()
        if token in (b"<!--", b"<![CDATA["):
            yield from self._orphans(match.start())
            self._skip_to(b"-->" if token == b"<!--" else b"]]>", match.start())
            if self._start < 0:
                self._done = self._position
        elif token.startswith(b"<!"):
            yield self._piece(match.start(), match.end(), "xml_forbidden", whole=False)
        elif token.startswith(b"</"):
            if self._start >= 0:
                start, self._start = self._start, -1
                self._done = match.end()
                yield self._piece(start, match.end())
        else:
            yield from self._orphans(match.start())
            yield from self._abandon(match.start())
            self._start = match.start()
            closing = self._buffer.find(b">", match.end())
            if closing > 0 and self._buffer[closing - 1 : closing] == b"/":
                self._start, self._done = -1, closing + 1
                yield self._piece(match.start(), closing + 1)

    def _abandon(self, before: int) -> Iterator[Piece]:
        """A record element in which another begins: an envelope, or a record whose end is missing."""
        if self._start >= 0 and _CONTENT.search(self._buffer, self._start, before):
            raw = self._buffer[self._start : before]
            if b"<datafield" in raw or b":datafield" in raw or b"<leader" in raw or b":leader" in raw:
                yield self._piece(self._start, before, "xml_no_end")

    def _orphans(self, before: int) -> Iterator[Piece]:
        """Fields that stand in no record element."""
        if self._start < 0 and before > self._done:
            start, self._done = self._done, before
            found = _ORPHAN.search(self._buffer, start, before)
            if found:
                yield self._piece(found.start(), before, "xml_outside", whole=False)

    def _finish(self) -> Iterator[Piece]:
        yield from self._orphans(len(self._buffer))
        if self._start >= 0:
            yield self._piece(self._start, len(self._buffer), "xml_cut_off")

    def _skip_to(self, mark: bytes, begin: int) -> None:
        if self._barren.get(mark, -1) >= self._base + len(self._buffer):
            return
        while True:
            end = self._buffer.find(mark, self._position)
            if end >= 0:
                self._position = end + len(mark)
                return
            if self._ended or len(self._buffer) - begin > LIMIT:
                self._position = begin + len(mark)
                self._barren[mark] = self._base + len(self._buffer)
                return  # an unclosed comment hides nothing
            before = len(self._buffer)
            keep = self._start if self._start >= 0 else begin
            self._more(keep)
            begin -= keep
            self._position = max(self._position, before - keep - len(mark))

    def _more(self, keep: int) -> None:
        """Read on, keeping the buffer from `keep`; positions move with it."""
        data = self._source.read(max(_READ, len(self._buffer) - keep))
        self._ended = not data
        self._count(keep)
        self._buffer = self._buffer[keep:] + data
        self._base += keep
        self._counted = 0
        self._position = max(0, self._position - keep)
        self._done = max(0, self._done - keep)
        if self._start >= 0:
            self._start -= keep

    def _count(self, upto: int) -> int:
        if upto > self._counted:
            self._lines += self._buffer.count(b"\n", self._counted, upto)
            self._counted = upto
        return self._lines

    def _piece(self, start: int, end: int, fault: str = "", whole: bool = True) -> Piece:
        return Piece(self._base + start, self._count(start), self._buffer[start:end], fault, whole)


def _encoding(head: bytes) -> str:
    """The codec to translate from, or "" when the bytes are UTF-8 already (or claim to be)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    found = _DECLARED.search(head[:400])
    if found is None:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    return "" if name in _UTF8_NAMES else {"iso8859-1": "cp1252"}.get(name, name)


def pieces(stream: BinaryIO) -> Iterator[Piece]:
    yield from _Cutter(stream)
