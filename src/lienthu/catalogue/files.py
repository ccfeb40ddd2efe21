"""Files as they were handed in, kept by their SHA-256 under the imports folder."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from lienthu.files.storage import CHUNK, Folder, StoredFile
from lienthu.kernel.errors import Invalid
from lienthu.marc import isisbase

IMPORTS = Folder("imports")


def stored_path(sha256: str) -> Path:
    return IMPORTS.path(sha256)


def keep(chunks: Iterable[bytes]) -> StoredFile:
    return IMPORTS.keep(
        chunks, limit=settings.IMPORT_MAX_BYTES, too_large="catalogue.file_too_large", empty="catalogue.file_empty"
    )


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


def chunks_of_upload(upload: Any) -> Iterable[bytes]:
    """A Django `UploadedFile`, which spools large files to disk itself."""
    return upload.chunks(CHUNK)  # type: ignore[no-any-return]
