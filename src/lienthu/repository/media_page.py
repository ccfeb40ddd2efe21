"""What is read without page images: books of flowing text, sound and film with their transcripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from lienthu.files import kinds
from lienthu.kernel.errors import Invalid
from lienthu.repository import epub
from lienthu.repository.media_files import PLAYED, book_of, cues_of, files_of, recordings, transcript_of
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.passages import sources
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.rules.cues import Cue
from lienthu.repository.search_inside import LONGEST
from lienthu.repository.search_spoken import SaidHit, hits
from lienthu.repository.stores import MASTERS


@dataclass(frozen=True, slots=True)
class Player:
    """`start`: seconds that a reader without scripts asked for. `transcript`: where it is asked for. `lit`: the
    numbers of the cues that say what was looked for."""

    file: ObjectFile
    url: str
    is_video: bool
    start: int
    transcript: int | None
    cues: list[Cue]
    lit: frozenset[int]

    @property
    def src(self) -> str:
        return f"{self.url}#t={self.start}" if self.start else self.url


@dataclass(frozen=True, slots=True)
class OpenBook:
    book: epub.Book
    number: int
    html: SafeString
    fault: bool = False

    @property
    def previous(self) -> int | None:
        return self.number - 1 or None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < len(self.book.chapters) else None


def is_offered(decision: Decision) -> bool:
    """A quota counts page images, and a mark is laid on them: neither can be kept here, so it stays closed then."""
    return decision.allows(Surface.IMAGE) and not decision.quota


def opened(request: HttpRequest, found: DigitalObject, decision: Decision) -> dict[str, Any]:
    if found.page_count or not is_offered(decision):
        return {}
    files = files_of(found)
    query = request.GET.get("q", "").strip()[:LONGEST]
    may_read = decision.tells(paged=False)
    said = hits(found, files, query) if query and may_read else []
    players = [_player(found, one, files, request, said, may_read=may_read) for one in recordings(files)]
    return {
        "players": players,
        "q": query,
        "said_hits": [(hit, hit.address(query)) for hit in said],
        "may_search": may_read and bool(sources(files)),
        "open_book": _book(request, found, files, query if may_read else ""),
    }


def _player(
    found: DigitalObject, file: ObjectFile, files: list[ObjectFile], request: HttpRequest, found_hits: list[SaidHit],
    *, may_read: bool,
) -> Player:  # fmt: skip
    said = transcript_of(file, files) if may_read else None
    is_meant = request.GET.get("media", str(file.position)) == str(file.position)
    start = request.GET.get("t", "") if is_meant else ""
    return Player(
        file,
        reverse("repository:media", args=[found.public_id, file.position]),
        PLAYED[file.mime].family is kinds.Family.VIDEO,
        int(start) if start.isdecimal() and len(start) < 7 else 0,
        file.position if said else None,
        cues_of(said.sha256) if said else [],
        frozenset(number for hit in found_hits if hit.recording == file.position for number in hit.cues),
    )


def _book(request: HttpRequest, found: DigitalObject, files: list[ObjectFile], query: str) -> OpenBook | None:
    file = book_of(files)
    if file is None or not MASTERS.holds(file.sha256):
        return None
    path = MASTERS.path(file.sha256)
    try:
        book = epub.opened(path)
        asked = request.GET.get("chapter", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        number = max(1, min(number, len(book.chapters)))
        html = epub.chapter(
            path,
            number,
            pages=f"{reverse('repository:read', args=[found.public_id])}?{urlencode({'chapter': ''})}",
            pictures=reverse("repository:book_picture", args=[found.public_id, file.position, "-"])[:-1],
            query=query,
        )
    except Invalid:
        return OpenBook(epub.Book("", ()), 1, SafeString(""), fault=True)
    return OpenBook(book, number, mark_safe(html))  # noqa: S308 - cleaned by nh3 from an allow-list
