"""Pages put right and their texts corrected by a program."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from lienthu.repository.models import Correction, DigitalObject, Page, PageText
from lienthu.repository.rules.page_recipe import crop, rotate
from lienthu.repository.tests.helpers import send
from lienthu.repository.tests.test_appraisal import draft
from lienthu.repository.tests.test_corrections import LINE
from lienthu.repository.tests.test_desk_rest import published
from lienthu.repository.tests.test_seats import client_of


def with_pages(found: DigitalObject, count: int = 3) -> DigitalObject:
    """Rows alone: no picture is drawn here."""
    for n in range(1, count + 1):
        here = Page.objects.create(
            object=found, position=n, label=f"{n}", master=f"{n}" * 64, pyramid=f"{n}" * 64, width=100, height=90
        )
        PageText.objects.create(page=here, text="Voi rùng Đăk", lines=[LINE], origin="ocr", made_at=timezone.now())
    DigitalObject.objects.filter(pk=found.pk).update(page_count=count, contents=[{"page": 3, "label": "Ba"}])
    found.refresh_from_db()
    return found


def labels(found: DigitalObject) -> list[str]:
    return list(found.pages.order_by("position").values_list("label", flat=True))


def test_order_numbers_division_and_what_is_left_out_are_taken_back(staff: Client) -> None:
    found = with_pages(draft())
    where = f"/objects/{found.public_id}/pages"
    told = staff.get(f"/api/v1{where}").json()
    assert ([one["label"] for one in told["items"]], told["seen"]) == (["1", "2", "3"], 0)
    status, done = send(staff, "PUT", f"{where}/order", {"pages": [3, 1, 2], "seen": 0})
    assert (status, done) == (200, {"what": "order", "pages": 3, "seen": 2, "page_count": 3})
    assert labels(found) == ["3", "1", "2"]
    assert staff.get(f"/api/v1/objects/{found.public_id}").json()["contents"] == [{"page": 1, "label": "Ba"}]
    send(staff, "PUT", f"{where}/labels", {"labels": [{"page": 1, "label": "iii"}], "seen": 2})
    done = send(staff, "POST", f"{where}/split", {"pages": [1], "at": 0.4, "right_first": True, "seen": 4})[1]
    assert (done["what"], done["page_count"], labels(found)) == ("split", 4, ["iii", "", "1", "2"])
    halves = [found.pages.get(position=n).wanted for n in (1, 2)]
    assert halves == [[crop(0.4, 0, 0.6, 1)], [crop(0, 0, 0.4, 1)]]
    done = send(staff, "POST", f"{where}/leave-out", {"pages": [2, 4], "seen": 6})[1]
    assert (done["page_count"], labels(found)) == (2, ["iii", "1"])
    for seen in (8, 9, 10, 11):
        done = send(staff, "POST", f"{where}/undo", {"seen": seen})[1]
    assert (done["what"], done["seen"], labels(found)) == ("order", 12, ["1", "2", "3"])
    assert send(staff, "POST", f"{where}/undo", {"seen": 12})[1]["code"] == "repository.nothing_to_undo"


def test_pages_are_drawn_anew_and_as_they_came(staff: Client) -> None:
    found = with_pages(draft())
    where = f"/objects/{found.public_id}/pages"
    steps = [{"do": "rotate", "by": 90}, {"do": "crop", "box": [0, 0, 0.5, 1]}]
    assert send(staff, "POST", f"{where}/draw", {"pages": [1, 2], "steps": steps, "seen": 0})[1]["pages"] == 2
    told = staff.get(f"/api/v1{where}").json()["items"]
    assert [one["wanted"] for one in told] == [[rotate(90), crop(0, 0, 0.5, 1)]] * 2 + [None]
    send(staff, "POST", f"{where}/reset", {"pages": [2], "seen": 2})
    assert [one["wanted"] for one in staff.get(f"/api/v1{where}").json()["items"]][1] == []
    none = send(staff, "POST", f"{where}/draw", {"pages": [3], "seen": 4})
    assert (none[0], none[1]["code"]) == (422, "repository.no_suggestion")


@pytest.mark.parametrize(
    ("method", "act", "said", "code"),
    [
        ("PUT", "order", {"pages": [1, 2, 3], "seen": 1}, "repository.changed_meanwhile"),
        ("PUT", "order", {"pages": [1, 2], "seen": 0}, "repository.changed_meanwhile"),
        ("PUT", "order", {"pages": [1, 2, 3], "seen": 0}, "repository.nothing_changed"),
        ("PUT", "labels", {"labels": [{"page": 9, "label": "x"}], "seen": 0}, "repository.changed_meanwhile"),
        ("POST", "leave-out", {"pages": [1, 2, 3], "seen": 0}, "repository.no_page_left"),
        ("POST", "leave-out", {"pages": [], "seen": 0}, "kernel.bad_request"),
        ("POST", "draw", {"pages": [1], "steps": [{"do": "rotate", "by": 7}], "seen": 0}, "repository.no_such_edit"),
        ("POST", "draw", {"pages": [1], "steps": [{"do": "fold"}], "seen": 0}, "kernel.bad_request"),
        ("POST", "split", {"pages": [1], "at": 0.001, "seen": 0}, "repository.no_such_edit"),
    ],
)
def test_what_cannot_be_done_leaves_the_pages(
    staff: Client, method: str, act: str, said: dict[str, Any], code: str
) -> None:
    found = with_pages(draft())
    assert send(staff, method, f"/objects/{found.public_id}/pages/{act}", said)[1]["code"] == code
    assert (labels(found), found.page_edits.count(), found.pages.exclude(wanted=None).count()) == (
        ["1", "2", "3"],
        0,
        0,
    )


def test_a_reader_proposes_lines_and_a_keeper_decides(staff: Client) -> None:
    found = with_pages(published(), 1)
    reader = client_of(get_user_model().objects.create_user("an", password="x" * 20))
    where = f"/objects/{found.public_id}/pages/1"
    told = Client().get(f"/api/v1{where}/text").json()
    assert (told["version"], told["origin"]) == (1, "ocr")
    line = {"line": 1, "text": "Voi rùng Đăk", "box": [10, 20, 300, 30], "confidence": 40}
    assert told["lines"] == [line]
    lines = {"version": 1, "lines": [{"line": 1, "text": "Voi rừng Đăk"}], "credit": "An"}
    assert send(Client(), "POST", f"{where}/corrections", lines)[0] == 401
    assert send(reader, "POST", f"{where}/corrections", lines | {"version": 2})[1]["code"] == (
        "repository.text_changed_meanwhile"
    )
    wrong = send(reader, "POST", f"{where}/corrections", lines | {"lines": [{"line": 2, "text": "x"}]})[1]
    assert (wrong["code"], wrong["params"]["line"]) == ("repository.no_such_line", 2)
    assert (send(reader, "POST", f"{where}/corrections", lines), send(reader, "GET", "/corrections")[0]) == (
        (201, {"taken": 1}),
        403,
    )
    waiting = staff.get("/api/v1/corrections").json()["items"]
    assert [(one["page"], one["line"], one["before"], one["after"], one["credit"]) for one in waiting] == [
        (1, 1, "Voi rùng Đăk", "Voi rừng Đăk", "An")
    ]
    decide = f"/corrections/{waiting[0]['id']}/decide"
    assert send(reader, "POST", decide, {"accept": True})[0] == 403
    assert send(staff, "POST", decide, {"accept": True})[1]["state"] == "accepted"
    assert send(staff, "POST", decide, {"accept": False})[1]["code"] == "repository.correction_decided"
    told = Client().get(f"/api/v1{where}/text").json()
    assert (told["version"], told["origin"], told["lines"][0]["text"]) == (2, "person", "Voi rừng Đăk")
    assert Correction.objects.get().state == "accepted"
