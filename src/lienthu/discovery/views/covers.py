"""Covers drawn from the title. The drawing depends on the entry alone, so browsers keep it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition

from lienthu.discovery.record import cover_seed, resolve
from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound
from lienthu.ui.covers import cover_svg
from lienthu.union.queries import public_fields

CACHE = "public, max-age=604800, stale-while-revalidate=2592000"


def _etag(request: HttpRequest, public_id: str) -> str:
    return f'"{resolve(public_id).version}-2"'


@requires(Access.PUBLIC)
@condition(etag_func=_etag)
def cover(request: HttpRequest, public_id: str) -> HttpResponse:
    entry = resolve(public_id)
    data = public_fields([entry])[entry.pk]
    if not data:
        raise NotFound("discovery.no_such_record")
    answer = HttpResponse(cover_svg(**cover_seed(entry.public_id, data)), content_type="image/svg+xml")
    answer["Cache-Control"] = CACHE
    return answer
