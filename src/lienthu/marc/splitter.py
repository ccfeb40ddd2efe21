"""Cuts a byte stream into pieces that hold one record each, whatever the lengths in it say.

The record terminator decides; lengths only help where terminators are missing or stand inside text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LIMIT = 16 * 1024 * 1024
_READ = 256 * 1024
_FILLER = b"\r\n\0 \t\x1a"
_BOM = b"\xef\xbb\xbf"
_LEADING = re.compile(rb"(?:[\r\n\0 \t\x1a]++|\xef\xbb\xbf)++")
# Length, status, type … indicator and code counts "22" or blank, base address, and the entry map.
LEADER = re.compile(rb"[0-9 ]{5}[\x20-\x7e]{5}[0-9# ]{2}[0-9 ]{5}[\x20-\x7e]{3}[0-9# ]{4}")
_STRICT = re.compile(
    rb"[0-9]{5}[a-z][a-z][\x20-\x7e]{3}[2 #]{2}[0-9]{5}[\x20-\x7e]{3}45[0-9 ]{2}[0-9A-Za-z]{3}[0-9]{9}"
)


class Piece(NamedTuple):
    offset: int
    raw: bytes
    faults: tuple[str, ...] = ()


class Splitter:
    """`terminator` 0x1D for ISO 2709; the printable dialects end records with other bytes."""

    def __init__(self, stream: BinaryIO, limit: int = LIMIT) -> None:
        self._stream = stream
        self._limit = limit
        self._buffer = b""
        self._start = 0  # of the part not yet handed out, in the buffer
        self._base = 0  # offset of the buffer in the stream
        self._ended = False

    def __iter__(self) -> Iterator[Piece]:
        scan = 0
        while True:
            end = self._buffer.find(b"\x1d", max(scan, self._start))
            if end >= 0:
                yield from self._hand_out(end + 1)
                continue
            waiting = len(self._buffer) - self._start
            if waiting >= self._limit:
                scan = 0
                if not self._skip_filler(len(self._buffer)) or len(self._buffer) - self._start < self._limit:
                    continue  # gigabytes of NUL are no piece
                yield Piece(self._base + self._start, self._take(self._start + self._limit), ("too_long_piece",))
                continue
            scan = waiting
            if not self._more(max(_READ, waiting)):
                break
        if self._skip_filler(len(self._buffer)):
            yield from self._split(Piece(self._base + self._start, self._take(len(self._buffer))))

    def _more(self, size: int) -> bool:
        """Read on, dropping what is done. Positions into the buffer move to count from its new start."""
        if self._ended:
            return False
        data = self._stream.read(size)
        self._ended = not data
        self._buffer = self._buffer[self._start :] + data
        self._base += self._start
        self._start = 0
        return bool(data)

    def _take(self, end: int) -> bytes:
        raw = self._buffer[self._start : end]
        self._start = end
        return raw

    def _skip_filler(self, end: int) -> bool:
        if self._start < end and self._buffer[self._start] in b"\r\n\0 \t\x1a\xef":
            match = _LEADING.match(self._buffer, self._start, end)
            if match and not self._blank_length(match.end()):
                self._start = match.end()
        return self._start < end

    def _blank_length(self, at: int) -> bool:
        """A leader whose length was left blank starts with the blanks that look like filler."""
        return (
            at - self._start == 5 and self._buffer[self._start : at] == b"     " and self._buffer[at : at + 1].isalpha()
        )

    def _hand_out(self, end: int) -> Iterator[Piece]:
        if not self._skip_filler(end):
            return
        length = self._buffer[self._start : self._start + 5]
        size = int(length) if length.isdigit() else -1
        if size == end - self._start:
            offset = self._base + self._start
            yield Piece(offset, self._take(end))
            return
        if size > end - self._start and self._embedded(size):
            offset = self._base + self._start
            yield Piece(offset, self._take(self._start + size), ("embedded_terminator",))
            return
        if end - self._start == 1:  # a lone terminator: the end of a record of which all else is filler
            yield Piece(self._base + self._start, self._take(end), ("not_a_record",))
            return
        offset = self._base + self._start
        # `_embedded` may have read on and moved the buffer: find the terminator again.
        end = self._buffer.find(b"\x1d", self._start) + 1
        yield from self._split(Piece(offset, self._take(end)))

    def _embedded(self, size: int) -> bool:
        """True if the announced length ends on a terminator after which a record or the end follows."""
        while len(self._buffer) - self._start < size + 64 and self._more(_READ):
            pass
        stop = self._start + size
        if len(self._buffer) < stop or self._buffer[stop - 1] != 0x1D:
            return False
        inner = self._buffer[self._start : stop - 1]
        cut = inner.find(b"\x1d")
        if LEADER.match(inner[cut + 1 :].lstrip(_FILLER)):
            return False  # the terminator closes a truncated record and a whole one follows
        filler = _LEADING.match(self._buffer, stop)
        following = self._buffer[filler.end() if filler else stop :][:40]
        return not following or LEADER.match(following) is not None

    def _split(self, piece: Piece) -> Iterator[Piece]:
        """A piece whose length is wrong may hold several records whose terminators were lost."""
        offset, raw, _ = piece
        start = 0
        for match in _STRICT.finditer(raw, 1):
            at = match.start()
            base = int(raw[at + 12 : at + 17])
            if not 24 < base <= len(raw) - at or raw[at + base - 1] not in b"\x1e\x1f":
                continue
            head = raw[start:at].rstrip(_FILLER)
            size = int(head[:5]) if head[:5].isdigit() else -1
            if head:
                fault = "no_terminator" if size in (len(head), len(head) + 1) else "truncated"
                yield Piece(offset + start, head, (fault,))
            start = at
        yield Piece(offset + start, raw[start:] if start else raw)
