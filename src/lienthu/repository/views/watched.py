"""Watched folders: which there are, what was found in each, and for who keeps the network's documents: open, close."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthu.kernel import jobs
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.agencies import agency_by_code
from lienthu.registry.queries import cards
from lienthu.repository import queries
from lienthu.repository.actions.watch import MOST_QUIET, unwatch_folder, watch_folder
from lienthu.repository.models import Delivery, Deposit, WatchedFolder
from lienthu.repository.policies import KEEPS
from lienthu.repository.views.words import tabs
from lienthu.repository.watching import places
from lienthu.repository.watching.jobs import WATCH

KEEP = Permission.REPOSITORY_KEEP
_KIND = {"coming": "info", "screening": "info", "taken": "good", "faulty": "bad", "gone": ""}


class WatchForm(forms.Form):
    path = forms.CharField(
        label=gettext_lazy("Folder below the allowed one"), max_length=300, help_text=gettext_lazy("It must be there.")
    )
    agency = forms.ChoiceField(label=gettext_lazy("Agency that puts files there"))
    library = forms.ChoiceField(label=gettext_lazy("Library that keeps it"))
    arrangement = forms.ChoiceField(
        label=gettext_lazy("The files"),
        required=False,
        choices=[("", gettext_lazy("As the folders say")), *Deposit.Arrangement.choices],
    )
    quiet_minutes = forms.IntegerField(
        label=gettext_lazy("Complete when unchanged for minutes"),
        min_value=1,
        max_value=MOST_QUIET,
        initial=10,
        help_text=gettext_lazy("Or at once, when a file named .ready lies in it."),
    )
    clearance = forms.CharField(
        label=gettext_lazy("Who answers that no state secret is put there and all may be shared"),
        max_length=200,
        help_text=gettext_lazy("Name and position."),
    )

    def __init__(self, *args: object, libraries: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["agency"].choices = queries.agencies_today()  # type: ignore[attr-defined]
        self.fields["library"].choices = libraries  # type: ignore[attr-defined]


def _may_open(actor: Actor) -> bool:
    return KEEPS.allows_library(actor, None)


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    named = sorted(((str(pk), card.name) for pk, card in cards().items()), key=lambda pair: pair[1])
    form = WatchForm(request.POST or None, libraries=named)
    if form.is_bound:
        KEEPS.check_library(actor, None)
        if form.is_valid():
            try:
                return redirect("repository:watched_folder", _opened(actor, form).public_id)
            except (Invalid, Conflict, Unavailable) as error:
                form.add_error(error.params.get("field"), sentence(error.code, error.params))
    found = KEEPS.filter(actor, WatchedFolder.objects.select_related("agency")).order_by("closed_at", "path", "-id")
    rows = [
        (one, cards()[one.library_id].name if one.library_id in cards() else "", _fault(one)) for one in found[:200]
    ]
    context: dict[str, Any] = {"rows": rows, "form": form if _may_open(actor) else None, "closed": "", "offered": []}
    try:
        context["offered"] = places.offered()[:100] if _may_open(actor) else []
    except Unavailable as error:
        context |= {"closed": sentence(error.code, error.params), "form": None}
    status = 422 if form.errors else 200
    return render(request, "repository/watched.html", context | tabs(request, "repository:deposits"), status=status)


def _opened(actor: Actor, form: WatchForm) -> WatchedFolder:
    data = form.cleaned_data
    return watch_folder(
        actor=actor,
        path=data["path"],
        agency=agency_by_code(data["agency"]),
        library_id=int(data["library"]),
        clearance=data["clearance"],
        quiet_minutes=data["quiet_minutes"],
        arrangement=data["arrangement"],
    )


def _fault(one: WatchedFolder | Delivery) -> str:
    return sentence(one.fault, one.fault_params) if one.fault else ""


@requires(KEEP)
@require_safe
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = KEEPS.filter(actor, WatchedFolder.objects.select_related("agency")).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    shown = page(
        found.deliveries.select_related("deposit").order_by("-id"), by=("-id",), after=request.GET.get("after"), size=50
    )
    rows = [(each, _KIND[each.state], _fault(each)) for each in shown.items]
    context = {"folder": found, "page": shown, "rows": rows, "fault": _fault(found), "may_open": _may_open(actor)}
    context["loose"] = _loose(found)
    return render(request, "repository/watched_folder.html", context | tabs(request, "repository:deposits"))


def _loose(found: WatchedFolder) -> list[str]:
    try:
        return places.loose(places.inside(found.path)) if found.closed_at is None else []
    except (Invalid, Unavailable, OSError):
        return []


@requires(KEEP)
@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        unwatch_folder(actor=actor_of(request), public_id=public_id)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("It is watched no longer. What lies in it stays there."))
    return redirect("repository:watched")


@requires(KEEP)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Now, by the worker."""
    actor = actor_of(request)
    KEEPS.check_library(actor, None)
    try:
        jobs.start(actor=actor, kind=WATCH, params={}, unique_key=f"every:{WATCH}")
    except Conflict as error:
        messages.info(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The worker looks into the folders now."))
    return redirect("repository:watched")
