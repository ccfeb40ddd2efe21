"""A search in page texts: its address, and what its page and REST answer are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu import text
from lienthu.discovery.pages.said import ShownPassage
from lienthu.discovery.pages.search import FoundPages, Group, PageRequest
from lienthu.discovery.pages.shown import ShownPage
from lienthu.discovery.query import MAX_LENGTH, parse, wanted_words
from lienthu.ui import addresses
from lienthu.ui.shapes import Link

BEST = 3


def read(params: Mapping[str, str]) -> PageRequest:
    """Unknown parameters are not ours; unreadable numbers count as absent."""
    number = params.get("page", "")
    return PageRequest(
        text=params.get("q", "").replace("\x00", "")[:MAX_LENGTH],
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
        bare=bool(params.get("bare")),
        literal=bool(params.get("literal")),
    )


def url(request: PageRequest) -> str:
    said = {"q": request.text, "bare": "1" if request.bare else "", "literal": "1" if request.literal else ""}
    kept = urlencode({name: value for name, value in said.items() if value})
    return f"{addresses.of('discovery:pages')}?{kept}"


def tabs(typed: str, *, in_pages: bool) -> list[Link]:
    """Between what libraries hold and what digitised pages say."""
    asked = f"?{urlencode({'q': typed})}" if typed else ""
    return [
        Link(_("Books and records"), addresses.of("discovery:search") + asked, not in_pages),
        Link(_("Inside digital documents"), addresses.of("discovery:pages") + asked, in_pages),
    ]


def context(found: FoundPages) -> dict[str, Any]:
    asked = found.request
    return {
        "found": found,
        "tabs": tabs(asked.text, in_pages=True),
        "groups": [_group(group, inside(found)) for group in found.groups],
        "literal_url": url(replace(asked, literal=True, page=1)) if found.understood else "",
        "bare_url": url(replace(asked, bare=True, page=1)) if found.exactly else "",
        "exact_url": url(replace(asked, bare=False, page=1)) if _could_be_exact(found) else "",
    }


def _could_be_exact(found: FoundPages) -> bool:
    return found.request.bare and not found.exactly and text.has_marks(found.request.text)


def inside(found: FoundPages) -> str:
    """What the reader's page lights up: the plain words, without the accents where any would do."""
    words = " ".join(wanted_words(parse(found.understood or found.request.text)))
    return words if found.exactly else text.fold(words)


def _group(group: Group, words: str) -> dict[str, Any]:
    address = reverse("repository:read", args=[group.object.public_id])
    rows = [{"page": page, "url": page_url(group, page, words)} for page in group.pages]
    return {
        "object": group.object,
        "url": address,
        "all_url": f"{address}?{urlencode({'q': words})}",
        "best": rows[:BEST],
        "more": rows[BEST:],
    }


def page_url(group: Group, page: ShownPage | ShownPassage, words: str) -> str:
    return reverse("repository:read", args=[group.object.public_id]) + page.leading(words)


def as_data(found: FoundPages) -> dict[str, Any]:
    words = inside(found)
    return {
        "total": found.total,
        "seconds": round(found.seconds, 4),
        "understood": found.understood,
        "loosened": found.loosened,
        "documents": [
            {
                "id": group.object.public_id,
                "title": group.object.title,
                "pages": [_as_data(group, page, words) for page in group.pages],
            }
            for group in found.groups
        ],
    }


def _as_data(group: Group, page: ShownPage | ShownPassage, words: str) -> dict[str, Any]:
    known = {
        "kind": page.kind,
        "url": page_url(group, page, words),
        "snippet": "".join(piece.text for piece in page.snippet).strip(),
    }
    if isinstance(page, ShownPassage):
        return known | {
            "position": page.passage.chapter or page.passage.recording,
            "label": page.label,
            "seconds": page.second,
        }
    return known | {
        "position": page.position,
        "label": page.label,
        "image": f"/iiif/image/3/{page.image}" if page.strip else None,
        "width": page.width,
        "height": page.height,
        "boxes": [list(box) for box in page.boxes],
    }
