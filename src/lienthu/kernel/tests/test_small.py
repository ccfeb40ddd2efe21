"""Identifiers, policies, pages and sentences."""

from __future__ import annotations

import base64
import json

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lienthu.kernel import sentences
from lienthu.kernel.access import Access, access_of, check, requires
from lienthu.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant
from lienthu.kernel.errors import Invalid, NotSignedIn, Refused
from lienthu.kernel.ids import is_public_id, new_public_id
from lienthu.kernel.models import Lease
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


@given(st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(place: int, letter: str) -> None:
    good = new_public_id()
    assert is_public_id(good)
    wrong = good[:place] + letter + good[place + 1 :]
    assert is_public_id(wrong) == (wrong == good)


@given(st.text(max_size=12))
def test_any_text_may_be_asked(text: str) -> None:
    assert is_public_id(text) in {True, False}


class Thing:
    def __init__(self, library_id: int | None) -> None:
        self.library_id = library_id


def person(*grants: Grant) -> Actor:
    return Actor(ActorKind.PERSON, "Lan", 1, frozenset(grants))


POLICY = Policy(Permission.CATALOGUE_IMPORT)


@pytest.mark.parametrize(
    ("actor", "library_id", "allowed"),
    [
        (ANONYMOUS, 1, False),
        (person(), 1, False),
        (person(Grant(Permission.CATALOGUE_IMPORT, 1)), 1, True),
        (person(Grant(Permission.CATALOGUE_IMPORT, 1)), 2, False),
        (person(Grant(Permission.CATALOGUE_IMPORT, 1)), None, False),
        (person(Grant(Permission.UNION_REVIEW, 1)), 1, False),
        (person(Grant(Permission.CATALOGUE_IMPORT)), 2, True),
        (person(Grant(Permission.CATALOGUE_IMPORT)), None, True),
        (Actor.system("worker"), 2, True),
    ],
)
def test_policy_answers_per_library(actor: Actor, library_id: int | None, allowed: bool) -> None:
    assert POLICY.allows(actor, Thing(library_id)) is allowed
    if not allowed:
        with pytest.raises(Refused) as refused:
            POLICY.check(actor, Thing(library_id))
        assert isinstance(refused.value, NotSignedIn) is (actor is ANONYMOUS)


def test_requirement_is_declared_and_checked() -> None:
    @requires(Permission.AUDIT_VIEW)
    def view(request: object) -> str:
        return "seen"

    class Request:
        actor = person(Grant(Permission.AUDIT_VIEW, 3))

    assert access_of(view) is Permission.AUDIT_VIEW
    assert view(Request()) == "seen"
    Request.actor = person()
    with pytest.raises(Refused):
        view(Request())
    with pytest.raises(NotSignedIn):
        check(ANONYMOUS, Access.SIGNED_IN)
    check(ANONYMOUS, Access.PUBLIC)


@pytest.mark.django_db
def test_keyset_pages_visit_everything_once() -> None:
    for number in range(7):
        Lease.objects.create(name=f"n{number}", until=timezone.now())
    seen, after = [], None
    while True:
        current = page(Lease.objects.all(), by=("name",), after=after, size=3)
        seen += [lease.name for lease in current.items]
        after = current.next
        if after is None:
            break
    assert seen == [f"n{number}" for number in range(7)]
    for bad in ("%%%", "bnVsbA", "W3t9XQ"):
        with pytest.raises(Invalid):
            page(Lease.objects.all(), by=("name",), after=bad)


def test_a_code_has_one_sentence() -> None:
    sentences.register({"test.greeting": "Hello %(name)s"})
    sentences.register({"test.greeting": "Hello %(name)s"})
    assert sentences.sentence("test.greeting", {"name": "Điểu Kâu"}) == "Hello Điểu Kâu"
    with pytest.raises(ValueError, match="two sentences"):
        sentences.register({"test.greeting": "Bye"})


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [[2**63], [-(2**64)], [1e20], [1e400], ["a\x00"], [None], [[1]]])
def test_no_mark_makes_the_database_stumble(mark: list[object]) -> None:
    after = base64.urlsafe_b64encode(json.dumps(mark).encode()).decode().rstrip("=")
    with pytest.raises(Invalid):
        page(Lease.objects.all(), by=("name",), after=after)
