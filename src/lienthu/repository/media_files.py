"""Recordings, which transcript belongs to them, and the book among the files of an object."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from lienthu.files import kinds, tags
from lienthu.kernel.errors import NotFound
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.cues import Cue, parsed
from lienthu.repository.stores import MASTERS

PLAYED: Final = {
    kind.mime: kind
    for kind in vars(kinds).values()
    if isinstance(kind, kinds.Kind) and kind.family in (kinds.Family.AUDIO, kinds.Family.VIDEO)
}
MOST_TRANSCRIPT: Final = 5 * 1024**2
#: A corrected transcript stands at the position of its recording times this, plus its number.
EDITIONS: Final = 10_000


@lru_cache(maxsize=64)
def blanks_of(sha256: str, mime: str) -> tuple[tags.Blank, ...]:
    """What a recording tells beside what is heard and seen, which no reader is sent. The master keeps it."""
    with MASTERS.path(sha256).open("rb") as stream:
        return tags.personal(stream, mime)


def book_of(masters: Sequence[ObjectFile]) -> ObjectFile | None:
    return next((one for one in masters if one.mime == kinds.EPUB.mime), None)


def files_of(found: DigitalObject) -> list[ObjectFile]:
    """What is read and played of one object: its masters and the transcripts that people corrected."""
    return read_files([found.pk]).get(found.pk, [])


def read_files(object_ids: Sequence[int]) -> dict[int, list[ObjectFile]]:
    found: dict[int, list[ObjectFile]] = {}
    for row in ObjectFile.objects.filter(object__in=object_ids, role__in=ObjectFile.LASTING).order_by("position", "id"):
        found.setdefault(row.object_id, []).append(row)
    return found


def recording_at(files: Sequence[ObjectFile], position: int) -> ObjectFile:
    """The file that is played, by its place or by that of the transcript it came with. Raises `NotFound`."""
    for one in recordings(files):
        said = original_of(one, files)
        if position in (one.position, said.position if said else one.position):
            return one
    raise NotFound("kernel.not_found")


def recordings(files: Sequence[ObjectFile]) -> list[ObjectFile]:
    return [one for one in files if one.role == ObjectFile.Role.MASTER and one.mime in PLAYED]


def transcript_of(recording: ObjectFile, files: Sequence[ObjectFile]) -> ObjectFile | None:
    """The newest that people corrected, else what it came with."""
    return max(_corrected(recording, files), key=lambda one: one.position, default=original_of(recording, files))


def original_of(recording: ObjectFile, files: Sequence[ObjectFile]) -> ObjectFile | None:
    """The WebVTT file of the same name, else the only one there is for the only recording."""
    there = [one for one in files if one.role == ObjectFile.Role.MASTER and one.mime == kinds.VTT.mime]
    named = [one for one in there if Path(one.name).stem == Path(recording.name).stem]
    if named:
        return named[0]
    return there[0] if len(there) == len(recordings(files)) == 1 else None


def next_edition(files: Sequence[ObjectFile], recording: ObjectFile) -> int:
    """The position of the next corrected transcript."""
    return recording.position * EDITIONS + len(_corrected(recording, files)) + 1


def _corrected(recording: ObjectFile, files: Sequence[ObjectFile]) -> list[ObjectFile]:
    of_this = recording.position
    return [one for one in files if one.role == ObjectFile.Role.TRANSCRIPT and one.position // EDITIONS == of_this]


@lru_cache(maxsize=64)
def cues_of(sha256: str) -> list[Cue]:
    if not MASTERS.holds(sha256):
        return []
    with MASTERS.path(sha256).open("rb") as stream:
        return parsed(stream.read(MOST_TRANSCRIPT).decode("utf-8-sig", "replace"))
