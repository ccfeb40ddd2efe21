"""What is read without page images: books of flowing text, sound and film with their transcripts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from lienthu.files import kinds
from lienthu.kernel.errors import Invalid
from lienthu.repository import epub, queries
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.rules.cues import Cue, matching, parsed
from lienthu.repository.search_inside import LONGEST
from lienthu.repository.stores import MASTERS

PLAYED: Final = {
    kind.mime: kind
    for kind in vars(kinds).values()
    if isinstance(kind, kinds.Kind) and kind.family in (kinds.Family.AUDIO, kinds.Family.VIDEO)
}
MOST_TRANSCRIPT: Final = 5 * 1024**2


@dataclass(frozen=True, slots=True)
class Player:
    """`start`: seconds that a reader without scripts asked for. `transcript`: the number of its file."""

    file: ObjectFile
    url: str
    is_video: bool
    start: int
    transcript: int | None
    cues: list[Cue]

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
    masters = queries.files_of(found, ObjectFile.Role.MASTER)
    query = request.GET.get("q", "").strip()[:LONGEST]
    players = [_player(found, file, masters, request, decision) for file in masters if file.mime in PLAYED]
    said = [cue for player in players for cue in player.cues]
    return {
        "players": players,
        "q": query,
        "cue_hits": matching(said, query) if query else [],
        "open_book": _book(request, found, masters),
    }


def _player(
    found: DigitalObject, file: ObjectFile, masters: list[ObjectFile], request: HttpRequest, decision: Decision
) -> Player:
    said = transcript_of(file, masters) if decision.allows(Surface.TEXT) else None
    start = request.GET.get("t", "")
    return Player(
        file,
        reverse("repository:media", args=[found.public_id, file.position]),
        PLAYED[file.mime].family is kinds.Family.VIDEO,
        int(start) if start.isdecimal() and len(start) < 7 else 0,
        said.position if said else None,
        cues_of(said.sha256) if said else [],
    )


def transcript_of(file: ObjectFile, masters: list[ObjectFile]) -> ObjectFile | None:
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


def _book(request: HttpRequest, found: DigitalObject, masters: list[ObjectFile]) -> OpenBook | None:
    file = next((one for one in masters if one.mime == kinds.EPUB.mime), None)
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
        )
    except Invalid:
        return OpenBook(epub.Book("", ()), 1, SafeString(""), fault=True)
    return OpenBook(book, number, mark_safe(html))  # noqa: S308 - cleaned by nh3 from an allow-list
