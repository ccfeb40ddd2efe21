"""Titles of the union catalogue as lines of a selection: what speaks for each, by queries of the rooms below."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Count

from lienthu.catalogue.models import Item, ItemEvent
from lienthu.catalogue.queries import active_records
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.kernel.clock import today
from lienthu.repository.models import DigitalObject, RegisterEntry, Selection, SelectionLine
from lienthu.repository.projects.rules import priority
from lienthu.repository.projects.rules.priority import Facts
from lienthu.union.models import Entry
from lienthu.union.queries import CopyView, IndexSource, index_sources

_POOR = frozenset({ItemStatus.DAMAGED, ItemStatus.IN_REPAIR})


def candidates(selection: Selection, entry_ids: Collection[int]) -> list[SelectionLine]:
    """The library's own titles among these entries for which anything speaks, not saved. A constant number of
    queries."""
    return [line for line in _lines(selection, entry_ids, own_only=True) if line.score]


def candidates_among(selection: Selection, public_ids: Collection[str]) -> list[SelectionLine]:
    """These titles, whichever library has them and whatever speaks for them."""
    ids = Entry.objects.filter(public_id__in=list(public_ids)).values_list("id", flat=True)
    return _lines(selection, list(ids), own_only=False)


def _lines(selection: Selection, entry_ids: Collection[int], *, own_only: bool) -> list[SelectionLine]:
    sources = [one for one in index_sources(entry_ids) if one.is_active]
    shown = set(active_records({m.record_id for one in sources for m in one.members}).values_list("id", flat=True))
    if own_only:
        sources = [one for one in sources if _own(one, selection.library_id, shown)]
        if not selection.with_digitised:
            done = DigitalObject.objects.filter(entry__in=[one.public_id for one in sources])
            digitised = set(done.values_list("entry", flat=True))
            sources = [one for one in sources if one.public_id not in digitised]
    sources = [one for one in sources if any(member.record_id in shown for member in one.members)]
    registered = set(
        RegisterEntry.objects.filter(
            library_id=selection.library_id, struck_at=None, entry__in=[one.public_id for one in sources]
        ).values_list("entry", flat=True)
    )
    wanted = _demand(sources)
    weights = priority.weights_from(selection.weights)
    return [_line(selection, one, shown, one.public_id in registered, wanted, weights) for one in sources]


def _own(one: IndexSource, library_id: int, shown: set[int]) -> bool:
    return any(member.library_id == library_id and member.record_id in shown for member in one.members)


def _demand(sources: Sequence[IndexSource]) -> dict[int, int]:
    """Record → copies on loan now, and trips of its copies in rotation boxes."""
    records = [member.record_id for one in sources for member in one.members]
    lent = Item.objects.held().filter(record_id__in=records, status=ItemStatus.ON_LOAN)
    sent = ItemEvent.objects.filter(item__record_id__in=records, kind=ItemEvent.Kind.SENT)
    found = dict(lent.values_list("record_id").annotate(n=Count("id")).order_by())
    for record_id, times in sent.values_list("item__record_id").annotate(n=Count("id")).order_by():
        found[record_id] = found.get(record_id, 0) + times
    return found


def _line(
    selection: Selection,
    one: IndexSource,
    shown: set[int],
    is_registered: bool,
    wanted: dict[int, int],
    weights: dict[priority.Ground, int],
) -> SelectionLine:
    own = selection.library_id
    members = [member for member in one.members if member.record_id in shown]
    copies = [copy for copy in one.copies if copy.record_id in shown and copy.library_id == own]
    values = one.values
    facts = Facts(
        year=values.get("year"),
        is_local=priority.is_local_history(
            [copy.location for copy in copies],
            [*values.get("subjects", ()), *values.get("keywords", ())],
            values.get("title", ""),
        ),
        is_rare=is_registered or priority.is_kept_as_rare(copy.location for copy in copies),
        is_minority=priority.is_in_minority_language(values.get("languages", ())),
        libraries=len({member.library_id for member in members}),
        poor=sum(copy.status in _POOR for copy in copies),
        demand=sum(wanted.get(member.record_id, 0) for member in members),
    )
    reasons = priority.reasons(facts, today().year, weights)
    best = _best(copies)
    return SelectionLine(
        selection=selection,
        entry=one.public_id,
        record=next((member.record_id for member in members if member.library_id == own), None),
        title=" ".join(filter(None, (values.get("title", ""), *values.get("parts", ()))))[:500],
        creator=", ".join(values.get("creators", ())[:3])[:300],
        year=facts.year if facts.year is not None and 0 < facts.year < 3000 else None,
        call_number=best.call_number if best else "",
        store=best.location if best else "",
        pages=priority.pages_of(values.get("extent", "")),
        libraries=facts.libraries,
        score=priority.score(reasons),
        reasons=[[each.ground.value, each.points, each.count] for each in reasons],
    )


def _best(copies: Sequence[CopyView]) -> CopyView | None:
    """The copy to scan: one that is not damaged, where there is one."""
    return min(copies, key=lambda copy: copy.status in _POOR, default=None)
