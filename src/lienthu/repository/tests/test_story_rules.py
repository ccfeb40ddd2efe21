"""What a collection or an exhibition says, packed and unpacked; addresses that people paste; edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.repository.rules import stories as rules
from lienthu.repository.rules.relations import MEANINGS, End, Relation, fits
from lienthu.repository.rules.stories import Content, Item, Layout, Moment, Picture, Section, Spot, Words

ID = "b3f7k2m9c"
WORDS = st.builds(Words, st.text(max_size=9), st.text(max_size=9))
NUMBER = st.integers(1, 9999)
PICTURES = st.builds(Picture, st.just(ID), NUMBER, st.none() | st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), WORDS)
SECTIONS = st.builds(
    Section,
    st.uuids().map(str),
    WORDS,
    WORDS,
    st.sampled_from(Layout),
    st.lists(PICTURES, max_size=2).map(tuple),
    st.lists(st.just(ID), max_size=1).map(tuple),
    st.none() | st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180), st.text(max_size=5)),
    st.none() | st.builds(Moment, st.integers(-9000, 2100), st.none() | NUMBER, st.text(max_size=5)),
)
CONTENTS = st.builds(
    Content,
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    st.none() | PICTURES,
    st.lists(SECTIONS, max_size=3).map(tuple),
    st.lists(st.builds(Item, st.uuids().map(str), st.just(ID), st.just(""), WORDS), max_size=3).map(tuple),
)


@given(CONTENTS)
def test_what_is_packed_is_unpacked_as_it_was(content: Content) -> None:
    assert rules.unpacked(rules.packed(content)) == content


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (f"https://thuvien.vn/vi/read/{ID}", Picture(ID)),
        (f"/vi/read/{ID}?page=12", Picture(ID, 12)),
        (f"/en/read/{ID}?view=spread&page=3#xywh=10,20,300,400", Picture(ID, 3, (10, 20, 300, 400))),
        (f"/en/read/{ID}?page=0#xywh=pixel:1,2,3,0", Picture(ID, 1, None)),
        (f"ark:/99999/{ID}/p7", Picture(ID, 7)),
        (f"https://thuvien.vn/ark:/99999/{ID}", Picture(ID)),
        (ID, Picture(ID)),
        ("https://elsewhere.vn/a.jpg", None),
        ("Truyện Kiều", None),
    ],
)
def test_an_address_that_is_pasted_names_page_and_part(said: str, found: Picture | None) -> None:
    assert rules.picture_named(said) == found


def test_a_part_that_goes_over_the_edge_is_cut() -> None:
    assert rules.clipped((10, 10, 500, 500), 100, 80) == (10, 10, 90, 70)
    assert rules.clipped((0, 0, 100, 80), 100, 80) is None
    assert rules.clipped((900, 900, 5, 5), 100, 80) == (99, 79, 1, 1)
    assert rules.clipped(None, 100, 80) is None


def test_parts_are_moved_taken_out_and_put_in() -> None:
    content = Content(sections=(Section("s1"), Section("s2"), Section("s3")))
    assert [one.key for one in rules.moved(content, "s3", -1).sections] == ["s1", "s3", "s2"]
    assert rules.moved(content, "s1", -1) == content
    assert [one.key for one in rules.without(content, "s2").sections] == ["s1", "s3"]
    assert rules.new_key(content) == "s4"
    assert rules.new_key(rules.without(content, "s1")) == "s4"
    twice = rules.with_item(rules.with_item(content, Item("a", ID)), Item("b", ID, note=Words("Mới")))
    assert twice.items == (Item("a", ID, note=Words("Mới")),)


def test_what_keeps_a_story_from_its_readers() -> None:
    whole = Content(Words("Một"), sections=(Section("s1", pictures=(Picture(ID),)),))
    assert rules.fault(whole, is_exhibition=True, known=[ID]) == ""
    assert rules.fault(whole, is_exhibition=True) == "repository.story_names_unknown"
    assert rules.fault(Content(), is_exhibition=False) == "repository.title_needed"
    assert rules.fault(Content(Words("Một")), is_exhibition=True) == "repository.story_without_sections"
    assert rules.fault(Content(Words("Một")), is_exhibition=False) == ""


def test_english_is_told_where_there_is_some() -> None:
    assert Words("Voi", "Elephant").in_language("en") == ("Elephant", "en")
    assert Words("Voi").in_language("en") == ("Voi", "vi")
    assert Words("Voi", "Elephant").in_language("vi") == ("Voi", "vi")


def test_every_relation_has_terms_and_ends() -> None:
    assert set(MEANINGS) == set(Relation)
    assert all(meaning.terms and meaning.ends for meaning in MEANINGS.values())
    assert {end for end in End if fits(Relation.CREATED_BY, end)} == {End.PERSON, End.BODY}
    assert not fits(Relation.FROM_EVENT, End.PERSON)
    assert not fits(Relation.SEE_ALSO, End.PERSON)
