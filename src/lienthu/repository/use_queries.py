"""Uses by month: of the documents that an actor keeps, by document, library, agency and area."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Any, Final

from django.db.models import QuerySet, Sum

from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy
from lienthu.registry.models import AgencyVersion
from lienthu.registry.queries import LibraryCard, cards
from lienthu.repository import identifiers
from lienthu.repository.models import DepositFile, DigitalObject, UseMonth

USES = Policy(Permission.REPOSITORY_KEEP, "object.library_id")
METRICS: Final = ("investigations", "unique_investigations", "requests", "unique_requests", "downloads")
#: As COUNTER names them; downloads are the house's own.
COUNTER_NAMES: Final = {
    "investigations": "Total_Item_Investigations",
    "unique_investigations": "Unique_Item_Investigations",
    "requests": "Total_Item_Requests",
    "unique_requests": "Unique_Item_Requests",
    "downloads": "Downloads",
}
GROUPS: Final = ("object", "library", "agency", "area")
_MONTHS = 12


@dataclass(slots=True)
class Row:
    label: str
    url_id: str = ""
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(METRICS, 0))

    def add(self, sums: dict[str, int]) -> None:
        for name in METRICS:
            self.sums[name] += sums[name]

    @property
    def values(self) -> list[int]:
        return [self.sums[name] for name in METRICS]


def last_months(today: date, count: int = _MONTHS) -> list[date]:
    """The first days of so many months, this one last."""
    number = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - count + 1, number + 1)]


def by_month(actor: Actor, months: list[date]) -> list[tuple[date, dict[str, int]]]:
    sums = {name: Sum(name) for name in METRICS}
    found: dict[date, Any] = {row["month"]: row for row in _of(actor, months).values("month").annotate(**sums)}
    return [(month, {name: found.get(month, {}).get(name) or 0 for name in METRICS}) for month in months]


def grouped(actor: Actor, months: list[date], group: str) -> list[Row]:
    """The most used first."""
    sums = {name: Sum(name) for name in METRICS}
    rows: list[Any] = list(_of(actor, months).values("object_id").annotate(**sums))
    objects = {
        one.pk: one
        for one in DigitalObject.objects.filter(uses__month__in=months)
        .only("id", "public_id", "title", "library_id")
        .distinct()
    }
    label_of = _labels(group, objects)
    found: dict[str, Row] = {}
    for row in rows:
        label, url_id = label_of[row["object_id"]]
        found.setdefault(url_id or label, Row(label, url_id)).add(row)
    return sorted(found.values(), key=lambda row: (-row.sums["investigations"], row.label))


def _labels(group: str, objects: dict[int, DigitalObject]) -> dict[int, tuple[str, str]]:
    if group == "object":
        return {key: (one.title, one.public_id) for key, one in objects.items()}
    libraries = cards({one.library_id for one in objects.values()})
    if group == "agency":
        agencies = _agencies(objects)
        return {key: (agencies.get(key, ""), "") for key in objects}
    return {key: (_said(libraries.get(one.library_id), group), "") for key, one in objects.items()}


def _said(card: LibraryCard | None, group: str) -> str:
    return "" if card is None else card.name if group == "library" else card.area_name


def _agencies(objects: dict[int, DigitalObject]) -> dict[int, str]:
    """Who handed each of them over."""
    pairs = DepositFile.objects.filter(object_id__in=objects).exclude(deposit__agency=None)
    given = dict(pairs.values_list("object_id", "deposit__agency_id"))
    names = dict(
        AgencyVersion.objects.filter(agency_id__in=set(given.values()))
        .order_by("valid_from")
        .values_list("agency_id", "name")
    )
    return {key: names.get(agency, "") for key, agency in given.items() if key is not None}


def as_csv(actor: Actor, months: list[date]) -> Iterator[str]:
    """An item report as COUNTER lays it out: one line for each document and metric, one column for each month."""
    head = ["Item", "Item_ID", "Library", "Metric_Type", "Reporting_Period_Total", *(f"{one:%b-%Y}" for one in months)]
    yield "\ufeff" + _line(head)
    uses: dict[int, dict[date, UseMonth]] = {}
    for use in _of(actor, months).select_related("object__library").order_by("object_id").iterator(1000):
        if use.object_id not in uses:
            yield from _lines(uses, months)
            uses = {use.object_id: {}}
        uses[use.object_id][use.month] = use
    yield from _lines(uses, months)


def _lines(uses: dict[int, dict[date, UseMonth]], months: list[date]) -> Iterator[str]:
    for by_date in uses.values():
        found = next(iter(by_date.values())).object
        for metric in METRICS:
            values = [getattr(by_date[one], metric) if one in by_date else 0 for one in months]
            if any(values):
                about = [found.title, identifiers.ark_of(found), found.library.code, COUNTER_NAMES[metric]]
                yield _line([*about, sum(values), *values])


def _line(values: list[object] | list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow([f"'{one}" if isinstance(one, str) and one[:1] in "=+-@\t" else one for one in values])
    return out.getvalue()


def _of(actor: Actor, months: list[date]) -> QuerySet[UseMonth]:
    return USES.filter(actor, UseMonth.objects.filter(month__in=months))
