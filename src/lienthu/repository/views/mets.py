"""An object's METS document: its description for everybody, its files and pages for those who may read them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.repository import gate, queries
from lienthu.repository.preservation import mets
from lienthu.repository.rules.access import Surface


@requires(Access.PUBLIC)
@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.object_named(public_id)
    decision = gate.passed(gate.visitor_of(request), found, Surface.RECORD)
    body = mets.document(found, mets.Scope(files=decision.allows(Surface.IMAGE), folder="masters/"))
    response = HttpResponse(body, content_type="application/mets+xml")
    response["Content-Disposition"] = f'attachment; filename="{found.public_id}-mets.xml"'
    response["Cache-Control"] = "private, no-store"
    return response
