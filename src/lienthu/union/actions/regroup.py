"""Moves members between entries by a person's decision and rebuilds those entries whole.

Not on the hot path: an entry's representatives, keys and data are derived anew from its members, so that a merge
taken back leaves exactly what was there before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import orjson

from lienthu.kernel import outbox
from lienthu.registry import queries as registry
from lienthu.union import storage
from lienthu.union.actions.match_records import ENTRIES_CHANGED, LARGE, all_keys
from lienthu.union.models import Entry, Member, SplitBlock
from lienthu.union.rules import entry as entries
from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import keys, split_key, work_key
from lienthu.union.rules.placing import Cluster


def regroup(entry_ids: Collection[int], moves: Mapping[int, int]) -> None:
    """`moves`: record → entry. Entries left without members are the caller's to close."""
    rows = list(Member.objects.filter(entry_id__in=entry_ids).order_by("record_id"))
    before = {(row.entry_id, bytes(row.features)) for row in rows}
    old_keys = [(key, entry) for entry, blob in before for key in all_keys(Features.from_blob(blob))]
    groups: dict[int, list[Member]] = {entry: [] for entry in entry_ids}
    for row in rows:
        row.entry_id = moves.get(row.record_id, row.entry_id)
        if row.record_id in moves:
            row.evidence = b""
        groups[row.entry_id].append(row)
    storage.drop_keys(old_keys)
    for entry, members in groups.items():
        if members:
            _rebuild(entry, members)
    Member.objects.bulk_update(rows, ["entry", "evidence", "is_representative"], batch_size=200)
    outbox.publish(ENTRIES_CHANGED, {"entries": sorted(entry_ids)})


def _rebuild(entry: int, members: list[Member]) -> None:
    cluster = Cluster(entry)
    wanted: dict[int, None] = {}
    split = set(SplitBlock.objects.values_list("key", flat=True))
    for row in members:
        blob = bytes(row.features)
        row.is_representative = cluster.admits(blob)
        if row.is_representative:
            said = Features.from_blob(blob)
            cluster.representatives[row.record_id] = (said, blob)
            wanted.update(dict.fromkeys(split_key(key, said) if key in split else key for key in keys(said)))
    cards = registry.cards({row.library_id for row in members})
    ranks = {pk: entries.LIBRARY_RANK.get(card.kind, 1) for pk, card in cards.items()}
    heard = members if len(members) <= LARGE else [row for row in members if row.is_representative]
    sources = [
        entries.Source(row.record_id, ranks.get(row.library_id, 1), orjson.loads(bytes(row.facts))) for row in heard
    ]
    first = cluster.representatives[min(cluster.representatives)][0]
    data = orjson.dumps(entries.derive(sources))
    storage.update_entries([(work_key(first), len(members), data, entry)])
    storage.add_keys((key, entry) for key in wanted)


def close_into(loser: int, winner: int) -> None:
    """The loser's address, and all that led to it, lead to the winner."""
    Entry.objects.filter(merged_into_id=loser).update(merged_into_id=winner)
    storage.empty_entries([(Entry.State.REDIRECT, winner, None, loser)])
