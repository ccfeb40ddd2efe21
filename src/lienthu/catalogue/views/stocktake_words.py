"""What the pages of a stock-taking say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.catalogue.models import Item, Stocktake, StocktakeScan
from lienthu.catalogue.models.stocktake import OUTCOME_WORDS
from lienthu.catalogue.rules.stocktake import Outcome
from lienthu.catalogue.views.item_words import status_word, title_of
from lienthu.ui.formats import vdatetime

LIST_WORDS = {
    "missing": gettext_lazy("Not seen"),
    "misplaced": gettext_lazy("In the wrong place"),
    "unexpected": gettext_lazy("Not expected"),
}
_KIND = {Outcome.FOUND: "good", Outcome.TWICE: "info", Outcome.MISPLACED: "warn", Outcome.BACK: "warn"}
_ICON = {"good": "success", "info": "info", "warn": "warning", "bad": "error"}
_STATE_KIND = {"open": "info", "closed": "good", "cancelled": ""}


@dataclass(frozen=True, slots=True)
class ScanRow:
    scan: StocktakeScan
    kind: str
    icon: str
    outcome: Any
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class ListRow:
    number: str
    title: str
    store: str
    call_number: str
    note: str
    public_id: str


def state_kind(stocktake: Stocktake) -> str:
    return _STATE_KIND[stocktake.state]


def percent(figures: dict[str, Any]) -> int:
    return 100 * int(figures["found"]) // max(1, int(figures["expected"]))


def facts(one: Stocktake) -> list[tuple[Any, Any]]:
    calls = " – ".join(part for part in (one.call_from, one.call_to) if part)
    return [
        (_("Library"), one.library.code),
        (_("Store"), one.store or _("every store")),
        (_("Call numbers"), calls),
        (_("Decision (number, date)"), one.decision),
        (_("Started"), f"{vdatetime(one.started_at)}, {one.started_by}"),
        (_("Ended"), f"{vdatetime(one.ended_at)}, {one.ended_by}" if one.ended_at else ""),
        (_("Reason"), one.reason),
    ]


def scans(found: Iterable[StocktakeScan]) -> list[ScanRow]:
    rows = []
    for scan in found:
        kind = _KIND.get(Outcome(scan.outcome), "bad")
        item = scan.item
        rows.append(
            ScanRow(
                scan,
                kind,
                _ICON[kind],
                OUTCOME_WORDS[Outcome(scan.outcome)],
                title_of(item) if item else "",
                " · ".join(part for part in (item.place, item.call_number) if part) if item else "",
            )
        )
    return rows


def rows(kind: str, found: Iterable[Any]) -> list[ListRow]:
    return [_missing(one) if kind == "missing" else _scanned(one) for one in found]


def _missing(one: Any) -> ListRow:
    item: Item = one.item
    return ListRow(_number(item), title_of(item), one.store, item.call_number, "", item.public_id)


def _scanned(one: StocktakeScan) -> ListRow:
    item = one.item
    note = str(OUTCOME_WORDS[Outcome(one.outcome)])
    if item is None:
        return ListRow(one.code, "", one.store, "", note, "")
    if one.outcome == Outcome.BACK:
        note = f"{note} ({status_word(item.status)})"
    elif one.outcome == Outcome.OTHER_LIBRARY:
        note = f"{note} ({item.library.code})"
    elif one.store:
        note = _("%(outcome)s: seen in %(store)s") % {"outcome": note, "store": one.store}
    foreign = one.outcome == Outcome.OTHER_LIBRARY
    return ListRow(_number(item), title_of(item), item.place, item.call_number, note, "" if foreign else item.public_id)


def _number(item: Item) -> str:
    return item.accession_no or item.public_id


def summary(found: Sequence[StocktakeScan]) -> str:
    counts = Counter(Outcome(scan.outcome) for scan in found)
    return "; ".join(f"{OUTCOME_WORDS[outcome]}: {counts[outcome]}" for outcome in Outcome if counts[outcome])


def outcomes(figures: dict[str, Any]) -> list[tuple[Any, int]]:
    said = figures.get("outcomes", {})
    return [(OUTCOME_WORDS[outcome], said.get(outcome, 0)) for outcome in Outcome]
