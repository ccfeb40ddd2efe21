"""Devices, seats, reports, watched folders, fixity, new masters and learning profiles by a program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel import jobs
from lienthu.registry.models import Agency
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.gate import DEVICE_COOKIE
from lienthu.repository.models import Deposit, DigitalObject, Learning, ReadingDevice, Removal, WatchedFolder
from lienthu.repository.rules.access import Level, Place
from lienthu.repository.tests.helpers import SYSTEM, library, send
from lienthu.repository.tests.test_deposit_api import ANSWERS
from lienthu.repository.tests.test_desk_rest import published
from lienthu.repository.tests.test_hand_in import agency
from lienthu.repository.tests.test_seats import client_of

__all__ = ["agency"]


def opened(**terms: Any) -> DigitalObject:
    found = published()
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.READ, **terms), reason="Theo quy chế")
    return found


def test_a_device_opens_what_is_read_in_the_room_until_it_ends(staff: Client) -> None:
    found = opened(place=Place.DEVICE)
    device = Client()
    where = f"/api/v1/objects/{found.public_id}/pages/1/text"
    status, made = send(staff, "POST", "/reading-devices", {"library": "TINH", "name": "Máy 5", "days": 30})
    assert (status, made["cookie"], made["name"], made["ended_at"]) == (201, DEVICE_COOKIE, "Máy 5", None)
    assert device.get(where).json()["code"] == "repository.on_site"
    device.cookies[made["cookie"]] = made["value"]
    assert device.get(where).status_code == 404  # let in; the page has no text
    listed = staff.get("/api/v1/reading-devices").json()["items"]
    assert [(one["id"], one["library"]) for one in listed] == [(made["id"], "TINH")]
    assert made["value"] not in str(listed)
    assert send(staff, "POST", f"/reading-devices/{made['id']}/end")[1]["ended_at"] is not None
    assert device.get(where).json()["code"] == "repository.on_site"
    assert send(staff, "POST", f"/reading-devices/{made['id']}/end")[1]["code"] == "repository.device_ended_already"


def test_a_device_of_another_library_is_not_registered(staff: Client) -> None:
    said = {"library": "GN", "name": "Máy 5"}
    library("GN")
    assert send(staff, "POST", "/reading-devices", said)[0] == 403
    assert send(staff, "POST", "/reading-devices", {"library": "TINH", "name": " "})[1]["code"] == (
        "repository.device_needs_name"
    )
    assert send(staff, "POST", "/reading-devices", {"library": "TINH", "name": "M", "days": 800})[0] == 422
    assert ReadingDevice.objects.count() == 0


def test_one_copy_goes_from_hand_to_hand(staff: Client) -> None:
    found = opened(seats=1, lend_days=14)
    an, binh = (client_of(get_user_model().objects.create_user(name, password="x" * 20)) for name in ("an", "binh"))
    where = f"/objects/{found.public_id}/seat"
    seat = send(an, "POST", where, {"act": "borrow"})[1]["seat"]
    assert (seat["seats"], seat["free"], seat["until"] is not None) == (1, 0, True)
    assert send(an, "POST", where, {"act": "borrow"})[1]["code"] == "repository.seat_held_already"
    assert send(binh, "POST", where, {"act": "borrow"})[1]["code"] == "repository.no_seat"
    assert send(binh, "POST", where, {"act": "wait"})[1]["seat"]["place"] == 1
    assert send(an, "POST", where, {"act": "return"})[1]["seat"]["until"] is None
    mine = binh.get("/api/v1/my-seats").json()
    assert [(one["document"], one["until"], one["held_until"] is not None) for one in mine] == [
        (found.public_id, None, True)
    ]
    assert binh.get(f"/api/v1{where}").json()["seat"]["may_take"] is True
    assert send(binh, "POST", where, {"act": "borrow"})[0] == 200
    assert send(Client(), "POST", where, {"act": "borrow"})[0] == 401


def test_a_report_closes_and_a_second_person_decides(staff: Client) -> None:
    found = published()
    where = f"/objects/{found.public_id}/report"
    assert send(staff, "POST", where) == (201, {"document": found.public_id})
    assert Client().get(f"/vi/read/{found.public_id}").status_code == 404
    removal = staff.get("/api/v1/removals").json()["items"][0]
    assert (removal["document"], removal["state"], removal["reported_by"]) == (found.public_id, "reported", "lan")
    decide = f"/removals/{removal['id']}/decide"
    assert send(staff, "POST", decide, {"act": "remove"})[1]["code"] == "repository.two_persons"
    assert DigitalObject.objects.filter(pk=found.pk).exists()
    second = signed_in(library(), "hoa")
    assert send(second, "POST", decide, {"act": "dismiss"})[1]["state"] == "dismissed"
    assert send(second, "POST", decide, {"act": "remove"})[1]["code"] == "repository.report_decided"
    assert Client().get(f"/vi/read/{found.public_id}").status_code == 200
    send(staff, "POST", where)
    newest = Removal.objects.order_by("-id")[0].public_id
    gone = send(second, "POST", f"/removals/{newest}/decide", {"act": "remove"})[1]
    assert (gone["state"], gone["rows"]["pages"]) == ("removed", 0)
    assert staff.get(f"/api/v1/removals/{newest}").json() == gone
    assert not DigitalObject.objects.filter(pk=found.pk).exists()
    assert signed_in(library("GN"), "ban").get(f"/api/v1/removals/{newest}").status_code == 404


@pytest.mark.usefixtures("agency")
def test_a_folder_is_watched_by_who_keeps_the_network(
    desk: None, settings: LazySettings, tmp_path: Path, staff: Client
) -> None:
    (tmp_path / "share" / "bao").mkdir(parents=True)
    settings.WATCH_ROOT = str(tmp_path / "share")
    said = {"path": "bao", "agency": "BAO-DN", "library": "TINH", "clearance": "Ông An, trưởng phòng"}
    assert (send(staff, "POST", "/watched-folders", said)[0], WatchedFolder.objects.count()) == (403, 0)
    made = WatchedFolder.objects.create(
        path="bao", agency_id=_agency(), library=library(), clearance="Ông An", opened_by="x"
    )
    assert [one["path"] for one in staff.get("/api/v1/watched-folders").json()["items"]] == ["bao"]
    assert staff.get(f"/api/v1/watched-folders/{made.public_id}/deliveries").json() == {"items": [], "next": None}
    assert send(staff, "POST", f"/watched-folders/{made.public_id}/close")[0] == 403


def _agency() -> int:
    return Agency.objects.get(code="BAO-DN").pk


def test_masters_are_read_again(staff: Client) -> None:
    library("GN")
    status, begun = send(staff, "POST", "/fixity-runs", {"library": "TINH"})
    assert (status, len(begun["job"])) == (202, 9)
    assert send(staff, "POST", "/fixity-runs", {"library": "TINH"})[0] == 409
    for elsewhere in ("", "GN"):
        assert send(staff, "POST", "/fixity-runs", {"library": elsewhere})[0] == 403
    jobs.drain()
    told = staff.get("/api/v1/fixity").json()
    assert (told["files"], told["faults"], told["last_run"]["faults"]) == (0, [], 0)


def test_new_masters_are_a_deposit(staff: Client) -> None:
    found = published()
    where, said = f"/objects/{found.public_id}/renewals", {"reason": "Quét lại ở 600 dpi", "clearance": ANSWERS}
    assert send(staff, "POST", where, said | {"reason": "x"})[1]["code"] == "repository.reason_needed"
    wrong = said | {"clearance": ANSWERS | {"holds_secrets": True}}
    assert (send(staff, "POST", where, wrong)[1]["code"], Deposit.objects.count()) == (
        "repository.secrets_not_taken",
        0,
    )
    status, made = send(staff, "POST", where, said)
    assert (status, made["state"], made["title"]) == (201, "open", found.title)
    assert Deposit.objects.get().renews_id == found.pk
    assert send(staff, "POST", where, said)[1]["code"] == "repository.renewal_under_way"
    assert send(staff, "POST", f"/objects/{found.public_id}/part-ways")[1]["code"] == "repository.not_in_this_state"
    assert send(staff, "PUT", f"/objects/{found.public_id}/keep-back", {"back": True})[0] == 404


def test_a_document_becomes_a_learning_resource(staff: Client) -> None:
    found = published()
    where = f"/objects/{found.public_id}/learning"
    said = {"version": 0, "kind": "exercise", "subjects": ["ls-dl"], "grades": [6], "minutes": 45}
    assert staff.get(f"/api/v1{where}").json()["version"] == 0
    assert send(staff, "PUT", where, said)[1]["code"] == "repository.licence_not_open"
    DigitalObject.objects.filter(pk=found.pk).update(rights="CC-BY")
    for wrong, code in (
        ({"subjects": ["khong"]}, "repository.no_such_subject"),
        ({"grades": [99]}, "repository.no_such_grade"),
        ({"parent": "zzzzzzzzz"}, "repository.no_such_learning"),
        ({"version": 1}, "repository.changed_meanwhile"),
    ):
        assert (send(staff, "PUT", where, said | wrong)[1]["code"], Learning.objects.count()) == (code, 0)
    status, told = send(staff, "PUT", where, said)
    assert (status, told["version"], told["subjects"], told["licence"]) == (200, 1, ["ls-dl"], "CC-BY")
    assert staff.get(f"/api/v1{where}").json() == told
    assert [one["document"] for one in Client().get("/api/v1/learning").json()["items"]] == [found.public_id]
