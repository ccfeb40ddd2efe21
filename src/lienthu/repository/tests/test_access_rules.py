"""Who may see what, as a pure rule: tried over every level, class, place and reader."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.repository.rules.access import (
    Level,
    Place,
    Reader,
    Restriction,
    Surface,
    Terms,
    decide,
    in_force,
    next_change,
)

DAY = date(2026, 11, 28)
OWNER, OTHER, READER_ID = 1, 2, 7
READERS = {
    "stranger": Reader(),
    "signed in": Reader(user_id=8),
    "named": Reader(user_id=READER_ID),
    "network device": Reader(device_library=OTHER),
    "own device": Reader(device_library=OWNER),
    "named on own device": Reader(user_id=READER_ID, device_library=OWNER),
    "named on network device": Reader(user_id=READER_ID, device_library=OTHER),
    "keeper": Reader(user_id=9, keeps=True),
}
CONTENT = {Surface.THUMBNAIL, Surface.IMAGE, Surface.TEXT}


def expected(level: Level, restriction: Restriction, place: Place, who: str) -> set[Surface]:
    """The law and the decree read once more, in other words than the rule under test."""
    if restriction is Restriction.SECRET:
        return set()
    if who == "keeper":
        return set(Surface)
    shown = {Surface.RECORD}
    named, own, network = "named" in who, "own device" in who, "device" in who
    if level is Level.RECORD:
        return shown
    if restriction is Restriction.CONTENT and not (named and own):
        return shown
    allowed_here = {
        Place.ANYWHERE: True,
        Place.NETWORK: network,
        Place.DEVICE: own,
        Place.NAMED: named,
    }[place]
    if not allowed_here or (level is Level.PAID and not named):
        return shown
    shown |= CONTENT
    if level in (Level.DOWNLOAD, Level.PAID) and restriction is not Restriction.CONTENT and place is not Place.DEVICE:
        shown.add(Surface.DOWNLOAD)
    return shown


@pytest.mark.parametrize("who", READERS)
def test_every_level_class_and_place(who: str) -> None:
    for level, restriction, place in itertools.product(Level, Restriction, Place):
        rule = Terms(level, restriction, place, readers={READER_ID: ""})
        got = decide([rule], published=True, owner=OWNER, reader=READERS[who], day=DAY)
        assert got.allowed == expected(level, restriction, place, who), (level, restriction, place)
        assert bool(got.why) == (not got.allowed >= CONTENT)


@pytest.mark.parametrize("who", READERS)
def test_what_is_not_published_is_not_there(who: str) -> None:
    rule = Terms(Level.DOWNLOAD)
    got = decide([rule], published=False, owner=OWNER, reader=READERS[who], day=DAY)
    assert got.allowed == (set(Surface) if who == "keeper" else set())


def test_without_a_rule_only_the_record() -> None:
    assert decide([], published=True, owner=OWNER, reader=Reader(), day=DAY).allowed == {Surface.RECORD}


def test_an_embargo_ends_on_its_day() -> None:
    rules = [Terms(Level.READ, starts=date(2027, 1, 1))]
    before = decide(rules, published=True, owner=OWNER, reader=Reader(), day=date(2026, 12, 31))
    after = decide(rules, published=True, owner=OWNER, reader=Reader(), day=date(2027, 1, 1))
    assert (before.allowed, Surface.IMAGE in after.allowed) == ({Surface.RECORD}, True)


@pytest.mark.parametrize(
    ("year", "day", "open"),
    [
        (2000, date(2025, 12, 31), False),
        (2000, date(2026, 1, 1), True),
        (None, date(2999, 1, 1), False),
    ],
)
def test_a_moving_wall_opens_with_the_year_after_so_many_whole_ones(year: int | None, day: date, open: bool) -> None:
    rules = [Terms(Level.READ, wall=25)]
    got = decide(rules, published=True, owner=OWNER, reader=Reader(), day=day, year=year)
    assert (Surface.IMAGE in got.allowed) == open


def test_counted_pages_need_somebody_who_is_counted() -> None:
    rule = [Terms(Level.DOWNLOAD, quota=5)]
    stranger = decide(rule, published=True, owner=OWNER, reader=Reader(), day=DAY)
    reader = decide(rule, published=True, owner=OWNER, reader=Reader(user_id=1), day=DAY)
    device = decide(rule, published=True, owner=OWNER, reader=Reader(device_library=OTHER), day=DAY)
    assert (stranger.why, stranger.allowed) == ("repository.quota_needs_name", {Surface.RECORD})
    assert (reader.allowed, reader.quota, device.quota) == ({Surface.RECORD} | CONTENT, 5, 5)


@given(
    st.sampled_from(Level),
    st.sampled_from(Restriction),
    st.sampled_from(Place),
    st.sampled_from([0, 2]),
    st.booleans(),
    st.sampled_from(list(READERS.values())),
    st.booleans(),
)
def test_keeping_and_a_seat_only_open_more_and_mark_nothing(
    level: Level, restriction: Restriction, place: Place, seats: int, keeps: bool, reader: Reader, published: bool
) -> None:
    """What the short way for tiles relies on: it knows of neither."""
    rules = [Terms(level, restriction, place, seats=seats, readers={READER_ID: ""})]
    less = decide(rules, published=published, owner=OWNER, reader=replace(reader, keeps=False), day=DAY)
    more = decide(rules, published=published, owner=OWNER, reader=replace(reader, keeps=keeps, seated=True), day=DAY)
    assert less.allowed <= more.allowed
    if Surface.IMAGE in less.allowed and not less.watermark:
        assert not more.watermark


def test_a_secret_is_one_even_after_its_rule_has_ended() -> None:
    rules = [Terms(Level.READ, Restriction.SECRET, ends=date(2000, 1, 1)), Terms(Level.READ)]
    assert decide(rules, published=True, owner=OWNER, reader=Reader(keeps=True), day=DAY).allowed == set()


def test_a_seat_is_needed_where_seats_are_counted_and_nothing_is_taken_away() -> None:
    rule = Terms(Level.DOWNLOAD, seats=1)
    without = decide([rule], published=True, owner=OWNER, reader=Reader(), day=DAY)
    seated = decide([rule], published=True, owner=OWNER, reader=Reader(seated=True), day=DAY)
    assert (without.why, seated.allowed) == ("repository.no_seat", {Surface.RECORD} | CONTENT)


def test_the_newest_rule_that_holds_is_in_force() -> None:
    assert in_force([Terms(Level.READ), Terms(Level.RECORD)], DAY).level is Level.RECORD
    later = DAY + timedelta(1)
    assert in_force([Terms(Level.READ), Terms(Level.DOWNLOAD, starts=later)], DAY).level is Level.READ


@given(
    st.lists(
        st.tuples(st.sampled_from(Level), st.integers(-9, 9), st.integers(0, 9), st.sampled_from([0, 25])), max_size=6
    )
)
def test_nothing_changes_between_the_days_that_are_named(drawn: list[tuple[Level, int, int, int]]) -> None:
    rules = [
        Terms(level, starts=DAY + timedelta(start), ends=DAY + timedelta(start + length), wall=wall)
        for level, start, length, wall in drawn
    ]
    turn = next_change(rules, DAY, 2001)
    last = (turn - timedelta(1)) if turn else DAY + timedelta(30)
    days = [DAY + timedelta(n) for n in range((last - DAY).days + 1)]
    assert len({str(in_force(rules, day, 2001)) for day in days}) == 1
