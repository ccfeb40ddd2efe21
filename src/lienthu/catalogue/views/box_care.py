"""A rotation box's longer stay and its name; what libraries sent and received in a period."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue import box_statistics
from lienthu.catalogue import rotation_queries as queries
from lienthu.catalogue.actions import keep_box
from lienthu.catalogue.box_forms import ExtendForm, PeriodForm, RenameForm
from lienthu.catalogue.models import RotationBox
from lienthu.catalogue.views.act import refused
from lienthu.catalogue.views.boxes import show, with_tabs
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.ui.formats import vdate

BOXES = Permission.CATALOGUE_BOXES


@requires(BOXES)
@require_POST
def extend(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found, form = queries.box_for(actor, public_id), ExtendForm(request.POST)
    if form.is_valid():
        try:
            made = keep_box.extend_box(actor=actor, box=found, **form.cleaned_data)
            messages.success(request, _("The box stays there until %(day)s.") % {"day": vdate(made.due_on)})
            return redirect("catalogue:box", public_id)
        except (Invalid, Conflict) as error:
            return _again(request, found, form, error)
    return show(request, found, form)


@requires(BOXES)
@require_POST
def rename(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found, form = queries.box_for(actor, public_id), RenameForm(request.POST)
    if form.is_valid():
        try:
            keep_box.rename_box(actor=actor, box=found, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("catalogue:box", public_id)
        except (Invalid, Conflict) as error:
            return _again(request, found, form, error)
    return show(request, found, form)


def _again(request: HttpRequest, found: RotationBox, form: forms.Form, error: Invalid | Conflict) -> HttpResponse:
    """The form with the sentence at its field; the page anew when the box is not where it showed it."""
    if isinstance(error, Conflict) and "field" not in error.params:
        messages.error(request, sentence(error.code, error.params))
        return redirect("catalogue:box", found.public_id)
    refused(form, error)
    return show(request, found, form)


@requires(BOXES)
def statistics_page(request: HttpRequest) -> HttpResponse:
    form, rows = _asked(request)
    query = request.GET.urlencode()
    context = with_tabs(request, form=form, rows=rows, total=box_statistics.total(rows or []), query=query)
    return render(request, "catalogue/box_statistics.html", context, status=422 if form.errors else 200)


@requires(BOXES)
def statistics_csv(request: HttpRequest) -> HttpResponse:
    form, rows = _asked(request)
    if rows is None:
        return statistics_page(request)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    response = HttpResponse(box_statistics.written(rows), content_type="text/csv; charset=utf-8")
    name = f"luan-chuyen-{since}-{until}.csv"
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _asked(request: HttpRequest) -> tuple[PeriodForm, list[box_statistics.Row] | None]:
    """The period that is asked for, this year without one; no rows where it is none."""
    first = today().replace(month=1, day=1)
    asked: dict[str, str | dt.date] = {"since": first, "until": today()}
    asked |= {name: request.GET[name] for name in asked if name in request.GET}
    form = PeriodForm(asked)
    if form.is_valid():
        try:
            return form, box_statistics.statistics(actor_of(request), **form.cleaned_data)
        except Invalid as error:
            refused(form, error)
    return form, None
