"""The keeper's page of a document: what is read often stands open, what is seldom changed behind a summary."""

from __future__ import annotations

import pytest
from django.test import Client

from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.forms import AccessForm, DepositForm
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level
from lienthu.repository.tests.helpers import SYSTEM, handed_over, jpeg, published

TERMS = {"level": "read", "restriction": "none", "place": "anywhere", "reason": "Theo biên bản"}
CHANGE = "<summary>Sửa mô tả</summary>"


def test_a_published_description_is_read_and_its_form_opens_with_an_error(staff: Client) -> None:
    found = published()
    here = f"/vi/repository/objects/{found.public_id}"
    assert f"<details>{CHANGE}" in staff.get(here).content.decode()
    refused = staff.post(f"{here}/describe", {"title": "", "kind": "book", "version": found.version})
    assert (refused.status_code, f"<details open>{CHANGE}" in refused.content.decode()) == (422, True)
    found.refresh_from_db()
    assert found.title


def test_a_draft_is_described_at_once(staff: Client) -> None:
    handed_over({"1.jpg": jpeg()})
    page = staff.get(f"/vi/repository/objects/{DigitalObject.objects.get().public_id}").content.decode()
    assert ('name="title"' in page, CHANGE in page) == (True, False)


def test_terms_that_hold_no_longer_are_still_told(staff: Client) -> None:
    found = published(terms=Terms(Level.READ, seats=3))
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Gia đình đề nghị")
    page = staff.get(f"/vi/repository/objects/{found.public_id}").content.decode()
    now, _summary, before = page.partition("<summary>Các điều kiện trước đây</summary>")
    assert ("3 bản" in now, "3 bản" in before, "Gia đình đề nghị" in now) == (False, True, True)


@pytest.mark.parametrize(
    ("said", "is_open"), [({}, False), ({"quota": "5"}, True), ({"seats": "x"}, True), ({"ends": "32/1/2026"}, True)]
)
def test_seldom_used_terms_show_when_they_say_something(said: dict[str, str], is_open: bool) -> None:
    form = AccessForm(TERMS | said)
    assert form.is_unfolded is is_open
    assert ('<details class="fold" open>' in str(form)) is is_open


def test_who_may_hand_over_to_several_libraries_chooses_one() -> None:
    one, two = ("TINH", "Thư viện tỉnh"), ("GN", "Thư viện Gia Nghĩa")
    assert DepositForm(libraries=[one], agencies=[])["library"].field.choices == [one]
    form = DepositForm({"library": "", "title": "Báo"}, libraries=[one, two], agencies=[])
    assert (form.is_valid(), "library" in form.errors) == (False, True)
