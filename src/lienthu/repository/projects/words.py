"""What the pages of digitisation projects say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from lienthu.kernel.access import actor_of
from lienthu.kernel.clock import today
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.repository.models import JobDelivery, Machine, Project, RegisterEntry, WorkJob, WorkLot, WorkStep
from lienthu.repository.models.projects import ACT_WORDS, LOT_WORDS, STAGE_WORDS
from lienthu.repository.models.selections import CRITERION_WORDS, KIND_WORDS
from lienthu.repository.projects.queries import Figures, Tally
from lienthu.repository.projects.rules.capture import FORMATS
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.priority import Ground
from lienthu.repository.projects.rules.steps import DELIVERED, STAGES, Act, Lot, Stage
from lienthu.ui import addresses
from lienthu.ui.formats import count, vdate, vdatetime, vnd
from lienthu.ui.shapes import Event, Link

ROOM = "repository:projects"
LOT_KIND = {Lot.OPEN: "", Lot.INSPECTED: "info", Lot.ACCEPTED: "good", Lot.RETURNED: "bad"}
#: Days before a calibration lapses on which it is told.
SOON = 30
SELECTION_KIND = {"making": "info", "open": "warn", "confirmed": "good"}
_TABS = (
    ("repository:projects", gettext_lazy("Projects")),
    ("repository:selections", gettext_lazy("Selection lists")),
    ("repository:register", gettext_lazy("Old, rare and special documents")),
    ("repository:machines", gettext_lazy("Machines")),
)


def page(request: HttpRequest, current: str, **context: Any) -> dict[str, Any]:
    links = [Link(label, addresses.of(url), url == current) for url, label in _TABS]
    return {"tabs": links, "room_current": ROOM, **context}


def project_page(request: HttpRequest, project: Project, current: str, **context: Any) -> dict[str, Any]:
    named = (
        ("repository:project", gettext_lazy("Board")),
        ("repository:project_lots", gettext_lazy("Lots")),
        ("repository:project_figures", gettext_lazy("Hours and money")),
        ("repository:project_plan", gettext_lazy("Plan")),
    )
    links = [Link(label, reverse(url, args=[project.code]), url == current) for url, label in named]
    return {"tabs": links, "room_current": ROOM, "project": project, **context}


def libraries(request: HttpRequest) -> list[tuple[str, str]]:
    """(id, name) of those whose documents the person keeps."""
    scope = actor_of(request).scope(Permission.REPOSITORY_KEEP)
    found = cards(None if scope.everything else scope.library_ids)
    return sorted(((str(library_id), card.name) for library_id, card in found.items()), key=lambda pair: pair[1])


def reason(ground: str, points: int, count: int) -> str:
    said = {
        Ground.LOCAL_HISTORY: _("local history"),
        Ground.ANCIENT: _("a hundred years old (%(n)s)") % {"n": count},
        Ground.OLD: _("printed in %(n)s") % {"n": count},
        Ground.RARE: _("rare"),
        Ground.ONLY: _("one library only"),
        Ground.FEW: ngettext("%(n)s library", "%(n)s libraries", count) % {"n": count},
        Ground.CONDITION: ngettext("%(n)s damaged copy", "%(n)s damaged copies", count) % {"n": count},
        Ground.MINORITY: _("in a language of the province"),
        Ground.DEMAND: ngettext("wanted %(n)s time", "wanted %(n)s times", count) % {"n": count},
    }[Ground(ground)]
    return f"{said} +{points}"


def reasons(found: Sequence[Sequence[Any]]) -> list[str]:
    return [reason(*one) for one in found]


def event(step: WorkStep) -> Event:
    stage, act = STAGE_WORDS[Stage(step.stage)], ACT_WORDS[Act(step.act)]
    pages = ngettext("%(n)s page", "%(n)s pages", step.pages) % {"n": step.pages} if step.pages else ""
    minutes = ngettext("%(n)s minute", "%(n)s minutes", step.minutes) % {"n": step.minutes} if step.minutes else ""
    machine = step.machine.name if step.machine else ""
    detail = " · ".join(filter(None, (step.by, machine, minutes, pages, step.note)))
    when = vdatetime(step.at) if timezone.localdate(step.at) == step.day else vdate(step.day)
    return Event(when, f"{stage}: {act}", detail)


def deviations(delivery: JobDelivery | None) -> list[tuple[str, str]]:
    """(file, sentence) of each."""
    if delivery is None or not delivery.deviations:
        return []
    return [(name, sentence(code, params)) for name, code, params in delivery.deviations]


def spec_facts(project: Project) -> list[tuple[str, str]]:
    spec = project.spec
    return [
        (_("Resolution"), _("at least %(n)s dpi") % {"n": spec.dpi}),
        (_("Depth of a channel"), _("%(n)s bits") % {"n": spec.bits}),
        (_("Colour space"), str(project.get_space_display())),
        (_("Formats"), ", ".join(FORMATS[mime] for mime in spec.formats)),
        (_("Colour target"), _("one picture in each delivery") if spec.target else _("not asked for")),
    ]


def stage_word(stage: str) -> str:
    return str(STAGE_WORDS[Stage(stage)])


def lot_kind(lot: WorkLot) -> str:
    return LOT_KIND[Lot(lot.state)]


def lot_word(state: str) -> str:
    return str(LOT_WORDS[Lot(state)])


def hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def register_words(one: RegisterEntry) -> tuple[str, list[str], str]:
    """Its kind, its criteria, and what else is known of it."""
    about = " · ".join(filter(None, (one.creator, str(one.year or ""), one.condition, one.kept_at)))
    return str(KIND_WORDS[Kind(one.kind)]), [str(CRITERION_WORDS[Criterion(code)]) for code in one.criteria], about


def machine_state(one: Machine) -> tuple[str, str]:
    """Kind and words of its calibration today."""
    if one.ended_at:
        return "bad", _("out of use")
    if one.calibrated_until is None:
        return "bad", _("never calibrated")
    said = {"day": vdate(one.calibrated_until)}
    if one.calibrated_until < today():
        return "bad", _("calibration lapsed on %(day)s") % said
    if (one.calibrated_until - today()).days <= SOON:
        return "warn", _("calibrated only until %(day)s") % said
    return "good", _("calibrated until %(day)s") % said


def job_facts(job: WorkJob) -> list[tuple[str, Any]]:
    lot = job.lot
    return [
        (_("Creator"), job.creator),
        (_("Year"), str(job.year or "")),
        (_("Place and call number"), job.call_number),
        (_("Number of pages"), count(job.pages) if job.pages else ""),
        (_("Lot"), " · ".join(filter(None, (str(lot.number), lot.name, lot.contractor))) if lot else ""),
        (pgettext("field label", "Note"), job.note),
        (_("Let through because"), job.passed),
    ]


def way_of(job: WorkJob) -> list[tuple[Any, str]]:
    """Each stage and whether it is behind (`done`), at hand (`now`) or ahead."""
    at = STAGES.index(Stage(job.stage))
    states = ["done" if number < at else "now" if number == at else "" for number in range(len(STAGES))]
    return [(STAGE_WORDS[stage], state) for stage, state in zip(STAGES, states, strict=True)]


def lot_rows(project: Project) -> list[tuple[WorkLot, str, int, int, int]]:
    """Lot, kind of its state, jobs, pages, jobs delivered: a constant number of queries."""
    delivered = Count("jobs", filter=Q(jobs__stage__in=DELIVERED))
    found = project.lots.annotate(n=Count("jobs"), p=Sum("jobs__pages"), d=delivered).order_by("number")
    return [(lot, LOT_KIND[Lot(lot.state)], lot.n, lot.p or 0, lot.d) for lot in found]


def hour_tables(found: Figures) -> list[tuple[Any, list[tuple[str, str, int, float | None]]]]:
    def rows(tallies: Sequence[Tally], named: bool = False) -> list[tuple[str, str, int, float | None]]:
        return [
            (str(STAGE_WORDS[Stage(one.label)]) if named else one.label, hours(one.minutes), one.pages, one.per_hour)
            for one in tallies
        ]

    tables = [
        (_("By step"), rows(found.by_stage, named=True)),
        (_("By person"), rows(found.by_person)),
        (_("By machine"), rows(found.by_machine)),
    ]
    return [(name, lines) for name, lines in tables if lines]


def money_facts(found: Figures) -> list[tuple[str, str]]:
    return [
        (_("Own work"), vnd(found.spent.people)),
        (_("Machines"), vnd(found.spent.machines)),
        (_("Contractors"), vnd(found.spent.contracts)),
        (_("Together"), vnd(found.spent.total)),
        (_("Planned"), vnd(found.planned_cost)),
        (_("A page costs"), vnd(found.page_cost) if found.page_cost is not None else ""),
        (_("A page may cost by the plan"), vnd(found.plan_page_cost) if found.plan_page_cost else ""),
        (_("All pages would cost at that price"), vnd(found.at_end) if found.at_end is not None else ""),
    ]
