"""Factories of digitisation work: people, a project, scans as files, the whole way of a job."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pyvips

from lienthu.accounts.actors import person
from lienthu.catalogue.tests.helpers import Staff, signed_in
from lienthu.kernel.actor import Actor
from lienthu.repository.models import Deposit, Machine, Project, WorkJob, WorkLot
from lienthu.repository.projects.actions import machines, plan, work
from lienthu.repository.projects.actions.machines import MachineSaid
from lienthu.repository.projects.actions.plan import LotSaid, PlanSaid
from lienthu.repository.projects.rules.capture import Spec
from lienthu.repository.projects.rules.codes import page_name
from lienthu.repository.projects.rules.steps import Act, Stage
from lienthu.repository.tests.helpers import SYSTEM, handed_over, library

SAID = PlanSaid(
    name="Địa chí Đắk Nông đợt 1",
    planned_pages=1_000,
    starts=dt.date(2026, 1, 5),
    ends=dt.date(2027, 1, 29),
    planned_cost=20_000_000,
    hour_cost=60_000,
    spec=Spec(dpi=300, formats=("image/tiff", "image/jpeg")),
)


def tiff(shade: int = 200, *, dpi: int = 300, bands: int = 3, width: int = 240, height: int = 320) -> bytes:
    image = pyvips.Image.black(width, height, bands=bands) + shade
    kind = "srgb" if bands == 3 else "b-w"
    made = image.cast("uchar").copy(interpretation=kind, xres=dpi / 25.4, yres=dpi / 25.4)
    return bytes(made.tiffsave_buffer(compression="lzw", resunit="inch"))


def staff(username: str = "lan") -> tuple[Staff, Actor]:
    client = signed_in(library(), username)
    return client, person(client.user)


def project(code: str = "DC26", **more: Any) -> Project:
    return plan.open_project(actor=SYSTEM, library_id=library().pk, code=code, said=replace(SAID, **more))


def lot_with(made: Project, titles: int = 1, **said: Any) -> tuple[WorkLot, list[WorkJob]]:
    lot = plan.open_lot(actor=SYSTEM, project=made, said=LotSaid(**said))
    jobs = [
        plan.put_by_hand(actor=SYSTEM, lot=lot, title=f"Sưu tập ảnh {n}", pages=2, call_number="Kho Địa chí · 959.76")
        for n in range(1, titles + 1)
    ]
    return lot, jobs


def scanner_machine(until: dt.date | None = None, name: str = "Máy quét A2") -> Machine:
    made = machines.enter_machine(actor=SYSTEM, library_id=library().pk, said=MachineSaid(name, hour_cost=20_000))
    today = dt.date.today()
    machines.calibrate(
        actor=SYSTEM, machine=made, on=min(today, until or today), until=until or dt.date(2099, 1, 1), by="Quatest 3"
    )
    made.refresh_from_db()
    return made


def step(actor: Actor, job: WorkJob, act: Act, **said: Any) -> WorkJob:
    now = WorkJob.objects.get(pk=job.pk)
    return work.act_on(actor=actor, job=now, act=act, version=now.version, said=work.Said(**said))


def walk(
    actor: Actor, job: WorkJob, machine: Machine | None, to: Stage = Stage.SHELVE, *, minutes: int = 30
) -> WorkJob:
    """Through the workshop up to a stage; files are handed in before they are delivered."""
    now = WorkJob.objects.get(pk=job.pk)
    while now.stage != to:
        if now.stage == Stage.DELIVER and not now.has_files:
            hand_in(now)
        fit = machine.public_id if machine and now.stage == Stage.SCAN else ""
        step(actor, now, Act.START, machine=fit)
        now = step(actor, now, Act.FINISH, minutes=minutes)
    return now


def hand_in(job: WorkJob, pages: int = 2, **how: Any) -> Deposit:
    files = {f"{job.code}/{page_name(job.code, n)}": tiff(60 * n, **how) for n in range(1, pages + 1)}
    return handed_over(files, arrangement=Deposit.Arrangement.FOLDERS, title=f"Bàn giao {job.code}")
