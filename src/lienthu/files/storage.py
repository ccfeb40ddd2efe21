"""Bytes kept by their SHA-256: the same bytes once, never changed, whole or not there."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lienthu.kernel.errors import Invalid, Unavailable

CHUNK = 1024 * 1024
_INCOMING = "incoming-"
_LEFT_OVER = 24 * 3600  # seconds: nothing takes that long to be written


@dataclass(frozen=True, slots=True)
class StoredFile:
    sha256: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Folder:
    """One content-addressed folder under the data folder; `name` says whose."""

    name: str

    @property
    def root(self) -> Path:
        return Path(settings.DATA) / self.name

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def relative(self, sha256: str) -> str:
        """The same within the data folder, for people who look for the file."""
        return f"{self.name}/{sha256[:2]}/{sha256}"

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def keep(self, chunks: Iterable[bytes], *, limit: int, too_large: str, empty: str) -> StoredFile:
        """Streams to disk; the file appears under its digest only when it is whole and safe on disk. Raises `Invalid`
        with the code `too_large` above `limit` bytes, and `empty` for none."""
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._ready(), prefix=_INCOMING)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise Invalid(too_large, limit=limit // 1024**2)
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if not size:
                raise Invalid(empty)
            return self._settle(temporary, digest.hexdigest(), size)
        finally:
            temporary.unlink(missing_ok=True)

    def adopt(self, made: Path) -> StoredFile:
        """Takes over a file that this house made on the same disk (`scratch`)."""
        with made.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
        return self._settle(made, digest, made.stat().st_size)

    def place(self, made: Path, sha256: str) -> None:
        """Takes over a file on the same disk whose digest is known and that is safe on disk."""
        self._ready()
        self._settle(made, sha256, 0)

    def take_over(self, other: Folder, sha256: str) -> StoredFile:
        """The same bytes from another folder: read through once more, then linked where both are on one disk, so that
        they are not written twice. Raises `Unavailable` when they are no longer what their name says."""
        source = other.path(sha256)
        with source.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                raise Unavailable("files.bytes_changed", name=sha256)
        self._ready()
        target = self.path(sha256)
        target.parent.mkdir(exist_ok=True)
        with suppress(FileExistsError):
            try:
                os.link(source, target)
            except OSError:  # another disk, or one without links
                copy = self.scratch()
                shutil.copyfile(source, copy)
                return self.adopt(copy)
        return StoredFile(sha256, target.stat().st_size, target)

    def scratch(self, suffix: str = "") -> Path:
        """A name for something being made, on the folder's own disk. Swept after a day if nobody adopts it."""
        handle, name = tempfile.mkstemp(dir=self._ready(), prefix=_INCOMING, suffix=suffix)
        os.close(handle)
        return Path(name)

    def drop(self, sha256: str) -> bool:
        """True when it was there."""
        with suppress(FileNotFoundError):
            self.path(sha256).unlink()
            return True
        return False

    def _settle(self, temporary: Path, sha256: str, size: int) -> StoredFile:
        target = self.path(sha256)
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
        return StoredFile(sha256, size, target)

    def _ready(self) -> Path:
        self.root.mkdir(parents=True, exist_ok=True)
        for left in self.root.glob(f"{_INCOMING}*"):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _LEFT_OVER:
                    left.unlink()
        return self.root


def chunks_of(path: Path, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """`length`: to the end of the file when there is none."""
    left = path.stat().st_size - start if length is None else length
    with path.open("rb") as stream:
        stream.seek(start)
        while chunk := stream.read(min(CHUNK, left)):
            left -= len(chunk)
            yield chunk
