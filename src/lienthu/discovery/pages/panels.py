"""What the search in page texts puts into the reading room's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lienthu.ui import slots


@slots.panel("repository.collection", order=10)
def search_pages(request: HttpRequest, _subject: Any) -> SafeString:
    return render_to_string("discovery/_search_pages.html", {}, request)
