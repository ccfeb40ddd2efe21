"""Reads of record quality: a library's score with its course, the fix-list by benefit, the records behind a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Greatest

from lienthu.catalogue.authority_fitting import fitted
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.rules.fitting import Changes
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import NotFound
from lienthu.kernel.models import Job
from lienthu.kernel.paging import Page, page
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact
from lienthu.registry.models import Library
from lienthu.registry.queries import LibraryCard, cards
from lienthu.ui.shapes import Bar
from lienthu.union import quality_storage
from lienthu.union.actions.score_anew import SCORE_ANEW
from lienthu.union.models import Quality, QualityDay
from lienthu.union.policies import SCORES, SCORING
from lienthu.union.rules import quality as rules

_BAND = 10
TREND_DAYS = 90
BY_AUTHORITY = frozenset({"names_unlinked", "subjects_unlinked"})


@dataclass(frozen=True, slots=True)
class Fix:
    """One line of the fix-list. `benefit`: weight × copies of the records concerned, a record without copies as one."""

    code: str
    weight: int
    records: int
    benefit: int


@dataclass(slots=True)
class Sheet:
    """`bands`: number of records with 0–9, 10–19, … 90–100 points. `course`: (day, score), oldest first."""

    records: int = 0
    points: int = 0
    missing: int = 0
    bands: list[Bar] = field(default_factory=list)
    fixes: list[Fix] = field(default_factory=list)
    course: list[tuple[dt.date, float]] = field(default_factory=list)

    @property
    def score(self) -> float:
        return self.points / self.records if self.records else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """One library in the list of many."""

    library_id: int
    code: str
    card: LibraryCard | None
    records: int
    score: float


@dataclass(frozen=True, slots=True)
class Listed:
    record: SourceRecord
    title: str
    creator: str
    copies: int
    score: int
    reasons: list[str]


def scored_libraries(actor: Actor) -> list[Library]:
    """Libraries whose scores the actor may see."""
    scope, libraries = actor.scope(SCORES.permission), Library.objects.order_by("code")
    return list(libraries if scope.everything else libraries.filter(id__in=scope.library_ids))


def sheet(library_ids: Collection[int], *, has_course: bool = True) -> Sheet:
    """Four queries, whatever the size."""
    found = Sheet()
    groups = list(
        Quality.objects.filter(library_id__in=library_ids)
        .values_list("reasons")
        .annotate(records=Count("record_id"), copies=Sum(Greatest(F("copies"), 1)))
        .order_by()
    )
    counts = [0] * (100 // _BAND)
    sums: dict[str, list[int]] = {}
    for mask, records, copies in groups:
        points = rules.score(mask)
        found.records += records
        found.points += points * records
        counts[min(points // _BAND, len(counts) - 1)] += records
        for code in rules.reasons(mask):
            one = sums.setdefault(code, [0, 0])
            one[0] += records
            one[1] += copies * rules.WEIGHTS[code]
    last = len(counts) - 1
    found.bands = [Bar(at * _BAND, 100 if at == last else at * _BAND + 9, count) for at, count in enumerate(counts)]
    fixes = [Fix(code, rules.WEIGHTS[code], *one) for code, one in sums.items()]
    found.fixes = sorted(fixes, key=lambda fix: (-fix.benefit, fix.code))
    active = SourceRecord.objects.filter(library_id__in=library_ids, state=SourceRecord.State.ACTIVE).count()
    found.missing = max(0, active - found.records)
    found.course = course(library_ids) if has_course else []
    return found


def course(library_ids: Collection[int]) -> list[tuple[dt.date, float]]:
    """The common score at the end of every day on which something changed; a library stands as it stood last."""
    start = today() - dt.timedelta(days=TREND_DAYS)
    standing = {library: (records, points) for library, records, points in
                quality_storage.last_days(list(library_ids), start)}  # fmt: skip
    found: dict[dt.date, float] = {}
    for one in QualityDay.objects.filter(library_id__in=library_ids, day__gt=start).order_by("day"):
        standing[one.library_id] = one.records, one.points
        records = sum(had for had, _ in standing.values())
        if records:
            found[one.day] = sum(points for _, points in standing.values()) / records
    return list(found.items())


def standings(libraries: Sequence[Library]) -> list[Standing]:
    """The libraries with their scores as of now, the lowest first."""
    ids = [one.id for one in libraries]
    last = {library: (records, points) for library, records, points in quality_storage.last_days(ids, today())}
    names = cards(ids)
    found = [
        Standing(one.id, one.code, names.get(one.id), records, points / records)
        for one in libraries
        if (records := last.get(one.id, (0, 0))[0]) and (points := last[one.id][1]) is not None
    ]
    return sorted(found, key=lambda one: (one.score, one.code))


def with_reason(library_ids: Collection[int], code: str) -> QuerySet[Quality]:
    """Raises `NotFound` for a reason that there is not."""
    if code not in rules.BITS:
        raise NotFound("union.no_such_reason", reason=code[:40])
    scored = Quality.objects.filter(library_id__in=library_ids)
    return scored.annotate(said=F("reasons").bitand(rules.BITS[code])).filter(said__gt=0)


def records_with(
    library_ids: Collection[int], code: str, after: str | None = None, size: int = 50
) -> tuple[list[Listed], Page[Quality]]:
    """Those with the most copies first."""
    found = with_reason(library_ids, code).select_related("record__library")
    shown = page(found, by=("-copies", "-record_id"), after=after, size=size)
    return [_listed(one) for one in shown.items], shown


def _listed(one: Quality) -> Listed:
    bib = Bib(from_compact(one.record.marc))
    creator = bib.creators[0].display if bib.creators else ""
    found = rules.reasons(one.reasons)
    return Listed(one.record, bib.full_title, creator, one.copies, rules.score(one.reasons), found)


def offers(listed: Sequence[Listed]) -> dict[int, Changes]:
    """Record → its headings that can mean one authority only, as they stand and as they would."""
    made = fitted([from_compact(one.record.marc) for one in listed], sure_only=False)
    return {one.record.pk: changes for one, (_marc, changes) in zip(listed, made, strict=True) if changes}


def narrowed(records: QuerySet[SourceRecord], code: str) -> QuerySet[SourceRecord]:
    """Those of the records that have this reason: a way to choose records for a batch edit."""
    if code not in rules.BITS:
        raise NotFound("union.no_such_reason", reason=code[:40])
    return records.annotate(said=F("quality__reasons").bitand(rules.BITS[code])).filter(said__gt=0)


def of_record(record_id: int) -> Quality | None:
    return Quality.objects.filter(pk=record_id).first()


def may_score(actor: Actor, library_id: int | None) -> bool:
    return SCORING.allows_library(actor, library_id)


def scoring_job(library_ids: Collection[int]) -> Job | None:
    """The job that judges these libraries anew at this moment."""
    jobs = Job.objects.filter(kind=SCORE_ANEW, state__in=Job.ACTIVE).order_by("-id")
    return next((job for job in jobs if job.library_id is None or job.library_id in library_ids), None)
