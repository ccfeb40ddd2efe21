"""A stock-taking from its start to its close: the expectation is frozen, scans are judged, figures are kept.

Everything that writes holds the row of the stock-taking: a scan either comes before the close or is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from lienthu.catalogue.item_queries import by_code
from lienthu.catalogue.models import Item, SourceRecord, Stocktake, StocktakeCopy, StocktakeScan
from lienthu.catalogue.policies import STOCKTAKES
from lienthu.catalogue.rotation_queries import guests_called
from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.item_status import EXPECTED
from lienthu.catalogue.rules.stocktake import HERE, Candidate, Outcome, judge
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.ids import unsealed
from lienthu.registry.models import Library
from lienthu.text import clean

State = Stocktake.State
_AT_ONCE = 500
_MOST_ELSEWHERE = 200
SHORTEST_REASON = 3
#: A frozen copy that no act has taken from the shelf since: an own one at home, or a guest that has not moved on.
STILL_HERE = Q(item__status__in=EXPECTED, item__box=None) | Q(item__at_library=F("stocktake__library"))


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted; see `Stocktake`."""

    name: str
    store: str = ""
    call_from: str = ""
    call_to: str = ""
    decision: str = ""
    members: str = ""


def start_stocktake(*, actor: Actor, library_id: int, scope: Scope) -> Stocktake:
    """Freezes what should be on the shelves now."""
    STOCKTAKES.check_library(actor, library_id)
    name = clean(scope.name)[:120]
    if not name:
        raise Invalid("catalogue.stocktake_name", field="name")
    with transaction.atomic():
        made = Stocktake.objects.create(
            library_id=library_id,
            name=name,
            store=clean(scope.store)[:200],
            call_from=clean(scope.call_from)[:80],
            call_to=clean(scope.call_to)[:80],
            decision=clean(scope.decision)[:200],
            members="\n".join(line for part in scope.members.splitlines() if (line := clean(part)))[:4000],
            started_by=actor.label,
            started_at=timezone.now(),
        )
        made.expected = _freeze(made)
        if not made.expected:
            raise Invalid("catalogue.stocktake_empty")
        made.save(update_fields=["expected"])
        _audit(actor, "catalogue.stocktake_started", made, count=made.expected)
    return made


def _freeze(made: Stocktake) -> int:
    """One statement for the library's own copies, one for its guests, however many there are. Guests have no store and
    no place in the order of call numbers here: they are expected where everything is counted."""
    item, copy = Item._meta.db_table, StocktakeCopy._meta.db_table
    into = f"INSERT INTO {copy} (stocktake_id, item_id, store) SELECT %s, id, "
    place = "COALESCE(NULLIF(store, ''), location)"
    binary = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    where = ["library_id = %s", "left_at IS NULL", "box_id IS NULL"]
    values: list[Any] = [made.pk, made.library_id]
    where.append(f"status IN ({', '.join(['%s'] * len(EXPECTED))})")
    values += sorted(EXPECTED)
    if made.store:
        where.append(f"{place} = %s")
        values.append(made.store)
    if made.call_from:
        where.append(f"call_number{binary} >= %s")
        values.append(made.call_from)
    if made.call_to:
        # The last number of the range and whatever begins with it.
        where.append(f"call_number{binary} < %s")
        values.append(made.call_to + "\uffff")
    with connection.cursor() as cursor:
        cursor.execute(f"{into}{place} FROM {item} WHERE {' AND '.join(where)} ORDER BY id", values)
        count = int(cursor.rowcount)
        if not (made.store or made.call_from or made.call_to):
            guests = f"{into}'' FROM {item} WHERE at_library_id = %s AND left_at IS NULL ORDER BY id"
            cursor.execute(guests, [made.pk, made.library_id])
            count += int(cursor.rowcount)
    return count


def record_scans(
    *, actor: Actor, stocktake: Stocktake, codes: Sequence[str], store: str = "", token: str
) -> list[StocktakeScan]:
    """Judges the codes in their order. The same token again gives the same scans and counts nothing twice."""
    STOCKTAKES.check(actor, stocktake)
    token, store = clean(token)[:36], clean(store)[:200]
    if not token or not codes:
        raise Invalid("catalogue.scan_empty")
    with transaction.atomic():
        _locked(stocktake)
        if known := list(StocktakeScan.objects.filter(stocktake=stocktake, token=token).order_by("line")):
            return known
        scans: list[StocktakeScan] = []
        for start in range(0, len(codes), _AT_ONCE):
            scans += _judged(actor, stocktake, codes[start : start + _AT_ONCE], store, token, start)
        return scans


def _judged(
    actor: Actor, stocktake: Stocktake, codes: Sequence[str], store: str, token: str, start: int
) -> list[StocktakeScan]:
    candidates = _candidates(stocktake, codes)
    now = timezone.now()
    seen: set[int] = set()
    scans, outcomes = [], {}
    for line, code in enumerate(codes, start):
        meant = [_seen_now(one, seen) for one in candidates[code]]
        verdict = judge(meant, store)
        if verdict.item_id is not None and verdict.outcome in HERE:
            seen.add(verdict.item_id)
            outcomes[verdict.item_id] = verdict.outcome
        scans.append(
            StocktakeScan(
                stocktake=stocktake,
                token=token,
                line=line,
                code=code,
                store=store,
                item_id=verdict.item_id,
                outcome=verdict.outcome,
                at=now,
                by=actor.label,
            )
        )
    for outcome in (Outcome.FOUND, Outcome.MISPLACED):
        ids = [item_id for item_id, said in outcomes.items() if said == outcome]
        StocktakeCopy.objects.filter(stocktake=stocktake, item_id__in=ids).update(outcome=outcome)
    return StocktakeScan.objects.bulk_create(scans)


def _seen_now(one: Candidate, seen: set[int]) -> Candidate:
    if one.is_seen or one.item_id not in seen:
        return one
    return replace(one, is_seen=True)


def _candidates(stocktake: Stocktake, codes: Sequence[str]) -> dict[str, list[Candidate]]:
    wanted = list(dict.fromkeys(codes))
    found = by_code(stocktake.library_id, wanted)
    for code, items in guests_called(stocktake.library_id, wanted).items():
        found[code] = [*found[code], *items]
    for code, items in _elsewhere(stocktake.library_id, [code for code in wanted if not found[code]]).items():
        found[code] = items
    ids = {item.pk for items in found.values() for item in items}
    expected = dict(StocktakeCopy.objects.filter(stocktake=stocktake, item_id__in=ids).values_list("item_id", "store"))
    counted = StocktakeScan.objects.filter(stocktake=stocktake, item_id__in=ids, undone_at=None, outcome__in=HERE)
    seen = set(counted.values_list("item_id", flat=True))
    return {
        code: [
            Candidate(
                item.pk,
                item.library_id == stocktake.library_id,
                item.left_at is not None,
                item.status,
                item.place,
                expected.get(item.pk),
                item.pk in seen,
                item.at_library_id == stocktake.library_id,
            )
            for item in items
        ]
        for code, items in found.items()
    }


def _elsewhere(library_id: int, codes: Sequence[str]) -> dict[str, list[Item]]:
    """Copies of other libraries that the codes mean; for the first few, as each asks every library."""
    keys = {code: key_of(code) for code in codes[:_MOST_ELSEWHERE]}
    if not keys:
        return {}
    others = list(Library.objects.exclude(id=library_id).values_list("id", flat=True))
    numbers = {code: number for code in keys if (number := unsealed(code.lower())) is not None}
    by_key: dict[str, list[Item]] = {}
    shown = Item.objects.held().filter(record__state=SourceRecord.State.ACTIVE).exclude(library_id=library_id)
    for item in shown.filter(library_id__in=others, accession_key__in=set(keys.values())):
        by_key.setdefault(item.accession_key, []).append(item)
    by_id = {item.pk: [item] for item in shown.filter(id__in=set(numbers.values()))}
    return {code: by_key.get(key) or by_id.get(numbers.get(code, 0), []) for code, key in keys.items()}


def undo_scan(*, actor: Actor, scan: StocktakeScan) -> None:
    """The scan counts no more; another one of the same copy takes its place."""
    STOCKTAKES.check(actor, scan.stocktake)
    with transaction.atomic():
        _locked(scan.stocktake)
        if not StocktakeScan.objects.filter(id=scan.pk, undone_at=None).update(undone_at=timezone.now()):
            raise Conflict("catalogue.scan_undone")
        if scan.outcome not in HERE or scan.item_id is None:
            return
        same = StocktakeScan.objects.filter(stocktake=scan.stocktake, item_id=scan.item_id, undone_at=None)
        heir = same.filter(outcome=Outcome.TWICE).order_by("id").first()
        if heir is not None:
            StocktakeScan.objects.filter(id=heir.pk).update(outcome=scan.outcome)
        else:
            StocktakeCopy.objects.filter(stocktake=scan.stocktake, item_id=scan.item_id).update(outcome="")


def close_stocktake(*, actor: Actor, stocktake: Stocktake) -> Stocktake:
    """Nothing is scanned any more; what was not seen is missing. No status changes yet."""
    return _end(actor, stocktake, State.CLOSED, "", "catalogue.stocktake_closed")


def cancel_stocktake(*, actor: Actor, stocktake: Stocktake, reason: str) -> Stocktake:
    reason = clean(reason)[:500]
    if len(reason) < SHORTEST_REASON:
        raise Invalid("catalogue.reason_needed", field="reason")
    return _end(actor, stocktake, State.CANCELLED, reason, "catalogue.stocktake_cancelled")


def _end(actor: Actor, stocktake: Stocktake, state: State, reason: str, code: str) -> Stocktake:
    STOCKTAKES.check(actor, stocktake)
    with transaction.atomic():
        held = _locked(stocktake)
        held.state, held.reason = state, reason
        held.ended_by, held.ended_at = actor.label, timezone.now()
        held.result = figures(held)
        held.save()
        _audit(actor, code, held, count=held.result["missing"])
    return held


def figures(stocktake: Stocktake) -> dict[str, Any]:
    """expected, found, missing, excused (gone from the shelf by an act meanwhile) and the scans by outcome."""
    copies = StocktakeCopy.objects.filter(stocktake=stocktake)
    said = dict(copies.values_list("outcome").annotate(n=Count("id")).order_by())
    excused = copies.filter(outcome="").exclude(STILL_HERE).count()
    scans = StocktakeScan.objects.filter(stocktake=stocktake, undone_at=None)
    outcomes = Counter({str(outcome): 0 for outcome in Outcome})
    outcomes.update(dict(scans.values_list("outcome").annotate(n=Count("id")).order_by()))
    found = said.get(Outcome.FOUND, 0) + said.get(Outcome.MISPLACED, 0)
    return {
        "expected": stocktake.expected,
        "found": found,
        "missing": stocktake.expected - found - excused,
        "excused": excused,
        "outcomes": dict(outcomes),
    }


def missing_copies(stocktake: Stocktake) -> QuerySet[StocktakeCopy]:
    """Expected, not seen, and not taken from the shelf by an act of its own since the start; those confirmed as missing
    stay on the list."""
    return StocktakeCopy.objects.filter(STILL_HERE | ~Q(settled=""), stocktake=stocktake, outcome="")


def _locked(stocktake: Stocktake) -> Stocktake:
    held = Stocktake.objects.select_for_update(no_key=True).get(id=stocktake.pk)
    if held.state != State.OPEN:
        raise Conflict("catalogue.stocktake_ended")
    return held


def _audit(actor: Actor, code: str, stocktake: Stocktake, *, count: int) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"stocktake:{stocktake.public_id}",
        library_id=stocktake.library_id,
        data={"name": stocktake.name, "count": count},
    )
