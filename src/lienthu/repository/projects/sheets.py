"""Lists as CSV files that a spreadsheet program opens without running anything in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lienthu.repository.models import Project, RegisterEntry, Selection, WorkJob
from lienthu.repository.models.projects import STAGE_WORDS
from lienthu.repository.models.selections import CRITERION_WORDS, KIND_WORDS
from lienthu.repository.projects import words
from lienthu.repository.projects.queries import finished_by_day
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.steps import STAGES, Stage
from lienthu.repository.receipts import Line, plain

Row = list[str | int]


def answer(rows: Iterable[Row], name: str) -> StreamingHttpResponse:
    made = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    made["Cache-Control"] = "private, no-store"
    return made


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    out = csv.writer(Line())
    yield "\ufeff"
    for row in rows:
        yield out.writerow([plain(cell) if isinstance(cell, str) else cell for cell in row])


def selection_rows(selection: Selection) -> Iterator[Row]:
    yield [
        _("No."), _("Title"), _("Creator"), _("Year"), _("Store"), _("Call number"), _("Number of pages"),
        _("Libraries"), _("Score"), _("Reasons"), _("Decision"), pgettext("field label", "Note"), _("Entry"),
    ]  # fmt: skip
    for line in selection.lines.order_by("place", "id").iterator(chunk_size=1000):
        yield [
            line.place, line.title, line.creator, line.year or "", line.store, line.call_number, line.pages,
            line.libraries, line.score, "; ".join(words.reasons(line.reasons)), str(line.get_choice_display()),
            line.note, line.entry,
        ]  # fmt: skip


def job_rows(project: Project) -> Iterator[Row]:
    yield [
        _("Job"), _("Lot"), _("Title"), _("Year"), _("Place and call number"), _("Number of pages"), _("Step"),
        _("In hand"), _("Document"),
    ]  # fmt: skip
    jobs: Iterable[WorkJob] = project.jobs.select_related("lot", "object").order_by("number").iterator(chunk_size=1000)
    for job in jobs:
        yield [
            job.code, job.lot.number if job.lot else "", job.title, job.year or "", job.call_number, job.pages,
            str(STAGE_WORDS[Stage(job.stage)]), job.holder_name, job.object.public_id if job.object else "",
        ]  # fmt: skip


def day_rows(project: Project) -> Iterator[Row]:
    """Pages that went through each stage, day by day."""
    stages = [stage for stage in STAGES if stage is not Stage.DONE]
    found = {stage: finished_by_day(project, stage) for stage in stages}
    yield [_("Day"), *(str(STAGE_WORDS[stage]) for stage in stages)]
    for day in sorted({day for days in found.values() for day in days}):
        yield [day.isoformat(), *(found[stage].get(day, 0) for stage in stages)]


def register_rows(kept: Iterable[RegisterEntry]) -> Iterator[Row]:
    yield [
        _("No."), _("Title"), _("Creator"), _("Year"), _("Call number"), _("Kind"), _("Criteria"), _("Condition"),
        _("Kept at"), _("Decision"), _("Day"), _("Struck out"),
    ]  # fmt: skip
    for one in kept:
        yield [
            one.number, one.title, one.creator, one.year or "", one.call_number, str(KIND_WORDS[Kind(one.kind)]),
            "; ".join(str(CRITERION_WORDS[Criterion(code)]) for code in one.criteria), one.condition, one.kept_at,
            one.decision, one.decided_on.isoformat(), one.struck_for,
        ]  # fmt: skip
