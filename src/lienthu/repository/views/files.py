"""What readers take away: reading copies, single pages, and packages of all pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound, Unavailable
from lienthu.repository import gate, queries, uses
from lienthu.repository.actions.package import ask_for, behind, link_to, mark_of
from lienthu.repository.models import DigitalObject, ObjectFile, Package
from lienthu.repository.package_jobs import picture_of
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.counter import Kind
from lienthu.repository.stores import MASTERS, PACKAGES
from lienthu.repository.views.ranges import Answer, sent

_MIME = {Package.Kind.ZIP.value: "application/zip", Package.Kind.PDF.value: "application/pdf"}
_SHOWN = 10


@requires(Access.PUBLIC)
@require_safe
def download(request: HttpRequest, public_id: str, number: int) -> Answer:
    found = queries.object_named(public_id)
    gate.passed(gate.visitor_of(request), found, Surface.DOWNLOAD)
    file = ObjectFile.objects.filter(object=found, role=ObjectFile.Role.READING, position=number).first()
    if file is None:
        raise NotFound("kernel.not_found")
    if not MASTERS.holds(file.sha256):
        raise Unavailable("repository.bytes_missing")
    _used(request, found, number)
    return sent(request, MASTERS.path(file.sha256), mime=file.mime, name=file.name, sha256=file.sha256)


@requires(Access.PUBLIC)
@require_safe
def page_picture(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    found = queries.object_named(public_id)
    visitor = gate.visitor_of(request)
    decision = gate.passed(visitor, found, Surface.DOWNLOAD)
    page = queries.page_at(found, number)
    _used(request, found, number)
    response = HttpResponse(picture_of(page, mark_of(visitor, decision)), content_type="image/jpeg")
    name = f"{found.public_id}-{page.position:05}.jpg"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Access.PUBLIC)
@require_POST
def ask_package(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.object_named(public_id)
    ask_for(visitor=gate.visitor_of(request), found=found, kind=request.POST.get("kind", ""))
    messages.success(request, _("The pages are being put together. The link stands here as soon as they are."))
    return redirect("repository:packages", public_id)


@requires(Access.PUBLIC)
@require_safe
def packages(request: HttpRequest, public_id: str) -> HttpResponse:
    """What may be taken away, and what is being put together for this reader."""
    found = queries.object_named(public_id)
    visitor = gate.visitor_of(request)
    decision = gate.passed(visitor, found, Surface.DOWNLOAD)
    rows = queries.packages_for(found, visitor.actor.user_id, marked=decision.watermark)[:_SHOWN]
    context = {
        "object": found,
        "rows": [(one, link_to(one) if one.is_ready else "") for one in rows],
        "kinds": Package.Kind.choices,
        "files": queries.files_of(found, ObjectFile.Role.READING),
        "marked": decision.watermark,
    }
    response = render(request, "repository/packages.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Access.PUBLIC)
@require_safe
def package(request: HttpRequest, link: str) -> Answer:
    found = behind(link, gate.visitor_of(request))
    if not PACKAGES.holds(found.sha256):
        raise Unavailable("repository.bytes_missing")
    _used(request, found.object, 0)
    name = f"{found.object.public_id}.{found.kind}"
    return sent(request, PACKAGES.path(found.sha256), mime=_MIME[found.kind], name=name, sha256=found.sha256)


def _used(request: HttpRequest, found: DigitalObject, number: int) -> None:
    if request.headers.get("Range", "bytes=0-").startswith("bytes=0-"):  # the later parts belong to the same use
        uses.record(request, found, Kind.TAKE, number)
