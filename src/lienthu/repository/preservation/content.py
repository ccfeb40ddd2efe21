"""What is handed over when an object leaves the house: its masters, what people wrote of them, and what is known."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from lienthu.kernel.errors import Unavailable
from lienthu.repository import identifiers, rights, versions
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.preservation import mets
from lienthu.repository.preservation.naming import placed
from lienthu.repository.stores import MASTERS

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a package. `path`: where it lies in it, `/` between folders, NFC. `source`: where its bytes are."""

    path: str
    sha256: str
    size: int
    source: Path | bytes

    def copy(self, target: BinaryIO, *digests: Any) -> None:
        """Raises `Unavailable` as `chunks` does."""
        for chunk in self.chunks():
            for digest in digests:
                digest.update(chunk)
            target.write(chunk)

    def chunks(self) -> Iterator[bytes]:
        """Raises `Unavailable` when the bytes are not those of `sha256`: a damaged master is not handed on as a
        good one."""
        seen = hashlib.sha256()
        try:
            for chunk in self._chunks():
                seen.update(chunk)
                yield chunk
        except FileNotFoundError as error:
            raise Unavailable("repository.master_damaged", file=self.path, sha256=self.sha256) from error
        if seen.hexdigest() != self.sha256:
            raise Unavailable("repository.master_damaged", file=self.path, sha256=self.sha256)

    def _chunks(self) -> Iterator[bytes]:
        if isinstance(self.source, bytes):
            yield self.source
            return
        with self.source.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk


def beside(folder: Path) -> Path:
    """An empty folder to make a package in; `take_place` moves it where it belongs once it is whole."""
    made = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    return made


def lay(folder: Path, parts: Iterable[Part]) -> None:
    """Every part under its path, on disk. Raises `Unavailable` for a damaged master."""
    for part in parts:
        target = folder / part.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            part.copy(out)
            out.flush()
            os.fsync(out.fileno())


def take_place(made: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    made.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def parts_of(found: DigitalObject) -> list[Part]:
    """Masters in order, transcripts that people corrected, the description and the METS document. The same object
    gives the same bytes."""
    files = list(ObjectFile.objects.filter(object=found, role__in=ObjectFile.LASTING).order_by("role", "position"))
    places = placed(files)
    parts = [Part(places[file.pk], file.sha256, file.size, MASTERS.path(file.sha256)) for file in files]
    described = orjson.dumps(description(found), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return [
        *parts,
        made("metadata/description.json", described),
        made("metadata/mets.xml", mets.document(found, mets.Scope(folder="../", lasting=True))),
    ]


def parts_of_all(main: DigitalObject, editions: Sequence[DigitalObject]) -> list[Part]:
    """Every version in a folder of its own, and a METS document that leads to theirs."""
    links = {one.edition: f"../v{one.edition}/metadata/mets.xml" for one in editions}
    whole = made("metadata/mets.xml", mets.of_versions(main, editions, links))
    return [*(replace(part, path=f"v{one.edition}/{part.path}") for one in editions for part in parts_of(one)), whole]


def made(path: str, data: bytes) -> Part:
    return Part(path, hashlib.sha256(data).hexdigest(), len(data), data)


def description(found: DigitalObject) -> dict[str, Any]:
    return {
        "identifier": identifiers.ark_of(found),
        "title": found.title,
        "kind": found.kind,
        "creators": found.creators,
        "date": found.date_text,
        "year": found.year,
        "language": found.language,
        "description": found.description,
        "subjects": found.subjects,
        "source": found.source,
        "rights": rights.uri_of(found.rights),
        "contents": found.contents,
        "entry": found.entry,
        "library": found.library.code,
        "pages": found.page_count,
        **_version(found),
    }


def _version(found: DigitalObject) -> dict[str, Any]:
    """Nothing where there is one version only."""
    if found.state == DigitalObject.State.EARLIER and found.current:
        return {"version": found.edition, "isVersionOf": identifiers.ark_of(found.current)}
    if found.edition == 1:
        return {}
    replaced = [identifiers.ark_of(one) for one in versions.earlier(found)]
    return {"version": found.edition, "replaces": replaced}
