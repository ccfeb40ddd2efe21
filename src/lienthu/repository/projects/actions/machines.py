"""The equipment register: machines entered, calibrated, taken out of use; and booked for half days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.models import Booking, Calibration, Machine, Project
from lienthu.repository.policies import KEEPS
from lienthu.repository.projects.actions.work import machine_facts
from lienthu.repository.projects.rules.machines import Shift, fault
from lienthu.repository.projects.trail import note
from lienthu.text import clean

FARTHEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class MachineSaid:
    name: str
    maker: str = ""
    serial_no: str = ""
    bought_on: dt.date | None = None
    hour_cost: int = 0


def enter_machine(*, actor: Actor, library_id: int, said: MachineSaid) -> Machine:
    KEEPS.check_library(actor, library_id)
    name = clean(said.name)
    if not name:
        raise Invalid("repository.title_needed", field="name")
    try:
        with transaction.atomic():
            made = Machine.objects.create(
                library_id=library_id,
                name=name[:120],
                maker=clean(said.maker)[:120],
                serial_no=clean(said.serial_no)[:80],
                bought_on=said.bought_on,
                hour_cost=said.hour_cost,
            )
            note(actor, "machine_entered", f"machine:{made.pk}", library_id, machine=made.public_id)
    except IntegrityError as error:
        raise Conflict("repository.machine_there_already", field="name") from error
    return made


def calibrate(*, actor: Actor, machine: Machine, on: dt.date, until: dt.date, by: str, result: str = "") -> None:
    """`by`: the person or firm that calibrated it."""
    KEEPS.check(actor, machine)
    if on > today():
        raise Invalid("repository.day_to_come", field="on")
    if until < on:
        raise Invalid("repository.dates_turned", field="until")
    if not clean(by):
        raise Invalid("repository.calibrated_by", field="by")
    with transaction.atomic():
        locked = Machine.objects.select_for_update(no_key=True).get(id=machine.pk)
        Calibration.objects.create(
            machine=locked,
            on=on,
            until=until,
            by=clean(by)[:200],
            result=clean(result)[:300],
            noted_by=actor.label[:200],
        )
        newest = locked.calibrations.order_by("-on", "-id")[0]
        Machine.objects.filter(id=locked.pk).update(calibrated_until=newest.until)
        data = {"machine": locked.public_id, "until": until.isoformat()}
        note(actor, "machine_calibrated", f"machine:{locked.pk}", locked.library_id, **data)


def end_machine(*, actor: Actor, machine: Machine, reason: str) -> None:
    """Out of use: what was booked from today on is free."""
    KEEPS.check(actor, machine)
    if len(clean(reason)) < 5:
        raise Invalid("repository.reason_needed", field="reason")
    with transaction.atomic():
        running = Machine.objects.filter(id=machine.pk, ended_at=None)
        if not running.update(ended_at=timezone.now(), ended_for=clean(reason)[:200]):
            raise Conflict("repository.machine_ended", machine=machine.name)
        machine.bookings.filter(day__gte=today()).delete()
        note(actor, "machine_out_of_use", f"machine:{machine.pk}", machine.library_id, machine=machine.public_id)


def book(*, actor: Actor, machine: Machine, project: Project, day: dt.date, shift: Shift) -> Booking:
    """Raises `Conflict` when it is booked already, out of use, or not calibrated on that day."""
    KEEPS.check(actor, machine)
    KEEPS.check(actor, project)
    if machine.library_id != project.library_id:
        raise NotFound("repository.no_such_machine")
    if not 0 <= (day - today()).days <= FARTHEST_DAYS:
        raise Invalid("repository.booking_day", field="day")
    try:
        with transaction.atomic():
            locked = Machine.objects.select_for_update(no_key=True).get(id=machine.pk)
            if wrong := fault(machine_facts(locked), day):
                raise Conflict(wrong[0], **wrong[1])
            made = Booking.objects.create(
                machine=locked, project=project, day=day, shift=shift, person_id=actor.user_id, by=actor.label[:200]
            )
            data = {"machine": locked.public_id, "day": day.isoformat(), "project": project.code}
            note(actor, "machine_booked_for", f"machine:{locked.pk}", locked.library_id, **data)
    except IntegrityError as error:
        raise Conflict("repository.booked_already", machine=machine.name) from error
    return made


def give_back(*, actor: Actor, booking: Booking) -> None:
    KEEPS.check(actor, booking.machine)
    with transaction.atomic():
        data = {"machine": booking.machine.public_id, "day": booking.day.isoformat(), "project": booking.project.code}
        note(actor, "machine_given_back", f"machine:{booking.machine_id}", booking.machine.library_id, **data)
        Booking.objects.filter(id=booking.pk).delete()
