"""One run of the matcher: what is known of its records and clusters, read in bulk, and what it moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from lienthu.marc.record import Record, from_compact
from lienthu.union import storage
from lienthu.union.people import persons
from lienthu.union.rules.board import Board, Cluster
from lienthu.union.rules.facts import Facts, facts
from lienthu.union.rules.features import Features, Grouped, features, group
from lienthu.union.rules.keys import keys, split_key
from lienthu.union.rules.score import Judgement


@dataclass(slots=True)
class Arrival:
    """An active record ready to be placed."""

    record_id: int
    library_id: int
    version: int
    features: Features
    blob: bytes
    keys: list[int]
    source: tuple[Record, Grouped] | None = None
    _facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        if self._facts is None:
            assert self.source is not None
            self._facts = facts(*self.source)
        return self._facts


@dataclass(frozen=True, slots=True)
class Known:
    cluster: int
    entry: int
    version: int
    representative: bool
    blob: bytes


class Again(Enum):
    """What is done with records that did not change."""

    WEIGH = auto()  # the model changed: they are compared anew where they are
    ENTER = auto()  # people decided about them: they leave and enter anew


@dataclass(slots=True)
class Run:
    arrivals: dict[int, Arrival]
    again: Again | None = None
    known: dict[int, Known] = field(default_factory=dict)
    board: Board = field(default_factory=Board)
    revivable: dict[int, int] = field(default_factory=dict)
    fresh: Iterator[int] = field(default_factory=lambda: iter(()))
    new: set[int] = field(default_factory=set)
    #: Where a record was when the run began, and where it is now with which description.
    origin: dict[int, int | None] = field(default_factory=dict)
    where: dict[int, tuple[int | None, bytes]] = field(default_factory=dict)
    rewritten: set[int] = field(default_factory=set)
    evidence: dict[int, bytes] = field(default_factory=dict)
    promoted: set[int] = field(default_factory=set)
    #: What records say now that said something else before, or nothing; None: nothing any more.
    described: dict[int, bytes | None] = field(default_factory=dict)
    #: Descriptions that stand on other sides of people's decisions since the record in hand came or went.
    sides_changed: set[bytes] = field(default_factory=set)
    keys: dict[tuple[int, int], bool] = field(default_factory=dict)
    weighed: set[int] = field(default_factory=set)
    #: Clusters of crowds, which are weighed as a whole at the end.
    crowds: set[int] = field(default_factory=set)
    stored_rivals: dict[int, set[int]] = field(default_factory=dict)
    moved_to: dict[int, int] = field(default_factory=dict)
    last_out: dict[int, int] = field(default_factory=dict)
    reviews: list[tuple[int, int, Judgement]] = field(default_factory=list)
    _rolls: dict[int, dict[int, bytes]] = field(default_factory=dict)

    def roll(self, cluster: int) -> dict[int, bytes]:
        """Record → description of all that are in a cluster now."""
        found = self._rolls.get(cluster)
        if found is None:
            stored = () if cluster in self.new else storage.roll([cluster])
            found = {record: bytes(blob) for _, record, blob in stored if record not in self.where}
            found |= {record: blob for record, (home, blob) in self.where.items() if home == cluster}
            self._rolls[cluster] = found
        return found

    def fill_rolls(self, clusters: Collection[int]) -> None:
        for cluster in clusters:
            self._rolls[cluster] = {}
        for cluster, record, blob in storage.roll(clusters) if clusters else ():
            self._rolls[cluster][record] = bytes(blob)

    def put(self, record_id: int, cluster: int | None, blob: bytes) -> None:
        """Notes where a record is now."""
        self.origin.setdefault(record_id, self.known[record_id].cluster if record_id in self.known else None)
        self.where[record_id] = (cluster, blob)
        if cluster in self._rolls:
            self._rolls[cluster][record_id] = blob

    def component(self, clusters: Collection[int]) -> set[int]:
        while True:
            found = self.board.component(clusters)
            # Not `found - clusters.keys()`: that walks through all clusters of the board.
            missing = {one for one in found if one not in self.board.clusters}
            if not missing:
                return found
            load_clusters(self, missing)

    def ask(self, one: int, other: int, judgement: Judgement) -> None:
        self.reviews.append((one, other, judgement))


def prepare(record_ids: Collection[int], *, told: bool = True) -> dict[int, Arrival]:
    """Features, keys and facts of the active ones. Without `told` facts are made when asked for: most records that are
    weighed again need none."""
    found = {}
    names = persons()
    for record_id, library_id, state, version, marc in storage.records(record_ids):
        if state != "active":
            continue
        record = from_compact(marc if isinstance(marc, bytes) else bytes(marc))
        fields = group(record)
        said = features(record, fields, names)
        arrival = Arrival(record_id, library_id, version, said, said.to_blob(), keys(said), (record, fields))
        if told:
            arrival.source, arrival._facts = None, arrival.facts
        found[record_id] = arrival
    return found


def load(
    ordered: Sequence[int],
    arrivals: dict[int, Arrival],
    weights: Mapping[str, float],
    again: Again | None = None,
) -> Run:
    run = Run(arrivals, again)
    board = run.board
    board.weights = weights
    for record_id, cluster, entry, version, representative, blob in storage.members(ordered):
        run.known[record_id] = Known(cluster, entry, version, bool(representative), bytes(blob))
    placing = [arrival for arrival in arrivals.values() if needs_place(run, arrival)]
    wanted = {key for arrival in placing for key in arrival.keys}
    look_up_split(run, wanted)
    for arrival in placing:
        wanted.update(split_key(key, arrival.features) for key in arrival.keys if key in board.split)
    found = storage.blocks(wanted) if wanted else []
    for key, cluster in found:
        board.blocks.setdefault(key, []).append(cluster)
    load_clusters(run, {cluster for _, cluster in found} | {known.cluster for known in run.known.values()}, ordered)
    run.fill_rolls({known.cluster for record_id, known in run.known.items() if _may_leave(run, record_id)})
    newcomers = [arrival.record_id for arrival in placing if arrival.record_id not in run.known]
    run.fresh = storage.new_entry_ids(len(placing))
    run.revivable = dict(storage.left_last(newcomers)) if newcomers else {}
    return run


def look_up_split(run: Run, keys: Collection[int]) -> None:
    """Which of these keys have a block that is split; each is asked for once in a run."""
    unknown = set(keys) - run.board.looked_up
    if unknown:
        run.board.looked_up |= unknown
        run.board.split |= storage.split_among(unknown)


def needs_place(run: Run, arrival: Arrival) -> bool:
    known = run.known.get(arrival.record_id)
    if known is None or run.again:
        return True
    return known.version != arrival.version and known.blob != arrival.blob


def _may_leave(run: Run, record_id: int) -> bool:
    """What is only weighed again stays in its cluster, mostly."""
    arrival = run.arrivals.get(record_id)
    if arrival is None or run.again is not Again.WEIGH:
        return arrival is None or needs_place(run, arrival)
    return run.known[record_id].blob != arrival.blob


def load_clusters(run: Run, ids: Collection[int], records: Collection[int] = ()) -> None:
    if not ids and not records:
        return
    board = run.board
    if ids:
        for cluster, own in storage.clusters(ids):
            board.clusters[cluster] = Cluster(cluster, size=own)
        for cluster, record_id, blob in storage.representatives(ids):
            said = bytes(blob)
            board.clusters[cluster].representatives[record_id] = (Features.from_blob(said), said)
        for cluster, other in storage.rivals(ids):
            board.rivals.setdefault(cluster, set()).add(other)
            run.stored_rivals.setdefault(cluster, set()).add(other)
    _load_bars(run, ids, records)


def _load_bars(run: Run, clusters: Collection[int], records: Collection[int]) -> None:
    """The standing "never together" that concern these clusters or records, with all their records."""
    board = run.board
    known = {decision for parts in board.parts.values() for decision, _ in parts}
    wanted = storage.bars_on(clusters, records) - known
    described: set[bytes] = set()
    for decision, record_id, side, fixed, stored in storage.bar_parts(wanted) if wanted else ():
        blob = bytes(stored) if stored is not None else None
        blob = run.described.get(record_id, blob)
        board.note_part(record_id, (decision, side), blob, fixed=bool(fixed))
        described |= {blob} if blob is not None else set()
    for blob in described:
        board.stand(blob)


def load_members(run: Run, records: Collection[int]) -> None:
    """More records of the union, with their clusters."""
    missing = [record for record in records if record not in run.known]
    if not missing:
        return
    for record_id, cluster, entry, version, representative, blob in storage.members(missing):
        run.known[record_id] = Known(cluster, entry, version, bool(representative), bytes(blob))
    homes = {run.known[record].cluster for record in missing if record in run.known}
    load_clusters(run, {home for home in homes if home not in run.board.clusters})


def all_keys(said: Features) -> list[int]:
    own = keys(said)
    return [*own, *(split_key(key, said) for key in own)]
