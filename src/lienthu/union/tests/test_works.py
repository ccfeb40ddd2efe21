"""What people said about works: editions linked and taken out, and each of it taken back exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lienthu.kernel.errors import Conflict, Refused
from lienthu.kernel.models import AuditEntry, Event
from lienthu.registry.tests import acting
from lienthu.union import queries
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.works import link_works, part_work
from lienthu.union.models import Decision, Entry, OwnWork, WorkAlias, WorkTie
from lienthu.union.rules.works import Linked, Parted, own_key, works
from lienthu.union.tests.test_match_records import BOOK, hand_in, library
from lienthu.union.tests.test_people import SYSTEM, entry_of, reviewer

TITLES = ("Dế mèn phiêu lưu ký", "Con dế mèn", "Truyện con dế", "Cuộc phiêu lưu của dế")


def together(said: list[Linked | Parted], keys: dict[int, int]) -> dict[int, int]:
    found = works(said)
    return {entry: found.own.get(entry) or found.alias.get(key, key) for entry, key in keys.items()}


def test_links_lead_to_the_first_and_parted_ones_stay_out() -> None:
    keys = {1: 10, 2: 20, 3: 30, 4: 20}
    said: list[Linked | Parted] = [Linked(1, 1, 2, 10, 20), Parted(2, 4), Linked(3, 3, 2, 30, 20)]
    assert together(said, keys) == {1: 30, 2: 30, 3: 30, 4: own_key(2)}
    assert together(said[1:], keys) == {1: 10, 2: 30, 3: 30, 4: own_key(2)}
    assert together([*said, Linked(4, 4, 1, 20, 10)], keys) == dict.fromkeys(keys, own_key(2))


_ACTS = st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)), max_size=12)


@given(_ACTS, st.randoms(use_true_random=False))
def test_the_order_of_reading_decides_nothing(acts: list[tuple[bool, int, int]], rng: object) -> None:
    said: list[Linked | Parted] = [
        Linked(number, one, other, one % 3, other % 3) if links else Parted(number, one)
        for number, (links, one, other) in enumerate(acts, 1)
    ]
    mixed = list(said)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    assert works(mixed) == works(said)
    found = works(said)
    assert found.alias.keys().isdisjoint(found.alias.values())
    assert found.alias.keys().isdisjoint(found.own.values())


def _books() -> list[int]:
    ids = [hand_in(replace(BOOK, title=title, isbn=""), "TINH", title) for title in TITLES]
    match_records(record_ids=ids)
    assert Entry.objects.count() == len(TITLES)
    return ids


def _state() -> dict[str, tuple[int, bytes]]:
    return {one.public_id: (one.work_key, bytes(one.data)) for one in Entry.objects.all()}


def _decided(made: Decision) -> int:
    return made.pk


@pytest.mark.django_db
def test_a_link_taken_back_leaves_what_the_others_say() -> None:
    one, two, three, _ = (entry_of(record) for record in _books())
    start = _state()
    first = link_works(actor=SYSTEM, public_id=one.public_id, other=two.public_id)
    with_first = _state()
    second = link_works(actor=SYSTEM, public_id=two.public_id, other=three.public_id)
    assert len({key for key, _ in _state().values()}) == 2
    take_back(actor=SYSTEM, decision_id=first.pk, note="nhầm")
    keys = {public_id: key for public_id, (key, _) in _state().items()}
    assert keys[two.public_id] == keys[three.public_id] != keys[one.public_id]
    take_back(actor=SYSTEM, decision_id=second.pk)
    assert _state() == start
    assert (WorkTie.objects.count(), WorkAlias.objects.count()) == (0, 0)
    assert with_first != start
    assert AuditEntry.objects.filter(code="union.taken_back").count() == 2
    stands = {each.id: each.stands for each in queries.decisions_about(two.pk) if each.kind == "works_linked"}
    assert stands == {first.pk: False, second.pk: False}


@pytest.mark.django_db
def test_what_was_taken_out_of_its_work_comes_back() -> None:
    one, two, *_ = (entry_of(record) for record in _books())
    link_works(actor=SYSTEM, public_id=one.public_id, other=two.public_id)
    linked = _state()
    parted = part_work(actor=SYSTEM, public_id=two.public_id)
    assert _state()[two.public_id][0] == own_key(parted.pk)
    with pytest.raises(Conflict, match=r"union\.only_edition"):
        part_work(actor=SYSTEM, public_id=two.public_id)
    Event.objects.all().delete()
    take_back(actor=SYSTEM, decision_id=parted.pk)
    assert _state() == linked
    assert OwnWork.objects.count() == 0
    assert two.pk in {entry for event in Event.objects.all() for entry in event.payload["entries"]}
    with pytest.raises(Conflict, match=r"union\.already_taken_back"):
        take_back(actor=SYSTEM, decision_id=parted.pk)
    assert _state() == linked


@pytest.mark.django_db
def test_works_are_given_back_only_by_those_who_may() -> None:
    one, two, *_ = (entry_of(record) for record in _books())
    made = link_works(actor=SYSTEM, public_id=one.public_id, other=two.public_id)
    before = _state()
    for actor in (reviewer(library("GN").pk), reviewer()):
        with pytest.raises(Refused):
            take_back(actor=actor, decision_id=made.pk)
    assert _state() == before
    take_back(actor=reviewer(library("TINH").pk), decision_id=made.pk)
    assert _state() != before


@pytest.mark.django_db
def test_works_outlive_merges_and_new_records() -> None:
    ids = _books()
    one, two, three, _ = (entry_of(record) for record in ids)
    made = link_works(actor=SYSTEM, public_id=one.public_id, other=two.public_id)
    merge(actor=SYSTEM, public_id=two.public_id, other=three.public_id)
    merged = Decision.objects.latest("id").pk
    take_back(actor=SYSTEM, decision_id=made.pk)
    take_back(actor=SYSTEM, decision_id=merged)
    keys = [entry_of(record).work_key for record in ids]
    assert len(set(keys)) == len(ids)


@pytest.mark.django_db
def test_a_mistyped_identifier_is_said_on_the_page_of_the_entry(settings: Any) -> None:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"
    door = reverse("union:join", args=[entry_of(_books()[0]).public_id])
    with acting.acting(reviewer(None)):
        answer = Client().post(door, {"other": "quenoi", "as": "same"}, follow=True)
        nowhere = Client().post(reverse("union:join", args=["0000000x"]), {"other": "quenoi"})
    assert answer.status_code == 200 and "quenoi" in answer.content.decode()
    assert nowhere.status_code == 404
