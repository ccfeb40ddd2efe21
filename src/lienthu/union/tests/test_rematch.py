"""A change of the model: what people's answers say about the weights, and everything matched again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry, Job
from lienthu.kernel.permissions import Permission
from lienthu.union import model
from lienthu.union.actions.decide_pair import keep
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.rematch import accept_weights, refuse_weights, rematch
from lienthu.union.models import Entry, MatchKey, Member, WeightSet
from lienthu.union.rules.estimate import FEWEST, estimate
from lienthu.union.rules.weights import HOLD, VETO, WEIGHTS
from lienthu.union.tests.test_match_records import BOOK, hand_in, library, partition
from lienthu.union.tests.test_people import SYSTEM

pytestmark = pytest.mark.django_db
#: With this, another publisher no longer keeps a pair from being the same.
MILD = {"publisher.differs": -0.5}


def administrator(library_id: int | None) -> Actor:
    return Actor(ActorKind.PERSON, "Quản trị", 1, frozenset([Grant(Permission.UNION_ADMIN, library_id)]))


def two_publishers() -> tuple[int, int]:
    ids = hand_in(BOOK, "TINH"), hand_in(replace(BOOK, publisher="Trẻ"), "GN")
    match_records(record_ids=ids)
    assert len(partition()) == 2
    return ids


def finished(job: Job) -> dict[str, int]:
    jobs.drain(only=job)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error_code
    return job.result


def test_a_trial_counts_and_changes_nothing() -> None:
    two_publishers()
    before = partition(), list(Entry.objects.values())
    assert finished(rematch(actor=SYSTEM, dry=True, weights=MILD)) == {"records": 2, "moved": 1, "entries": 2}
    assert finished(rematch(actor=SYSTEM, dry=True)) == {"records": 2, "moved": 0, "entries": 0}
    assert (partition(), list(Entry.objects.values())) == before


def test_accepted_weights_hold_for_old_records_and_new_ones() -> None:
    ids = two_publishers()
    made = accept_weights(actor=administrator(None), weights=MILD, note="hai nhà xuất bản liên kết")
    assert finished(Job.objects.get(kind=model.REMATCH)) == {"records": 2, "moved": 1, "entries": 2}
    later = hand_in(replace(BOOK, publisher="Văn học"), "CJ")
    match_records(record_ids=[later])
    assert partition() == {frozenset([*ids, later])}
    assert model.current_weights()["publisher.differs"] == -0.5
    assert AuditEntry.objects.filter(code="union.weights_accepted").get().data["number"] == made.pk


def test_what_people_decided_outlives_a_change_of_the_model() -> None:
    first, second = two_publishers()
    keep(actor=SYSTEM, one=first, other=second, verdict="never")
    accept_weights(actor=SYSTEM, weights=MILD)
    assert finished(Job.objects.get(kind=model.REMATCH))["moved"] == 0
    assert len(partition()) == 2


def test_a_rematch_without_change_writes_nothing() -> None:
    ids = [hand_in(replace(BOOK, year=str(2000 + n % 3)), "TINH", str(n)) for n in range(20)]
    match_records(record_ids=ids)
    before = list(Member.objects.order_by("pk").values()), list(Entry.objects.values())
    assert finished(rematch(actor=SYSTEM))["moved"] == 0
    assert (list(Member.objects.order_by("pk").values()), list(Entry.objects.values())) == before


def test_a_rematch_after_a_change_of_the_keys_lets_records_meet_by_the_new_ones() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(replace(BOOK, year=""), "GN"), hand_in(replace(BOOK, title="Số đỏ"), "CJ")]
    match_records(record_ids=ids)
    wanted = set(MatchKey.objects.values_list("key", "entry_id"))
    MatchKey.objects.all().delete()
    late = hand_in(BOOK, "DM")
    match_records(record_ids=[late])
    assert len(partition()) == 3
    assert finished(rematch(actor=SYSTEM))["moved"] == 1
    assert partition() == {frozenset([ids[0], ids[1], late]), frozenset([ids[2]])}
    assert set(MatchKey.objects.values_list("key", "entry_id")) == wanted


def test_a_rematch_goes_on_where_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lienthu.union.jobs.CHUNK", 2)
    monkeypatch.setattr("lienthu.union.jobs._SLICE_SECONDS", 0.0)
    ids = [hand_in(replace(BOOK, publisher=name), "TINH", name) for name in ("Trẻ", "Kim Đồng", "Văn học", "Y học")]
    match_records(record_ids=ids)
    accept_weights(actor=SYSTEM, weights=MILD)
    job = Job.objects.get(kind=model.REMATCH)
    assert jobs.run_once(only=job.pk)
    job.refresh_from_db()
    assert (job.done, job.cursor["after"], job.state) == (2, ids[1], "queued")
    assert finished(job)["records"] == 4
    assert partition() == {frozenset(ids)}


def test_one_at_a_time_and_only_for_administrators_of_the_network() -> None:
    rematch(actor=SYSTEM)
    with pytest.raises(Conflict):
        rematch(actor=SYSTEM)
    with pytest.raises(Refused):
        rematch(actor=administrator(library("GN").pk))
    with pytest.raises(Refused):
        accept_weights(actor=administrator(library("GN").pk), weights=MILD)
    assert WeightSet.objects.count() == 0


@pytest.mark.parametrize(
    "weights", [{"title.differs": 1.0}, {"part.one_side": 1.0}, {"nothing": 1.0}, {"year.equal": 99.0}, {}]
)
def test_what_forbids_or_holds_is_not_for_acceptance(weights: dict[str, float]) -> None:
    with pytest.raises(Invalid):
        accept_weights(actor=SYSTEM, weights=weights)
    assert (WeightSet.objects.count(), Job.objects.count()) == (0, 0)


def test_a_refusal_is_written_down() -> None:
    refuse_weights(actor=SYSTEM, codes=["publisher.differs"], note="quá ít")
    assert AuditEntry.objects.get(code="union.weights_refused").data == {
        "codes": ["publisher.differs"],
        "note": "quá ít",
    }


REASONS = ["title.equal", "year.equal", "name.equal", "pages.equal", "publisher.differs"]


def test_answers_against_the_weights_move_them() -> None:
    found = estimate([(True, REASONS)] * 30)
    moved = {one.code: one for one in found}
    assert moved["publisher.differs"].proposed > WEIGHTS["publisher.differs"]
    assert (moved["publisher.differs"].same, moved["publisher.differs"].different) == (30, 0)
    assert all(WEIGHTS[one.code] - 2 <= one.proposed <= WEIGHTS[one.code] + 2 for one in found)


def test_answers_that_agree_move_nothing_and_few_say_nothing() -> None:
    sure = ["title.equal", "year.equal", "name.equal", "pages.equal", "publisher.equal"]
    assert estimate([(True, sure)] * 50) == []
    assert estimate([(True, REASONS)] * (FEWEST - 1)) == []


def test_what_forbids_or_holds_is_never_proposed() -> None:
    fixed = [code for code, weight in WEIGHTS.items() if weight in (VETO, HOLD)]
    found = estimate([(number % 2 == 0, [*REASONS, *fixed]) for number in range(60)])
    assert {one.code for one in found}.isdisjoint(fixed)
