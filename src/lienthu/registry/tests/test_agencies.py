"""Agencies: their pages, forms and REST, as of any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.registry.actions.agencies import merge_agencies, open_agency
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.models import Agency, AgencyVersion, Library
from lienthu.registry.rules.details import AgencyDetails, LibraryDetails
from lienthu.registry.tests import acting
from lienthu.registry.tests.conftest import SYSTEM, editor

D = dt.date


@pytest.fixture
def ask(settings: Any) -> Callable[..., Any]:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"

    def ask(method: str, path: str, data: Any = None, actor: Actor = ANONYMOUS) -> Any:
        with acting.acting(actor):
            send = getattr(Client(), method)
            if data is None:
                return send(path)
            return send(path, data, content_type="application/json") if path.startswith("/api") else send(path, data)

    return ask


@pytest.fixture
def agencies(areas: dict[str, int], make: Callable[..., Library]) -> tuple[Agency, Agency]:
    """Two departments of 2015; a library belongs to the first from 2020 on."""
    first, second = (
        open_agency(actor=SYSTEM, code=code, on=D(2015, 1, 1), details=AgencyDetails(name, "department"))
        for code, name in (("SVH", "Sở Văn hóa"), ("SDL", "Sở Du lịch"))
    )
    library = make("TINH", name="Thư viện tỉnh")
    details = LibraryDetails(name="Thư viện tỉnh", kind="province", area_id=areas["Xã Nam Xuân"], agency_id=first.pk)
    change_library(actor=SYSTEM, library_id=library.pk, on=D(2020, 1, 1), details=details)
    return first, second


def test_the_list_and_the_page_of_one(ask: Callable[..., Any], agencies: tuple[Agency, Agency]) -> None:
    listed = ask("get", "/vi/agencies").content.decode()
    assert "Sở Văn hóa" in listed and "Sở Du lịch" in listed and "1 thư viện" in listed
    moved = ask("get", "/vi/agency/svh")
    assert (moved.status_code, moved["Location"]) == (301, f"/vi/agency/{agencies[0].public_id}")
    page = ask("get", moved["Location"]).content.decode()
    assert "Thư viện tỉnh" in page and "Thành lập với tên Sở Văn hóa" in page
    assert "Không có thư viện nào" in ask("get", moved["Location"] + "?as_of=01/06/2019").content.decode()
    assert ask("get", "/vi/agencies?as_of=2014-01-01").content.decode().count("Sở ") == 0
    for path in ("/vi/agency/none", "/vi/agency/%00"):
        assert ask("get", path).status_code == 404


def test_rest_founds_renames_and_merges(ask: Callable[..., Any], agencies: tuple[Agency, Agency]) -> None:
    network = editor(None)
    made = ask("post", "/api/v1/agencies", {
        "code": "SVHTTDL", "name": "Sở Văn hóa, Thể thao", "kind": "department", "on": "2025-03-01", "area": "67",
        "legal_basis": "QĐ 1/2025",
    }, network)  # fmt: skip
    assert (made.status_code, made.json()["area_path"]) == (201, "Tỉnh Đắk Nông")
    changed = ask(
        "patch", "/api/v1/agencies/SVHTTDL", {"on": "01/04/2025", "name": "Sở Văn hóa, Thể thao và Du lịch"}, network
    ).json()
    assert [one["name"] for one in changed["versions"]] == ["Sở Văn hóa, Thể thao", "Sở Văn hóa, Thể thao và Du lịch"]
    assert (changed["area_path"], changed["kind"]) == ("Tỉnh Đắk Nông", "department")
    merger = {"agencies": ["SVH", "SDL"], "into": "SVHTTDL", "on": "2025-05-01", "legal_basis": "QĐ 2/2025"}
    assert ask("post", "/api/v1/agency-mergers", merger, network).status_code == 200
    gone = ask("get", "/api/v1/agencies/SVH").json()
    assert (gone["is_there"], gone["successors"]) == (False, ["SVHTTDL"])
    assert ask("get", "/api/v1/agencies/SVH?as_of=2020-01-01").json()["is_there"] is True
    assert [one["code"] for one in ask("get", "/api/v1/agencies?as_of=2025-06-01").json()["items"]] == ["SVHTTDL"]
    page = ask("get", f"/vi/agency/{agencies[0].public_id}").content.decode()
    assert "kết thúc ngày 01/05/2025" in page and "Sở Văn hóa, Thể thao và Du lịch" in page


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("post", "/api/v1/agencies", {"code": "X", "name": "X", "kind": "department", "on": "2025-01-01"}),
        ("patch", "/api/v1/agencies/SVH", {"on": "2025-01-01", "name": "X"}),
        ("post", "/api/v1/agency-mergers", {"agencies": ["SVH"], "into": "SDL", "on": "2025-01-01"}),
    ],
)
def test_a_librarys_editor_changes_no_agency(
    ask: Callable[..., Any], agencies: tuple[Agency, Agency], method: str, path: str, data: dict[str, Any]
) -> None:
    before = list(AgencyVersion.objects.order_by("pk").values())
    library = Library.objects.get()
    for actor in (ANONYMOUS, editor(), editor(library.pk)):
        assert ask(method, path, data, actor).status_code in (401, 403)
    assert list(AgencyVersion.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"on": "31/02/2025", "name": "X"}, 422),
        ({"on": "2025-01-01", "name": ""}, 422),
        ({"on": "2025-01-01", "kind": "circus"}, 422),
        ({"on": "2025-01-01", "parent": "NOBODY"}, 404),
        ({"on": "2025-01-01", "area": "0"}, 404),
        ({"on": "2014-01-01", "name": "X"}, 409),
        ({"on": "2025-01-01", "colour": "X"}, 422),
    ],
)
def test_bad_input_is_refused_and_nothing_changes(
    ask: Callable[..., Any], agencies: tuple[Agency, Agency], data: dict[str, Any], status: int
) -> None:
    before = list(AgencyVersion.objects.order_by("pk").values())
    assert ask("patch", "/api/v1/agencies/SVH", data, editor(None)).status_code == status
    assert list(AgencyVersion.objects.order_by("pk").values()) == before


def test_forms_carry_what_is_there_and_change_from_a_day(
    ask: Callable[..., Any], agencies: tuple[Agency, Agency]
) -> None:
    first, second = agencies
    network = editor(None)
    address = f"/vi/registry/agencies/{first.public_id}"
    assert 'value="Sở Văn hóa"' in ask("get", f"{address}/change", actor=network).content.decode()
    data = {"on": "01/02/2024", "name": "Sở VHTTDL", "kind": "department", "parent": "SDL", "legal_basis": "QĐ 7"}
    assert ask("post", f"{address}/change", data, network).status_code == 302
    newest = AgencyVersion.objects.filter(agency=first).order_by("valid_from").last()
    assert newest is not None
    assert (newest.name, newest.parent_id, newest.valid_from) == ("Sở VHTTDL", second.pk, D(2024, 2, 1))
    wrong = ask("post", f"{address}/merge", {"on": "01/02/2023", "into": str(second.pk)}, network)
    assert wrong.status_code == 422 and "01/02/2024" in wrong.content.decode()
    assert ask("post", f"{address}/merge", {"on": "01/02/2025", "into": str(second.pk)}, network).status_code == 302
    opened = {"code": "ubnd", "on": "01/01/2016", "name": "UBND tỉnh", "kind": "peoples_committee"}
    assert ask("post", "/vi/registry/agencies/new", opened, network).status_code == 302
    assert Agency.objects.filter(code="UBND").exists()
    assert ask("get", f"{address}/change", actor=editor(Library.objects.get().pk)).status_code == 403


def test_the_library_leads_to_its_agency(ask: Callable[..., Any], agencies: tuple[Agency, Agency]) -> None:
    library = Library.objects.get()
    merge_agencies(actor=SYSTEM, from_ids=[agencies[1].pk], into_id=agencies[0].pk, on=D(2024, 1, 1))
    page = ask("get", f"/vi/library/{library.public_id}").content.decode()
    assert f"/vi/agency/{agencies[0].public_id}" in page
