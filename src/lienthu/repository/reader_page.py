"""What the reader's page has besides the page image: two pages side by side, words to select."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from lienthu.kernel.errors import Refused
from lienthu.repository import gate, queries
from lienthu.repository.models import DigitalObject, Page, PageText
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.search_inside import lit

SPREAD = "spread"
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that lies open. `lines`: x, y, width, height and text of each, empty where texts are closed."""

    page: Page
    lines: list[list[Any]]
    boxes: list[list[int]]

    @property
    def image(self) -> str:
        return queries.image_id(self.page.pk)


def spread_start(position: int) -> int:
    """As a book lies open: the first page alone, then 2–3, 4–5."""
    return position if position == 1 else position - position % 2


def opened(request: HttpRequest, here: Page, decision: Decision, query: str, *, spread: bool) -> list[Leaf]:
    found, position = here.object, here.position
    wanted = [position]
    if spread and position > 1:
        wanted = [n for n in (spread_start(position), spread_start(position) + 1) if n <= found.page_count]
    beside = Page.objects.filter(object=found, position__in=wanted).select_related("transcript", "object")
    pages = [(page, decision.allows(Surface.TEXT) and _is_counted(request, page, here)) for page in beside]
    pages.sort(key=lambda one: one[0].position)
    return [_leaf(page, query if may_read else "", may_read=may_read) for page, may_read in pages]


def _is_counted(request: HttpRequest, page: Page, here: Page) -> bool:
    """The page beside the one that was asked for is a page too; False when the day's pages are used up."""
    if page.pk == here.pk:
        return True
    try:
        gate.passed_page(gate.visitor_of(request), page, Surface.TEXT)
    except Refused:
        return False
    return True


def _leaf(page: Page, query: str, *, may_read: bool) -> Leaf:
    text: PageText | None = getattr(page, "transcript", None) if may_read else None
    lines = [[*line[:4], " ".join(word[0] for word in line[4])] for line in (text.lines if text else [])[:MOST_LINES]]
    return Leaf(page, lines, [list(box) for box in lit(text, query)] if query else [])


def steps(found: DigitalObject, position: int, *, spread: bool) -> tuple[int | None, int | None]:
    """Where the ways back and on lead."""
    if not spread:
        return (position - 1 or None), (position + 1 if position < found.page_count else None)
    first = spread_start(position)
    after = first + (1 if first == 1 else 2)
    before = None if first == 1 else max(1, first - 2)
    return before, (after if after <= found.page_count else None)


def extras(request: HttpRequest, found: DigitalObject, here: Page, decision: Decision, query: str) -> dict[str, Any]:
    spread = request.GET.get("view") == SPREAD and found.page_count > 1
    leaves = opened(request, here, decision, query, spread=spread)
    before, after = steps(found, here.position, spread=spread)
    address = reverse("repository:read", args=[found.public_id])
    kept = {"page": here.position} | ({"q": query} if query else {})
    return {
        "leaves": leaves,
        "spread": spread,
        "view": SPREAD if spread else "",
        "previous": before,
        "next": after,
        "single_url": f"{address}?{urlencode(kept)}",
        "spread_url": f"{address}?{urlencode(kept | {'view': SPREAD})}" if found.page_count > 1 else "",
        "page_lines": [leaf.lines for leaf in leaves],
        "boxes": [leaf.boxes for leaf in leaves],
        "has_lines": any(leaf.lines for leaf in leaves),
    }
