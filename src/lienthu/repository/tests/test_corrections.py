"""Readers' corrections: what a line becomes, who may propose and decide, what is refused and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lienthu.kernel.actor import Actor, ActorKind
from lienthu.kernel.errors import Conflict, Invalid, Refused, TooMany
from lienthu.kernel.models import AuditEntry
from lienthu.repository import gate, queries
from lienthu.repository.actions import correct as correcting
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.correct import decide, propose
from lienthu.repository.models import Correction, DigitalObject, Page, PageText
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.corrections import replaced, text_of
from lienthu.repository.search_inside import hits
from lienthu.repository.tests.helpers import SYSTEM, pdf, published

LINE = [10, 20, 300, 30, [["Voi", 10, 20, 60, 30, 90], ["rùng", 80, 22, 90, 28, 40], ["Đăk", 190, 20, 70, 30, 95]]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Voi rừng Đăk", [["Voi", 10, 20, 60, 30, 100], ["rừng", 80, 22, 90, 28, 100], ["Đăk", 190, 20, 70, 30, 100]]),
        ("Voi Đăk", [["Voi", 10, 20, 60, 30, 100], ["Đăk", 190, 20, 70, 30, 100]]),
        (
            "Voi rừ ng Đăk",
            [
                ["Voi", 10, 20, 60, 30, 100],
                ["rừ", 80, 22, 36, 28, 100],
                ["ng", 134, 22, 36, 28, 100],
                ["Đăk", 190, 20, 70, 30, 100],
            ],
        ),
        (
            "Voi rùng Đăk Nông",
            [
                ["Voi", 10, 20, 60, 30, 100],
                ["rùng", 80, 22, 90, 28, 100],
                ["Đăk", 190, 20, 70, 30, 100],
                ["Nông", 260, 20, 50, 30, 100],
            ],
        ),
        ("", []),
    ],
)
def test_words_that_stay_keep_their_boxes(text: str, words: list[Any]) -> None:
    assert replaced(LINE, text) == [10, 20, 300, 30, words]


@given(st.lists(st.text("aăâbcđô", min_size=1, max_size=8), max_size=12))
def test_a_line_reads_as_it_was_written_and_stays_in_its_box(words: list[str]) -> None:
    made = replaced(LINE, " ".join(words))
    assert text_of(made) == " ".join(words)
    assert all(10 <= word[1] < word[1] + word[3] <= 310 + 1 for word in made[4])


@pytest.fixture
def found(desk: None) -> DigitalObject:
    return published({"1.pdf": pdf("Voi rùng Đăk Nông", "Trang hai")})


@pytest.fixture
def reader() -> gate.Visitor:
    user = get_user_model().objects.create_user("ban-doc", password="x" * 20)
    return gate.Visitor(Actor(ActorKind.PERSON, "ban-doc", user.pk))


def page_of(found: DigitalObject) -> Page:
    return found.pages.select_related("object").get(position=1)


def test_an_accepted_line_is_shown_found_and_thanked_for(found: DigitalObject, reader: gate.Visitor) -> None:
    page = page_of(found)
    assert propose(visitor=reader, page=page, version=1, lines={0: " Voi rừng  Đăk Nông "}, credit="Cô Hạnh") == 1
    assert (hits(found, "rừng"), queries.helpers_of(page)) == ([], [])
    decide(actor=SYSTEM, correction_id=Correction.objects.get().pk, accept=True)
    text = PageText.objects.get(page=page)
    assert (text.text, text.origin, text.version) == ("Voi rừng Đăk Nông", "person", 2)
    assert [hit.match for hit in hits(found, "rừng")] == ["rừng"]
    assert queries.helpers_of(page) == ["Cô Hạnh"]
    kept = Correction.objects.get()
    assert (kept.before, kept.after, kept.state, kept.decided_by) == (
        "Voi rùng Đăk Nông", "Voi rừng Đăk Nông", "accepted", SYSTEM.label,
    )  # fmt: skip
    assert AuditEntry.objects.filter(code="repository.correction_accepted").count() == 1


def test_a_rejected_line_changes_nothing(found: DigitalObject, reader: gate.Visitor) -> None:
    propose(visitor=reader, page=page_of(found), version=1, lines={0: "Voi rong"})
    decide(actor=SYSTEM, correction_id=Correction.objects.get().pk, accept=False)
    text = PageText.objects.get(page=page_of(found))
    assert (text.text, text.version, Correction.objects.get().state) == ("Voi rùng Đăk Nông", 1, "rejected")
    with pytest.raises(Conflict):
        decide(actor=SYSTEM, correction_id=Correction.objects.get().pk, accept=True)


def test_what_reads_the_same_is_no_proposal_and_a_second_thought_replaces_the_first(
    found: DigitalObject, reader: gate.Visitor
) -> None:
    page = page_of(found)
    assert propose(visitor=reader, page=page, version=1, lines={0: "Voi rùng Đăk Nông"}) == 0
    propose(visitor=reader, page=page, version=1, lines={0: "Voi rừng"})
    propose(visitor=reader, page=page, version=1, lines={0: "Voi rừng Đăk Nông"})
    assert list(Correction.objects.values_list("after", flat=True)) == ["Voi rừng Đăk Nông"]
    assert propose(visitor=reader, page=page, version=1, lines={0: "Voi rùng Đăk Nông"}) == 0
    assert not Correction.objects.exists()


def test_refusals_write_nothing(found: DigitalObject, reader: gate.Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(found)
    for lines, error in (({7: "x"}, Invalid), ({0: "x" * 2001}, Invalid)):
        with pytest.raises(error):
            propose(visitor=reader, page=page, version=1, lines=lines)
    with pytest.raises(Conflict):
        propose(visitor=reader, page=page, version=9, lines={0: "x"})
    monkeypatch.setattr(correcting, "MOST_WAITING", 0)
    with pytest.raises(TooMany):
        propose(visitor=reader, page=page, version=1, lines={0: "x"})
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Đóng lại")
    with pytest.raises(Refused):
        propose(visitor=reader, page=page_of(found), version=1, lines={0: "x"})
    assert not Correction.objects.exists()


def test_of_two_readings_of_a_line_the_second_to_be_accepted_is_told(
    found: DigitalObject, reader: gate.Visitor
) -> None:
    other = gate.Visitor(Actor(ActorKind.PERSON, "khac", get_user_model().objects.create_user("khac").pk))
    for who, text in ((reader, "Voi rừng Đăk Nông"), (other, "Voi rung Đăk Nông")):
        propose(visitor=who, page=page_of(found), version=1, lines={0: text})
    first, second = Correction.objects.order_by("id")
    decide(actor=SYSTEM, correction_id=first.pk, accept=True)
    with pytest.raises(Conflict):
        decide(actor=SYSTEM, correction_id=second.pk, accept=True)
    assert PageText.objects.get(page=page_of(found)).text == "Voi rừng Đăk Nông"
    with pytest.raises(Refused):
        decide(actor=reader.actor, correction_id=second.pk, accept=False)


def test_the_page_of_lines_works_without_script(found: DigitalObject, reader: gate.Visitor) -> None:
    client, address = Client(), f"/vi/read/{found.public_id}/text/1/correct"
    assert client.get(address).status_code == 302
    client.force_login(get_user_model().objects.get(pk=reader.actor.user_id))
    page = client.get(address).content.decode()
    assert ">Voi rùng Đăk Nông</textarea>" in page
    assert "/iiif/image/3/" in page
    stale = client.post(address, {"version": "7", "line-0": "Voi rừng Đăk Nông"})
    assert (stale.status_code, ">Voi rừng Đăk Nông</textarea>" in stale.content.decode()) == (422, True)
    assert not Correction.objects.exists()
    assert client.post(address, {"version": "1", "line-0": "Voi rừng Đăk Nông"}).status_code == 302
    assert Correction.objects.get().after == "Voi rừng Đăk Nông"
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Đóng lại")
    assert client.get(address).status_code == 403


def test_the_keeper_decides_on_the_desk(found: DigitalObject, reader: gate.Visitor, staff: Any) -> None:
    propose(visitor=reader, page=page_of(found), version=1, lines={0: "Voi rừng Đăk Nông"})
    client = staff
    page = client.get("/vi/repository/corrections").content.decode()
    assert found.title in page
    number = Correction.objects.get().pk
    client.post(f"/vi/repository/corrections/{number}", {"decision": "accept"})
    assert PageText.objects.get(page=page_of(found)).text == "Voi rừng Đăk Nông"
    other = Client()
    other.force_login(get_user_model().objects.get(pk=reader.actor.user_id))
    assert other.get("/vi/repository/corrections").status_code == 403
