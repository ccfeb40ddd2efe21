"""What the desk does, done by a program: described, opened, moved on, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import AccessRule, DescriptionVersion, DigitalObject
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.states import Act
from lienthu.repository.tests.helpers import SYSTEM, library, send
from lienthu.repository.tests.test_appraisal import ALL, draft

SAID = {
    "title": "Sử thi Ot N'Rong",
    "creators": ["Điểu Kâu", "Điểu  Klứt"],
    "year": 1998,
    "contents": [{"page": 12, "label": "Mẹ Rong"}, {"page": 3, "label": "Lời đầu"}],
}


def published(title: str = "Sử thi M'Nông") -> DigitalObject:
    found = draft(title)
    for act in (Act.SUBMIT, Act.PUBLISH):
        move_on(actor=SYSTEM, object_id=found.pk, act=act)
    found.refresh_from_db()
    return found


def test_described_and_read_back(staff: Client) -> None:
    found = draft()
    where = f"/objects/{found.public_id}"
    status, told = send(staff, "PATCH", where, SAID | {"version": 1})
    assert (status, told["version"], told["state"], told["year"]) == (200, 2, "draft", 1998)
    assert told["creators"] == ["Điểu Kâu", "Điểu Klứt"]
    assert told["contents"] == [{"page": 3, "label": "Lời đầu"}, {"page": 12, "label": "Mẹ Rong"}]
    status, told = send(staff, "PATCH", where, {"version": 2, "subjects": ["Sử thi"]})
    assert (told["title"], told["year"], told["subjects"]) == ("Sử thi Ot N'Rong", 1998, ["Sử thi"])
    assert staff.get(f"/api/v1{where}").json() == told
    listed = staff.get("/api/v1/objects?state=draft").json()
    assert [(one["id"], one["title"], one["version"]) for one in listed["items"]] == [
        (found.public_id, "Sử thi Ot N'Rong", 3)
    ]
    assert staff.get("/api/v1/objects?state=review").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("said", "status", "code", "field"),
    [
        ({"version": 9}, 409, "repository.changed_meanwhile", None),
        ({"title": " "}, 422, "repository.title_needed", "title"),
        ({"rights": "KHONG"}, 422, "repository.no_such_rights", "rights"),
        ({"entry": "zzzzzzzzz"}, 422, "repository.no_such_entry", "entry"),
        ({"year": "xưa"}, 422, "kernel.bad_request", None),
        ({"kind": "scroll"}, 422, "kernel.bad_request", None),
    ],
)
def test_what_cannot_be_said_changes_nothing(
    staff: Client, said: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    found = draft()
    got, told = send(staff, "PATCH", f"/objects/{found.public_id}", {"version": 1, "title": "Khác"} | said)
    assert (got, told["code"], told["params"].get("field")) == (status, code, field)
    found.refresh_from_db()
    assert (found.title, found.version, DescriptionVersion.objects.count()) == ("Sử thi M'Nông", 1, 0)


def test_what_readers_have_changes_with_a_reason(staff: Client) -> None:
    found = published()
    where, said = f"/objects/{found.public_id}", {"version": 1, "year": 1998}
    assert send(staff, "PATCH", where, said)[1]["code"] == "repository.reason_needed"
    status, told = send(staff, "PATCH", where, said | {"reason": "Có bản in năm 1998"})
    assert (status, told["year"], told["steps"][0]["act"]) == (200, 1998, "revised")
    assert (told["steps"][0]["note"], told["steps"][0]["checks"]) == ("Có bản in năm 1998", ["year"])


def test_access_is_set_over_what_was_seen(staff: Client) -> None:
    found = draft()
    where = f"/objects/{found.public_id}/access"
    before = staff.get(f"/api/v1{where}").json()
    assert [(one["level"], one["place"]) for one in before["rules"]] == [("read", "anywhere")]
    terms = {
        "level": "download",
        "restriction": "c",
        "place": "named",
        "starts": "2030-01-01",
        "wall": 70,
        "seats": 2,
        "lend_days": 14,
        "quota": 30,
        "watermark": True,
        "readers": [{"account": "lan", "basis": "Giấy giới thiệu 12"}],
        "reason": "Theo công văn 15",
        "seen": before["seen"],
    }
    status, after = send(staff, "PUT", where, terms)
    told = after["rules"][0]
    assert status == 200
    assert {name: told[name] for name in terms.keys() - {"seen"}} == {
        name: value for name, value in terms.items() if name != "seen"
    }
    assert (told["ends"], [one["level"] for one in after["past"]]) == (None, ["read"])
    assert after["seen"] != before["seen"]
    status, told = send(staff, "PUT", where, terms)
    assert (status, told["code"], AccessRule.objects.count()) == (409, "repository.changed_meanwhile", 2)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"restriction": "b"}, "repository.secrets_not_taken"),
        ({"reason": "vì"}, "repository.reason_needed"),
        ({"starts": "2030-01-02", "ends": "2030-01-01"}, "repository.dates_turned"),
        ({"lend_days": 3}, "repository.lent_without_copies"),
        ({"readers": [{"account": "khongco"}]}, "repository.no_such_reader"),
        ({"seats": 1001}, "kernel.bad_request"),
        ({"level": "all"}, "kernel.bad_request"),
        ({"seen": "١٢"}, "repository.changed_meanwhile"),
    ],
)
def test_terms_that_cannot_be_leave_the_old_ones(staff: Client, said: dict[str, Any], code: str) -> None:
    found = draft()
    where = f"/objects/{found.public_id}/access"
    seen = staff.get(f"/api/v1{where}").json()["seen"]
    told = send(staff, "PUT", where, {"level": "download", "reason": "Theo công văn 15", "seen": seen} | said)[1]
    assert told["code"] == code
    assert list(AccessRule.objects.values_list("level", "is_over")) == [("read", False)]


def test_moved_step_by_step_and_no_step_twice(staff: Client) -> None:
    found = draft()
    where = f"/objects/{found.public_id}/move"
    told = staff.get(f"/api/v1/objects/{found.public_id}").json()
    assert [(way["act"], way["against"], len(way["checks"])) for way in told["ways"]] == [("hand_on", "", 4)]
    status, told = send(staff, "POST", where, {"act": "hand_on", "checks": ["no_secrets"]})
    assert (status, told["code"], told["params"]["count"]) == (409, "repository.checks_open", 3)
    status, told = send(staff, "POST", where, {"act": "hand_on", "checks": list(ALL)})
    assert (status, told["state"], told["steps"][0]["by"]) == (200, "describing", "lan")
    assert send(staff, "POST", where, {"act": "hand_on", "checks": list(ALL)})[1]["code"] == (
        "repository.not_in_this_state"
    )
    assert send(staff, "POST", where, {"act": "return"})[1]["code"] == "repository.reason_needed"
    status, told = send(staff, "POST", where, {"act": "return", "note": "Thiếu trang 7"})
    assert (told["state"], [one["act"] for one in told["steps"]]) == ("draft", ["return", "hand_on"])


def test_withdrawn_with_what_the_public_is_told(staff: Client) -> None:
    found = published()
    where, said = f"/objects/{found.public_id}/move", {"act": "withdraw", "note": "Gia đình đề nghị"}
    assert send(staff, "POST", where, said)[1]["code"] == "repository.no_such_farewell"
    wrong = said | {"farewell": {"ground": "rights", "says": "all", "replaced_by": "zzzzzzzzz"}}
    assert send(staff, "POST", where, wrong)[1]["code"] == "repository.no_such_document"
    found.refresh_from_db()
    assert found.state == "published"
    status, told = send(staff, "POST", where, said | {"farewell": {"ground": "rights", "says": "all"}})
    stone = told["tombstone"]
    assert (status, told["state"], stone["ground"], stone["says"]) == (200, "withdrawn", "rights", "all")
    assert stone["reason"] == "Gia đình đề nghị"
    assert Client().get(f"/vi/read/{found.public_id}").status_code == 410


def test_other_libraries_documents_are_not_there(staff: Client) -> None:
    other = DigitalObject.objects.create(library=library("GN"), title="Mật", state="draft")
    change_access(actor=SYSTEM, object_id=other.pk, terms=Terms(Level.READ), reason="Thuộc về công chúng")
    where = f"/objects/{other.public_id}"
    access = {"level": "download", "reason": "Theo công văn", "seen": "1"}
    for method, address, body in (
        ("GET", where, None),
        ("PATCH", where, {"version": 1, "title": "X"}),
        ("GET", f"{where}/access", None),
        ("PUT", f"{where}/access", access),
        ("POST", f"{where}/move", {"act": "hand_on", "checks": list(ALL)}),
    ):
        assert send(staff, method, address, body)[0] == 404
    other.refresh_from_db()
    assert (other.title, other.state, staff.get("/api/v1/objects").json()["items"]) == ("Mật", "draft", [])
