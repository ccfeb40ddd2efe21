"""Covers drawn from the title. Whoever keeps one asks each time whether it still stands: records get restricted."""

from __future__ import annotations

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from lienthu.discovery.record import cover_seed, resolve
from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound
from lienthu.ui.covers import cover_svg
from lienthu.union.queries import public_fields


@requires(Access.PUBLIC)
def cover(request: HttpRequest, public_id: str) -> HttpResponse:
    entry = resolve(public_id)
    data = public_fields([entry])[entry.pk]
    if not data:
        raise NotFound("discovery.no_such_record")
    drawing = cover_svg(**cover_seed(entry.public_id, data))
    answer = HttpResponse(drawing, content_type="image/svg+xml")
    answer["Cache-Control"] = "public, no-cache"
    # The entry's version would not do: what is restricted is hidden before the union has made a new one.
    etag = f'"{blake2b(drawing.encode(), digest_size=12).hexdigest()}"'
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer
