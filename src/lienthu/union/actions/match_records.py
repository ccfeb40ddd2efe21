"""Places changed records in the union: the only automatic writer of entries.

Features are computed before the transaction; candidates, decisions and writes are one transaction, in bulk, so that
a batch is written whole and once. The caller acknowledges its events inside that transaction.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction

from lienthu.union import storage
from lienthu.union.actions import run as runs
from lienthu.union.actions.settling import settle, settle_crowds, weigh_clusters
from lienthu.union.actions.writing import Written, write
from lienthu.union.model import current_weights, in_force


def match_records(*, record_ids: Sequence[int], finish: Callable[[], None] = lambda: None) -> list[int]:
    """Returns the entries that changed. `finish` runs inside the transaction, after the writes."""
    ordered = list(dict.fromkeys(record_ids))
    with without_collector():
        arrivals = runs.prepare(ordered)
        with transaction.atomic():
            storage.lock_union()
            written = _place(ordered, arrivals)
            finish()
    return written.entries


def arrange(
    *, records: Sequence[int] = (), parted: Collection[int] = (), clusters: Collection[int] = (), decision: int
) -> Written:
    """What a person's decision changes: these records enter anew; what is weighed together with the clusters of
    `parted` records, which it keeps from each other or no longer keeps, is weighed anew; these clusters are shown
    where they belong. Runs in the transaction of the decision, after its bonds were written or dropped."""
    run = runs.load(records, runs.prepare(records), current_weights(), runs.Again.ENTER)
    homes = {record: home for record, home, _ in storage.homes(parted)} if parted else {}
    runs.load_clusters(run, set(homes.values()) - run.board.clusters.keys())
    for record_id in records:
        settle(run, record_id)
    if parted:
        found = {run.where[record][0] if record in run.where else home for record, home in homes.items()}
        weigh_clusters(run, {home for home in found if home is not None})
    settle_crowds(run)
    return write(run, clusters=clusters, decision=decision)


def weigh_again(arrivals: dict[int, runs.Arrival], weights: Mapping[str, float]) -> Written:
    """These records and all that they are weighed together with, in the caller's transaction."""
    storage.lock_union()
    with without_collector():
        return _place(sorted(arrivals), arrivals, again=runs.Again.WEIGH, weights=weights)


def rebuild(entry_ids: Collection[int]) -> Written:
    """Builds these entries anew from what they hold, in the caller's transaction."""
    return write(runs.load([], {}, current_weights()), clusters=entry_ids)


def _place(
    ordered: list[int],
    arrivals: dict[int, runs.Arrival],
    *,
    again: runs.Again | None = None,
    weights: Mapping[str, float] | None = None,
) -> Written:
    if weights is None:
        model = in_force()
        storage.note_model(model.name)
        weights = model.weights
    run = runs.load(ordered, arrivals, weights, again)
    for record_id in ordered:
        settle(run, record_id)
    settle_crowds(run)
    return write(run)


@contextmanager
def without_collector() -> Iterator[None]:
    """A batch makes a million small objects without cycles; looking for cycles cost a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
