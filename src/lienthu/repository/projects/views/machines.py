"""The equipment register: machines with their calibrations, and who has which when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository.models import Booking, Machine, Project
from lienthu.repository.models.projects import SHIFT_WORDS
from lienthu.repository.projects import queries, words
from lienthu.repository.projects.actions import machines as acts
from lienthu.repository.projects.forms import BookingForm, CalibrationForm, MachineForm
from lienthu.repository.projects.rules.machines import Shift
from lienthu.repository.projects.views.answers import failed

KEEP = Permission.REPOSITORY_KEEP
_DAYS = 7


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = MachineForm(request.POST or None, libraries=words.libraries(request))
    if form.is_bound and form.is_valid():
        try:
            made = acts.enter_machine(actor=actor, library_id=form.library_id, said=form.said())
            return redirect("repository:machine", made.public_id)
        except (Invalid, Conflict) as error:
            failed(form, error)
    found = list(queries.machines_of(actor).order_by("ended_at", "name")[:200])
    context = words.page(
        request,
        "repository:machines",
        form=form,
        rows=[(one, *words.machine_state(one)) for one in found],
        days=_days(),
        week=_week([one for one in found if one.ended_at is None]),
    )
    return render(request, "repository/projects/machines.html", context, status=422 if form.errors else 200)


def _days() -> list[dt.date]:
    return [today() + dt.timedelta(day) for day in range(_DAYS)]


def _week(found: list[Machine]) -> list[tuple[Machine, list[list[tuple[Any, Booking | None]]]]]:
    """Machine → for each day its two halves."""
    booked = queries.bookings_from(found, today(), _DAYS)
    return [
        (
            one,
            [[(SHIFT_WORDS[shift], booked.get((one.pk, day, shift.value))) for shift in Shift] for day in _days()],
        )
        for one in found
    ]


@requires(KEEP)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    return _machine(request, queries.machine_named(actor_of(request), public_id))


def _machine(request: HttpRequest, found: Machine, **given: Any) -> HttpResponse:
    kind, word = words.machine_state(found)
    context = words.page(
        request,
        "repository:machines",
        machine=found,
        kind=kind,
        word=word,
        calibrations=list(found.calibrations.order_by("-on", "-id")[:50]),
        bookings=list(found.bookings.filter(day__gte=today()).select_related("project").order_by("day", "-shift")[:60]),
        calibration=given.get("calibration") or CalibrationForm(),
        booking=given.get("booking") or BookingForm(projects=_projects(request, found)),
    )
    status = 422 if any(form.errors for form in given.values()) else 200
    return render(request, "repository/projects/machine.html", context, status=status)


def _projects(request: HttpRequest, found: Machine) -> list[tuple[str, str]]:
    running = queries.projects_of(actor_of(request)).filter(library_id=found.library_id, state=Project.State.RUNNING)
    return [(one.code, str(one)) for one in running.order_by("-id")[:100]]


@requires(KEEP)
@require_POST
def calibrate(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.machine_named(actor, public_id)
    form = CalibrationForm(request.POST)
    if form.is_valid():
        try:
            acts.calibrate(actor=actor, machine=found, **form.cleaned_data)
            messages.success(request, _("The calibration is noted."))
            return redirect("repository:machine", public_id)
        except Invalid as error:
            failed(form, error)
    return _machine(request, found, calibration=form)


@requires(KEEP)
@require_POST
def book(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.machine_named(actor, public_id)
    form = BookingForm(request.POST, projects=_projects(request, found))
    if form.is_valid():
        said = form.cleaned_data
        try:
            project = queries.project_named(actor, said["project"])
            acts.book(actor=actor, machine=found, project=project, day=said["day"], shift=Shift(said["shift"]))
            messages.success(request, _("The machine is booked."))
            return redirect("repository:machine", public_id)
        except (Invalid, Conflict) as error:
            failed(form, error)
    return _machine(request, found, booking=form)


@requires(KEEP)
@require_POST
def give_back(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.machine_named(actor, public_id).bookings.select_related("machine", "project").filter(id=number)
    booking = found.first()
    if booking is None:
        raise NotFound("kernel.not_found")
    acts.give_back(actor=actor, booking=booking)
    return redirect("repository:machine", public_id)


@requires(KEEP)
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.machine_named(actor, public_id)
    try:
        acts.end_machine(actor=actor, machine=found, reason=request.POST.get("reason", ""))
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:machine", public_id)
