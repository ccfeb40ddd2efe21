"""What people do to a job: take it in hand, finish a stage, put it down, send it back. Of two at once one wins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.repository.models import Booking, JobDelivery, Machine, Project, WorkJob, WorkStep
from lienthu.repository.policies import KEEPS
from lienthu.repository.projects.rules import machines
from lienthu.repository.projects.rules.machines import MachineFacts, Shift
from lienthu.repository.projects.rules.steps import Act, Facts, Hand, Lot, Stage, fault, leads_to
from lienthu.repository.projects.trail import note as audit
from lienthu.text import clean

MOST_MINUTES: Final = 24 * 60
#: A job that lay in hand over night was not worked on all night.
MOST_MEASURED: Final = 8 * 60
MOST_PAGES: Final = 50_000
NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Said:
    """`minutes`, `pages`: None for as measured, as before. `machine`: public identifier, for scanning. `on`: the day it
    was done, where it comes from paper and is entered later."""

    minutes: int | None = None
    pages: int | None = None
    machine: str = ""
    note: str = ""
    back_to: Stage = Stage.SCAN
    on: dt.date | None = None


def act_on(*, actor: Actor, job: WorkJob, act: Act, version: int, said: Said | None = None) -> WorkJob:
    """`version`: the one that the person saw. Raises `Conflict` with what stands against it."""
    said = said or Said()
    KEEPS.check(actor, job.project)
    if actor.user_id is None:
        raise Refused("repository.work_needs_person")
    _check_figures(said)
    with transaction.atomic():
        now = _locked(job, version)
        _check_day(now.project, said.on)
        machine = _machine(now, said) if act is Act.START and now.stage == Stage.SCAN else None
        hand = Hand(actor.user_id, machine is not None, clean(said.note))
        if found := fault(act, facts_of(now), hand, said.back_to):
            raise Conflict(found.code, **found.params)
        _write(actor, now, act, machine, replace(said, note=hand.reason))
        data = {"job": now.code, "act": act.value, "stage": now.stage}
        audit(actor, "job_moved", f"job:{now.pk}", now.project.library_id, **data)
    return WorkJob.objects.select_related("project", "lot").get(id=job.pk)


def facts_of(job: WorkJob) -> Facts:
    newest = JobDelivery.objects.filter(job=job).order_by("-id").first() if job.has_files else None
    return Facts(
        stage=Stage(job.stage),
        lot=Lot(job.lot.state) if job.lot else Lot.OPEN,
        holder=job.holder_id,
        holder_name=job.holder_name,
        has_files=job.has_files,
        is_checked=newest is None or newest.deviations is not None,
        deviations=newest.count if newest and not job.passed else 0,
        is_own=not (job.lot and job.lot.contractor),
    )


def let_pass(*, actor: Actor, job: WorkJob, reason: str, version: int) -> None:
    """Files that deviate from the specification are taken all the same, for a reason that stays with the job."""
    KEEPS.check(actor, job.project)
    reason = clean(reason)
    if len(reason) < 5:
        raise Invalid("repository.reason_needed", field="reason")
    with transaction.atomic():
        now = _locked(job, version)
        if not now.has_files or now.stage in (Stage.SHELVE, Stage.DONE):
            raise Conflict("repository.job_without_files")
        now.passed, now.version = reason[:300], now.version + 1
        now.save(update_fields=["passed", "version"])
        audit(actor, "deviations_passed", f"job:{now.pk}", now.project.library_id, job=now.code)


def _locked(job: WorkJob, version: int) -> WorkJob:
    """Row locks do nothing on SQLite, but its transaction is the only writer; the version settles who was first."""
    found = WorkJob.objects.select_for_update(no_key=True, of=("self",)).select_related("project", "lot")
    now = found.filter(id=job.pk, version=version).first()
    if now is None:
        raise Conflict("repository.job_moved_meanwhile")
    if now.project.state != Project.State.RUNNING:
        raise Conflict("repository.project_closed")
    return now


def _check_figures(said: Said) -> None:
    if said.minutes is not None and not 0 <= said.minutes <= MOST_MINUTES:
        raise Invalid("repository.job_minutes", field="minutes", most=MOST_MINUTES)
    if said.pages is not None and not 0 <= said.pages <= MOST_PAGES:
        raise Invalid("repository.job_pages", field="pages", most=MOST_PAGES)


def _check_day(project: Project, on: dt.date | None) -> None:
    if on is not None and on > today():
        raise Invalid("repository.day_to_come", field="on")
    if on is not None and on < project.starts:
        raise Invalid("repository.before_the_project", field="on", day=project.starts.strftime("%d/%m/%Y"))


def _machine(job: WorkJob, said: Said) -> Machine | None:
    """The machine, fit on that day and not booked for another project in this half of today."""
    if not said.machine:
        return None
    found = Machine.objects.filter(public_id=said.machine, library_id=job.project.library_id).first()
    if found is None:
        raise NotFound("repository.no_such_machine")
    moment = timezone.localtime()
    if wrong := machines.fault(machine_facts(found), said.on or moment.date()):
        raise Conflict(wrong[0], **wrong[1])
    if said.on not in (None, moment.date()):
        return found
    shift = Shift.MORNING if moment.hour < NOON else Shift.AFTERNOON
    others = Booking.objects.filter(machine=found, day=moment.date(), shift=shift).exclude(project=job.project)
    if booked := others.select_related("project").first():
        raise Conflict("repository.machine_booked", machine=found.name, project=booked.project.code)
    return found


def machine_facts(found: Machine) -> MachineFacts:
    return MachineFacts(found.name, found.calibrated_until, found.ended_at is not None)


def _write(actor: Actor, job: WorkJob, act: Act, machine: Machine | None, said: Said) -> None:
    now = timezone.now()
    spent = said.minutes
    if spent is None and job.held_since:
        spent = min(MOST_MEASURED, round((now - job.held_since).total_seconds() / 60))
    begins = act is Act.START
    if said.pages is not None and act is Act.FINISH:
        job.pages = said.pages
    done = job.object.page_count if job.stage == Stage.DELIVER and job.object else job.pages
    WorkStep.objects.create(
        job=job,
        stage=job.stage,
        act=act,
        at=now,
        day=said.on or timezone.localdate(now),
        by=actor.label[:200],
        person_id=actor.user_id,
        machine=machine or job.machine,
        minutes=0 if begins else spent or 0,
        pages=done if act is Act.FINISH else 0,
        note=said.note[:300],
    )
    before = Stage(job.stage)
    job.stage = leads_to(act, before, said.back_to)
    job.holder_id, job.holder_name = (actor.user_id, actor.label[:200]) if begins else (None, "")
    job.held_since, job.machine = (now, machine) if begins else (None, None)
    if act is Act.BACK and said.back_to in (Stage.PREPARE, Stage.SCAN):
        job.has_files, job.passed = False, ""
    job.version += 1
    job.moved_at = now
    job.save()
