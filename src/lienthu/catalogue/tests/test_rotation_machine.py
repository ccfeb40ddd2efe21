"""Boxes in any order: no copy is ever lost or in two places, and what the house says is what was done."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lienthu.catalogue.actions.change_items import Change, change_items
from lienthu.catalogue.actions.fill_box import close_box, take_out
from lienthu.catalogue.actions.move_box import call_back
from lienthu.catalogue.actions.receive_box import check_copies, receive_box, recount
from lienthu.catalogue.models import Item, RotationBox, RotationCopy, RotationLeg
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.rotation import Finding
from lienthu.catalogue.tests.box_helpers import NAMES, again, box, fill, item, send, stock
from lienthu.catalogue.tests.helpers import SYSTEM, library
from lienthu.kernel.errors import Conflict, Invalid

NUMBERS = [f"HK00{number}" for number in range(1, 7)]
numbers = st.lists(st.sampled_from(NUMBERS), max_size=4, unique=True)


class Boxes(RuleBasedStateMachine):
    """`place`: copy → "" on its shelf, a library's code, "way", "missing" or "lost". `inside`: copy → box."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        stock()
        self.boxes = [box(code="HLC-01").pk, box(code="HLC-02").pk]
        self.place = dict.fromkeys(NUMBERS, "")
        self.inside: dict[str, int] = {}
        self.at = dict.fromkeys(self.boxes, "TINH")
        self.damaged: set[str] = set()
        self.seen: dict[int, set[str]] = {pk: set() for pk in self.boxes}
        self.before: dict[int, str] = {}
        self.way: dict[int, str] = {}
        self.closed: set[int] = set()
        self.pending: dict[str, bool] = {}

    def draw(self, data: st.DataObject) -> RotationBox:
        return again(RotationBox(pk=data.draw(st.sampled_from(self.boxes))))

    def of(self, pk: int, *places: str) -> set[str]:
        return {number for number, held in self.inside.items() if held == pk and self.place[number] in places}

    @rule(data=st.data(), chosen=numbers)
    def is_filled(self, data: st.DataObject, chosen: list[str]) -> None:
        one = self.draw(data)
        if not chosen:
            return
        if one.pk in self.closed or self.at[one.pk] != "TINH":
            with pytest.raises(Conflict):
                fill(one, *chosen)
            return
        free = {n for n in chosen if n not in self.inside and self.place[n] == "" and n not in self.damaged}
        assert fill(one, *chosen).added == len(free)
        self.inside.update(dict.fromkeys(free, one.pk))

    @rule(data=st.data(), number=st.sampled_from(NUMBERS))
    def is_taken_out(self, data: st.DataObject, number: str) -> None:
        one = self.draw(data)
        copies = list(RotationCopy.objects.filter(item=item(number), ended_at=None).values_list("id", flat=True))
        may = one.pk not in self.closed and self.at[one.pk] == "TINH" and number in self.of(one.pk, "")
        try:
            take_out(actor=SYSTEM, box=one, copy_ids=copies)
            assert may
            del self.inside[number]
        except Conflict:
            assert not may

    @rule(data=st.data(), to=st.sampled_from(sorted(NAMES)))
    def is_sent(self, data: st.DataObject, to: str) -> None:
        one = self.draw(data)
        source = self.at[one.pk]
        going = self.of(one.pk, "" if source == "TINH" else source)
        bad = one.pk in self.closed or source in ("way", to)
        bad = bad or (source == "TINH" and bool(going & self.damaged)) or (not going and to != "TINH")
        try:
            send(one, to)
        except (Conflict, Invalid):
            assert bad
            return
        assert not bad
        self.place.update(dict.fromkeys(going, "way"))
        self.before[one.pk], self.way[one.pk], self.at[one.pk] = source, to, "way"
        self.seen[one.pk] = set()

    @rule(data=st.data(), chosen=numbers, damaged=st.booleans())
    def is_scanned(self, data: st.DataObject, chosen: list[str], damaged: bool) -> None:
        one = self.draw(data)
        if not chosen or self.at[one.pk] != "way":
            return
        finding = Finding.DAMAGED if damaged else Finding.PRESENT
        check_copies(actor=SYSTEM, box=one, codes=chosen, finding=finding)
        mine = set(chosen) & self.of(one.pk, "way", "missing")
        self.seen[one.pk] |= mine
        self.pending |= dict.fromkeys(mine, damaged)

    @rule(data=st.data(), all_here=st.booleans())
    def is_received(self, data: st.DataObject, all_here: bool) -> None:
        one = self.draw(data)
        travelling, seen = self.of(one.pk, "way"), self.seen[one.pk]
        try:
            receive_box(actor=SYSTEM, box=one, rest_is_here=all_here)
        except Conflict:
            assert self.at[one.pk] != "way"
            return
        except Invalid:
            assert not all_here and travelling and not seen
            return
        here = seen | (travelling if all_here else set())
        target = self.way.pop(one.pk)
        for number in here:
            self.place[number] = "" if target == "TINH" else target
            if number in seen and self.pending[number]:
                self.damaged.add(number)
        for number in travelling - here:
            self.place[number] = "missing"
            self.damaged.discard(number)
        self.at[one.pk], self.seen[one.pk] = target, set()

    @rule(data=st.data())
    def is_called_back(self, data: st.DataObject) -> None:
        one = self.draw(data)
        touched = RotationLeg.objects.filter(
            box=one, received_at=None, called_back_at=None, checks__at__isnull=False
        ).exists()
        may = self.at[one.pk] == "way" and not touched
        try:
            call_back(actor=SYSTEM, box=one)
        except Conflict:
            assert not may or self.seen[one.pk]
            return
        assert may
        source = self.before[one.pk]
        self.place.update(dict.fromkeys(self.of(one.pk, "way"), "" if source == "TINH" else source))
        self.at[one.pk] = source
        del self.way[one.pk]

    @rule(data=st.data(), number=st.sampled_from(NUMBERS), are_here=st.booleans())
    def is_recounted(self, data: st.DataObject, number: str, are_here: bool) -> None:
        one = self.draw(data)
        at = self.at[one.pk]
        fits = number in self.of(one.pk, "missing") if are_here else at != "TINH" and number in self.of(one.pk, at)
        may = one.pk not in self.closed and at != "way" and fits
        try:
            recount(actor=SYSTEM, box=one, codes=[number], are_here=are_here)
        except (Conflict, Invalid):
            assert not may
            return
        assert may
        self.place[number] = ("" if at == "TINH" else at) if are_here else "missing"
        self.damaged.discard(number)

    @rule(number=st.sampled_from(NUMBERS))
    def is_repaired(self, number: str) -> None:
        tinh = library("TINH").pk
        change = Change(ItemStatus.AVAILABLE)
        act = change_items(actor=SYSTEM, library_id=tinh, item_ids=[item(number).pk], change=change, reason="đã sửa")
        if self.place[number] in ("", "lost"):
            assert act.refused == 0
            self.damaged.discard(number)
            if self.place[number] == "lost":
                self.place[number] = ""
        else:
            assert act.done == 0

    @rule(data=st.data())
    def is_closed(self, data: st.DataObject) -> None:
        one = self.draw(data)
        try:
            close_box(actor=SYSTEM, box=one)
        except Conflict:
            assert one.pk in self.closed or self.at[one.pk] != "TINH"
            return
        self.place.update(dict.fromkeys(self.of(one.pk, "missing"), "lost"))
        self.inside = {number: held for number, held in self.inside.items() if held != one.pk}
        self.closed.add(one.pk)

    @invariant()
    def every_copy_is_in_one_place(self) -> None:
        if not hasattr(self, "place"):
            return
        codes = {one.pk: one.code for one in map(library, NAMES)}
        held = dict(RotationCopy.objects.filter(ended_at=None).values_list("item__accession_no", "box_id"))
        assert held == self.inside
        for one in Item.objects.filter(library=library("TINH")):
            place = self.place[one.accession_no]
            is_away = place not in ("", "lost")
            assert one.left_at is None
            assert (one.box_id is not None) == is_away
            assert one.box_id is None or one.box_id == self.inside[one.accession_no]
            assert codes.get(one.at_library_id or 0, "") == (place if place in NAMES else "")
            usual = {"": "available", "missing": "missing", "lost": "lost"}.get(place, "on_rotation")
            damaged = one.accession_no in self.damaged and place not in ("missing", "lost")
            assert one.status == ("damaged" if damaged else usual)

    @invariant()
    def boxes_are_where_they_are(self) -> None:
        if not hasattr(self, "at"):
            return
        for one in RotationBox.objects.select_related("holder", "to_library"):
            at = self.at[one.pk]
            assert (one.state == "on_the_way") == (at == "way")
            assert (one.to_library.code if one.to_library else None) == self.way.get(one.pk)
            assert at == "way" or one.holder.code == at


@pytest.mark.django_db
def test_no_copy_is_lost_or_in_two_places() -> None:
    run_state_machine_as_test(
        Boxes,
        settings=settings(
            max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
