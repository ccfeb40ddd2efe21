"""A document's METS: its description for everybody, its files and pages for those who may read them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound
from lienthu.repository import gate, queries, versions
from lienthu.repository.gate import Visitor
from lienthu.repository.models import DigitalObject
from lienthu.repository.preservation import mets
from lienthu.repository.rules.access import Surface


@requires(Access.PUBLIC)
@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """`?version=`: the one with a number, or `all` for a document that leads to each of them."""
    return answer(request, public_id, request.GET.get("version", ""))


def answer(request: HttpRequest, public_id: str, version: str) -> HttpResponse:
    found, visitor = queries.object_named(public_id), gate.visitor_of(request)
    gate.passed(visitor, found, Surface.RECORD)
    response = HttpResponse(_written(visitor, found, version), content_type="application/mets+xml")
    ending = f"-{version}" if version else ""
    response["Content-Disposition"] = f'attachment; filename="{found.public_id}{ending}-mets.xml"'
    response["Cache-Control"] = "private, no-store"
    return response


def _written(visitor: Visitor, found: DigitalObject, version: str) -> bytes:
    asked = versions.chosen(found, version)
    decisions = gate.decisions_for(visitor, asked)
    told = [one for one in asked if decisions[one.pk].allows(Surface.RECORD)]
    if not told:
        raise NotFound("repository.no_such_version", version=version)
    if version == versions.ALL:
        links = {one.edition: reverse("repository:mets", args=[one.public_id]) for one in told}
        return mets.of_versions(gate.governing(found), told, links)
    files = decisions[told[0].pk].allows(Surface.IMAGE)
    return mets.document(told[0], mets.Scope(files=files))
