"""Covers drawn from the title. The drawing depends on the entry alone, so browsers keep it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition

from lienthu.discovery.record import cover_seed, resolve
from lienthu.kernel.access import Access, requires
from lienthu.ui.covers import cover_svg

CACHE = "public, max-age=604800, stale-while-revalidate=2592000"


def _etag(request: HttpRequest, public_id: str) -> str:
    return f'"{resolve(public_id).version}-1"'


@requires(Access.PUBLIC)
@condition(etag_func=_etag)
def cover(request: HttpRequest, public_id: str) -> HttpResponse:
    answer = HttpResponse(cover_svg(**cover_seed(resolve(public_id))), content_type="image/svg+xml")
    answer["Cache-Control"] = CACHE
    return answer
