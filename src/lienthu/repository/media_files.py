"""Recordings, which transcript belongs to them, and the book among the files of an object."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from lienthu.files import kinds
from lienthu.repository.models import ObjectFile
from lienthu.repository.rules.cues import Cue, parsed
from lienthu.repository.stores import MASTERS

PLAYED: Final = {
    kind.mime: kind
    for kind in vars(kinds).values()
    if isinstance(kind, kinds.Kind) and kind.family in (kinds.Family.AUDIO, kinds.Family.VIDEO)
}
MOST_TRANSCRIPT: Final = 5 * 1024**2


def book_of(masters: Sequence[ObjectFile]) -> ObjectFile | None:
    return next((one for one in masters if one.mime == kinds.EPUB.mime), None)


def transcript_of(file: ObjectFile, masters: Sequence[ObjectFile]) -> ObjectFile | None:
    """The WebVTT file of the same name, else the only one there is for the only recording."""
    there = [one for one in masters if one.mime == kinds.VTT.mime]
    named = [one for one in there if Path(one.name).stem == Path(file.name).stem]
    if named:
        return named[0]
    recordings = sum(one.mime in PLAYED for one in masters)
    return there[0] if len(there) == recordings == 1 else None


@lru_cache(maxsize=64)
def cues_of(sha256: str) -> list[Cue]:
    if not MASTERS.holds(sha256):
        return []
    with MASTERS.path(sha256).open("rb") as stream:
        return parsed(stream.read(MOST_TRANSCRIPT).decode("utf-8-sig", "replace"))
