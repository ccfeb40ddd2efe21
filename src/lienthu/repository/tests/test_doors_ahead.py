"""Doors and keys say the same as the decision, for every rule and reader."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from lienthu.repository.rules.access import Level, Place, Reader, Restriction, Surface, Terms, decide, next_change
from lienthu.repository.rules.doors import doors, keys

OWNER, OTHER, NAMED, STRANGER = 1, 2, 7, 8
TODAY = date(2026, 11, 28)
READERS = [
    Reader(user, device, keeps)
    for user, device, keeps in itertools.product((None, NAMED, STRANGER), (None, OWNER, OTHER), (False, True))
]


@pytest.mark.parametrize("starts", [None, date(2027, 1, 1)])
def test_a_key_opens_a_door_when_the_decision_does(starts: date | None) -> None:
    tried = 0
    for level, restriction, place, quota in itertools.product(Level, Restriction, Place, (0, 5)):
        rules = [Terms(level, restriction, place, starts=starts, quota=quota, readers={NAMED: ""})]
        behind = doors(rules, owner=OWNER, day=TODAY)
        for reader in READERS:
            held = keys(
                user_id=reader.user_id,
                device_library=reader.device_library,
                keeps=(OWNER,) if reader.keeps else (OTHER,),
            )
            decision = decide(rules, published=True, owner=OWNER, reader=reader, day=TODAY)
            assert decision.allows(Surface.TEXT) == bool(behind & held), (level, restriction, place, reader)
            tried += 1
    assert tried == 4 * 5 * 4 * 2 * 18


def test_without_a_rule_only_the_keepers_door_is_there() -> None:
    assert doors([], owner=OWNER, day=TODAY) == {"keep:1"}


def test_a_secret_has_no_door() -> None:
    rules = [Terms(Level.DOWNLOAD), Terms(Level.READ, Restriction.SECRET, ends=date(2020, 1, 1))]
    assert doors(rules, owner=OWNER, day=TODAY) == frozenset()


def test_a_moving_wall_is_a_turn_and_a_door() -> None:
    rules = [Terms(Level.READ, wall=25)]
    assert doors(rules, owner=OWNER, day=date(2025, 12, 31), year=2000) == {"keep:1"}
    assert next_change(rules, date(2025, 12, 31), 2000) == date(2026, 1, 1)
    assert doors(rules, owner=OWNER, day=date(2026, 1, 1), year=2000) == {"open"}
