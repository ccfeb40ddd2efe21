"""What a person says about records: an entry in the log for good, bonds that hold while it stands, what it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.match_records import arrange
from lienthu.union.actions.work_keys import follow_decisions
from lienthu.union.actions.writing import Move
from lienthu.union.models import Bond, Decision, Entry, Member, UndecidedPair, WorkTie
from lienthu.union.policies import check_all
from lienthu.union.rules.board import FEW, Part, told_apart

Kind = Decision.Kind
TYING = (Kind.MERGED, Kind.ALWAYS)
PARTING = (Kind.TAKEN_OUT, Kind.NEVER)
_ABOUT_WORKS = (Kind.WORKS_LINKED, Kind.WORK_PARTED)


@dataclass(frozen=True, slots=True)
class Said:
    """One decision before it is written. `one` stays, `other` joins it (tying) or leaves it (parting)."""

    kind: Decision.Kind
    one: Sequence[int]
    other: Sequence[int]
    entry: Entry
    other_entry: Entry | None = None
    note: str = ""
    score: float | None = None
    reasons: Sequence[str] = ()
    #: The entry that keeps its address, where that is not `entry`.
    keeper: int | None = None


def decide(actor: Actor, said: Said) -> Decision:
    """In the caller's transaction, with the union locked and the actor's right checked."""
    number = storage.new_decision_id()
    homes = {record: cluster for record, cluster, _ in storage.homes([*said.one, *said.other])}
    same = said.kind in TYING
    mixed = not same and not {homes.get(r) for r in said.one}.isdisjoint(homes.get(r) for r in said.other)
    alone = {*said.other, *(said.one if len(said.one) <= FEW else ())} if mixed else set()
    keeper = (said.keeper or said.entry.pk) if same else None
    storage.insert_bonds(
        (number, record, side, same, record in alone, keeper, homes.get(record))
        for side, records in enumerate((said.one, said.other))
        for record in records
    )
    clusters = {home for home in homes.values() if home is not None}
    written = arrange(
        records=sorted(alone if same else alone | _told_from_equals(number), key=lambda r: (r in said.one, r)),
        parted=() if same else homes,
        clusters=clusters,
        decision=number,
    )
    if same and len(set(Member.objects.filter(record__in=(said.one[0], said.other[0])).values_list("entry"))) > 1:
        raise Conflict("union.kept_apart_before")
    return Decision.objects.create(
        pk=number,
        kind=said.kind,
        entry=said.entry,
        other_entry=said.other_entry,
        one=list(said.one),
        other=list(said.other),
        moved=named(written.moves),
        score=said.score,
        reasons=list(said.reasons),
        **by(actor, said.note),
    )


def _told_from_equals(decision: int) -> set[int]:
    """The records that this decision keeps from others with the same description."""
    parts = storage.bar_parts([decision])
    fixed = storage.fixed_alone([record for _, record, *_ in parts])
    told: dict[bytes, dict[Part, set[int]]] = {}
    for _, record, side, _, blob in parts:
        if blob is not None and record not in fixed:
            told.setdefault(bytes(blob), {}).setdefault((decision, side), set()).add(record)
    return {record for each in told.values() for record in told_apart(each)}


def by(actor: Actor, note: str) -> dict[str, object]:
    return {
        "note": clean(note)[:500],
        "author_id": actor.user_id,
        "author_label": actor.label[:200],
        "decided_at": timezone.now(),
    }


def named(moves: Sequence[Move]) -> list[list[object]]:
    ids = {entry for _, before, after in moves for entry in (before, after)}
    names = {entry: public_id for entry, *_, public_id in storage.states(ids)} if ids else {}
    return [[record, names[before], names[after]] for record, before, after in moves]


def take_back(*, actor: Actor, decision_id: int, note: str = "") -> Decision:
    """What came together by a decision comes apart, all of it at once; what it kept apart may come together."""
    with transaction.atomic():
        storage.lock_union()
        found = Decision.objects.filter(pk=decision_id).exclude(kind=Kind.TAKEN_BACK).first()
        if found is None:
            raise NotFound("union.no_such_decision", id=decision_id)
        if Decision.objects.filter(takes_back=found).exists():
            raise Conflict("union.already_taken_back", id=decision_id)
        _may_take_back(actor, found)
        undo = _undo_works if found.kind in _ABOUT_WORKS else _undo_bonds
        return undo(actor, found, note)


def _undo_bonds(actor: Actor, found: Decision, note: str) -> Decision:
    bonds = list(Bond.objects.filter(decision=found).values_list("record", "cluster_id", "alone"))
    equals = _told_from_equals(found.pk) if found.kind in PARTING else set()
    Bond.objects.filter(decision=found).delete()
    UndecidedPair.objects.filter(answer=found).update(answer=None)
    number = storage.new_decision_id()
    again = sorted({record for record, _, alone in bonds if alone} | equals)
    clusters = {cluster for _, cluster, _ in bonds if cluster is not None}
    parted = [record for record, *_ in bonds] if found.kind in PARTING else ()
    written = arrange(records=again, parted=parted, clusters=clusters, decision=number)
    return _note_taken_back(actor, number, found, written.moves, note)


def _undo_works(actor: Actor, found: Decision, note: str) -> Decision:
    WorkTie.objects.filter(decision=found).delete()
    made = _note_taken_back(actor, storage.new_decision_id(), found, [], note)
    follow_decisions()
    return made


def _note_taken_back(actor: Actor, number: int, found: Decision, moves: list[Move], note: str) -> Decision:
    data = {"decision": found.pk, "records": len(moves), "note": clean(note)[:500]}
    audit.record(actor=actor, code="union.taken_back", subject=f"union_decision:{found.pk}", data=data)
    try:
        with transaction.atomic():
            return Decision.objects.create(
                pk=number,
                kind=Kind.TAKEN_BACK,
                entry=found.entry,
                other_entry=found.other_entry,
                one=found.one,
                other=found.other,
                moved=named(moves),
                takes_back=found,
                **by(actor, note),
            )
    except IntegrityError as error:
        raise Conflict("union.already_taken_back", id=found.pk) from error


def _may_take_back(actor: Actor, found: Decision) -> None:
    """One's own decision; another's with the right over every library concerned."""
    if actor.user_id is not None and actor.user_id == found.author_id:
        return
    if found.kind in _ABOUT_WORKS:
        said = Q(cluster__in=(found.entry_id, found.other_entry_id)) | Q(
            entry__in=(found.entry_id, found.other_entry_id)
        )
        libraries = set(Member.objects.filter(said).values_list("library_id", flat=True))
    else:
        libraries = {library_id for *_, library_id in storage.homes([*found.one, *found.other])}
    check_all(actor, libraries or {None})
