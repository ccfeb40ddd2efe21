"""The page of an author, a body, a place, a subject: its names, its works newest first, ways onward."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lienthu.catalogue.authority_queries import view
from lienthu.discovery.authority_page import context
from lienthu.discovery.params import page_number
from lienthu.kernel.access import Access, requires


@requires(Access.PUBLIC)
def authority(request: HttpRequest, public_id: str) -> HttpResponse:
    found = view(public_id)
    if found.authority.public_id != public_id:
        # Not for good: a merge can be taken back.
        return redirect("discovery:authority", found.authority.public_id)
    return render(request, "discovery/authority.html", context(found, page_number(request.GET)))
