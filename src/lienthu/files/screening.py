"""Malware screening through ClamAV's daemon, failing closed: what could not be screened is not clean.

The client speaks INSTREAM itself (clamd(8)): chunks of a megabyte are an order of magnitude faster than the small
ones of the usual packages.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from lienthu.kernel.errors import Unavailable

_FOUND = re.compile(r"^stream: (.+) FOUND$")
_DATED = re.compile(r"/(\d+)/(.+)$")
_CONNECT = 5.0  # seconds
_ANSWER = 1200.0  # two gigabytes take a minute when nothing else is done


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threat`: the signature's name; empty for clean."""

    threat: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.threat


def screen(chunks: Iterable[bytes]) -> Verdict:
    """Raises `Unavailable` when the daemon is not there, stops, or does not say OK or FOUND."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
            said = _answer(line)
    except OSError as error:
        raise Unavailable("files.screening_unavailable") from error
    if said == "stream: OK":
        return Verdict()
    if found := _FOUND.match(said):
        return Verdict(found[1])
    raise Unavailable("files.screening_failed", said=said[:200])


def signatures() -> tuple[int, datetime | None]:
    """Version and date of the signatures; no date for local ones. Raises `Unavailable` as `screen` does."""
    try:
        with _connected() as line:
            line.settimeout(_CONNECT)
            line.sendall(b"zVERSION\0")
            said = _answer(line)
    except OSError as error:
        raise Unavailable("files.screening_unavailable") from error
    dated = _DATED.search(said)
    if not dated:
        return 0, None
    return int(dated[1]), datetime.strptime(dated[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)


def _connected() -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(_CONNECT)
        line.connect(str(settings.CLAMD_SOCKET))
        line.settimeout(_ANSWER)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    parts = []
    while part := line.recv(4096):
        parts.append(part)
        if part.endswith(b"\0"):
            break
    return b"".join(parts).rstrip(b"\0").decode("utf-8", "replace").strip()
