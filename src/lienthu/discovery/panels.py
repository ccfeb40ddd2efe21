"""What search puts into other rooms' pages."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from lienthu.discovery.engines.base import Filters
from lienthu.discovery.search import Request, search
from lienthu.kernel.errors import Unavailable
from lienthu.registry.models import Library
from lienthu.ui import slots

SHOWN: Final = 7


@slots.panel("registry.library")
def library_panel(request: HttpRequest, library: Library) -> SafeString:
    """How much a library holds, what is new there, and a search among it. Nothing while search is away."""
    asked = Request(filters=Filters({"library": (library.code,)}), sort="added", size=SHOWN, facets=())
    try:
        found = search(asked)
    except Unavailable:
        return SafeString()
    context = {
        "total": found.total,
        "new": [hit.brief for hit in found.hits],
        "kept": [("library", library.code)],
        "url": f"{reverse('discovery:search')}?{urlencode({'library': library.code})}",
    }
    return render_to_string("discovery/library.html", context, request)
