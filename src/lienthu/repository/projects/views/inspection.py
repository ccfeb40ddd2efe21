"""Acceptance: the sample page by page, the verdict, its minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid, LienThuError
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository.models import Inspection, SampledPage
from lienthu.repository.models.projects import CRITICAL, FAULT_WORDS
from lienthu.repository.projects import job_sheets, queries, words
from lienthu.repository.projects.actions import inspect
from lienthu.repository.projects.forms import JudgeForm
from lienthu.repository.projects.rules.sampling import accepts
from lienthu.repository.projects.views.answers import pdf

KEEP = Permission.REPOSITORY_KEEP
REVIEW = Permission.REPOSITORY_REVIEW


@requires(KEEP)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.inspection_named(actor_of(request), public_id)
    sample = list(found.sample.select_related("page__object", "job").order_by("number"))
    here = _here(request, sample)
    count = inspect.count_of(found)
    context = words.project_page(
        request,
        found.lot.project,
        "repository:project_lots",
        inspection=found,
        lot=found.lot,
        sample=sample,
        here=here,
        next=_next(sample, here.number if here else 0),
        faults=_faults(here),
        count=count,
        verdict=accepts(found.plan, count),
        plan=found.plan,
        is_open=found.decided_at is None,
        left=found.size - count.looked_at,
    )
    return render(request, "repository/projects/inspection.html", context)


def _here(request: HttpRequest, sample: list[SampledPage]) -> SampledPage | None:
    """The page that is asked for, else the first that nobody judged yet."""
    asked = request.GET.get("page", "")
    if asked.isascii() and asked.isdecimal() and 0 < int(asked[:6]) <= len(sample):
        return sample[int(asked[:6]) - 1]
    return next((one for one in sample if one.judged_at is None), sample[0] if sample else None)


def _next(sample: list[SampledPage], number: int) -> int:
    """The next one that waits, round the end; the same where none does."""
    waiting = [one.number for one in sample if one.judged_at is None]
    return next((one for one in waiting if one > number), waiting[0] if waiting else number)


def _faults(here: SampledPage | None) -> list[tuple[str, Any, bool, bool]]:
    marked = set(here.faults) if here else set()
    return [(code, word, code in CRITICAL, code in marked) for code, word in FAULT_WORDS.items()]


@requires(REVIEW)
@require_POST
def judge(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.inspection_named(actor, public_id)
    form = JudgeForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("repository.no_such_fault")
        faults = form.cleaned_data["faults"] if request.POST.get("verdict") != "good" else []
        if request.POST.get("verdict") == "bad" and not faults:
            raise Invalid("repository.fault_needed")
        inspect.judge_page(actor=actor, inspection=found, number=number, faults=faults, note=form.cleaned_data["note"])
    except LienThuError as error:
        messages.error(request, sentence(error.code, error.params))
        return redirect(f"{reverse('repository:inspection', args=[public_id])}?page={number}")
    waiting = _after(found, number)
    return redirect(f"{reverse('repository:inspection', args=[public_id])}?page={waiting}")


def _after(found: Inspection, number: int) -> int:
    return _next(list(found.sample.order_by("number")), number)


@requires(REVIEW)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.inspection_named(actor, public_id)
    accept = request.POST.get("verdict") == "accept"
    try:
        inspect.decide_lot(actor=actor, inspection=found, accept=accept, reason=request.POST.get("reason", ""))
    except LienThuError as error:
        messages.error(request, sentence(error.code, error.params))
        return redirect("repository:inspection", public_id)
    messages.success(request, _("The lot is accepted.") if accept else _("The lot is returned."))
    return redirect("repository:lot", found.lot.project.code, found.lot.number)


@requires(KEEP)
def minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.inspection_named(actor_of(request), public_id)
    return pdf(job_sheets.lot_minutes(found), f"bien-ban-nghiem-thu-{public_id}")
