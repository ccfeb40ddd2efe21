"""Search in the texts of digitised pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lienthu.discovery.pages.page import context, read
from lienthu.discovery.pages.search import search
from lienthu.kernel.access import Access, requires
from lienthu.repository import gate


@requires(Access.PUBLIC)
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """Who asks decides what is found, so no cache may keep it for another."""
    found = search(read(request.GET.dict()), gate.visitor_of(request))
    response = render(request, "discovery/pages.html", context(found))
    response["Cache-Control"] = "private, no-store"
    return response
