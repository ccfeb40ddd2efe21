"""A program hands files over: clearance, files, close, state, receipt."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel import jobs
from lienthu.repository.actions.deposit import add_file, open_deposit
from lienthu.repository.models import Deposit
from lienthu.repository.tests.helpers import CLEAR, SYSTEM, jpeg, library
from lienthu.repository.tests.test_hand_in import agency
from lienthu.repository.tests.test_upload import sender

__all__ = ["agency", "sender"]
pytestmark = pytest.mark.usefixtures("desk", "agency")
ANSWERS = {"holds_secrets": False, "may_share": True, "name": "Nguyễn Văn An, trưởng phòng"}
OPENING = {"library": "TINH", "agency": "BAO-DN", "title": "Báo 1975", "clearance": ANSWERS}


def post(client: Client, address: str, body: Any = None) -> Any:
    return client.post(address, body or {}, content_type="application/json")


def test_from_clearance_to_receipt(sender: Client) -> None:
    opened = post(sender, "/api/v1/deposits", OPENING)
    assert (opened.status_code, opened.json()["state"], opened.json()["agency"]) == (201, "open", "BAO-DN")
    where = f"/api/v1/deposits/{opened.json()['id']}"
    good, bad = jpeg(), b"MZ" * 99
    files = [SimpleUploadedFile("1.jpg", good), SimpleUploadedFile("=2.jpg", bad), SimpleUploadedFile("3.jpg", b"")]
    handed = sender.post(f"{where}/files", {"file": files}).json()
    assert [one["path"] for one in handed["received"]] == ["1.jpg", "=2.jpg"]
    assert [one["fault"] for one in handed["refused"]] == ["repository.file_empty"]
    assert post(sender, f"{where}/close").json()["state"] == "screening"
    jobs.drain()
    state = sender.get(where).json()
    assert (state["state"], state["taken"], state["refused"], len(state["objects"])) == ("done", 1, 1, 1)
    listed = sender.get(f"{where}/files").json()["items"]
    assert [(one["path"], one["fault"]) for one in listed] == [("1.jpg", ""), ("=2.jpg", "repository.kind_not_taken")]
    sums = b"".join(sender.get(f"{where}/receipt?format=sha256")).decode()
    assert sums == f"{hashlib.sha256(good).hexdigest()}  1.jpg\n"
    table = b"".join(sender.get(f"{where}/receipt")).decode()
    assert f"1.jpg,{len(good)},{hashlib.sha256(good).hexdigest()},image/jpeg" in table
    assert "'=2.jpg" in table
    assert sender.get(f"{where}/receipt?format=exe").status_code == 404
    page = sender.get(f"/vi/repository/deposits/{state['id']}/receipt").content.decode()
    assert hashlib.sha256(good).hexdigest() in page
    assert "Báo Đắk Nông" in page


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"clearance": ANSWERS | {"holds_secrets": True}}, "repository.secrets_not_taken"),
        ({"clearance": ANSWERS | {"may_share": False}}, "repository.no_right_to_share"),
        ({"clearance": ANSWERS | {"name": ""}}, "repository.clearance_needs_name"),
        ({"agency": "KHONGCO"}, "repository.agency_unknown"),
        ({"library": "KHONGCO"}, "registry.no_such_library"),
        ({"title": "  "}, "repository.title_needed"),
        ({"clearance": None}, "kernel.bad_request"),
    ],
)
def test_without_clear_answers_nothing_is_opened(sender: Client, change: dict[str, Any], code: str) -> None:
    answer = post(sender, "/api/v1/deposits", OPENING | change)
    assert (answer.json()["code"], Deposit.objects.count()) == (code, 0)


def test_other_libraries_deposits_are_not_there(sender: Client) -> None:
    other = open_deposit(actor=SYSTEM, library_id=library("GN").pk, title="T", clearance=CLEAR)
    where = f"/api/v1/deposits/{other.public_id}"
    assert sender.get("/api/v1/deposits").json()["items"] == []
    for address in (where, f"{where}/files", f"{where}/receipt", f"{where}/uploads"):
        assert sender.get(address).status_code == 404
    for act in ("close", "cancel"):
        assert post(sender, f"{where}/{act}").status_code == 404
    assert post(sender, "/api/v1/deposits", OPENING | {"library": "GN"}).status_code == 403
    other.refresh_from_db()
    assert other.state == "open"


PAGE = {
    "library": "TINH",
    "agency": "BAO-DN",
    "title": "Báo",
    "kind": "newspaper",
    "arrangement": "pages",
    "secrets": "no",
    "may_share": "yes",
    "answers": "Nguyễn Văn An",
}


def test_the_page_sets_the_agency(sender: Client) -> None:
    assert sender.post("/vi/repository/deposits/new", PAGE).status_code == 302
    made = Deposit.objects.get()
    assert made.agency is not None
    assert made.agency.code == "BAO-DN"
    page = sender.get(f"/vi/repository/deposits/{made.public_id}").content.decode()
    assert "Báo Đắk Nông" in page
    assert "deposit.js" in page


@pytest.mark.parametrize("answer", [{"secrets": "yes"}, {"may_share": "no"}, {"answers": "A"}])
def test_a_refused_clearance_is_told_at_its_question(sender: Client, answer: dict[str, str]) -> None:
    refused = sender.post("/vi/repository/deposits/new", PAGE | answer)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, set(answer))
    assert Deposit.objects.count() == 0


def test_more_files_than_a_form_takes_are_told(sender: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    made = Deposit.objects.get(public_id=post(sender, "/api/v1/deposits", OPENING).json()["id"])
    files = [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(3)]
    answer = sender.post(f"/vi/repository/deposits/{made.public_id}/files", {"files": files})
    assert (answer.status_code, made.files.count()) == (400, 0)
    assert "tối đa 2 tệp" in answer.content.decode()


def test_a_depositor_knows_nothing_of_what_others_hand_in(sender: Client) -> None:
    """Nor may he change it; who keeps the library's documents sees both."""
    own = post(sender, "/api/v1/deposits", OPENING).json()["id"]
    other = open_deposit(actor=SYSTEM, library_id=library().pk, title="Công an tỉnh", clearance=CLEAR)
    add_file(actor=SYSTEM, deposit=other, name="mat.jpg", chunks=[jpeg()])
    assert [one["id"] for one in sender.get("/api/v1/deposits").json()["items"]] == [own]
    here, api = f"/vi/repository/deposits/{other.public_id}", f"/api/v1/deposits/{other.public_id}"
    reads = [here, f"{here}/receipt", f"{here}/receipt.csv", f"{here}/receipt.sha256", api, f"{api}/files"]
    assert {sender.get(address).status_code for address in [*reads, f"{api}/receipt"]} == {404}
    writes = [f"{here}/again", *(f"{address}/{act}" for address in (here, api) for act in ("close", "cancel"))]
    assert {post(sender, address).status_code for address in writes} == {404}
    assert b"C\xc3\xb4ng an" not in sender.get("/vi/repository/deposits").content
    assert sender.get("/vi/repository/watched").status_code == 403
    other.refresh_from_db()
    assert (other.state, other.files.count()) == ("open", 1)
    keeper = signed_in(library(), "giu")
    assert {one["id"] for one in keeper.get("/api/v1/deposits").json()["items"]} == {own, other.public_id}
