"""Labels, cards and registers as PDF. The browser asks with GET: a print changes nothing and can be asked for again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from lienthu.catalogue.item_queries import keeping_libraries
from lienthu.catalogue.print_forms import PrintForm
from lienthu.catalogue.print_queries import volumes
from lienthu.catalogue.printing import Wanted, made
from lienthu.catalogue.views.act import refused
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.permissions import Permission


@requires(Permission.CATALOGUE_ITEMS)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = PrintForm(request.GET if "what" in request.GET else None, libraries=keeping_libraries(actor))
    if form.is_bound and form.is_valid():
        wanted = form.wanted()
        if "volumes" not in request.GET:
            try:
                return _file(wanted, made(actor, form.chosen, wanted))
            except (Invalid, NotFound) as error:
                refused(form, error)
    bound = volumes(actor, form.chosen) if form.is_bound and form.is_valid() and "volumes" in request.GET else None
    context = {"form": form, "volumes": bound, "room_current": "catalogue:prints"}
    return render(request, "catalogue/prints.html", context, status=422 if form.errors else 200)


def _file(wanted: Wanted, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{wanted.what}.pdf"))
    return response
