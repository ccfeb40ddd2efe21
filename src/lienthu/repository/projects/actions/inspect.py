"""Acceptance of a lot: a sample is drawn, looked at page by page, and the lot is accepted or returned."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.repository.models import Inspection, Page, SampledPage, WorkJob, WorkLot, WorkStep
from lienthu.repository.models.projects import CRITICAL, FAULT_WORDS
from lienthu.repository.policies import REVIEWS
from lienthu.repository.projects.rules.sampling import Count, accepts, draw, plan_for
from lienthu.repository.projects.rules.steps import DELIVERED, SHORTEST_REASON, Act, Lot, Stage, lot_fault, returned_to
from lienthu.repository.projects.trail import note as audit
from lienthu.text import clean


def draw_sample(*, actor: Actor, lot: WorkLot, seed: int | None = None) -> Inspection:
    """By ISO 2859-1 over all pages of the lot. `seed`: only to draw the same sample again."""
    REVIEWS.check(actor, lot.project)
    try:
        with transaction.atomic():
            now = WorkLot.objects.select_for_update(no_key=True).get(id=lot.pk)
            undelivered = now.jobs.exclude(stage__in=DELIVERED).count()
            if found := lot_fault(Lot(now.state), now.jobs.count(), undelivered):
                raise Conflict(found.code, **found.params)
            return _drawn(actor, now, secrets.randbits(31) if seed is None else seed)
    except IntegrityError as error:
        raise Conflict("repository.lot_not_now") from error


def _drawn(actor: Actor, lot: WorkLot, seed: int) -> Inspection:
    project = lot.project
    rows = Page.objects.filter(object__work_jobs__lot=lot).order_by("object__work_jobs__number", "position")
    pages = list(rows.values_list("id", "object__work_jobs__id", "position", "name"))
    if not pages:
        raise Conflict("repository.lot_empty")
    plan = plan_for(len(pages), project.aql)
    made = Inspection.objects.create(
        lot=lot,
        round=lot.round + 1,
        pages=len(pages),
        letter=plan.letter,
        size=plan.size,
        accept=plan.accept,
        aql=project.aql,
        seed=seed,
        drawn_by=actor.label[:200],
    )
    SampledPage.objects.bulk_create(
        SampledPage(
            inspection=made, number=number, page_id=pages[at][0], job_id=pages[at][1], position=pages[at][2],
            name=pages[at][3],
        )
        for number, at in enumerate(draw(range(len(pages)), plan.size, seed), 1)
    )  # fmt: skip
    WorkLot.objects.filter(id=lot.pk).update(state=Lot.INSPECTED, round=F("round") + 1)
    data = {"project": project.code, "lot": lot.number, "size": plan.size, "pages": len(pages), "seed": seed}
    audit(actor, "sample_drawn", f"inspection:{made.pk}", project.library_id, **data)
    return made


def judge_page(
    *, actor: Actor, inspection: Inspection, number: int, faults: Collection[str] = (), note: str = ""
) -> SampledPage:
    """Without faults it is good. Until the lot is decided, one's own judgement can be changed; another's cannot."""
    _may_inspect(actor, inspection)
    known = [one for one in FAULT_WORDS if one in set(faults)]
    if len(known) < len(set(faults)):
        raise Invalid("repository.no_such_fault")
    with transaction.atomic():
        _open(inspection)
        mine = Q(judged_at=None) | Q(person_id=actor.user_id)
        judged = SampledPage.objects.filter(mine, inspection=inspection, number=number).update(
            is_bad=bool(known),
            is_critical=bool(CRITICAL & set(known)),
            faults=known,
            note=clean(note)[:300],
            judged_by=actor.label[:200],
            person_id=actor.user_id,
            judged_at=timezone.now(),
        )
        if not judged:
            if not SampledPage.objects.filter(inspection=inspection, number=number).exists():
                raise NotFound("kernel.not_found")
            raise Conflict("repository.page_judged_already")
    return SampledPage.objects.get(inspection=inspection, number=number)


def count_of(inspection: Inspection) -> Count:
    rows = list(inspection.sample.exclude(judged_at=None).values_list("is_bad", "is_critical"))
    return Count(len(rows), sum(bool(bad) for bad, _critical in rows), sum(critical for _bad, critical in rows))


def decide_lot(*, actor: Actor, inspection: Inspection, accept: bool, reason: str = "") -> Inspection:
    """Accepted only where the sample allows it. A returned lot says why: pages found bad are scanned again, the other
    jobs are checked again, and then another sample is drawn."""
    _may_inspect(actor, inspection)
    reason = clean(reason)
    if not accept and len(reason) < SHORTEST_REASON:
        raise Invalid("repository.reason_needed", field="reason")
    with transaction.atomic():
        now = _open(inspection)
        verdict = accepts(now.plan, count_of(now))
        if verdict is None:
            left = now.sample.filter(judged_at=None).count()
            raise Conflict("repository.sample_unfinished", count=left)
        if accept and not verdict:
            raise Conflict("repository.sample_too_bad")
        now.is_accepted, now.reason = accept, reason[:500]
        now.decided_by, now.decided_at = actor.label[:200], timezone.now()
        now.save(update_fields=["is_accepted", "reason", "decided_by", "decided_at"])
        WorkLot.objects.filter(id=now.lot_id).update(state=Lot.ACCEPTED if accept else Lot.RETURNED)
        if not accept:
            _send_back(actor, now)
        project = now.lot.project
        data = {"project": project.code, "lot": now.lot.number, "inspection": now.public_id}
        code = "lot_accepted" if accept else "lot_returned"
        audit(actor, code, f"inspection:{now.pk}", project.library_id, **data)
    return now


def _send_back(actor: Actor, inspection: Inspection) -> None:
    bad = set(inspection.sample.filter(is_bad=True).values_list("job_id", flat=True))
    moment = timezone.now()
    for job in inspection.lot.jobs.filter(stage=Stage.SHELVE):
        stage = returned_to(job.pk in bad)
        WorkStep.objects.create(
            job=job,
            stage=job.stage,
            act=Act.BACK,
            at=moment,
            day=timezone.localdate(moment),
            by=actor.label[:200],
            person_id=actor.user_id,
            note=inspection.reason[:300],
        )
        job.stage, job.version, job.moved_at = stage, job.version + 1, moment
        if stage is Stage.SCAN:
            job.has_files, job.passed = False, ""
        job.save(update_fields=["stage", "version", "moved_at", "has_files", "passed"])


def _may_inspect(actor: Actor, inspection: Inspection) -> None:
    """Nobody inspects what they worked on."""
    REVIEWS.check(actor, inspection.lot.project)
    worked = WorkStep.objects.filter(job__lot_id=inspection.lot_id).exclude(act=Act.BACK)
    if actor.user_id is None or worked.filter(person_id=actor.user_id).exists():
        raise Refused("repository.inspects_own_work")


def _open(inspection: Inspection) -> Inspection:
    found = Inspection.objects.select_for_update(no_key=True, of=("self",)).select_related("lot__project")
    now = found.get(id=inspection.pk)
    if now.decided_at is not None:
        raise Conflict("repository.lot_decided_already")
    return now


def jobs_of(lot: WorkLot) -> list[WorkJob]:
    return list(lot.jobs.order_by("number"))
