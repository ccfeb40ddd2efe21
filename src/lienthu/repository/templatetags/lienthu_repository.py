"""Tags of the reading room's pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from lienthu.kernel.clock import today
from lienthu.kernel.models import Job
from lienthu.kernel.sentences import sentence
from lienthu.repository import citing, identifiers, queries, rights
from lienthu.repository.actions.make_pdf import pdf_key
from lienthu.repository.actions.recognise import job_key
from lienthu.repository.models import DigitalObject, PageText
from lienthu.repository.ocr import tesseract
from lienthu.repository.queries import image_id
from lienthu.repository.rules import flow

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


@register.filter
def paragraphs(transcript: PageText) -> list[str]:
    """A page's text as it is read, not as its lines were broken."""
    return flow.paragraphs(transcript.lines) or [part for part in transcript.text.splitlines() if part.strip()]


@register.simple_tag
def object_facts(found: DigitalObject, library: Any) -> list[tuple[str, Any]]:
    return [
        (_("Creator"), ", ".join(found.creators)),
        (_("Date"), found.date_text),
        (_("Subjects"), ", ".join(found.subjects)),
        (_("Source"), found.source),
        (_("Kept by"), library.name if library else ""),
        (_("Pages"), str(found.page_count) if found.page_count else ""),
        (_("Rights"), rights_link(found.rights)),
        (_("Identifier"), identifiers.ark_of(found)),
    ]


@register.simple_tag
def rights_link(code: str) -> str:
    said = rights.of(code)
    return format_html('<a href="{}" rel="license">{}</a>', said.page, said.label) if said else ""


@register.inclusion_tag("repository/_cite.html", takes_context=True)
def cite(context: dict[str, Any], found: DigitalObject, page: Any = None) -> dict[str, Any]:
    """`page`: the one that is open."""
    request: HttpRequest = context["request"]
    named = identifiers.versioned if found.edition > 1 or found.current_id else identifiers.ark_of
    address = request.build_absolute_uri(f"/{named(found, page.position if page else None)}")
    where = str(page.label or page.position) if page else ""
    return {
        "here": page,
        "address": address,
        "about": f"/{identifiers.ark_of(found)}",
        "version": found.edition if found.edition > 1 or found.current_id else 0,
        "citation": citing.citation(found, where, address, today()),
    }


@register.inclusion_tag("repository/_recognition.html", takes_context=True)
def recognition(context: dict[str, Any], found: DigitalObject) -> dict[str, Any]:
    """How far its pages are read, and the way to have them read."""
    reading = queries.reading_of(found)
    newest = Job.objects.order_by("-id")
    job = newest.filter(unique_key=job_key(found.pk)).first()
    return {
        "object": found,
        "reading": reading,
        "faults": [(page, sentence(code, {"seconds": tesseract.SECONDS})) for page, code in reading.faults],
        "missing": "" if tesseract.command() else sentence("repository.no_tesseract", {}),
        "job": job,
        "copy_job": newest.filter(unique_key=pdf_key(found.pk)).first(),
        "copies": queries.files_of(found, "reading"),
        "stopped": sentence(job.error_code, job.error_params) if job and job.error_code else "",
        "csrf_token": context.get("csrf_token"),
    }
