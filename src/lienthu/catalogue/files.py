"""Files as they were handed in, kept by their SHA-256 under the imports folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from lienthu.kernel.errors import Invalid
from lienthu.marc import isisbase

CHUNK = 1024 * 1024
_INCOMING = "incoming-"
_LEFT_OVER = 24 * 3600  # seconds: no upload lasts that long


@dataclass(frozen=True, slots=True)
class StoredFile:
    sha256: str
    size: int
    path: Path


def imports_folder() -> Path:
    return Path(settings.DATA) / "imports"


def stored_path(sha256: str) -> Path:
    return imports_folder() / sha256[:2] / sha256


def _sweep(folder: Path) -> None:
    """Removes what uploads left behind whose process was killed."""
    for left in folder.glob(f"{_INCOMING}*"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _LEFT_OVER:
                left.unlink()


def keep(chunks: Iterable[bytes]) -> StoredFile:
    """Streams to disk; the file appears under its digest only when it is whole and safe on disk."""
    folder = imports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    digest, size, limit = hashlib.sha256(), 0, settings.IMPORT_MAX_BYTES
    handle, name = tempfile.mkstemp(dir=folder, prefix=_INCOMING)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise Invalid("catalogue.file_too_large", limit=limit // 1024**2)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise Invalid("catalogue.file_empty")
        target = stored_path(digest.hexdigest())
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return StoredFile(digest.hexdigest(), size, target)


@dataclass(frozen=True, slots=True)
class Part:
    """A file as it is handed in."""

    name: str
    chunks: Iterable[bytes]


def together(parts: Sequence[Part]) -> Part:
    """The files of one CDS/ISIS base as one: the same bytes for the same files. One file stays as it is."""
    kinds = {isisbase.suffix(part.name): part for part in parts}
    if len(parts) == 1 and not kinds.keys() & {isisbase.CROSS, isisbase.NAMES}:
        return parts[0]
    if len(parts) == 1:
        raise Invalid("catalogue.isis_part_alone")
    if len(kinds) != len(parts) or isisbase.MASTER not in kinds or kinds.keys() - isisbase.PARTS:
        raise Invalid("catalogue.files_together")
    return Part(kinds[isisbase.MASTER].name, _packed(kinds))


def _packed(kinds: Mapping[str, Part]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for suffix in sorted(kinds):
                entry = zipfile.ZipInfo(f"base{suffix}")  # dated 1 January 1980, whoever packs it
                with archive.open(entry, "w", force_zip64=True) as member:
                    for chunk in kinds[suffix].chunks:
                        member.write(chunk)
        out.seek(0)
        while chunk := out.read(CHUNK):
            yield chunk


def base_beside(path: Path) -> list[Path]:
    """A file, and for a master file of CDS/ISIS what its folder holds of the same base."""
    if isisbase.suffix(path.name) != isisbase.MASTER:
        return [path]
    wanted = {f"{path.stem}{suffix}".casefold() for suffix in (isisbase.CROSS, isisbase.NAMES)}
    found = {one.name.casefold(): one for one in sorted(path.parent.iterdir()) if one.name.casefold() in wanted}
    return [path, *found.values()]


def chunks_of(path: Path) -> Iterable[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def chunks_of_upload(upload: Any) -> Iterable[bytes]:
    """A Django `UploadedFile`, which spools large files to disk itself."""
    return upload.chunks(CHUNK)  # type: ignore[no-any-return]
