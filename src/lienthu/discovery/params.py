"""A search in an address and back: `?q=…&library=TINH&library=DM&year_from=2000&sort=title&page=2`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from lienthu.discovery.engines.base import Filters
from lienthu.discovery.schema import FACET, FACETS, SORT, FacetKind, facets_on
from lienthu.discovery.search import Request
from lienthu.kernel.errors import Invalid
from lienthu.registry.kinds import Boundaries

VALUE_FACETS: Final = tuple(facet.name for facet in FACETS if facet.kind is not FacetKind.YEARS)
MORE_SIZE: Final = 200
MAX_VALUES: Final = 40


def read(params: Mapping[str, Sequence[str]], near: str = "") -> Request:
    """Unknown parameters are not ours; unreadable numbers count as absent."""

    def one(name: str) -> str:
        values = params.get(name) or [""]
        return values[-1].replace("\x00", "")

    values = {}
    for name in VALUE_FACETS:
        kept = tuple(dict.fromkeys(v.replace("\x00", "")[:300] for v in params.get(name) or () if v))[:MAX_VALUES]
        if kept:
            values[name] = kept
    sort = one("sort")
    more = one("more")
    return Request(
        text=one("q")[:400],
        filters=Filters(values, _year(one("year_from")), _year(one("year_to"))),
        sort=sort if sort in SORT else "relevance",
        page=max(1, _number(one("page")) or 1),
        sizes={more: MORE_SIZE} if more in VALUE_FACETS else {},
        facets=facets_on(old_map="area_old" in values or one("boundaries") == Boundaries.OLD),
        near=near,
        literal=one("literal") == "1",
    )


def page_number(params: Mapping[str, str]) -> int:
    return max(1, _number(params.get("page", "").replace("\x00", "")) or 1)


def checked(request: Request, *, sort: str, filters: Iterable[str]) -> Request:
    """For programs: an unknown sort or filter is said, not passed over."""
    if sort and sort not in SORT:
        raise Invalid("discovery.bad_sort", name=sort[:40], known=", ".join(SORT))
    for name in filters:
        if name not in FACET:
            raise Invalid("discovery.bad_filter", name=name[:40], known=", ".join(FACET))
    return request


def limited(request: Request, size: int) -> Request:
    return replace(request, size=size)


def pairs(request: Request, *, page: int = 1, without_text: bool = False) -> list[tuple[str, str]]:
    filters = request.filters
    found = [] if without_text or not request.text else [("q", request.text)]
    found += [(name, value) for name, values in filters.values.items() for value in values]
    found += [("year_from", str(filters.year_low))] if filters.year_low is not None else []
    found += [("year_to", str(filters.year_high))] if filters.year_high is not None else []
    found += [("sort", request.sort)] if request.sort != "relevance" else []
    found += [("boundaries", Boundaries.OLD.value)] if "area_old" in request.facets else []
    found += [("literal", "1")] if request.literal else []
    found += [("page", str(page))] if page > 1 else []
    return found


def query(request: Request, *, page: int = 1) -> str:
    return urlencode(pairs(request, page=page))


def toggled(filters: Filters, facet: str, value: str) -> Filters:
    chosen = filters.values.get(facet, ())
    kept = tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)
    values = {name: each for name, each in {**filters.values, facet: kept}.items() if each}
    return Filters(values, filters.year_low, filters.year_high)


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 6 else None


def _year(value: str) -> int | None:
    year = _number(value)
    return year if year is not None and 0 < year < 3000 else None
