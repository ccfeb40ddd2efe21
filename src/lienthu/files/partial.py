"""Files that arrive in pieces, over hours and many connections. The caller's row says how many bytes count; whatever
lies beyond them was never promised to anybody and is written over."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lienthu.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes behind what is there. The file is locked only while a piece is written, so that a request whose line went
    dead holds up nobody: the next one takes over, and `still_mine` tells the old one so before it writes again."""

    handle: int
    still_mine: Callable[[], bool]
    lost: str

    def write(self, at: int, data: bytes) -> None:
        """Raises `Conflict` with the code `lost` when another request has taken over."""
        fcntl.flock(self.handle, fcntl.LOCK_EX)
        try:
            if not self.still_mine():
                raise Conflict(self.lost)
            view = memoryview(data)
            while view:
                written = os.pwrite(self.handle, view, at)
                view, at = view[written:], at + written
        finally:
            fcntl.flock(self.handle, fcntl.LOCK_UN)

    def sync(self) -> None:
        os.fsync(self.handle)


@dataclass(frozen=True, slots=True)
class Parts:
    """A folder of growing files under the data folder; `name` says whose."""

    name: str

    def path(self, key: str) -> Path:
        return Path(settings.DATA) / self.name / key

    @contextmanager
    def writing(self, key: str, still_mine: Callable[[], bool], lost: str) -> Iterator[Writer]:
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            yield Writer(handle, still_mine, lost)
        finally:
            os.close(handle)

    def drop(self, key: str) -> None:
        with suppress(FileNotFoundError):
            self.path(key).unlink()
