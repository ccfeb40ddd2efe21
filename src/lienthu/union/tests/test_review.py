"""The review desk: whose pair it is, which comes first, what an answer does and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lienthu.catalogue.models import Item
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission
from lienthu.registry.tests import acting
from lienthu.union import reviewing
from lienthu.union.actions.claim_pair import claim, claim_next, put_off
from lienthu.union.actions.decide_pair import decide_pair
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records
from lienthu.union.models import Decision, UndecidedPair
from lienthu.union.reviewing import Narrowed
from lienthu.union.rules.comparison import compared, reason_class
from lienthu.union.tests.test_match_records import BOOK, hand_in, library, partition

pytestmark = pytest.mark.django_db


def person(number: int, name: str, library_id: int | None = None) -> Actor:
    grants = frozenset([Grant(Permission.UNION_REVIEW, library_id)])
    return Actor(ActorKind.PERSON, name, number, grants)


AN, BINH = person(1, "An"), person(2, "Bình")


def two_pairs() -> tuple[UndecidedPair, UndecidedPair]:
    """The second one has more copies behind it."""
    ids = []
    for number, title in enumerate(["Rừng khộp mùa khô", "Bến nước bon làng"]):
        book = replace(BOOK, title=title)
        ids += [hand_in(book, "TINH", str(number)), hand_in(replace(book, publisher="Trẻ"), "GN", str(number))]
    for number in range(5):
        Item.objects.create(record_id=ids[2], library=library("TINH"), accession_no=f"D{number}")
    match_records(record_ids=ids)
    few, many = UndecidedPair.objects.order_by("left_id")
    return few, many


def next_for(actor: Actor, **narrowed: str) -> UndecidedPair | None:
    return claim_next(actor=actor, pairs=reviewing.waiting(actor, Narrowed(**narrowed)))


def test_what_helps_most_comes_first_and_nobody_gets_the_same() -> None:
    few, many = two_pairs()
    assert (few.benefit, many.benefit) == (6, 11)
    assert (next_for(AN), next_for(BINH), next_for(person(3, "Chi"))) == (many, few, None)
    assert next_for(AN) == many
    with pytest.raises(Conflict, match=r"union\.pair_claimed") as caught:
        claim(actor=BINH, pair=many)
    assert caught.value.params == {"who": "An"}


def test_a_claim_ends_after_some_minutes() -> None:
    _, many = two_pairs()
    assert next_for(AN) == many
    UndecidedPair.objects.filter(pk=many.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert next_for(BINH) == many


def test_who_answers_what_another_looks_at_is_told_and_changes_nothing() -> None:
    _, many = two_pairs()
    assert next_for(AN) == many
    before = partition()
    with pytest.raises(Conflict, match=r"union\.pair_claimed"):
        decide_pair(actor=BINH, pair_id=many.pk, verdict="same")
    assert (partition(), Decision.objects.count()) == (before, 0)
    decide_pair(actor=AN, pair_id=many.pk, verdict="same")
    with pytest.raises(Conflict, match=r"union\.pair_answered") as caught:
        decide_pair(actor=BINH, pair_id=many.pk, verdict="different")
    assert caught.value.params == {"who": "An"}


def test_an_answer_is_taken_back_and_the_pair_waits_again() -> None:
    few, many = two_pairs()
    before = partition()
    made = decide_pair(actor=AN, pair_id=many.pk, verdict="same", note="cùng một cuốn")
    assert len(partition()) == len(before) - 1
    assert list(reviewing.waiting(AN)) == [few]
    assert [act.pk for act, _ in reviewing.last_acts(AN)] == [made.pk]
    take_back(actor=AN, decision_id=made.pk)
    assert partition() == before
    assert set(reviewing.waiting(AN)) == {few, many}
    assert reviewing.last_acts(AN) == []


def test_later_is_tomorrow() -> None:
    few, many = two_pairs()
    put_off(actor=AN, pair_id=many.pk)
    assert next_for(BINH) == few
    found = reviewing.progress(AN)
    assert (found.remaining, found.put_off, found.today) == (1, 1, 0)


def test_progress_counts_each_person() -> None:
    few, many = two_pairs()
    decide_pair(actor=AN, pair_id=many.pk, verdict="never")
    decide_pair(actor=BINH, pair_id=few.pk, verdict="always")
    found = reviewing.progress(AN)
    assert (found.remaining, found.today, found.people) == (0, 1, [("An", 1), ("Bình", 1)])


def test_the_desk_can_be_narrowed() -> None:
    two_pairs()
    assert reviewing.offered(AN) == {"library": ["GN", "TINH"], "reason": ["publisher"], "format": ["book"]}
    assert reviewing.waiting(AN, Narrowed(library="gn", reason="publisher", format="book")).count() == 2
    for narrowed in (Narrowed(library="CJ"), Narrowed(reason="year"), Narrowed(format="map")):
        assert reviewing.waiting(AN, narrowed).count() == 0
    assert reviewing.waiting(person(4, "Dung", library("GN").pk)).count() == 0


def test_an_unknown_word_is_no_answer() -> None:
    few, _ = two_pairs()
    with pytest.raises(Invalid, match=r"union\.no_such_verdict"):
        decide_pair(actor=AN, pair_id=few.pk, verdict="maybe")
    assert UndecidedPair.objects.get(pk=few.pk).answer is None


def test_what_decides_stands_first() -> None:
    left, right = (
        {"title": "A", "year": 2012, "publisher": "Trẻ"},
        {"title": "A", "year": 2012, "publisher": "Kim Đồng"},
    )
    reasons = ["title.equal", "year.equal", "publisher.differs", "evidence.thin"]
    rows, whole = compared(left, right, reasons)
    assert [row.field for row in rows] == ["publisher", "title", "year"]
    assert [row.decides for row in rows] == [True, False, False]
    assert [finding.code for finding in whole] == ["evidence.thin"]
    assert reason_class(reasons) == "evidence"
    assert reason_class(reasons[:3]) == "publisher"


@pytest.fixture
def browser(settings: object) -> Iterator[Client]:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"  # type: ignore[attr-defined]
    with acting.acting(AN):
        yield Client()


def test_the_next_pair_is_another_one(browser: Client) -> None:
    few, many = two_pairs()
    assert f'data-pair="{many.pk}"' in browser.get("/en/union/review").content.decode()
    assert f'data-pair="{few.pk}"' in browser.get(f"/en/union/review/next?not={many.pk}").content.decode()
    answer = browser.post(f"/en/union/review/{many.pk}", {"verdict": "same"}, headers={"HX-Request": "true"})
    assert (answer.status_code, "They are one entry now." in answer.content.decode()) == (200, True)
    undone = browser.post("/en/union/review/undo", {"decision": Decision.objects.get().pk})
    assert (undone.status_code, undone["Location"]) == (302, f"/en/union/review?pair={many.pk}")


def test_a_page_costs_the_same_however_many_wait(browser: Client, django_assert_max_num_queries: object) -> None:
    two_pairs()
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        browser.get("/en/union/review")
