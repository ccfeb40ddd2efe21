"""A council set up, sat, voted and its documents published by a program."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel import jobs
from lienthu.kernel.clock import today
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import Case, Council, DigitalObject, Vote
from lienthu.repository.rules.states import Act
from lienthu.repository.tests.helpers import SYSTEM, library, send
from lienthu.repository.tests.test_appraisal import draft


@pytest.fixture
def others(staff: Client) -> list[Client]:
    return [signed_in(library(), name) for name in ("hoa", "mai")]


def in_review(title: str = "Sử thi M'Nông") -> DigitalObject:
    found = draft(title)
    return move_on(actor=SYSTEM, object_id=found.pk, act=Act.SUBMIT)


def said(*names: str, **more: Any) -> dict[str, Any]:
    members = [{"account": name, "seat": "member" if at else "chair"} for at, name in enumerate(names)]
    plain = {"library": "TINH", "name": "Hội đồng", "decision": "QĐ 12/QĐ-TVT", "quorum": 2}
    return plain | {"members": members} | more


def sitting_of(staff: Client) -> dict[str, Any]:
    council = send(staff, "POST", "/councils", said("lan", "hoa", "mai"))[1]
    status, made = send(staff, "POST", f"/councils/{council['id']}/sittings", {"held_on": today().isoformat()})
    assert (status, made["council"], made["cases"], made["closed_at"]) == (201, council["id"], [], None)
    return dict(made)


def test_from_the_council_to_the_readers(staff: Client, others: list[Client]) -> None:
    found, sitting = in_review(), sitting_of(staff)
    name, where = found.public_id, f"/sittings/{sitting['id']}"
    assert [send(staff, "POST", f"{where}/cases", {"documents": [name]})[1]["put"] for _ in range(2)] == [1, 0]
    number = Case.objects.get().pk
    for client in (staff, others[0]):
        status, told = send(client, "PUT", f"{where}/cases/{number}/vote", {"choice": "publish"})
        assert status == 200
    assert [(vote["name"], vote["choice"]) for vote in told["cases"][0]["votes"]] == [
        ("lan", "publish"),
        ("hoa", "publish"),
    ]
    preview = send(staff, "POST", "/publications/preview", {"documents": [name, "zzzzzzzzz"]})[1]
    assert (preview["ready"], preview["unknown"], preview["checks"]) == ([], ["zzzzzzzzz"], ["access_as_decided"])
    assert [one["document"] for one in preview["held"]] == [name]
    closed = send(staff, "POST", f"{where}/close", {"remarks": "Họp tại phòng đọc"})[1]
    assert [case["outcome"] for case in closed["cases"]] == ["approved"]
    assert staff.get("/api/v1/reviews").json()["items"] == [
        {
            "document": name,
            "title": "Sử thi M'Nông",
            "against": "",
            "library": "TINH",
            "version": 1,
            "outcome": "approved",
            "sitting": sitting["id"],
        }
    ]
    wanted = {"documents": [name], "checks": []}
    assert send(staff, "POST", "/publications", wanted)[1]["code"] == "repository.checks_open"
    status, begun = send(staff, "POST", "/publications", wanted | {"checks": ["access_as_decided"]})
    assert (status, begun["total"], begun["published"]) == (202, 1, 0)
    jobs.drain()
    done = staff.get(f"/api/v1/publications/{begun['id']}").json()
    assert (done["state"], done["done"], done["published"], done["left"]) == ("done", 1, 1, [])
    found.refresh_from_db()
    assert found.state == "published"
    again = send(staff, "POST", "/publications", wanted | {"checks": ["access_as_decided"]})
    assert (again[0], again[1]["code"]) == (422, "repository.none_can_be_published")
    assert staff.get(f"/api/v1{where}/minutes").content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (said("lan", "hoa", "khongco"), "repository.not_a_candidate"),
        (said("lan", "hoa"), "repository.council_too_small"),
        (said("lan", "hoa", "hoa"), "repository.council_member_twice"),
        (said("lan", "hoa", "mai", quorum=4), "repository.council_quorum"),
        (said("lan", "hoa", "mai", decision=" "), "repository.council_needs_decision"),
        (said("lan", "hoa", "mai", library="KHONGCO"), "registry.no_such_library"),
    ],
)
def test_a_council_that_cannot_be_is_not_set_up(
    staff: Client, others: list[Client], change: dict[str, Any], code: str
) -> None:
    assert (send(staff, "POST", "/councils", change)[1]["code"], Council.objects.count()) == (code, 0)


def test_documents_that_are_not_there_are_named_and_nothing_is_done(staff: Client, others: list[Client]) -> None:
    wanted = {"documents": [in_review().public_id, "zzzzzzzzz", "yyyyyyyyy"]}
    for address, more in (
        (f"/sittings/{sitting_of(staff)['id']}/cases", {}),
        ("/publications", {"checks": ["access_as_decided"]}),
    ):
        status, told = send(staff, "POST", address, wanted | more)
        assert (status, told["code"]) == (422, "repository.not_reviewed")
        assert "zzzzzzzzz, yyyyyyyyy" in told["message"]
    assert Case.objects.count() == 0


def test_who_is_no_member_does_not_vote_and_a_closed_sitting_stays(staff: Client, others: list[Client]) -> None:
    found, sitting = in_review(), sitting_of(staff)
    where = f"/sittings/{sitting['id']}"
    assert send(staff, "POST", f"{where}/close")[1]["code"] == "repository.sitting_empty"
    send(staff, "POST", f"{where}/cases", {"documents": [found.public_id]})
    vote = f"{where}/cases/{Case.objects.get().pk}/vote"
    stranger = signed_in(library(), "tu")
    assert send(stranger, "PUT", vote, {"choice": "publish"})[1]["code"] == "repository.not_a_member"
    assert send(staff, "PUT", vote, {"choice": "return"})[1]["code"] == "repository.reason_needed"
    assert send(staff, "PUT", f"{where}/cases/0/vote", {"choice": "publish"})[0] == 404
    assert Vote.objects.count() == 0
    council = sitting["council"]
    assert send(staff, "POST", f"/councils/{council}/end")[1]["code"] == "repository.council_sits"
    assert send(staff, "POST", f"{where}/close")[1]["cases"][0]["outcome"] == "no_quorum"
    assert send(staff, "PUT", vote, {"choice": "publish"})[1]["code"] == "repository.sitting_closed"
    assert send(staff, "POST", f"/councils/{council}/end")[1]["ended_at"] is not None
    elsewhere = signed_in(library("GN"), "ban")
    for address in (f"/councils/{council}", where, f"/councils/{council}/sittings", f"{where}/minutes"):
        assert elsewhere.get(f"/api/v1{address}").status_code == 404
    assert elsewhere.get("/api/v1/councils").json()["items"] == []
