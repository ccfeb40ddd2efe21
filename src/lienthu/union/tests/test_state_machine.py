"""Whatever happens in whatever order: members, keys, entries and addresses always fit together."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lienthu.kernel.actor import Actor
from lienthu.union import queries
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records, weigh_again
from lienthu.union.actions.merge import merge
from lienthu.union.actions.run import load, prepare
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.model import current_weights
from lienthu.union.models import Decision, Entry, MatchKey, Member
from lienthu.union.rules.board import Node, Said
from lienthu.union.rules.clustering import gather
from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import keys
from lienthu.union.tests.test_match_records import BOOK, hand_in, set_state

SYSTEM = Actor.system("test")
YEARS = ["2012", "2013", ""]
TITLES = ["Dế mèn phiêu lưu ký", "De men phieu luu ky", "Số đỏ"]


class Union(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.records: dict[int, str] = {}
        self.addresses: set[str] = set()

    @rule(code=st.sampled_from(["A", "B", "C", "D"]), year=st.sampled_from(YEARS), title=st.sampled_from(TITLES))
    def arrives(self, code: str, year: str, title: str) -> None:
        record_id = hand_in(replace(BOOK, year=year, title=title), code)
        self.records[record_id] = "active"
        match_records(record_ids=[record_id])

    @precondition(lambda self: self.records)
    @rule(data=st.data())
    def is_withdrawn(self, data: st.DataObject) -> None:
        record_id = data.draw(st.sampled_from(sorted(self.records)))
        set_state(record_id, "withdrawn")
        self.records[record_id] = "withdrawn"
        match_records(record_ids=[record_id])

    @precondition(lambda self: Entry.objects.filter(state="active").count() > 1)
    @rule(data=st.data())
    def are_merged(self, data: st.DataObject) -> None:
        active = sorted(Entry.objects.filter(state="active").values_list("public_id", "pk"), key=lambda row: row[1])
        one, other = data.draw(st.permutations(active))[:2]
        ours = {*Member.objects.filter(entry=one[1]).values_list("pk", flat=True)}
        theirs = {*Member.objects.filter(entry=other[1]).values_list("pk", flat=True)}
        merge(actor=SYSTEM, public_id=one[0], other=other[0])
        assert {*Member.objects.filter(entry=one[1]).values_list("pk", flat=True)} == ours | theirs

    @precondition(lambda self: Entry.objects.filter(size__gt=1).exists())
    @rule(data=st.data())
    def comes_apart(self, data: st.DataObject) -> None:
        rows = Member.objects.filter(entry__size__gt=1).order_by("pk").values_list("pk", "entry__public_id", "entry_id")
        record_id, public_id, entry = data.draw(st.sampled_from(list(rows)))
        others = [*Member.objects.filter(entry=entry).values_list("pk", flat=True)]
        own = unmerge(actor=SYSTEM, public_id=public_id, record_id=record_id)
        assert {*own.members.values_list("pk", flat=True)} & {*others} == {record_id}

    @precondition(lambda self: Decision.objects.filter(taken_back_by=None).exclude(kind="taken_back").exists())
    @rule(data=st.data())
    def is_taken_back(self, data: st.DataObject) -> None:
        standing = Decision.objects.filter(taken_back_by=None).exclude(kind="taken_back").order_by("pk")
        found = data.draw(st.sampled_from(list(standing)))
        take_back(actor=SYSTEM, decision_id=found.pk)

    @precondition(lambda self: self.records)
    @rule()
    def everything_is_weighed_again(self) -> None:
        before = set(Member.objects.values_list("pk", "cluster", "entry"))
        with transaction.atomic():
            assert weigh_again(prepare(sorted(self.records)), current_weights()).entries == []
        assert set(Member.objects.values_list("pk", "cluster", "entry")) == before

    @precondition(lambda self: self.records)
    @rule()
    def everything_is_announced_again(self) -> None:
        assert match_records(record_ids=sorted(self.records)) == []

    @invariant()
    def clusters_do_not_depend_on_what_happened_before(self) -> None:
        """They are what all descriptions weighed together at once give."""
        board = load(sorted(self.records), {}, current_weights()).board
        homes: dict[Node, set[int]] = {}
        placed: dict[Node, tuple[int, Said]] = {}
        for record, cluster, blob in Member.objects.order_by("pk").values_list("pk", "cluster", "features"):
            said = Features.from_blob(bytes(blob)), bytes(blob)
            node = board.node(record, *said)
            homes.setdefault(node, set()).add(cluster)
            placed[node] = record, said
        nodes = sorted(placed)
        parts = [board.parts_of(placed[node][0], node[0]) for node in nodes]
        barred = {(a, b) for a, b in combinations(range(len(nodes)), 2) if board.barred(parts[a], parts[b])}
        found = gather(len(nodes), lambda a, b: board.judged(placed[nodes[a]][1], placed[nodes[b]][1]), barred)
        assert all(len(home) == 1 for home in homes.values())
        clusters: dict[int, list[int]] = {}
        for number, node in enumerate(nodes):
            clusters.setdefault(min(homes[node]), []).append(number)
        assert sorted(clusters.values()) == found.groups

    @invariant()
    def all_fits(self) -> None:
        members = list(Member.objects.all())
        together = {frozenset((a.pk, b.pk)) for a in members for b in members if a.entry_id == b.entry_id and a != b}
        assert forbidden().isdisjoint(together)
        assert {row.pk for row in members} == {pk for pk, state in self.records.items() if state == "active"}
        wanted = set()
        for row in members:
            said = Features.from_blob(bytes(row.features))
            wanted |= {(key, row.cluster_id) for key in keys(said)}
        assert set(MatchKey.objects.values_list("key", "entry_id")) == wanted
        for entry in Entry.objects.all():
            own = [row for row in members if row.entry_id == entry.pk]
            assert entry.size == len(own)
            assert (entry.state == "active") == bool(own)
            assert entry.own == sum(row.cluster_id == entry.pk for row in members)
            assert not own or any(row.is_representative for row in own)
            assert {source for field in queries.field_views(entry.fields) for source in field.sources} <= {
                row.pk for row in own
            } or not own
            self.addresses.add(entry.public_id)
        for public_id in self.addresses:
            assert queries.resolve(public_id).state in ("active", "gone")


def forbidden() -> set[frozenset[int]]:
    """Pairs that people took apart, unless they joined them again later."""
    standing = Decision.objects.filter(taken_back_by=None).exclude(kind="taken_back")
    joined = [(tie.pk, {*tie.one, *tie.other}) for tie in standing.filter(kind="merged")]
    return {
        frozenset((a, b))
        for left in standing.filter(kind="taken_out")
        for a in left.one
        for b in left.other
        if not any(number > left.pk and {a, b} <= both for number, both in joined)
    }


class Isolated(Union):
    """Each example in a transaction of its own that is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@pytest.mark.django_db
def test_everything_always_fits_together() -> None:
    run_state_machine_as_test(
        Isolated,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
