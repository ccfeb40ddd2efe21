"""The reader's pages: the collection, one object page by page, its text, hits on the image."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound, Refused
from lienthu.kernel.paging import page as page_of
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.repository import gate, media_page, queries, uses
from lienthu.repository.models import DigitalObject, ObjectFile, PageText
from lienthu.repository.reader_page import extras
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.rules.counter import Kind
from lienthu.repository.search_inside import LONGEST, hits
from lienthu.repository.views.ark import has_tombstone, tombstone
from lienthu.repository.views.seats import seat_of

_STRIP = 12
#: What the script's toolbar offers: act, icon, label, keys.
TOOLS = (
    ("in", "plus", _("Larger"), "+ ="),
    ("out", "minus", _("Smaller"), "-"),
    ("turn", "turn", _("Turn"), "r"),
    ("whole", "whole", _("Whole page"), "0"),
    ("full", "fullscreen", _("Full screen"), "f"),
    ("select", "type", _("Select words on the page"), "t"),
    ("link", "link", _("Link to what is seen now"), "l"),
)


@requires(Access.PUBLIC)
@require_safe
def collection(request: HttpRequest) -> HttpResponse:
    """What is published, newest first. Whether its pages may be read is said on each."""
    shown = page_of(queries.published(), by=("-published_at", "-id"), after=request.GET.get("after"), size=24)
    decisions = gate.decisions_for(gate.visitor_of(request), shown.items)
    seen = [one for one in shown.items if decisions[one.pk].allows(Surface.RECORD)]
    first = queries.first_pages([one.pk for one in seen if decisions[one.pk].allows(Surface.THUMBNAIL)])
    rows = [
        {"object": one, "first": first.get(one.pk), "open": decisions[one.pk].allows(Surface.IMAGE)} for one in seen
    ]
    return render(request, "repository/collection.html", {"rows": rows, "page": shown})


@requires(Access.PUBLIC)
@require_safe
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.object_named(public_id)
    visitor = gate.visitor_of(request)
    decision = gate.decision_for(visitor, found)
    if not decision.allows(Surface.RECORD):
        if has_tombstone(found):
            return tombstone(request, found)
        raise NotFound("kernel.not_found")
    card = cards([found.library_id]).get(found.library_id)
    context: dict[str, Any] = {
        "object": found,
        "library": card,
        "decision": decision,
        "why": sentence(decision.why) if decision.why else "",
        "may_sign_in": gate.signing_in_may_help(visitor, decision.why),
    }
    if decision.allows(Surface.IMAGE) and found.page_count:
        try:
            context |= _open_page(request, found, decision)
        except Refused as error:  # the day's pages are used up
            context["why"] = sentence(error.code, error.params)
    context |= media_page.opened(request, found, decision)
    context["seat"] = seat_of(visitor, gate.governing(found), decision)
    context["may_take"] = decision.allows(Surface.DOWNLOAD) and bool(found.page_count)
    context["files"] = queries.files_of(found, ObjectFile.Role.READING) if decision.allows(Surface.DOWNLOAD) else ()
    _count(request, found, context)
    response = render(request, "repository/read.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


def _count(request: HttpRequest, found: DigitalObject, context: dict[str, Any]) -> None:
    is_open = any(context.get(name) for name in ("at", "players", "open_book"))
    at = context.get("at")
    uses.record(request, gate.governing(found), Kind.OPEN if is_open else Kind.LOOK, at.position if at else 0)


def _open_page(request: HttpRequest, found: DigitalObject, decision: Decision) -> dict[str, Any]:
    position = _position(request.GET.get("page", ""), found.page_count)
    here = queries.page_at(found, position)
    gate.passed_page(gate.visitor_of(request), here, Surface.IMAGE)
    query = request.GET.get("q", "").strip()[:LONGEST]
    found_hits = hits(found, query, bare=bool(decision.quota)) if query and decision.allows(Surface.TEXT) else []
    start = max(1, min(position - _STRIP // 2, found.page_count - _STRIP + 1))
    return {
        "at": here,
        "image": queries.image_id(here.pk),
        "strip": queries.briefs(found.pk, start, start + _STRIP - 1),
        "transcript": _transcript(here) if decision.allows(Surface.TEXT) else None,
        "q": query,
        "hits": found_hits,
        "tools": TOOLS,
        **extras(request, found, here, decision, query),
    }


def _transcript(here: Any) -> PageText | None:
    return getattr(here, "transcript", None)


def _position(text: str, count: int) -> int:
    """A page that is not there leads to the nearest that is."""
    number = int(text) if text.isdecimal() and len(text) < 8 else 1
    return max(1, min(number, count))
