"""Whose description is taken first: the order of kinds of library, set by the network's administrator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from django.db import transaction

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid
from lienthu.kernel.models import Job
from lienthu.registry import queries as registry
from lienthu.registry.kinds import LibraryKind
from lienthu.text import clean
from lienthu.union import storage
from lienthu.union.actions.building import UNKNOWN_RANK, rank_table
from lienthu.union.actions.match_records import rebuild
from lienthu.union.models import SourceRank
from lienthu.union.policies import ADMIN
from lienthu.union.rules import entry as rules
from lienthu.union.standing import corrections

RANKS: Final = "union.ranks"
HIGHEST: Final = 9


def rank_libraries(*, actor: Actor, ranks: Mapping[str, int], dry: bool = False, note: str = "") -> Job:
    """From now on records are taken in this order, and all entries are built anew in the background. `dry` only
    counts the entries that would show something else. One at a time."""
    ADMIN.check_library(actor, None)
    table = rank_table() | _checked(ranks)
    with transaction.atomic():
        job = jobs.start(actor=actor, kind=RANKS, params={"dry": dry, "ranks": table}, unique_key=RANKS)
        if not dry:
            own = {kind: rank for kind, rank in table.items() if rules.LIBRARY_RANK.get(kind, UNKNOWN_RANK) != rank}
            SourceRank.objects.all().delete()
            SourceRank.objects.bulk_create(SourceRank(kind=kind, rank=rank) for kind, rank in sorted(own.items()))
            data = {"ranks": own, "note": clean(note)[:500]}
            audit.record(actor=actor, code="union.libraries_ranked", subject=f"job:{job.id}", data=data)
        return job


def _checked(ranks: Mapping[str, int]) -> dict[str, int]:
    for kind, rank in ranks.items():
        if kind not in LibraryKind.values:
            raise Invalid("union.no_such_kind", kind=kind[:40])
        if not 0 <= rank <= HIGHEST:
            raise Invalid("union.bad_rank", kind=LibraryKind(kind).label, most=HIGHEST)
    return dict(ranks)


def last_run(*, dry: bool) -> Job | None:
    """The last count, or the last change."""
    return Job.objects.filter(kind=RANKS, params__dry=dry).order_by("-id").first()


@dataclass(slots=True)
class Effect:
    """`merits`: record → what its description is worth now; `entries` to build anew; `shown`: how many of them show
    something else, and in which fields."""

    merits: dict[int, int] = field(default_factory=dict)
    entries: list[int] = field(default_factory=list)
    shown: int = 0
    fields: Counter[str] = field(default_factory=Counter)


def effect_on(entry_ids: Collection[int], ranks: Mapping[str, int]) -> Effect:
    """What these ranks would change in these entries."""
    found = Effect()
    said: dict[int, list[rules.Source]] = {entry: [] for entry in entry_ids}
    clusters: dict[int, set[int]] = {entry: {entry} for entry in entry_ids}
    rows = storage.members_of(entry_ids)
    kinds = registry.kinds({library for *_, library, _, _ in rows})
    for entry, cluster, record, library, merit, facts in rows:
        told = orjson.loads(bytes(facts))
        worth = rules.merit(told, ranks.get(kinds.get(library, ""), UNKNOWN_RANK))
        if worth != merit:
            found.merits[record] = worth
        said[entry].append(rules.Source(record, worth, told))
        clusters[entry].add(cluster)
    corrected = corrections(clusters)
    for entry, data in storage.data_of([entry for entry, sources in said.items() if len(sources) > 1]):
        best = sorted(said[entry], key=lambda one: (one.merit, one.record_id), reverse=True)[: rules.MOST_SOURCES]
        _compare(found, entry, orjson.loads(bytes(data)), rules.derive(best, corrected.get(entry, ())))
    return found


def _compare(found: Effect, entry: int, before: dict[str, Any], derived: dict[str, Any]) -> None:
    after = orjson.loads(orjson.dumps(derived))
    if after == before:
        return
    found.entries.append(entry)
    shown = [name for name in after if after[name]["v"] != before.get(name, {}).get("v")]
    found.shown += bool(shown)
    found.fields.update(shown)


def apply_effect(effect: Effect) -> None:
    """In the caller's transaction, the union locked."""
    storage.write_merits((merit, record) for record, merit in sorted(effect.merits.items()))
    if effect.entries:
        rebuild(effect.entries)
