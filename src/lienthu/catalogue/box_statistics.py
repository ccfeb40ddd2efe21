"""How many boxes and copies libraries sent and received in a period: the page, REST, the command and the CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from django.db.models import Count, Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from lienthu.catalogue.models import RotationLeg
from lienthu.catalogue.report import safe_cell
from lienthu.catalogue.rotation_queries import boxing_libraries
from lienthu.catalogue.rules.rotation import Finding
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid
from lienthu.registry.queries import cards

FIRST, LAST = dt.date(1900, 1, 1), dt.date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A library's handovers: those it sent and those it received; `copies_received` are there, `damaged` of them
    damaged."""

    code: str
    name: str
    boxes_sent: int = 0
    copies_sent: int = 0
    boxes_received: int = 0
    copies_received: int = 0
    damaged: int = 0
    missing: int = 0


def statistics(actor: Actor, since: dt.date, until: dt.date) -> list[Row]:
    """The actor's libraries that sent or received a box from `since` to `until`, both days in it. Two queries over the
    handovers. What was called back was not sent."""
    if not FIRST <= since <= until <= LAST:
        raise Invalid("catalogue.box_period", field="until")
    mine = set(boxing_libraries(actor).values_list("id", flat=True))
    start, end = _midnight(since), _midnight(until + dt.timedelta(days=1))
    legs = RotationLeg.objects.order_by()
    sent = {
        row["from_library"]: row
        for row in legs.filter(sent_at__gte=start, sent_at__lt=end, called_back_at=None, from_library__in=mine)
        .values("from_library")
        .annotate(boxes=Count("id", distinct=True), copies=Count("checks"))
    }
    received = {
        row["to_library"]: row
        for row in legs.filter(received_at__gte=start, received_at__lt=end, to_library__in=mine)
        .values("to_library")
        .annotate(
            boxes=Count("id", distinct=True),
            copies=Count("checks", filter=Q(checks__finding__in=[Finding.PRESENT, Finding.DAMAGED])),
            damaged=Count("checks", filter=Q(checks__finding=Finding.DAMAGED)),
            missing=Count("checks", filter=Q(checks__finding=Finding.MISSING)),
        )
    }
    none = {"boxes": 0, "copies": 0, "damaged": 0, "missing": 0}
    rows = []
    for card in cards(sent.keys() | received.keys()).values():
        out, back = sent.get(card.id, none), received.get(card.id, none)
        counts = (out["boxes"], out["copies"], back["boxes"], back["copies"], back["damaged"], back["missing"])
        rows.append(Row(card.code, card.name, *counts))
    return sorted(rows, key=lambda row: row.code)


def total(rows: Sequence[Row]) -> Row:
    sums = (sum(column) for column in zip(*(astuple(row)[2:] for row in rows), strict=True))
    return Row("", "", *sums)


def written(rows: Sequence[Row]) -> bytes:
    """As CSV with a byte order mark, which Excel needs to read Vietnamese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        [
            _("Code"), _("Library"), _("Boxes sent"), _("Copies sent"), _("Boxes received"), _("Copies received"),
            _("Damaged on arrival"), _("Missing on arrival"),
        ]
    )  # fmt: skip
    for row in rows:
        writer.writerow([safe_cell(str(value)) for value in astuple(row)])
    return text.getvalue().encode("utf-8-sig")


def _midnight(day: dt.date) -> dt.datetime:
    return make_aware(dt.datetime.combine(day, dt.time()))
