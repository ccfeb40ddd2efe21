"""The results of a search as the page's components want them: every choice is a link, so it works without scripts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.utils.translation import gettext as _

from lienthu.catalogue.authority_queries import met
from lienthu.catalogue.models.authorities import KIND_WORDS
from lienthu.catalogue.rules.headings import Kind, name_and_dates
from lienthu.discovery import analysis, hit_html, labels, params
from lienthu.discovery.authority_page import life_words
from lienthu.discovery.engines.base import Filters
from lienthu.discovery.pages.page import tabs
from lienthu.discovery.schema import SORTS, facets_on
from lienthu.discovery.search import Found, Request, ShownFacet, Way, WayOut
from lienthu.text import has_marks
from lienthu.ui import addresses
from lienthu.ui.shapes import Bar, Choice, Link

OPEN = ("library", "availability", "format")


def context(found: Found) -> dict[str, Any]:
    request = found.request
    return {
        "found": found,
        "request_text": found.understood or request.text,
        "facets": _facets(found),
        "bars": [Bar(bar.start, bar.end, bar.count) for bar in found.years] if len(found.years) > 1 else [],
        "low": request.filters.year_low,
        "high": request.filters.year_high,
        "kept": [pair for pair in params.pairs(request) if pair[0] not in ("year_from", "year_to")],
        "kept_filters": [pair for pair in params.pairs(request, without_text=True) if pair[0] != "literal"],
        "chips": _chips(found),
        "clear_url": url(replace(request, filters=Filters())),
        "sorts": _sorts(request),
        "ways": [(way_text(way), way_url(request, way), way.count) for way in found.ways_out],
        **_suggestion(found),
        "literal_url": url(replace(request, literal=True)) if found.understood else "",
        "other_map": _other_map(request),
        "met": _met(request),
        "near": labels.library_names().get(request.near, ""),
        "near_url": addresses.of("discovery:near") + "?" + urlencode({"next": url(request, request.page)}),
        "hits": hit_html.rows(found.hits, _record_address()),
        "tabs": tabs(request.text, in_pages=False),
    }


def _other_map(request: Request) -> Link:
    """The same search with its areas told on the other map; what was chosen on this one is let go."""
    is_old = "area_old" in request.facets
    filters = request.filters.without("area_old" if is_old else "area")
    asked = replace(request, filters=filters, facets=facets_on(old_map=not is_old))
    text = _("Areas of today") if is_old else _("Areas before 1 July 2025")
    return Link(text, url(asked))


def _met(request: Request) -> list[dict[str, Any]]:
    """Persons, bodies, places, subjects and works that are called exactly what was typed."""
    words = request.text.strip().strip('"“”')
    if not words or request.page > 1 or any(mark in words for mark in ':"*()'):
        return []
    return [
        {
            "link": Link(
                name_and_dates(one.authority.heading)[0], addresses.of("discovery:authority", one.authority.public_id)
            ),
            "kind": KIND_WORDS[Kind(one.authority.kind)],
            "life": life_words(one.authority.born, one.authority.died),
            "name": one.name if one.name != one.authority.heading else "",
            "role": one.role.value,
            "beside": [
                Link(each.heading, addresses.of("discovery:authority", each.public_id)) for each in one.related[:6]
            ],
        }
        for one in met(words)
    ]


def _suggestion(found: Found) -> dict[str, str]:
    """Another spelling to try. Where only accents differ the hits are these already: what may be wanted then is fewer
    of them, written exactly so."""
    request = found.request
    if not found.suggestion:
        return {}
    if found.total and not has_marks(request.text) and _folded(found.suggestion) == _folded(request.text):
        return {"exactly": found.suggestion, "exactly_url": url(replace(request, text=f'"{found.suggestion}"'))}
    return {"suggestion_url": url(replace(request, text=found.suggestion))}


def _folded(words: str) -> str:
    return analysis.terms(words)[1]


def url(request: Request, page: int = 1) -> str:
    query = params.query(request, page=page)
    return addresses.of("discovery:search") + (f"?{query}" if query else "")


def _record_address() -> str:
    """Up to the identifier."""
    return addresses.of("discovery:record", "x").removesuffix("x")


def _narrows(found: Found, facet: ShownFacet) -> bool:
    """A facet whose one value all hits share says nothing."""
    return any(value.is_chosen or value.count < found.total for value in facet.values)


def _toggle_url(request: Request, facet: str, value: str) -> str:
    return url(replace(request, filters=params.toggled(request.filters, facet, value)))


def _facets(found: Found) -> list[dict[str, Any]]:
    """Sixty choices share what was asked: it is written once, as an address relative to the page's own."""
    query = params.query(found.request)
    lead = f"?{query}&" if query else "?"
    return [_facet(found.request, lead, facet) for facet in found.facets if _narrows(found, facet)]


def _facet(request: Request, lead: str, facet: ShownFacet) -> dict[str, Any]:
    choices = [
        Choice(
            value.label,
            value.count,
            _toggle_url(request, facet.name, value.value)
            if value.is_chosen
            else f"{lead}{facet.name}={quote_plus(value.value)}",
            value.is_chosen,
        )
        for value in facet.values
    ]
    more = f"{lead}more={facet.name}" if facet.has_more else ""
    is_open = facet.name in OPEN or facet.name in request.sizes or any(choice.active for choice in choices)
    label = _("%(facet)s (about)") % {"facet": facet.label} if facet.is_approximate else facet.label
    return {"name": facet.name, "label": label, "choices": choices, "open": is_open, "more_url": more}


def _chips(found: Found) -> list[Link]:
    request = found.request
    words = {(facet.name, value.value): value.label for facet in found.facets for value in facet.values}
    chips = [
        Link(words.get((name, value)) or _word(name, value), _toggle_url(request, name, value))
        for name, values in request.filters.values.items()
        for value in values
    ]
    if request.filters.has_years:
        low, high = request.filters.year_low, request.filters.year_high
        without = replace(request, filters=request.filters.without("year"))
        chips.append(Link(f"{low or '…'}–{high or '…'}", url(without)))
    return chips


def _word(facet: str, value: str) -> str:
    """Of a choice whose facet is not on the page."""
    return labels.facet_labels(facet, [value])[value]


def _sorts(request: Request) -> list[Link]:
    return [Link(sort.label, url(replace(request, sort=sort.name)), sort.name == request.sort) for sort in SORTS]


def way_text(way: WayOut) -> str:
    if way.way is Way.DROP_FILTERS:
        return _("Search without the filters")
    if way.way is Way.DROP_WORD:
        return _("Search without “%(word)s”: %(text)s") % {"word": way.dropped, "text": way.text}
    if way.way is Way.LOOSER:
        return _("Search for the words anywhere: %(text)s") % {"text": way.text}
    return _("Search for “%(text)s”") % {"text": way.text}


def way_url(request: Request, way: WayOut) -> str:
    filters = request.filters if way.keeps_filters else Filters()
    return url(replace(request, text=way.text, filters=filters))
