"""The way of an object and a council's decision, as pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.repository.rules.council import Choice, Outcome, least_quorum, outcome
from lienthu.repository.rules.states import CHECKS, WAYS, Act, Facts, Hand, fault, leads_to

STATES = ("making", "draft", "describing", "review", "published", "withdrawn")
EVERYTHING = frozenset(check for checks in CHECKS.values() for check in checks)
facts = st.builds(
    Facts,
    state=st.sampled_from(STATES),
    has_access=st.booleans(),
    approved=st.booleans(),
    needs_two=st.booleans(),
    submitters=st.frozensets(st.integers(1, 4)),
    confirmed_by=st.frozensets(st.integers(1, 4)),
)
people = st.builds(
    Hand,
    person=st.integers(1, 4),
    checks=st.one_of(st.just(EVERYTHING), st.frozensets(st.sampled_from(sorted(EVERYTHING)))),
)


@given(facts=facts, hand=people)
def test_what_is_published_was_approved_by_others_than_its_submitters(facts: Facts, hand: Hand) -> None:
    if fault(Act.PUBLISH, facts, hand):
        return
    assert facts.state == "review" and facts.approved and facts.has_access
    assert hand.person not in facts.submitters
    assert set(CHECKS[Act.PUBLISH]) <= set(hand.checks)
    assert not facts.needs_two or facts.confirmed_by - {hand.person}


@given(facts=facts, hand=people, act=st.sampled_from(list(Act)))
def test_an_act_begins_where_it_may(facts: Facts, hand: Hand, act: Act) -> None:
    found = fault(act, facts, hand)
    assert (found is not None and found.code == "repository.not_in_this_state") == (facts.state not in WAYS[act])


@given(facts=facts, act=st.sampled_from(list(Act)))
def test_the_house_leaves_out_the_cataloguer_and_nothing_that_readers_need(facts: Facts, act: Act) -> None:
    found = fault(act, facts, Hand(is_house=True))
    led = leads_to(act, facts.state, is_house=True)
    assert (found is None) == (bool(led) and (act is not Act.PUBLISH or facts.has_access))
    assert (led != leads_to(act, facts.state)) == (act is Act.SUBMIT and facts.state == "draft")


@pytest.mark.parametrize(
    ("act", "facts", "hand", "code"),
    [
        (Act.HAND_ON, Facts("draft"), Hand(1), "repository.checks_open"),
        (Act.HAND_ON, Facts("draft"), Hand(1, checks=EVERYTHING), ""),
        (Act.SUBMIT, Facts("draft"), Hand(1, checks=EVERYTHING), "repository.not_in_this_state"),
        (Act.SUBMIT, Facts("describing", has_access=False), Hand(1, checks=EVERYTHING), "repository.access_not_set"),
        (Act.PUBLISH, Facts("review"), Hand(2, checks=EVERYTHING), "repository.not_approved"),
        (Act.PUBLISH, Facts("review", approved=True, submitters=frozenset({1})), Hand(1), "repository.own_submission"),
        (Act.PUBLISH, Facts("review", approved=True), Hand(None, checks=EVERYTHING), "repository.own_submission"),
        (Act.PUBLISH, Facts("review", approved=True), Hand(2), "repository.checks_open"),
        (Act.PUBLISH, Facts("review", approved=True, needs_two=True), Hand(2), "repository.second_person"),
        (
            Act.PUBLISH,
            Facts("review", approved=True, needs_two=True, confirmed_by=frozenset({2})),
            Hand(2, checks=EVERYTHING),
            "repository.second_person",
        ),
        (
            Act.PUBLISH,
            Facts("review", approved=True, needs_two=True, confirmed_by=frozenset({3})),
            Hand(2, checks=EVERYTHING),
            "",
        ),
        (Act.CONFIRM, Facts("review", approved=True), Hand(2), "repository.no_second_person_needed"),
        (
            Act.CONFIRM,
            Facts("review", approved=True, needs_two=True, confirmed_by=frozenset({2})),
            Hand(2),
            "repository.confirmed_already",
        ),
    ],
)
def test_what_stands_against_an_act(act: Act, facts: Facts, hand: Hand, code: str) -> None:
    found = fault(act, facts, hand)
    assert (found.code if found else "") == code


P, R, A = Choice.PUBLISH, Choice.RETURN, Choice.ABSTAIN


@pytest.mark.parametrize(
    ("votes", "quorum", "decided"),
    [
        ([P, P, R], 2, Outcome.APPROVED),
        ([P, R, R], 2, Outcome.RETURNED),
        ([P], 2, Outcome.NO_QUORUM),
        ([], 2, Outcome.NO_QUORUM),
        ([P, A, A], 2, Outcome.RETURNED),
        ([A, A, A], 2, Outcome.RETURNED),
        ([P, R], 2, Outcome.APPROVED),  # the first is the chair
        ([R, P], 2, Outcome.RETURNED),
        ([P, R, A, A], 3, Outcome.RETURNED),
        ([P, P, R, A], 3, Outcome.APPROVED),
        ([A, P, P, R], 3, Outcome.RETURNED),
    ],
)
def test_a_council_decides(votes: list[Choice], quorum: int, decided: Outcome) -> None:
    assert outcome(dict(enumerate(votes)), quorum=quorum, chair=0) is decided


@given(
    votes=st.dictionaries(st.integers(0, 8), st.sampled_from(list(Choice)), max_size=9),
    chair=st.one_of(st.none(), st.integers(0, 8)),
)
def test_one_more_vote_for_it_never_turns_a_yes_into_a_no(votes: dict[int, Choice], chair: int | None) -> None:
    quorum = least_quorum(9)
    before = outcome(votes, quorum=quorum, chair=chair)
    after = outcome(votes | {9: P}, quorum=quorum, chair=chair)
    if before is Outcome.APPROVED:
        assert after is Outcome.APPROVED
    assert (before is Outcome.NO_QUORUM) == (len(votes) < quorum)
