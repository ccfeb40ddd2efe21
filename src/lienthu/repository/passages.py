"""The words of what has no page images, cut into passages that an index finds and a reader is led to: what is said in a
recording, by its times, and the chapters of a book. Read from the masters each time: there is no second copy to keep.

A passage has a number as a page has one. It names the file and the part of it, so what another file took the place of
is not found any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from lienthu.kernel.errors import Invalid
from lienthu.repository import epub
from lienthu.repository.epub_words import NAME
from lienthu.repository.media_files import book_of, cues_of, files_of, read_files, recordings, transcript_of
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.cues import Cue
from lienthu.repository.rules.stretches import Said, minutes, parts
from lienthu.repository.stores import MASTERS

_PASSAGE: Final = 1 << 60
_PART_BITS: Final = 24
_PARTS_OF_CHAPTER: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class Source:
    """A file with words. `recording`: the position of the file that is played beside it, 0 for a book."""

    file: ObjectFile
    recording: int


@dataclass(frozen=True, slots=True)
class Passage:
    """`said`: its cues, None for a chapter. `recording`: the position of the file that is played; `chapter` and its
    `title`: of a book."""

    number: int
    text: str
    said: Said | None = None
    recording: int = 0
    chapter: int = 0
    title: str = ""

    def cue_at(self, character: int) -> Cue | None:
        return self.said.cues[self.said.cue_at(character) - self.said.first] if self.said else None

    def address_at(self, character: int, query: str) -> str:
        """What leads to these words from the reader's page of the document: the second that they are said at, or the
        chapter with the words marked."""
        return address(self.recording, self.cue_at(character), self.chapter, query)


def address(recording: int, cue: Cue | None, chapter: int, query: str, place: int = 1) -> str:
    """`place`: which of those that are marked in the chapter."""
    asked = {"q": query} if query else {}
    if cue is None:
        return f"?{urlencode({'chapter': chapter, **asked})}#e-{NAME}-{place}"
    return f"?{urlencode({'media': recording, 't': cue.second, **asked})}#t={cue.second}"


def is_passage(number: int) -> bool:
    return number >= _PASSAGE


def sources(files: Sequence[ObjectFile]) -> list[Source]:
    """Of one object, as its reader's page shows it: the first book, and every recording that has a transcript."""
    book = book_of(files)
    found = [Source(book, 0)] if book else []
    for one in recordings(files):
        if said := transcript_of(one, files):
            found.append(Source(said, one.position))
    return found


def passages_of(found: DigitalObject) -> Iterator[Passage]:
    """Nothing where there are page images: the words of these are found on them."""
    if found.page_count:
        return
    for source in sources(files_of(found)):
        yield from _said(source) if source.recording else _chapters(source)


def passages_named(numbers: Iterable[int]) -> dict[int, Passage]:
    """Those that still stand."""
    wanted: dict[int, list[int]] = {}
    for number in numbers:
        wanted.setdefault((number - _PASSAGE) >> _PART_BITS, []).append(number)
    rows = ObjectFile.objects.filter(id__in=wanted, object__page_count=0)
    found: dict[int, Passage] = {}
    for files in read_files(list(rows.values_list("object_id", flat=True).distinct())).values():
        for source in sources(files):
            for number in wanted.get(source.file.pk, ()):
                if passage := _one(source, number):
                    found[number] = passage
    return found


def chapters_named(numbers: Iterable[int]) -> dict[int, set[int]]:
    """File of a book → its chapters that these passages are of."""
    found: dict[int, set[int]] = {}
    for number in numbers:
        file, part = divmod(number - _PASSAGE, 1 << _PART_BITS)
        found.setdefault(file, set()).add(part // _PARTS_OF_CHAPTER)
    return found


def _number(file: ObjectFile, part: int) -> int:
    return _PASSAGE + (file.pk << _PART_BITS) + part


def _one(source: Source, number: int) -> Passage | None:
    part = number - _number(source.file, 0)
    if source.recording:
        said = minutes_of(source.file.sha256)
        return _as_said(source, part, said[part]) if part < len(said) else None
    chapter, place = divmod(part, _PARTS_OF_CHAPTER)
    some = list(_of_chapter(source, chapter))
    return some[place] if place < len(some) else None


def _said(source: Source) -> Iterator[Passage]:
    for part, said in enumerate(minutes_of(source.file.sha256)):
        yield _as_said(source, part, said)


def _as_said(source: Source, part: int, said: Said) -> Passage:
    return Passage(_number(source.file, part), said.text, said, recording=source.recording)


def _chapters(source: Source) -> Iterator[Passage]:
    for chapter in range(1, len(chapters_of(source.file.sha256)) + 1):
        yield from _of_chapter(source, chapter)


def _of_chapter(source: Source, chapter: int) -> Iterator[Passage]:
    titles = chapters_of(source.file.sha256)
    if not 1 <= chapter <= len(titles):
        return
    for place, text in enumerate(parts(text_of_chapter(source.file.sha256, chapter))):
        if place < _PARTS_OF_CHAPTER:
            number = _number(source.file, chapter * _PARTS_OF_CHAPTER + place)
            yield Passage(number, text, chapter=chapter, title=titles[chapter - 1])


@lru_cache(maxsize=32)
def minutes_of(sha256: str) -> tuple[Said, ...]:
    return tuple(minutes(cues_of(sha256)))


def chapters_of(sha256: str) -> list[str]:
    """Their titles; none of a book that cannot be opened."""
    if not MASTERS.holds(sha256):
        return []
    try:
        return [one.title for one in epub.opened(MASTERS.path(sha256)).chapters]
    except Invalid:
        return []


@lru_cache(maxsize=256)
def text_of_chapter(sha256: str, chapter: int) -> str:
    try:
        return epub.text_of(MASTERS.path(sha256), chapter)
    except Invalid:
        return ""
