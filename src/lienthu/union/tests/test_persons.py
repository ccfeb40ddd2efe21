"""Names of persons for matching: what is read after each act is what all names together would say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.actions.keep_authority import (
    NewAuthority,
    add_name,
    create_authority,
    remove_name,
    rename_authority,
)
from lienthu.catalogue.actions.merge_authorities import merge_authorities, unmerge_authority
from lienthu.catalogue.models import Authority, AuthorityForm
from lienthu.catalogue.rules.authority_data import FormRole
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel.actor import Actor
from lienthu.union import people
from lienthu.union.rules.persons import PersonName, PersonTable

SYSTEM = Actor.system("test")
NAMES = ("Nam Cao", "Trần Hữu Tri", "Tô Hoài", "Nguyễn Sen", "Nguyễn, Sen", "Mai Trang")
_AUTHORITIES = st.dictionaries(
    st.integers(1, 5), st.tuples(st.integers(1, 5), st.sets(st.sampled_from(NAMES))), max_size=5
)


def said(authorities: dict[int, tuple[int, set[str]]]) -> list[PersonName]:
    heading = dict(enumerate(NAMES, 1))
    return [
        PersonName(one, root, heading[root], name)
        for one, (root, names) in authorities.items()
        for name in sorted(names)
    ]


@given(st.lists(_AUTHORITIES, min_size=1, max_size=6))
def test_replaced_person_by_person_it_is_as_if_made_anew(states: list[dict[int, tuple[int, set[str]]]]) -> None:
    table, before = PersonTable(), {}
    for state in states:
        changed = {one for one in before.keys() | state.keys() if before.get(one) != state.get(one)}
        table.replace(changed, said({one: state[one] for one in changed & state.keys()}))
        before, anew = state, PersonTable()
        anew.replace((), said(state))
        assert table.found == anew.found


def test_a_name_of_two_persons_is_nobodys() -> None:
    table = PersonTable()
    table.replace((), [PersonName(1, 1, "Nam Cao", "Trần Hữu Tri"), PersonName(2, 2, "Tô Hoài", "Nguyễn Sen")])
    assert table.found == {"hữu tri trần": "cao nam", "nguyễn sen": "hoài tô"}
    table.replace((3,), [PersonName(3, 3, "Sen Nguyễn", "Nguyễn, Sen")])
    assert table.found == {"hữu tri trần": "cao nam"}


def _person(heading: str, *names: str) -> Authority:
    given_names = tuple((FormRole.PEN_NAME, name) for name in names)
    return create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, heading, given_names))


def _anew() -> dict[str, str]:
    people._known = people._Known()
    return dict(people.persons())


@pytest.mark.django_db
def test_every_act_is_followed() -> None:
    one = _person("Nam Cao", "Trần Hữu Tri")
    two = _person("Tô Hoài", "Nguyễn Sen")
    assert _anew() == {"hữu tri trần": "cao nam", "nguyễn sen": "hoài tô"}
    acts: list[Callable[[], object]] = [
        lambda: add_name(actor=SYSTEM, authority_id=one.pk, role=FormRole.PEN_NAME, text="Thúy Rư"),
        lambda: rename_authority(actor=SYSTEM, authority_id=two.pk, heading="Nguyễn Tô Hoài", expected_version=None),
        lambda: merge_authorities(actor=SYSTEM, loser_id=one.pk, winner_id=two.pk, reason="một người"),
        lambda: unmerge_authority(actor=SYSTEM, authority_id=one.pk, reason="nhầm"),
        lambda: remove_name(actor=SYSTEM, form_id=AuthorityForm.objects.get(text="Thúy Rư").pk),
        lambda: _person("Xuân Diệu", "Trần Hữu Tri"),
    ]
    for act in acts:
        act()
        followed = dict(people.persons())
        assert followed == _anew()
    assert followed == {"hoài tô": "hoài nguyễn tô", "nguyễn sen": "hoài nguyễn tô"}


@pytest.mark.django_db
def test_an_act_reads_only_what_it_touched(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(20):
        _person(f"Người thứ {number}", f"Bút danh {number}")
    _anew()
    one = _person("Nam Cao", "Trần Hữu Tri")
    with django_assert_max_num_queries(4) as seen:
        assert people.persons()["hữu tri trần"] == "cao nam"
    assert f"IN ({one.pk})" in seen.captured_queries[-1]["sql"]
