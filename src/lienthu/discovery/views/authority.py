"""The page of an author, a body, a place, a subject: its names, its works newest first, ways onward;
for programs the same as SKOS (`Accept: application/ld+json`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from lienthu.catalogue.authority_queries import view
from lienthu.catalogue.authority_skos import document
from lienthu.discovery.authority_page import context
from lienthu.discovery.params import page_number
from lienthu.kernel.access import Access, requires

JSON_LD = "application/ld+json"


@requires(Access.PUBLIC)
def authority(request: HttpRequest, public_id: str) -> HttpResponse:
    found = view(public_id)
    if found.authority.public_id != public_id:
        # Not for good: a merge can be taken back.
        return redirect("discovery:authority", found.authority.public_id)
    address = request.build_absolute_uri("/authority/")
    if request.get_preferred_type(["text/html", JSON_LD]) == JSON_LD:
        answer: HttpResponse = JsonResponse(document(found, address), content_type=JSON_LD)
    else:
        answer = render(request, "discovery/authority.html", context(found, page_number(request.GET)))
    patch_vary_headers(answer, ["Accept"])
    return answer
