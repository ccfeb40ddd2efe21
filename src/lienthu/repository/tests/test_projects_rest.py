"""A project opened, planned and filled, and its machines, by a program."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel.clock import today
from lienthu.repository.models import Booking, Machine, Project, RegisterEntry
from lienthu.repository.tests.helpers import library, send

PLAN = {"name": "Địa chí đợt 1", "planned_pages": 1000, "starts": "2026-01-05", "ends": "2027-01-29"}
OPENING = PLAN | {"code": "dc26", "library": "TINH"}
WHERE = "/digitisation/projects"
MACHINES = "/digitisation/machines"


def test_from_the_plan_to_the_jobs_of_a_lot(staff: Client) -> None:
    status, made = send(staff, "POST", WHERE, OPENING)
    assert (status, made["code"], made["dpi"], made["formats"], made["version"]) == (
        201,
        "DC26",
        300,
        ["image/tiff"],
        1,
    )
    assert send(staff, "POST", WHERE, OPENING)[1]["code"] == "repository.project_code_taken"
    changed = send(staff, "PUT", f"{WHERE}/DC26/plan", PLAN | {"version": 1, "planned_pages": 2000, "dpi": 400})[1]
    assert (changed["planned_pages"], changed["dpi"], changed["version"]) == (2000, 400, 2)
    assert send(staff, "PUT", f"{WHERE}/DC26/plan", PLAN | {"version": 1})[1]["code"] == "repository.changed_meanwhile"
    assert staff.get(f"/api/v1{WHERE}/DC26/plan").json() == changed
    price = {"page_price": 500}
    assert send(staff, "POST", f"{WHERE}/DC26/lots", price)[1]["code"] == "repository.price_without_contractor"
    status, lot = send(staff, "POST", f"{WHERE}/DC26/lots", price | {"contractor": "Công ty A", "due": "2026-06-30"})
    assert (status, lot["project"], lot["number"], lot["state"], lot["jobs"]) == (201, "DC26", 1, "open", 0)
    status, job = send(staff, "POST", f"{WHERE}/DC26/lots/1/jobs", {"title": "Sưu tập ảnh", "pages": 12})
    assert (status, job["project"], job["lot"], job["title"], job["pages"]) == (201, "DC26", 1, "Sưu tập ảnh", 12)
    assert send(staff, "POST", f"{WHERE}/DC26/lots/2/jobs", {"title": "X"})[0] == 404
    assert send(staff, "POST", f"{WHERE}/DC26/lots/1/titles", {"selection": "zzzzzzzzz"})[0] == 404
    assert [one["jobs"] for one in staff.get(f"/api/v1{WHERE}/DC26/lots").json()] == [1]
    assert send(staff, "POST", f"{WHERE}/DC26/close")[1]["state"] == "closed"
    assert send(staff, "POST", f"{WHERE}/DC26/lots", {})[1]["code"] == "repository.project_closed"
    assert signed_in(library("GN"), "ban").get(f"/api/v1{WHERE}/DC26/plan").status_code == 404


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"code": "x"}, "repository.project_code"),
        ({"ends": "2025-01-01"}, "repository.dates_turned"),
        ({"formats": ["image/gif"]}, "repository.project_spec"),
        ({"aql": "9"}, "repository.project_spec"),
        ({"agency": "KHONGCO"}, "repository.agency_unknown"),
        ({"planned_pages": 0}, "kernel.bad_request"),
    ],
)
def test_a_plan_that_cannot_be_opens_nothing(staff: Client, said: dict[str, Any], code: str) -> None:
    assert (send(staff, "POST", WHERE, OPENING | said)[1]["code"], Project.objects.count()) == (code, 0)


def test_a_machine_is_booked_while_its_calibration_holds(staff: Client) -> None:
    send(staff, "POST", WHERE, OPENING)
    status, made = send(staff, "POST", MACHINES, {"library": "TINH", "name": "Máy quét A2", "hour_cost": 20_000})
    where, day = f"{MACHINES}/{made['id']}", today().isoformat()
    assert (status, made["calibrated_until"], made["bookings"]) == (201, None, [])
    booking = {"project": "DC26", "day": day, "shift": "morning"}
    assert (send(staff, "POST", f"{where}/bookings", booking)[0], Booking.objects.count()) == (409, 0)
    calibration = {"on": day, "until": "2099-01-01", "by": "Quatest 3"}
    told = send(staff, "POST", f"{where}/calibrations", calibration | {"until": "2020-01-01"})[1]
    assert told["code"] == "repository.dates_turned"
    assert send(staff, "POST", f"{where}/calibrations", calibration)[1]["calibrated_until"] == "2099-01-01"
    told = send(staff, "POST", f"{where}/bookings", booking)[1]
    assert [(one["day"], one["shift"], one["project"]) for one in told["bookings"]] == [(day, "morning", "DC26")]
    assert send(staff, "POST", f"{where}/bookings", booking)[1]["code"] == "repository.booked_already"
    number = told["bookings"][0]["number"]
    assert send(staff, "DELETE", f"{where}/bookings/{number}")[1]["bookings"] == []
    assert send(staff, "DELETE", f"{where}/bookings/{number}")[0] == 404
    assert send(staff, "POST", f"{where}/end", {"reason": "Hỏng đèn"})[1]["ended_at"] is not None
    assert Machine.objects.get().ended_for == "Hỏng đèn"


def test_a_document_is_entered_under_a_decision_and_struck_with_a_reason(staff: Client) -> None:
    said = {
        "library": "TINH",
        "kind": "ancient",
        "criteria": ["age"],
        "title": "Sắc phong",
        "decision": "QĐ 12/QĐ-TVT",
        "decided_on": "2026-01-02",
        "year": 1850,
    }
    where = "/digitisation/register"
    assert send(staff, "POST", where, said | {"decision": " "})[1]["code"] == "repository.register_needs_decision"
    assert send(staff, "POST", where, said | {"library": "KHONGCO"})[0] == 404
    assert RegisterEntry.objects.count() == 0
    status, made = send(staff, "POST", where, said)
    assert (status, made["number"], made["criteria"], made["is_struck"]) == (201, 1, ["age"], False)
    assert send(staff, "POST", f"{where}/{made['id']}/strike", {"reason": "x"})[1]["code"] == "repository.reason_needed"
    assert send(staff, "POST", f"{where}/{made['id']}/strike", {"reason": "Nhập nhầm"})[1]["is_struck"] is True
    assert send(staff, "POST", f"{where}/zzzzzzzzz/strike", {"reason": "Nhập nhầm"})[0] == 404
