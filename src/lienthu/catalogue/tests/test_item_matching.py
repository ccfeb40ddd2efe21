"""Copies keep who they are from one version of their record to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.item_matching import Stored, match
from lienthu.catalogue.rules.items import ItemRow


def stored(
    number: int, accession: str = "", location: str = "Kho mượn", *, own: bool = False, left: bool = False
) -> Stored:
    return Stored(number, location, "", accession, key_of(accession), "", None, "", "available", own, left)


def row(accession: str = "", location: str = "Kho mượn") -> ItemRow:
    return ItemRow(location, "", accession)


def ids(copies: list[Stored], rows: list[ItemRow]) -> list[int | None]:
    """The id that each row got, None for a new one."""
    matched = match(copies, rows)
    found = {id(one): copy.id for copy, one in matched.same}
    return [found.get(id(one)) for one in rows]


def test_a_number_finds_its_copy_wherever_it_stands_and_however_it_is_written() -> None:
    copies = [stored(1, "HK000001"), stored(2, "HK000002"), stored(3, "Hk000003")]
    assert ids(copies, [row("HK000003", "Kho đọc"), row("HK000001"), row("HK000004")]) == [3, 1, None]
    assert [one.id for one in match(copies, [row("HK000003")]).unnamed] == [1, 2]


def test_copies_without_numbers_are_known_by_place_then_by_order() -> None:
    copies = [stored(1, location="Kho đọc"), stored(2), stored(3)]
    assert ids(copies, [row(), row(), row(location="Kho đọc")]) == [2, 3, 1]
    assert ids(copies, [row(location="Tủ A"), row()]) == [1, 2]


def test_an_unnumbered_copy_gets_its_number_and_a_numbered_one_never_another() -> None:
    assert ids([stored(1), stored(2)], [row("HK1"), row("HK2")]) == [1, 2]
    assert ids([stored(1, location="Kho đọc")], [row("HK1")]) == [None]
    assert ids([stored(1, "HK1")], [row("HK2")]) == [None]


def test_one_number_on_two_copies_keeps_both() -> None:
    copies = [stored(1, "HK1"), stored(2, "HK1")]
    assert ids(copies, [row("HK1"), row("HK1")]) == [1, 2]


def test_what_was_entered_here_is_spoken_for_by_its_number_or_comes_back_in_its_store() -> None:
    copies = [stored(1, own=True), stored(2, "HK1", own=True)]
    assert ids(copies, [row(), row("HK1")]) == [1, 2]


def test_one_that_left_is_taken_after_those_that_are_here() -> None:
    assert ids([stored(1, left=True), stored(2)], [row()]) == [2]
    assert ids([stored(1, left=True), stored(2)], [row(), row()]) == [2, 1]


numbers = st.sampled_from(["", "HK1", "HK2", "hk1", "HK3"])
places = st.sampled_from(["", "Kho mượn", "Kho đọc"])
rows = st.lists(st.builds(row, numbers, places), max_size=8)


@given(rows, rows)
def test_every_copy_and_every_row_stands_in_the_answer_once(before: list[ItemRow], after: list[ItemRow]) -> None:
    copies = [stored(index, one.accession_no, one.location) for index, one in enumerate(before)]
    matched = match(copies, after)
    assert sorted([one.id for one, _row in matched.same] + [one.id for one in matched.unnamed]) == list(
        range(len(copies))
    )
    assert sorted([one for _copy, one in matched.same] + matched.new) == sorted(after)
    for copy, one in matched.same:
        assert not copy.accession_key or copy.accession_key == key_of(one.accession_no)


@given(rows)
def test_the_same_rows_find_the_same_copies(same: list[ItemRow]) -> None:
    copies = [stored(index, one.accession_no, one.location) for index, one in enumerate(same)]
    matched = match(copies, same)
    assert (matched.new, matched.unnamed) == ([], [])
    assert all(
        copy.row[:3] == one[:3] or key_of(copy.accession_no) == key_of(one.accession_no) for copy, one in matched.same
    )
