"""Agencies: the list and the page of each, for everybody; forms with dates for the network's administrators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.registry import forms
from lienthu.registry.actions.agencies import change_agency, merge_agencies, open_agency
from lienthu.registry.agencies import (
    AgencyProfile,
    agencies_on,
    agency_by_code,
    agency_details,
    agency_history,
    agency_profile,
    kind_label,
    library_counts,
)
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.queries import Question
from lienthu.registry.questions import read_question
from lienthu.registry.views._act import act
from lienthu.ui.shapes import Link

EDIT = Permission.REGISTRY_EDIT


@requires(Access.PUBLIC)
def agencies(request: HttpRequest) -> HttpResponse:
    question = read_question(request.GET.get("as_of", ""), request.GET.get("boundaries", ""))
    found = page(agencies_on(question), by=("name", "agency_id"), after=request.GET.get("after"), size=100)
    counts = library_counts(question)
    rows = [(one, kind_label(one.kind), counts.get(one.agency_id, 0)) for one in found.items]
    context = {"rows": rows, "next": found.next, "question": question, "may_edit": _is_network(request)}
    return render(request, "registry/agencies.html", context)


@requires(Access.PUBLIC)
def agency(request: HttpRequest, code: str) -> HttpResponse:
    found = agency_by_code(code)
    if code != found.public_id:
        return redirect("registry:agency", found.public_id, permanent=True)
    shown = agency_profile(found, read_question(request.GET.get("as_of", ""), request.GET.get("boundaries", "")))
    context = {
        "shown": shown,
        "facts": _facts(shown),
        "heirs": [Link(shown.names[one.pk], reverse("registry:agency", args=[one.public_id])) for one in shown.heirs],
        "history": agency_history(shown),
        "crumbs": [Link(_("Agencies"), reverse("registry:agencies")), Link(shown.version.name)],
        "may_edit": _is_network(request),
    }
    return render(request, "registry/agency.html", context)


@requires(EDIT)
def open_new(request: HttpRequest) -> HttpResponse:
    LIBRARY_EDIT.check_library(actor_of(request), None)
    form = forms.AgencyOpenForm(request.POST or None, initial={"on": today()})

    def verb() -> None:
        data = form.cleaned_data
        details = agency_details(data, data["on"])
        open_agency(
            actor=actor_of(request), code=data["code"], on=data["on"], details=details, legal_basis=data["legal_basis"]
        )

    return act(request, form, verb, reverse("registry:agencies"), _("Saved."), title=_("New agency"))


@requires(EDIT)
def change(request: HttpRequest, code: str) -> HttpResponse:
    shown = _of_network(request, code)
    form = forms.AgencyChangeForm(request.POST or None, initial=forms.initial_of_agency(shown.versions[-1]))

    def verb() -> None:
        data = form.cleaned_data
        change_agency(
            actor=actor_of(request),
            agency_id=shown.agency.pk,
            on=data["on"],
            details=agency_details(data, data["on"]),
            legal_basis=data["legal_basis"],
        )

    lead = _("What was true before that day stays on record.")
    return act(request, form, verb, **_page(shown, _("Change from a day"), lead))


@requires(EDIT)
def merge(request: HttpRequest, code: str) -> HttpResponse:
    shown = _of_network(request, code)
    form = forms.AgencyMergeForm(request.POST or None)

    def verb() -> None:
        data = form.cleaned_data
        merge_agencies(
            actor=actor_of(request),
            from_ids=[shown.agency.pk],
            into_id=int(data["into"]),
            on=data["on"],
            legal_basis=data["legal_basis"],
        )

    lead = _("It ends on that day; its page stays and leads to the agency that takes over.")
    return act(request, form, verb, **_page(shown, _("Merge into another agency"), lead))


def _is_network(request: HttpRequest) -> bool:
    return LIBRARY_EDIT.allows_library(actor_of(request), None)


def _of_network(request: HttpRequest, code: str) -> AgencyProfile:
    LIBRARY_EDIT.check_library(actor_of(request), None)
    return agency_profile(agency_by_code(code), Question(today()))


def _page(shown: AgencyProfile, title: str, lead: str) -> dict[str, Any]:
    done = reverse("registry:agency", args=[shown.agency.public_id])
    return {"done": done, "said": _("Saved."), "title": title, "lead": lead, "name": shown.version.name}


def _facts(shown: AgencyProfile) -> list[tuple[Any, Any]]:
    version = shown.version
    return [
        (_("Kind"), kind_label(version.kind)),
        (_("Belongs to"), shown.names.get(version.parent_id or 0, "")),
        (_("Area"), shown.area_path),
        (_("Code"), shown.agency.code),
        (_("English name"), version.name_en),
    ]
