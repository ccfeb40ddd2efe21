"""Copies of a record as rows: what `marc.holdings` finds, prices in đồng, and copies that a sheet only counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lienthu.catalogue.rules.money import dong
from lienthu.marc import holdings
from lienthu.marc.record import Record
from lienthu.marc.shelfmarks import Doubt

QUANTITY = "9"  # local subfield of 852: the number of copies where a sheet gives no accession numbers
MOST_COUNTED = 1_000
MOST_ITEMS = 20_000


class ItemRow(NamedTuple):
    location: str = ""
    call_number: str = ""
    accession_no: str = ""
    status: str = ""
    price: int | None = None
    raw: str = ""


@dataclass(slots=True)
class Found:
    """`doubtful`: shelf ranges that were left alone, or read without their remark."""

    items: list[ItemRow] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)


def items_of(record: Record, profile: str | None = None) -> Found:
    found = Found()
    drafts = holdings.items(record, profile)
    bib_price = dong(record.first("020", "c"))
    for draft in drafts:
        price = dong(draft.price)
        row = ItemRow(
            (draft.location or draft.library)[:200],
            draft.call_number[:200],
            (draft.accession_no or draft.barcode)[:100],
            draft.status[:40],
            bib_price if price is None else price,
            draft.raw[:400],
        )
        found.items.append(row)
        found.doubtful.extend(draft.faults)
    counted = record.first("852", QUANTITY)
    if counted.isdigit() and not any(row.accession_no for row in found.items):
        base = found.items or [ItemRow(call_number=_class(record), price=bib_price)]
        found.items = base[:1] * min(int(counted), MOST_COUNTED)
    return found


def _class(record: Record) -> str:
    return (record.first("090", "a") or record.first("082", "a") or record.first("084", "a"))[:200]
