"""Pages where staff keep the registry: what is different from a day on, and what was written down wrongly."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.registry import forms
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.actions.close_library import close_library
from lienthu.registry.actions.correct_library import correct_library
from lienthu.registry.actions.identify_library import identify_library
from lienthu.registry.actions.merge_libraries import merge_libraries
from lienthu.registry.actions.open_library import open_library
from lienthu.registry.actions.set_services import set_services
from lienthu.registry.actions.split_library import NewPart, split_library
from lienthu.registry.history import history
from lienthu.registry.models import Library, LibraryVersion
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.profiles import Profile, profile
from lienthu.registry.queries import Question, library_by_code
from lienthu.registry.views._act import act
from lienthu.text import fold

EDIT = Permission.REGISTRY_EDIT


@requires(EDIT)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    newest = LibraryVersion.objects.order_by("-valid_from")
    found = LIBRARY_EDIT.filter(actor, Library.objects.prefetch_related(Prefetch("versions", queryset=newest)))
    words = request.GET.get("q", "")[:200].replace("\x00", "")
    for word in fold(words).split():
        found = found.filter(pk__in=LibraryVersion.objects.filter(name_fold__contains=word).values("library_id"))
    shown = page(found, by=("code",), after=request.GET.get("after"), size=100)
    context = {"page": shown, "words": words, "network": LIBRARY_EDIT.allows_library(actor, None)}
    return render(request, "registry/overview.html", context)


@requires(EDIT)
def one(request: HttpRequest, identifier: str) -> HttpResponse:
    shown = _mine(request, identifier)
    context = {"profile": shown, "library": shown.library, "history": history(shown)}
    return render(request, "registry/one.html", context | _network(request))


@requires(EDIT)
def open_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    LIBRARY_EDIT.check_library(actor, None)
    form = forms.OpenForm(request.POST or None)

    def verb() -> None:
        data = form.cleaned_data
        open_library(
            actor=actor,
            code=data["code"],
            isil=data["isil"],
            on=data["on"],
            details=form.details(),
            legal_basis=data["legal_basis"],
        )

    return act(request, form, verb, reverse("registry:staff"), _("The library is open."), title=_("New library"))


@requires(EDIT)
def change(request: HttpRequest, identifier: str) -> HttpResponse:
    shown = _mine(request, identifier)
    form = forms.ChangeForm(request.POST or None, initial=forms.initial_of(shown.versions[-1]))

    def verb() -> None:
        change_library(
            actor=actor_of(request),
            library_id=shown.library.pk,
            on=form.cleaned_data["on"],
            details=form.details(),
            legal_basis=form.cleaned_data["legal_basis"],
        )

    lead = _("What was true before that day stays on record.")
    return act(request, form, verb, **_page(shown, _("Change from a day"), lead))


@requires(EDIT)
def correct(request: HttpRequest, identifier: str, version_id: int) -> HttpResponse:
    shown = _mine(request, identifier)
    version = next((version for version in shown.versions if version.pk == version_id), None)
    if version is None:
        raise NotFound("kernel.not_found")
    initial = forms.initial_of(version) | {"valid_from": version.valid_from}
    form = forms.CorrectForm(request.POST or None, initial=initial)

    def verb() -> None:
        correct_library(
            actor=actor_of(request),
            library_id=shown.library.pk,
            version_id=version_id,
            details=form.details(),
            reason=form.cleaned_data["reason"],
            valid_from=form.cleaned_data["valid_from"],
        )

    lead = _("Only for slips: the old values stay in the audit trail.")
    return act(request, form, verb, **_page(shown, _("Correct this version"), lead))


@requires(EDIT)
def services(request: HttpRequest, identifier: str) -> HttpResponse:
    shown = _mine(request, identifier)
    initial: dict[str, Any] = {"on": today()}
    for offered in shown.services:
        initial |= {f"has_{offered.service.kind}": True, f"note_{offered.service.kind}": offered.note}
    form = forms.ServicesForm(request.POST or None, initial=initial)

    def verb() -> None:
        set_services(
            actor=actor_of(request),
            library_id=shown.library.pk,
            on=form.cleaned_data["on"],
            offered=form.offered(),
        )

    return act(request, form, verb, **_page(shown, _("What it offers")))


@requires(EDIT)
def merge(request: HttpRequest, identifier: str) -> HttpResponse:
    shown = _mine(request, identifier, network=True)
    form = forms.MergeForm(request.POST or None)

    def verb() -> None:
        data = form.cleaned_data
        merge_libraries(
            actor=actor_of(request),
            from_ids=[shown.library.pk],
            into_id=library_by_code(data["into"]).pk,
            on=data["on"],
            legal_basis=data["legal_basis"],
        )

    lead = _("It ends on that day; its identifiers and old links lead to the library that takes over.")
    return act(request, form, verb, **_page(shown, _("Merge into another library"), lead))


@requires(EDIT)
def split(request: HttpRequest, identifier: str) -> HttpResponse:
    shown = _mine(request, identifier, network=True)
    form = forms.SplitForm(request.POST or None, initial=forms.initial_of(shown.versions[-1]) | {"name": ""})

    def verb() -> None:
        data = form.cleaned_data
        split_library(
            actor=actor_of(request),
            library_id=shown.library.pk,
            on=data["on"],
            parts=[NewPart(data["code"], form.details(), data["share"])],
            goes_on=not data["ends"],
            legal_basis=data["legal_basis"],
        )

    return act(request, form, verb, **_page(shown, _("Split the library"), _("A new library comes out of this one.")))


@requires(EDIT)
def close(request: HttpRequest, identifier: str) -> HttpResponse:
    shown = _mine(request, identifier, network=True)
    form = forms.EndingForm(request.POST or None)

    def verb() -> None:
        data = form.cleaned_data
        close_library(
            actor=actor_of(request), library_id=shown.library.pk, on=data["on"], legal_basis=data["legal_basis"]
        )

    lead = _("The first day without the library. Its page and identifiers stay.")
    return act(request, form, verb, **_page(shown, _("Close the library"), lead), kind="danger")


@requires(EDIT)
def identify(request: HttpRequest, identifier: str) -> HttpResponse:
    shown = _mine(request, identifier, network=True)
    initial = {"code": shown.library.code, "isil": shown.library.isil}
    form = forms.IdentifyForm(request.POST or None, initial=initial)

    def verb() -> None:
        data = form.cleaned_data
        identify_library(actor=actor_of(request), library_id=shown.library.pk, code=data["code"], isil=data["isil"])

    lead = _("Former codes keep leading here and are never given to another library.")
    return act(request, form, verb, **_page(shown, _("Code and ISIL"), lead))


def _mine(request: HttpRequest, identifier: str, network: bool = False) -> Profile:
    library = library_by_code(identifier)
    LIBRARY_EDIT.check_library(actor_of(request), None if network else library.pk)
    return profile(library, Question(today()))


def _network(request: HttpRequest) -> dict[str, Any]:
    return {"network": LIBRARY_EDIT.allows_library(actor_of(request), None), "room_current": "registry:staff"}


def _page(shown: Profile, title: str, lead: str = "") -> dict[str, Any]:
    done = reverse("registry:one", args=[shown.library.public_id])
    return {
        "done": done,
        "said": _("Saved."),
        "title": title,
        "lead": lead,
        "name": shown.version.name,
        "room_current": "registry:staff",
    }
