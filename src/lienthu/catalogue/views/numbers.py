"""A library's series of accession numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.keep_series import begin_series, end_series, preview, reserve_numbers
from lienthu.catalogue.item_forms import ReserveForm, SeriesForm
from lienthu.catalogue.item_queries import keeping_libraries, series_of, series_views
from lienthu.catalogue.views.act import refused, said
from lienthu.catalogue.views.item_words import tabs
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission

ITEMS = Permission.CATALOGUE_ITEMS
ROOM = {"room_current": "catalogue:copies"}


@requires(ITEMS)
def overview(request: HttpRequest) -> HttpResponse:
    context = {"series": series_views(actor_of(request)), "tabs": tabs(request, "catalogue:numbers")}
    return render(request, "catalogue/numbers.html", context | ROOM)


@requires(ITEMS)
def begin(request: HttpRequest) -> HttpResponse:
    """First a look at what the pattern would do (GET), then the deed (POST)."""
    actor = actor_of(request)
    asked = request.POST or (request.GET if "pattern" in request.GET else None)
    form = SeriesForm(asked, libraries=keeping_libraries(actor), initial=request.GET.dict())
    looked = None
    if form.is_bound and form.is_valid():
        data, where = form.said(), form.chosen
        try:
            if request.method == "POST":
                made = begin_series(actor=actor, library_id=where.pk, data=data)
                messages.success(request, _("The series %(name)s has begun.") % {"name": made.name})
                return redirect("catalogue:numbers")
            looked = preview(actor=actor, library_id=where.pk, pattern=data.pattern, first=data.first)
        except (Invalid, Conflict) as error:
            refused(form, error, otherwise="pattern")
    status = 422 if form.errors else 200
    return render(request, "catalogue/series.html", {"form": form, "looked": looked} | ROOM, status=status)


@requires(ITEMS)
@require_POST
def reserve(request: HttpRequest, series_id: int) -> HttpResponse:
    series = series_of(actor_of(request), series_id)
    form = ReserveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
        return redirect("catalogue:numbers")
    data = form.cleaned_data
    with said(request) as outcome:
        kept = reserve_numbers(actor=actor_of(request), series=series, count=data["count"], note=data["note"])
        outcome.good = _("Kept: %(first)s to %(last)s.") % {"first": kept.numbers[0], "last": kept.numbers[-1]}
    return redirect("catalogue:numbers")


@requires(ITEMS)
@require_POST
def end(request: HttpRequest, series_id: int) -> HttpResponse:
    series = series_of(actor_of(request), series_id)
    with said(request) as outcome:
        end_series(actor=actor_of(request), series=series)
        outcome.good = _("The series %(name)s has ended.") % {"name": series.name}
    return redirect("catalogue:numbers")
