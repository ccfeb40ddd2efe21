"""Tags of the reading room's pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.repository.manifest import RIGHTS
from lienthu.repository.models import DigitalObject
from lienthu.repository.queries import image_id

register = template.Library()
#: The longest side in pixels; `large` is as much as a reader without JavaScript gets in one picture.
_SIDES = {"thumb": 240, "phone": 800, "screen": 1400, "large": 3000}


@register.simple_tag
def page_image(page: Any, size: str) -> str:
    width, height = _measures(page, size)
    return f"/iiif/image/3/{image_id(page.id)}/full/{width},{height}/0/default.jpg"


@register.simple_tag
def page_width(page: Any, size: str) -> str:
    """For `srcset`: pixels, without separators."""
    return str(_measures(page, size)[0])


def _measures(page: Any, size: str) -> tuple[int, int]:
    ratio = min(1.0, _SIDES[size] / max(page.width, page.height))
    return max(1, round(page.width * ratio)), max(1, round(page.height * ratio))


@register.simple_tag
def page_url(found: DigitalObject, position: int, q: str = "", view: str = "") -> str:
    said = urlencode({"page": position} | ({"q": q} if q else {}) | ({"view": view} if view else {}))
    return f"{reverse('repository:read', args=[found.public_id])}?{said}"


@register.simple_tag
def object_facts(found: DigitalObject, library: Any) -> list[tuple[str, Any]]:
    return [
        (_("Creator"), ", ".join(found.creators)),
        (_("Date"), found.date_text),
        (_("Subjects"), ", ".join(found.subjects)),
        (_("Source"), found.source),
        (_("Kept by"), library.name if library else ""),
        (_("Pages"), str(found.page_count) if found.page_count else ""),
        (_("Rights"), RIGHTS.get(found.rights, "")),
        (_("Identifier"), found.public_id),
    ]
