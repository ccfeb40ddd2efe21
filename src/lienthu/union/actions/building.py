"""Builds entries from their best members, corrections and works; the result is the same whatever came first."""

from __future__ import annotations

from collections.abc import Collection

import orjson

from lienthu.registry import queries as registry
from lienthu.union import storage
from lienthu.union.actions.places import Places
from lienthu.union.actions.run import Run
from lienthu.union.models import OwnWork, SourceRank, WorkAlias
from lienthu.union.rules import entry as entries
from lienthu.union.rules.facts import Facts
from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import work_key
from lienthu.union.standing import corrections

UNKNOWN_RANK = 1


def rank_table() -> dict[str, int]:
    """Kind of library → rank, as the network set it."""
    return entries.LIBRARY_RANK | dict(SourceRank.objects.values_list("kind", "rank"))


def ranks(library_ids: Collection[int]) -> dict[int, int]:
    if not library_ids:
        return {}
    table = rank_table()
    return {pk: table.get(kind, UNKNOWN_RANK) for pk, kind in registry.kinds(library_ids).items()}


def worth(facts: Facts, rank: int | None) -> int:
    return entries.merit(facts, UNKNOWN_RANK if rank is None else rank)


def build(run: Run, alive: set[int], places: Places) -> dict[int, tuple[int, bytes]]:
    """Entry → (work key, data). The members are written already."""
    sources: dict[int, list[entries.Source]] = {}
    works: dict[int, int] = {}
    alone = {entry for entry in alive & run.new if places.size(entry) == 1}
    for record, (cluster, _) in run.where.items():
        if cluster in alone:
            arrival = run.arrivals.get(record)
            if arrival is None:
                alone.discard(cluster)
                continue
            sources[cluster] = [entries.Source(record, 0, arrival.facts)]
            works[cluster] = work_key(arrival.features)
    older = alive - sources.keys()
    if older:
        for entry, record, merit, facts, features in storage.best_members(older, entries.MOST_SOURCES):
            if entry not in works:
                works[entry] = work_key(Features.from_blob(features))
            sources.setdefault(entry, []).append(entries.Source(record, merit, orjson.loads(bytes(facts))))
    corrected = corrections({entry: places.clusters(entry) for entry in older})
    works = _as_people_said(works)
    return {
        entry: (works[entry], orjson.dumps(entries.derive(sources[entry], corrected.get(entry, ())))) for entry in alive
    }


def _as_people_said(works: dict[int, int]) -> dict[int, int]:
    if not works:
        return {}
    own = dict(OwnWork.objects.filter(entry_id__in=works).values_list("entry_id", "key"))
    aliases = dict(WorkAlias.objects.filter(key__in=set(works.values())).values_list("key", "target"))
    return {entry: own.get(entry) or aliases.get(key, key) for entry, key in works.items()}
