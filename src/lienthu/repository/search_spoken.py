"""Search inside a recording or a book: the same words as on pages, with a time or a chapter instead of a place on an
image."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lienthu.repository import passages
from lienthu.repository.media_files import cues_of
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.passages import Source
from lienthu.repository.rules.cues import Cue
from lienthu.repository.rules.places import Place, Words, words_in
from lienthu.repository.rules.stretches import joined
from lienthu.repository.search_inside import MOST, Asked, asked, numbers_with

_AROUND: Final = 6


@dataclass(frozen=True, slots=True)
class SaidHit:
    """`recording`: the position of the file that is played, and `cue` what is said there; `cues`: the numbers of all
    cues that the words stand in. Else `chapter` with its `title`, and the `place` among those of this chapter."""

    before: str
    match: str
    after: str
    recording: int = 0
    cue: Cue | None = None
    cues: tuple[int, ...] = ()
    chapter: int = 0
    title: str = ""
    place: int = 1

    def address(self, query: str) -> str:
        return passages.address(self.recording, self.cue, self.chapter, query, self.place)


def hits(found: DigitalObject, files: list[ObjectFile], query: str, most: int = MOST) -> list[SaidHit]:
    """The words of the query next to each other, in the order of the files."""
    wanted = asked(query)
    if not wanted.terms:
        return []
    return list(islice(_hits(found, files, wanted), most))


def _hits(found: DigitalObject, files: list[ObjectFile], wanted: Asked) -> Iterator[SaidHit]:
    known = numbers_with(found, wanted)
    of_books = None if known is None else passages.chapters_named(known)
    for source in passages.sources(files):
        if source.recording:
            yield from _said(source, wanted)
        else:
            count = len(passages.chapters_of(source.file.sha256))
            these = range(1, count + 1) if of_books is None else sorted(of_books.get(source.file.pk, ()))
            yield from _written(source, these, wanted)


def _said(source: Source, wanted: Asked) -> Iterator[SaidHit]:
    said = joined(cues_of(source.file.sha256))
    words = words_in(said.text, exactly=wanted.exactly)
    for place in words.places(wanted.terms):
        start, _, length, _ = place.boxes[0]
        first, last = said.cue_at(start), said.cue_at(start + length - 1)
        around = _around(words, place)
        yield SaidHit(*around, source.recording, said.cues[first], tuple(range(first, last + 1)))


def _written(source: Source, chapters: range | list[int], wanted: Asked) -> Iterator[SaidHit]:
    titles = passages.chapters_of(source.file.sha256)
    for chapter in chapters:
        words = words_in(passages.text_of_chapter(source.file.sha256, chapter), exactly=wanted.exactly)
        for number, place in enumerate(words.places(wanted.terms), 1):
            yield SaidHit(*_around(words, place), chapter=chapter, title=titles[chapter - 1], place=number)


def _around(words: Words, place: Place) -> tuple[str, str, str]:
    return (
        words.written(place.start - _AROUND, place.start),
        words.written(place.start, place.end),
        words.written(place.end, place.end + _AROUND),
    )
