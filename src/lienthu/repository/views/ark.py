"""The resolver of identifiers: leads to the object, says what it is (`?`, `??`, `?info`), and stays when it is gone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound
from lienthu.registry.queries import cards
from lienthu.repository import citing, gate, identifiers, queries, versions
from lienthu.repository.models import DigitalObject, Tombstone
from lienthu.repository.rules.access import Surface
from lienthu.repository.tombstones import public_stone

_INFLECTIONS = ("?", "info")


@requires(Access.PUBLIC)
@require_safe
def resolve(request: HttpRequest, naan: str, name: str) -> HttpResponse:
    named = identifiers.read(naan, name)
    if named is None:
        raise NotFound("kernel.not_found")
    found = versions.of(queries.object_named(named.public_id), named.version)
    is_shown = gate.decision_for(gate.visitor_of(request), found).allows(Surface.RECORD)
    if not is_shown and not has_tombstone(found):
        raise NotFound("kernel.not_found")
    if _asks_what(request):
        return _told(request, found, is_shown)
    if not is_shown:
        return tombstone(request, found)
    there = reverse("repository:read", args=[found.public_id])
    response = redirect(f"{there}?page={named.page}" if named.page else there)
    response["Cache-Control"] = "private, no-store"
    return response


def tombstone(request: HttpRequest, found: DigitalObject) -> HttpResponse:
    """That something was here, and whom to ask; what it was and why it went only where its tombstone may say so."""
    stone = public_stone(found)
    tells = stone is not None and stone.says == Tombstone.Says.ALL
    context = {
        "ark": identifiers.ark_of(found),
        "library": cards([found.library_id]).get(found.library_id),
        "published": found.published_at,
        "withdrawn": stone.withdrawn_at if stone else None,
        "title": found.title if tells else "",
        "pairs": [(_("Ground"), stone.get_ground_display()), (_("Reason"), stone.reason)] if stone and tells else [],
        "replaced_by": stone.replaced_by if stone else "",
    }
    response = render(request, "repository/tombstone.html", context, status=410)
    response["Cache-Control"] = "private, no-cache"
    return response


def has_tombstone(found: DigitalObject) -> bool:
    return public_stone(found) is not None


def _asks_what(request: HttpRequest) -> bool:
    """A lone `?` leaves no query behind; servers keep the address as it was sent."""
    as_sent = str(request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or "")
    return request.META.get("QUERY_STRING", "") in _INFLECTIONS or as_sent.endswith("?")


def _told(request: HttpRequest, found: DigitalObject, is_shown: bool) -> HttpResponse:
    address = request.build_absolute_uri(f"/{identifiers.ark_of(found)}")
    text = citing.erc(found, address) if is_shown else citing.erc_of_withdrawn(address)
    promise = _("The identifier is never given to anything else. When the document is withdrawn, the address says so.")
    text += f"erc-support:\nwho: NAAN {settings.ARK_NAAN}\nwhat: {promise}\nwhere: {address}\n"
    response = HttpResponse(text, status=200 if is_shown else 410, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response
