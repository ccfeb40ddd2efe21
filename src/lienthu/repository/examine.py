"""Whether a file may leave quarantine: its real kind, nothing hidden in it, no malware, nothing that runs, no bomb."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from lienthu.files import clamd, kinds, screening
from lienthu.files.storage import chunks_of
from lienthu.kernel.errors import Invalid
from lienthu.repository import epub
from lienthu.repository.images import pages

_DEEPEST = 60
#: What makes a PDF act by itself (ISO 32000-1, 12.6 and 7.11.4).
_ACTIVE = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/GoToE",
    "/RichMedia",
    "/XFA",
    "/ImportData",
    "/SubmitForm",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`fault`: a code, empty when the file is good."""

    kind: kinds.Kind | None = None
    fault: str = ""
    params: dict[str, Any] | None = None


def examine(path: Path) -> Finding:
    """Raises `Unavailable` when it could not be screened: it stays in quarantine."""
    kind = kinds.kind_of(path)
    if kind is None:
        return Finding(fault="repository.kind_not_taken")
    if kinds.is_two_things(path, kind):
        return Finding(kind, "repository.two_things")
    if path.stat().st_size > clamd.MOST_BYTES:
        return Finding(kind, "repository.too_large_to_screen", {"limit": clamd.MOST_BYTES // 1024**2})
    verdict = screening.screen(chunks_of(path))
    if not verdict.is_clean:
        return Finding(kind, "repository.malware", {"threat": verdict.threat})
    return sound(path, kind)


def sound(path: Path, kind: kinds.Kind) -> Finding:
    """Without the malware screen: also for what this house made itself."""
    try:
        if kind.family in (kinds.Family.IMAGE, kinds.Family.PDF):
            pages.count(path, kind)
        if kind is kinds.EPUB:
            epub.opened(path)
        if kind is kinds.PDF and (active := _active(path)):
            return Finding(kind, "repository.active_content", {"what": active})
    except Invalid as error:
        return Finding(kind, error.code, error.params)
    return Finding(kind)


def _active(path: Path) -> str:
    """The first thing found that runs or is hidden in a PDF."""
    try:
        with pikepdf.open(path) as pdf:
            for thing in itertools.chain.from_iterable(map(_direct, pdf.objects)):
                for name in _ACTIVE:
                    if name in thing or name in (thing.get("/S"), thing.get("/Type")):
                        return name.removeprefix("/")
                if "/EF" in thing and ("/F" in thing or "/UF" in thing):  # its stream need not say what it is
                    return "EmbeddedFile"
    except pikepdf.PasswordError as error:
        raise Invalid("repository.file_locked") from error
    except pikepdf.PdfError as error:
        raise Invalid("repository.file_broken") from error
    return ""


def _direct(thing: Any, depth: int = 0) -> Iterator[Any]:
    """The dictionaries written inside one object; those it refers to are objects of their own."""
    if depth > _DEEPEST:
        raise Invalid("repository.file_broken")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        children: Iterable[Any] = [value for _, value in thing.items()]
    else:
        children = thing if isinstance(thing, pikepdf.Array) else ()
    for child in children:
        if isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect:
            yield from _direct(child, depth + 1)
