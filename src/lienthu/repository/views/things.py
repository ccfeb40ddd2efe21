"""The desk's pages of museum objects, heritage places, places and events; and of a document's relations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate
from lienthu.repository import queries as objects
from lienthu.repository.actions.relate import relate, unrelate
from lienthu.repository.actions.things import Said, add_thing, change_thing
from lienthu.repository.models import Thing
from lienthu.repository.stories import queries, relations, shown
from lienthu.repository.stories.forms import RelationForm, ThingForm
from lienthu.repository.views.curating import CURATE, FAULTS, _page, add_fault, address_of, libraries

KEEP = Permission.REPOSITORY_KEEP


@requires(CURATE)
def overview(request: HttpRequest) -> HttpResponse:
    listed = page(queries.things_kept_by(actor_of(request)), by=("-id",), after=request.GET.get("after"), size=50)
    rows = shown.show_things(gate.visitor_of(request), listed.items)
    return render(request, "repository/things.html", _page(request, rows=rows, page=listed))


@requires(CURATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = ThingForm(request.POST or None, libraries=libraries(request))
    if form.is_bound and form.is_valid():
        try:
            made = add_thing(actor=actor_of(request), library_id=int(form.cleaned_data["library"]), said=_said(form))
            messages.success(request, _("Saved."))
            return redirect("repository:edit_thing", made.public_id)
        except FAULTS as error:
            add_fault(form, error)
    context = _page(request, form=form, thing=None)
    return render(request, "repository/thing_edit.html", context, status=422 if form.errors else 200)


@requires(CURATE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.thing_named(actor_of(request), public_id)
    form = ThingForm(request.POST or None, libraries=[], initial=_facts(found))
    if form.is_bound and form.is_valid():
        seen = request.POST.get("version", "")
        try:
            change_thing(
                actor=actor_of(request),
                thing_id=found.pk,
                version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
                said=_said(form),
            )
            messages.success(request, _("Saved."))
            return redirect("repository:edit_thing", public_id)
        except FAULTS as error:
            add_fault(form, error)
    one = shown.show_things(gate.visitor_of(request), [found])[0]
    context = _page(request, form=form, thing=found, one=one)
    return render(request, "repository/thing_edit.html", context, status=422 if form.errors else 200)


def _said(form: ThingForm) -> Said:
    data: dict[str, Any] = dict(form.cleaned_data)
    data.pop("library", None)
    return Said(**data)


def _facts(found: Thing) -> dict[str, Any]:
    picture = shown.picture_of(found)
    plain = [name for name in ThingForm.base_fields if name not in ("library", "picture")]
    return {name: getattr(found, name) for name in plain} | {"picture": address_of(picture) if picture else ""}


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def related(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a document has to do with: the list, and a line more."""
    found = objects.kept_object(actor_of(request), public_id)
    form = RelationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            relate(actor=actor_of(request), object_id=found.pk, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("repository:relations", public_id)
        except (*FAULTS, NotFound) as error:
            add_fault(form, error)  # type: ignore[arg-type]
    context = _page(request, object=found, form=form, rows=relations.of_object(gate.visitor_of(request), found))
    context |= {"room_current": "repository:overview"}
    return render(request, "repository/relations.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@require_POST
def unrelated(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    found = objects.kept_object(actor_of(request), public_id)
    try:
        unrelate(actor=actor_of(request), object_id=found.pk, relation_id=number)
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:relations", public_id)
