"""On a library's public page: the boxes that stand there now."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lienthu.catalogue.rotation_queries import away_from, boxes_at
from lienthu.registry.models import Library
from lienthu.registry.queries import cards
from lienthu.ui import slots


@slots.panel("registry.library", order=60)
def guests_panel(request: HttpRequest, library: Library) -> SafeString:
    boxes, away = boxes_at(library.pk), away_from(library.pk)
    if not boxes and not away:
        return SafeString()
    names = cards({box.owner_id for box in boxes})
    rows = [(box, names[box.owner_id].name if box.owner_id in names else "") for box in boxes]
    return render_to_string("catalogue/_guest_boxes.html", {"boxes": rows, "away": away}, request)
