"""What the pages of a stock-taking say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lienthu.catalogue.actions.settle_stocktake import Done
from lienthu.catalogue.models import Item, Stocktake, StocktakeScan
from lienthu.catalogue.models.stocktake import OUTCOME_WORDS, SETTLED_WORDS, Line
from lienthu.catalogue.rules.stocktake import AFTER_CLOSE, WHILE_OPEN, Outcome, Settled
from lienthu.catalogue.views.item_words import status_word, title_of
from lienthu.ui.formats import vdatetime

LIST_WORDS = {
    "missing": gettext_lazy("Not seen"),
    "misplaced": gettext_lazy("In the wrong place"),
    "unexpected": gettext_lazy("Not expected"),
}
VERDICT_WORDS = {
    Settled.FOUND: gettext_lazy("Mark as found"),
    Settled.MISSING: gettext_lazy("Confirm as missing"),
    Settled.RESHELVED: gettext_lazy("It is back in its place"),
    Settled.MOVED: gettext_lazy("Its place is where it was seen"),
    Settled.BACK: gettext_lazy("Put back on the shelf"),
    Settled.NOTED: gettext_lazy("Mark as dealt with"),
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
    line: int
    settled: str
    said: Any = ""


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
    is_guest = item.library_id != one.stocktake.library_id
    note = _("guest of %(library)s") % {"library": item.library.code} if is_guest else ""
    public_id = "" if is_guest else item.public_id
    return ListRow(_number(item), title_of(item), one.store, item.call_number, note, public_id, *_settled(one))


def _scanned(one: StocktakeScan) -> ListRow:
    item = one.item
    note = str(OUTCOME_WORDS[Outcome(one.outcome)])
    if item is None:
        return ListRow(one.code, "", one.store, "", note, "", *_settled(one))
    if one.outcome == Outcome.BACK:
        note = f"{note} ({status_word(item.status)})"
    elif one.outcome == Outcome.OTHER_LIBRARY:
        note = f"{note} ({item.library.code})"
    elif one.store:
        note = _("%(outcome)s: seen in %(store)s") % {"outcome": note, "store": one.store}
    foreign = one.outcome == Outcome.OTHER_LIBRARY
    public_id = "" if foreign else item.public_id
    return ListRow(_number(item), title_of(item), item.place, item.call_number, note, public_id, *_settled(one))


def _settled(one: Line) -> tuple[int, str, Any]:
    return one.pk, one.said, SETTLED_WORDS[Settled(one.said)] if one.said else ""


def verdicts(stocktake: Stocktake, kind: str) -> list[tuple[str, Any]]:
    """What may be said of the lines of a list now: code, words of its button."""
    may = {"open": WHILE_OPEN, "closed": AFTER_CLOSE}.get(stocktake.state, {})
    return [(each.value, VERDICT_WORDS[each]) for each in may.get(kind, ())]


def done(settled: Settled, done: Done) -> str:
    text = ngettext("%(n)s line: %(said)s.", "%(n)s lines: %(said)s.", done.count)
    good = text % {"n": done.count, "said": SETTLED_WORDS[settled]}
    if done.stayed:
        stays = ngettext("%(n)s copy stayed as it was.", "%(n)s copies stayed as they were.", done.stayed)
        good += " " + stays % {"n": done.stayed}
    return good


def _number(item: Item) -> str:
    return item.accession_no or item.public_id


def summary(found: Sequence[StocktakeScan]) -> str:
    counts = Counter(Outcome(scan.outcome) for scan in found)
    return "; ".join(f"{OUTCOME_WORDS[outcome]}: {counts[outcome]}" for outcome in Outcome if counts[outcome])


def outcomes(figures: dict[str, Any]) -> list[tuple[Any, int]]:
    said = figures.get("outcomes", {})
    return [(OUTCOME_WORDS[outcome], said.get(outcome, 0)) for outcome in Outcome]
