"""Authorities for the staff: the list, one of them with all that can be done to it, suggestions while cataloguing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue.actions import keep_authority as keep
from lienthu.catalogue.actions.apply_heading import apply_heading, preview_heading
from lienthu.catalogue.actions.merge_authorities import merge_authorities, unmerge_authority
from lienthu.catalogue.actions.relate_authorities import relate, unrelate
from lienthu.catalogue.authority_forms import DetailsForm, MergeForm, NameForm, NewAuthorityForm, RelateForm, RenameForm
from lienthu.catalogue.models import Authority
from lienthu.catalogue.queries import editing_libraries
from lienthu.catalogue.rules.authority_data import FormRole
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.views.act import refused, said
from lienthu.catalogue.views.authority_words import kind_tabs, page_context
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission

KEEP = Permission.CATALOGUE_AUTHORITIES
ROOM = {"room_current": "catalogue:authorities"}
F = TypeVar("F", bound=forms.Form)
Act = Callable[[HttpRequest, Authority, F], str]


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    kind = kind_named(request.GET.get("kind", ""))
    typed = request.GET.get("q", "").replace("\x00", "")[:200]
    found = page(queries.listed(kind, typed), by=("heading", "id"), after=request.GET.get("after"), size=50)
    context = {
        "found": found,
        "typed": typed,
        "kind": kind.value if kind else "",
        "names": queries.named([one.pk for one in found.items]),
        "proposals": queries.open_proposals().count(),
        "tabs": kind_tabs(kind, typed),
    }
    return render(request, "catalogue/authorities.html", context | ROOM)


def kind_named(text: str) -> Kind | None:
    return next((kind for kind in Kind if kind.value == text), None)


@requires(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    form = NewAuthorityForm(
        request.POST or None, initial={"kind": "person", "heading": request.GET.get("heading", "")[:300]}
    )
    if form.is_bound and form.is_valid():
        try:
            made = keep.create_authority(actor=actor_of(request), data=form.new())
        except (Invalid, Conflict) as error:
            refused(form, error, otherwise="heading")
        else:
            return redirect("catalogue:authority", made.public_id)
    status = 422 if form.errors else 200
    return render(request, "catalogue/authority_new.html", {"form": form} | ROOM, status=status)


@requires(KEEP)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    view = queries.view(public_id)
    if view.authority.public_id != public_id:
        return redirect("catalogue:authority", view.authority.public_id)
    return render(request, "catalogue/authority.html", page_context(request, view) | ROOM)


@requires(KEEP)
@require_POST
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, DetailsForm, _change)


@requires(KEEP)
@require_POST
def rename(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, RenameForm, _rename)


@requires(KEEP)
@require_POST
def name(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, NameForm, _name)


@requires(KEEP)
@require_POST
def related(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, RelateForm, _relate)


@requires(KEEP)
@require_POST
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, MergeForm, _merge)


@requires(KEEP)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """The small buttons: a name or a relation goes, a merge is taken back."""
    view = queries.view(public_id)
    what, _colon, number = request.POST.get("act", "").partition(":")
    if not number.isdecimal() or len(number) > 18:
        raise NotFound("catalogue.no_such_authority")
    actor, reason = actor_of(request), request.POST.get("reason", "")
    with said(request) as outcome:
        if what == "name" and int(number) in {form.pk for form in view.forms}:
            keep.remove_name(actor=actor, form_id=int(number), reason=reason)
            outcome.good = _("The name was removed.")
        elif what == "relation" and int(number) in {each.id for each in view.relations}:
            unrelate(actor=actor, relation_id=int(number))
            outcome.good = _("The relation was removed.")
        elif what == "merge" and int(number) in {each.pk for each in view.merged}:
            apart = unmerge_authority(actor=actor, authority_id=int(number), reason=reason)
            outcome.good = _("“%(heading)s” stands for itself again.") % {"heading": apart.heading}
        else:
            raise NotFound("catalogue.no_such_authority")
    return redirect("catalogue:authority", view.authority.public_id)


@requires(Permission.CATALOGUE_EDIT)
def apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """First a look at what would change in one's own records (GET), then the work (POST)."""
    view, actor = queries.view(public_id), actor_of(request)
    asked = request.POST.get("library") or request.GET.get("library") or ""
    libraries = list(editing_libraries(actor).order_by("code"))
    where = next((one for one in libraries if one.code == asked), libraries[0] if libraries else None)
    if where is None:
        raise NotFound("kernel.not_found")
    if request.method == "POST":
        with said(request) as outcome:
            apply_heading(actor=actor, authority=view.authority, library_id=where.pk)
            outcome.good = _("The records are being changed, as new versions; the jobs page shows how far it is.")
        return redirect("catalogue:authority_apply", view.authority.public_id)
    would = preview_heading(actor=actor, authority=view.authority, library_id=where.pk)
    context = {"view": view, "one": view.authority, "libraries": libraries, "where": where, "would": would}
    return render(request, "catalogue/authority_apply.html", context | ROOM)


@requires(Permission.CATALOGUE_VIEW)
def suggest(request: HttpRequest) -> HttpResponse:
    """`?kind=person&q=…` (or `tag=700`): JSON; `a` and `d` are what the heading's subfields hold."""
    tag = request.GET.get("tag", "")
    kind = kind_named(request.GET.get("kind", "")) or (Kind.SUBJECT if tag == "653" else _TAG_KINDS.get(tag[-2:]))
    found = queries.suggestions(kind, request.GET.get("q", "")) if kind else []
    rows = [
        {
            "text": each.heading,
            "hint": " · ".join(filter(None, (each.form, each.life))),
            "id": each.public_id,
            "a": each.parts[0],
            "d": each.parts[1],
        }
        for each in found
    ]
    return JsonResponse(rows, safe=False)


_TAG_KINDS = {
    "00": Kind.PERSON,
    "10": Kind.BODY,
    "11": Kind.BODY,
    "50": Kind.SUBJECT,
    "51": Kind.PLACE,
    "30": Kind.WORK,
}


def _act(request: HttpRequest, public_id: str, form_class: type[F], act: Act[F]) -> HttpResponse:
    """A form of the page of one authority: done, or shown again with what was typed."""
    view = queries.view(public_id)
    form = form_class(request.POST)
    if form.is_valid():
        with said(request) as outcome:
            try:
                outcome.good = act(request, view.authority, form)
            except (Invalid, Conflict) as error:
                refused(form, error)
        if not form.errors:
            return redirect("catalogue:authority", view.authority.public_id)
    context = page_context(request, queries.view(public_id)) | {form_class.__name__: form} | ROOM
    return render(request, "catalogue/authority.html", context, status=422)


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _change(request: HttpRequest, one: Authority, form: DetailsForm) -> str:
    keep.change_authority(
        actor=actor_of(request), authority_id=one.pk, details=form.said(), expected_version=_version(request)
    )
    return _("Saved.")


def _rename(request: HttpRequest, one: Authority, form: RenameForm) -> str:
    data = form.cleaned_data
    made = keep.rename_authority(
        actor=actor_of(request),
        authority_id=one.pk,
        heading=data["heading"],
        expected_version=_version(request),
        old_as=FormRole(data["old_as"]),
        reason=data["reason"],
    )
    return _("The heading is “%(heading)s” now; search and pages follow.") % {"heading": made.heading}


def _name(request: HttpRequest, one: Authority, form: NameForm) -> str:
    data = form.cleaned_data
    keep.add_name(actor=actor_of(request), authority_id=one.pk, text=data["text"], role=FormRole(data["role"]))
    return _("The name was added.")


def _relate(request: HttpRequest, one: Authority, form: RelateForm) -> str:
    other = queries.called(form.cleaned_data["other"])
    relate(actor=actor_of(request), source_id=one.pk, target_id=other.pk, kind=form.kind())
    return _("The relation was entered.")


def _merge(request: HttpRequest, one: Authority, form: MergeForm) -> str:
    data = form.cleaned_data
    other = queries.called(data["other"], Kind(one.kind))
    merge_authorities(actor=actor_of(request), loser_id=other.pk, winner_id=one.pk, reason=data["reason"])
    return _("“%(heading)s” is part of this authority now. It can be taken out again at any time.") % {
        "heading": other.heading
    }
