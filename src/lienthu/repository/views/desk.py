"""The digitisation desk: objects, their description, who may see them, their way to the readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, queries, versions
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe as describe_object
from lienthu.repository.actions.move_on import Farewell, move_on
from lienthu.repository.appraisal_forms import FarewellForm
from lienthu.repository.appraisal_queries import case_now
from lienthu.repository.appraisal_words import case_facts, earlier, event, ways
from lienthu.repository.forms import AccessForm, DescribeForm
from lienthu.repository.models import DigitalObject
from lienthu.repository.policies import REVIEWS
from lienthu.repository.rules.access import Level, Place, Restriction
from lienthu.repository.rules.states import Act
from lienthu.repository.sheets.standing import proposal
from lienthu.repository.sheets.words import proposed_words
from lienthu.repository.views.words import STATE_KIND, brief, described, named_readers, tabs

KEEP = Permission.REPOSITORY_KEEP
#: Its description is read more often than changed.
_SETTLED = (DigitalObject.State.REVIEW, DigitalObject.State.PUBLISHED, DigitalObject.State.WITHDRAWN)


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    wanted, words = request.GET.get("state", ""), request.GET.get("q", "")
    found = queries.with_words(queries.objects_kept_by(actor), words).select_related("library")
    if wanted in DigitalObject.State.values:
        found = found.filter(state=wanted)
    else:
        found = found.exclude(state=DigitalObject.State.EARLIER)
    shown = page(found, by=("-id",), after=request.GET.get("after"), size=30)
    rows = [(one, STATE_KIND[one.state]) for one in shown.items]
    context = {"rows": rows, "page": shown, "states": DigitalObject.State.choices, "wanted": wanted, "q": words}
    return render(request, "repository/overview.html", context | tabs(request, "repository:overview"))


@requires(KEEP)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.kept_object(actor_of(request), public_id)
    if gate.is_earlier(found):
        return redirect("repository:object", gate.governing(found).public_id)
    return _show(request, found)


def _show(request: HttpRequest, found: DigitalObject, **given: forms.Form) -> HttpResponse:
    actor = actor_of(request)
    row = found.sheet_rows.select_related("deposit").order_by("-id").first()
    context: dict[str, Any] = {
        "object": found,
        "kind": STATE_KIND[found.state],
        "brief": brief(actor, found),
        "is_settled": found.state in _SETTLED,
        "describe": given.get("describe") or DescribeForm(initial=described(found)),
        "access": given.get("access") or AccessForm(initial=proposal(row) if row else None),
        "sheet_row": row,
        "proposed": proposed_words(row) if row else "",
        "rules": found.rules.filter(is_over=False).order_by("-id"),
        "past": found.rules.filter(is_over=True).order_by("-id")[:20],
        "steps": [event(step) for step in found.steps.order_by("-id")[:50]],
        "ways": ways(actor, found),
        "farewell": FarewellForm(),
        "council": case_facts(case_now(found)) if REVIEWS.allows(actor, found) else None,
        "before": earlier(found),
        "pages": queries.briefs(found.pk, 1, 24),
        "masters": queries.files_of(found, "master"),
        "editions": versions.earlier(found),
    }
    status = 422 if any(form.errors for form in given.values()) else 200
    return render(request, "repository/object.html", context | tabs(request, "repository:overview"), status=status)


@requires(KEEP)
@require_POST
def describe(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    form = DescribeForm(request.POST)
    if form.is_valid():
        try:
            describe_object(
                actor=actor,
                object_id=found.pk,
                said=form.cleaned_data,
                version=request.POST.get("version"),
                reason=request.POST.get("reason", ""),
            )
        except (Invalid, Conflict) as error:
            named = error.params.get("field")
            form.add_error(named if named in form.fields else None, sentence(error.code, error.params))
    if form.errors:
        return _show(request, found, describe=form)
    messages.success(request, _("Saved."))
    return redirect("repository:object", public_id)


@requires(KEEP)
@require_POST
def access(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    form = AccessForm(request.POST)
    if form.is_valid():
        try:
            change_access(
                actor=actor,
                object_id=found.pk,
                terms=_terms(form),
                reason=form.cleaned_data["reason"],
                seen=_gate_seen(request),
            )
        except (Invalid, Conflict, Refused) as error:
            form.add_error(error.params.get("field"), sentence(error.code, error.params))
    if form.errors:
        return _show(request, found, access=form)
    messages.success(request, _("From now on these terms hold."))
    return redirect("repository:object", public_id)


def _gate_seen(request: HttpRequest) -> int:
    said = request.POST.get("gate", "")
    return int(said) if said.isdecimal() and len(said) < 20 else -1


def _terms(form: AccessForm) -> Terms:
    data = form.cleaned_data
    return Terms(
        level=Level(data["level"]),
        restriction=Restriction(data["restriction"]),
        place=Place(data["place"]),
        starts=data["starts"],
        ends=data["ends"],
        wall=data["wall"] or 0,
        seats=data["seats"] or 0,
        lend_days=data["lend_days"] or 0,
        quota=data["quota"] or 0,
        watermark=data["watermark"],
        readers=named_readers(data["readers"]),
    )


@requires(KEEP)
@require_POST
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    try:
        act = _act(request)
        move_on(
            actor=actor,
            object_id=found.pk,
            act=act,
            note=request.POST.get("note", ""),
            checks=request.POST.getlist("check")[:20],
            farewell=_farewell(request) if act is Act.WITHDRAW else None,
        )
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Done."))
    return redirect("repository:object", public_id)


def _farewell(request: HttpRequest) -> Farewell:
    """Why, and how much the public is told, has to be said: nothing is withdrawn on a guess."""
    form = FarewellForm(request.POST)
    if form.is_valid():
        return form.farewell()
    if "replaced_by" in form.errors:
        raise Invalid("repository.no_such_document", document=request.POST.get("replaced_by", "")[:20])
    raise Invalid("repository.no_such_farewell")


def _act(request: HttpRequest) -> Act:
    try:
        return Act(request.POST.get("act", ""))
    except ValueError as error:
        raise Invalid("repository.no_such_act") from error
