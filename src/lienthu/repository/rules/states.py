"""The way of an object from the scanner to the reader: which act leads from which state to which, who may do it, and
what stands against it. Pure.

Operator → cataloguer → council → readers. Library Law 46/2019 and Circular 02/2020, Art. 14 ask that digitised
documents are described and appraised before they are opened; the house adds that nobody publishes what they handed in,
and that material of the armed forces is published by two persons.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Act(StrEnum):
    """`HAND_ON`: from the operator to the cataloguer. `SUBMIT`: to the council. `CONFIRM`: the first of two persons."""

    HAND_ON = "hand_on"
    SUBMIT = "submit"
    RETURN = "return"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


#: Act → where it starts → where it leads.
WAYS: Final[dict[Act, dict[str, str]]] = {
    Act.HAND_ON: {"draft": "describing"},
    Act.SUBMIT: {"describing": "review"},
    Act.RETURN: {"describing": "draft", "review": "describing"},
    Act.CONFIRM: {"review": "review"},
    Act.PUBLISH: {"review": "published"},
    Act.WITHDRAW: {"published": "withdrawn"},
    Act.REOPEN: {"withdrawn": "draft"},
}
#: Acts that say why.
WITH_REASON: Final = frozenset({Act.RETURN, Act.WITHDRAW, Act.REOPEN})
#: Acts of those who decide about what readers get; the others are its keepers'. A return from `review` is theirs too.
REVIEWERS: Final = frozenset({Act.CONFIRM, Act.PUBLISH, Act.WITHDRAW})
#: What has to be answered with yes before the act.
CHECKS: Final[dict[Act, tuple[str, ...]]] = {
    Act.HAND_ON: ("pages_complete", "pages_in_order", "pages_readable", "no_secrets"),
    Act.SUBMIT: ("described_from_original", "creators_checked", "rights_known"),
    Act.CONFIRM: ("unit_agrees", "no_secrets"),
    Act.PUBLISH: ("access_as_decided",),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule needs to know of an object. `submitters`: who handed it on or in since it was begun (anew).
    `confirmed_by`: the first persons since it came before the council. `approved`: the council said yes to it as it is
    now."""

    state: str
    has_access: bool = True
    approved: bool = False
    needs_two: bool = False
    submitters: frozenset[int] = frozenset()
    confirmed_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts. `is_house`: the house itself, for its own demo and its operator's commands; it is no person, so it is
    not held to two of them, to votes or to checklists."""

    person: int | None = None
    is_house: bool = False
    checks: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def possible(state: str, *, needs_two: bool = True) -> list[Act]:
    acts = [act for act, ways in WAYS.items() if state in ways]
    return acts if needs_two else [act for act in acts if act is not Act.CONFIRM]


def is_reviewers(act: Act, state: str) -> bool:
    return act in REVIEWERS or (act is Act.RETURN and state == "review")


def leads_to(act: Act, state: str, *, is_house: bool = False) -> str:
    """Where the act leads from this state; empty where it cannot be done. The house may leave the cataloguer out."""
    if is_house and act is Act.SUBMIT and state == "draft":
        return "review"
    return WAYS[act].get(state, "")


def fault(act: Act, facts: Facts, hand: Hand) -> Fault | None:
    """The first thing that stands against it."""
    if not leads_to(act, facts.state, is_house=hand.is_house):
        return Fault("repository.not_in_this_state")
    if act in (Act.SUBMIT, Act.PUBLISH) and not facts.has_access and not (hand.is_house and act is Act.SUBMIT):
        return Fault("repository.access_not_set")
    if hand.is_house:
        return None
    if act in (Act.CONFIRM, Act.PUBLISH) and (found := _before_publication(act, facts, hand)):
        return found
    open_checks = [check for check in CHECKS.get(act, ()) if check not in hand.checks]
    return Fault("repository.checks_open", {"count": len(open_checks)}) if open_checks else None


def _before_publication(act: Act, facts: Facts, hand: Hand) -> Fault | None:
    if not facts.approved:
        return Fault("repository.not_approved")
    if hand.person is None or hand.person in facts.submitters:
        return Fault("repository.own_submission")
    if act is Act.CONFIRM:
        if not facts.needs_two:
            return Fault("repository.no_second_person_needed")
        return Fault("repository.confirmed_already") if hand.person in facts.confirmed_by else None
    if facts.needs_two and not facts.confirmed_by - {hand.person}:
        return Fault("repository.second_person")
    return None
