"""Search over the texts of all digitised pages. The index proposes what the reader's keys open, the gate decides about
each document that is shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from lienthu.discovery import engines, spelling
from lienthu.discovery.engines.pages import PageEngine, PageHit, PageQuery, PageResult, is_marked
from lienthu.discovery.pages.events import changed_meanwhile
from lienthu.discovery.pages.rebuild import ensure_index
from lienthu.discovery.pages.said import ShownPassage, shown_passages
from lienthu.discovery.pages.shown import ShownPage, shown_pages
from lienthu.discovery.query import Node, is_everything, parse
from lienthu.kernel.errors import Invalid, Unavailable
from lienthu.repository import gate
from lienthu.repository.doors import keys_of
from lienthu.repository.gate import Visitor
from lienthu.repository.models import DigitalObject
from lienthu.repository.passages import is_passage
from lienthu.repository.rules.access import Decision

PAGE_SIZE: Final = 20
MAX_SIZE: Final = 50
MAX_OFFSET: Final = 5_000


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`bare`: any accents do, whatever was typed. `literal`: no reading of keyboard codes."""

    text: str = ""
    page: int = 1
    size: int = PAGE_SIZE
    bare: bool = False
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The pages or passages of one document among the hits, best first."""

    object: DigitalObject
    pages: tuple[ShownPage | ShownPassage, ...]


@dataclass(frozen=True, slots=True)
class FoundPages:
    """`total` counts pages. `understood`: what keyboard codes were read as. `loosened`: nothing stands so with these
    accents, so pages with any are shown."""

    request: PageRequest
    total: int
    groups: tuple[Group, ...]
    exactly: bool
    understood: str = ""
    loosened: bool = False
    seconds: float = 0.0

    @property
    def milliseconds(self) -> int:
        return max(1, round(self.seconds * 1000))

    @property
    def last_page(self) -> int:
        return max(1, min(-(-self.total // self.request.size), MAX_OFFSET // self.request.size))


def search(request: PageRequest, visitor: Visitor, *, engine: PageEngine | None = None) -> FoundPages:
    """Raises `Unavailable` while there is no index, and has one built."""
    started = time.perf_counter()
    offset = (request.page - 1) * request.size
    if request.page < 1 or not 1 <= request.size <= MAX_SIZE or offset >= MAX_OFFSET:
        raise Invalid("discovery.bad_page", last=MAX_OFFSET // max(1, min(request.size, MAX_SIZE)))
    asking = _Asking(engine or engines.pages(), keys_of(visitor), frozenset(changed_meanwhile()), request)
    try:
        root, understood, exactly, loosened, result = asking.best(offset)
    except Unavailable:
        if not ensure_index():
            raise
        root, understood, exactly, loosened, result = asking.best(offset)
    groups, dropped = _through_the_gate(result.hits, root, exactly, visitor)
    return FoundPages(
        request,
        result.total - dropped,
        groups,
        exactly,
        understood,
        loosened,
        time.perf_counter() - started,
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    engine: PageEngine
    keys: frozenset[str]
    without: frozenset[int]
    request: PageRequest

    def best(self, offset: int) -> tuple[Node, str, bool, bool, PageResult]:
        """For what was typed; for what keyboard codes meant, when that finds more; without accents, when with them
        nothing is found."""
        root, understood = parse(self.request.text), ""
        exactly = not self.request.bare and is_marked(root)
        meant = None if self.request.literal else spelling.typed_off(self.request.text)
        if meant is not None:
            other = parse(meant)
            if self._count(other, not self.request.bare) > self._count(root, exactly):
                root, understood, exactly = other, meant, not self.request.bare
        result = self._run(root, exactly, offset)
        if exactly and not result.total:
            return root, understood, False, True, self._run(root, False, offset)
        return root, understood, exactly, False, result

    def _count(self, root: Node, exactly: bool) -> int:
        return self.engine.search(self._query(root, exactly), limit=0).total

    def _run(self, root: Node, exactly: bool, offset: int) -> PageResult:
        if is_everything(root):
            return PageResult(0, ())
        return self.engine.search(self._query(root, exactly), offset=offset, limit=self.request.size)

    def _query(self, root: Node, exactly: bool) -> PageQuery:
        today = timezone.localdate().toordinal()
        return PageQuery(root, exactly, self.keys, today, without=self.without)


def _through_the_gate(
    hits: Sequence[PageHit], root: Node, exactly: bool, visitor: Visitor
) -> tuple[tuple[Group, ...], int]:
    """Grouped by document in the order of the best page of each; and how many are not shown, since the gate did not
    let them through or what was found is the next passage's."""
    there = DigitalObject.objects.in_bulk({hit.object for hit in hits})
    decisions: dict[int, Decision] = {number: gate.decision_for(visitor, found) for number, found in there.items()}
    open_hits = [hit for hit in hits if hit.object in there and _tells(there[hit.object], decisions[hit.object])]
    shown = _shown([hit.page for hit in open_hits], root, exactly)
    groups: dict[int, list[ShownPage | ShownPassage]] = {}
    for hit in open_hits:
        if hit.page in shown:
            groups.setdefault(hit.object, []).append(shown[hit.page].as_open(decisions[hit.object]))
    made = tuple(Group(there[number], tuple(some)) for number, some in groups.items())
    return made, len(hits) - sum(len(group.pages) for group in made)


def _tells(found: DigitalObject, decision: Decision) -> bool:
    return decision.tells(paged=bool(found.page_count))


def _shown(numbers: Sequence[int], root: Node, exactly: bool) -> dict[int, ShownPage | ShownPassage]:
    pages = shown_pages([number for number in numbers if not is_passage(number)], root, exactly)
    return {**pages, **shown_passages([number for number in numbers if is_passage(number)], root, exactly)}
