"""One record: its page and its exports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lienthu.discovery import exports
from lienthu.discovery import record as records
from lienthu.discovery.record_page import context
from lienthu.discovery.views.near import near_of
from lienthu.kernel.access import Access, requires


@requires(Access.PUBLIC)
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    entry = records.resolve(public_id)
    if entry.public_id != public_id:
        return redirect("discovery:record", entry.public_id, permanent=True)
    page = records.load(entry, near_of(request))
    url = request.build_absolute_uri(reverse("discovery:record", args=[entry.public_id]))
    return render(request, "discovery/record.html", context(page, url))


@requires(Access.PUBLIC)
def export(request: HttpRequest, public_id: str, extension: str) -> HttpResponse:
    entry = records.resolve(public_id)
    chosen, body = exports.write(records.load(entry).marc, extension)
    answer = HttpResponse(body, content_type=f"{chosen.media_type}; charset=utf-8")
    name = "xml" if extension == "dc" else extension
    answer["Content-Disposition"] = f'attachment; filename="{entry.public_id}.{name}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
