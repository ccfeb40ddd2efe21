"""What a copy may become; no order of acts leads where none may go, and each act can be taken back."""

from __future__ import annotations

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

from lienthu.catalogue.actions.change_items import Change, change_items, undo_act
from lienthu.catalogue.models import Item, ItemAct, ItemEvent
from lienthu.catalogue.rules.item_status import BY_HAND, LEFT, NEXT, ItemStatus, choices_from, from_source, may_become
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, library, marc_file

HANDS = sorted(BY_HAND)


def test_every_status_says_what_may_follow() -> None:
    assert set(NEXT) == set(ItemStatus)
    for status, following in NEXT.items():
        assert following <= BY_HAND
        assert not may_become(status, status)
        assert (status in LEFT | {ItemStatus.ON_ROTATION}) == (not choices_from(status))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("", "available"),
        ("lost", "lost"),
        ("Đã mất", "lost"),
        ("Mất", "lost"),
        ("Mặt bằng tốt", "available"),
        ("Đang mượn", "on_loan"),
        ("dang muon", "on_loan"),
        ("Không cho mượn", "not_for_loan"),
        ("ĐỌC TẠI CHỖ", "not_for_loan"),
        ("Rách bìa", "damaged"),
        ("Đã thanh lý năm 2019", "withdrawn"),
        ("đang sửa chữa", "in_repair"),
        ("gone", "available"),
        ("Available", "available"),
        ("???", "available"),
    ],
)
def test_the_words_of_other_systems(words: str, status: str) -> None:
    assert from_source(words) == status


class StatusMachine(RuleBasedStateMachine):
    """A copy in the hands of clumsy people: the model says what it must be."""

    @initialize()
    def begin(self) -> None:
        hand_in(marc_file(book("A1", "Một", copies="HK001-2")))
        self.model = {item.pk: (item.status, item.place, item.shelf) for item in Item.objects.all()}
        self.acts: list[tuple[int, dict[int, tuple[str, str, str]], dict[int, tuple[str, str, str]]]] = []

    @rule(status=st.sampled_from([None, *HANDS]), store=st.sampled_from([None, "", "Kho đóng", "Kho mượn"]))
    def change(self, status: ItemStatus | None, store: str | None) -> None:
        change = Change(status=status, store=store)
        if change == Change():
            return
        act = change_items(
            actor=SYSTEM, library_id=library().pk, item_ids=list(self.model), change=change, reason="kiểm tra"
        )
        before = dict(self.model)
        for pk, (now, place, shelf) in before.items():
            if status is not None and status != now and not may_become(ItemStatus(now), status):
                continue
            place = place if store is None else store or "Kho mượn"
            self.model[pk] = (status or now, place, shelf)
        assert (act.done + act.same + act.refused, act.done) == (
            2,
            sum(before[pk] != self.model[pk] for pk in before),
        )
        self.acts.append((act.pk, before, dict(self.model)))

    @precondition(lambda self: self.acts)
    @rule()
    def undo(self) -> None:
        act_id, before, after = self.acts.pop()
        act = undo_act(actor=SYSTEM, act=ItemAct.objects.get(pk=act_id))
        assert (act.undone, self.model) == (act.done, after)
        self.model = before

    @invariant()
    def the_copies_are_what_the_model_says(self) -> None:
        if hasattr(self, "model"):
            assert {item.pk: (item.status, item.place, item.shelf) for item in Item.objects.all()} == self.model

    @invariant()
    def the_history_tells_the_status(self) -> None:
        for item in Item.objects.all() if hasattr(self, "model") else ():
            last = ItemEvent.objects.filter(item=item, kind="status").order_by("-id").first()
            assert item.status == (last.after if last else "available")


class Isolated(StatusMachine):
    """Each example in a transaction of its own that is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@pytest.mark.django_db
def test_any_order_of_acts() -> None:
    run_state_machine_as_test(
        Isolated,
        settings=settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
