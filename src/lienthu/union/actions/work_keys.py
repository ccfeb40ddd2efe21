"""Brings works in line with the decisions about them that stand. In the caller's transaction, the union locked."""

from __future__ import annotations

from collections.abc import Iterator

from lienthu.union import storage
from lienthu.union.actions.match_records import rebuild
from lienthu.union.models import Decision, Entry, OwnWork, WorkAlias, WorkTie
from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import work_key
from lienthu.union.rules.works import Linked, Parted, works


def matcher_key(entry_id: int) -> int:
    """The key of the work as the matcher gives it."""
    *_, blob = storage.best_members([entry_id], 1)[0]
    return work_key(Features.from_blob(blob))


def follow_decisions() -> None:
    """Writes what differs from the decisions that stand, and builds anew the entries of the works concerned."""
    said = works(_standing())
    own = dict(OwnWork.objects.values_list("entry_id", "key"))
    alias = dict(WorkAlias.objects.values_list("key", "target"))
    entries = {entry for entry in own.keys() | said.own.keys() if own.get(entry) != said.own.get(entry)}
    keys = {key for key in alias.keys() | said.alias.keys() if alias.get(key) != said.alias.get(key)}
    OwnWork.objects.filter(entry__in=entries).delete()
    OwnWork.objects.bulk_create(OwnWork(entry_id=one, key=said.own[one]) for one in sorted(entries & said.own.keys()))
    WorkAlias.objects.filter(key__in=keys).delete()
    WorkAlias.objects.bulk_create(
        WorkAlias(key=one, target=said.alias[one]) for one in sorted(keys & said.alias.keys())
    )
    shown = {alias.get(key, key) for key in keys} | {said.alias.get(key, key) for key in keys}
    entries |= set(Entry.objects.filter(work_key__in=shown).values_list("pk", flat=True))
    rebuild(sorted(entries))


def _standing() -> Iterator[Linked | Parted]:
    ties = WorkTie.objects.order_by("decision")
    columns = ("decision_id", "decision__entry_id", "decision__other_entry_id", "one_key", "other_key")
    for decision, one, other, one_key, other_key in ties.values_list(*columns):
        yield Linked(decision, one, other, one_key, other_key)
    parted = Decision.objects.filter(kind=Decision.Kind.WORK_PARTED, taken_back_by=None)
    for decision, entry in parted.order_by("pk").values_list("pk", "entry_id"):
        yield Parted(decision, entry)
