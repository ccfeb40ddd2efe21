"""The REST interface: as anybody, as the staff of two libraries, and with input that makes no sense."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.registry.actions.merge_libraries import merge_libraries
from lienthu.registry.actions.set_services import set_services
from lienthu.registry.models import Library, LibraryVersion
from lienthu.registry.tests import acting
from lienthu.registry.tests.conftest import editor

D = dt.date
Make = Callable[..., Library]
API = "/api/v1"


@pytest.fixture
def call(settings: Any) -> Callable[..., Any]:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"

    def call(method: str, path: str, data: Any = None, actor: Actor = ANONYMOUS) -> Any:
        with acting.acting(actor):
            send = getattr(Client(), method)
            return send(API + path, data, content_type="application/json") if data else send(API + path)

    return call


def test_nam_xuan_through_the_api(call: Callable[..., Any], areas: dict[str, int]) -> None:
    old = call("get", "/areas/24678?as_of=2024-12-31").json()
    assert (old["label"], [one["label"] for one in old["ancestors"]]) == (
        "Xã Long Sơn",
        ["Huyện Đắk Mil", "Tỉnh Đắk Nông"],
    )
    new = call("get", "/areas/24678?as_of=2024-12-31&boundaries=new").json()
    assert [(part["area"]["label"], part["share"]) for part in new["parts"]] == [("Xã Đắk Sắk", 1.0)]
    assert call("get", "/areas/24678?as_of=01/09/2026").json()["label"] == "Xã Đắk Sắk"
    assert call("get", f"/areas/{old['id']}?as_of=2026-09-01").json()["label"] == "Xã Long Sơn"


def test_area_lists_differ_by_map(call: Callable[..., Any], areas: dict[str, int]) -> None:
    for query, count in (
        ("level=commune&as_of=2026-01-01", 28),
        ("level=commune&as_of=2026-01-01&boundaries=old", 71),
        ("level=district&as_of=2026-01-01&boundaries=old", 8),
        ("level=district&as_of=2024-01-01&boundaries=new", 0),
    ):
        assert len(call("get", f"/areas?{query}").json()["items"]) == count


def test_filters(call: Callable[..., Any], make: Make, system: Actor) -> None:
    one = make("A", "Xã Nam Xuân", name="Thư viện Nam Xuân")
    make("B", "Xã Long Sơn", kind="reading_point", name="Điểm đọc Long Sơn")
    make("C", "Xã Quảng Sơn", D(2026, 1, 1), name="Thư viện Quảng Sơn")
    set_services(actor=system, library_id=one.pk, on=D(2020, 1, 1), offered={"children": ""})

    def codes(query: str) -> list[str]:
        return [item["code"] for item in call("get", f"/libraries?{query}").json()["items"]]

    assert codes("as_of=2026-02-01") == ["A", "B", "C"]
    assert codes("as_of=2025-02-01") == ["A", "B"]
    assert codes("as_of=2026-02-01&kind=reading_point") == ["B"]
    assert codes("as_of=2026-02-01&area=664&boundaries=old") == ["A"]
    assert codes("as_of=2026-02-01&area=24678") == ["A", "B"]
    assert codes("as_of=2026-02-01&area=68") == ["A", "B", "C"]
    assert codes("as_of=2026-02-01&area=67&boundaries=old") == ["A", "B", "C"]
    assert codes("as_of=2026-02-01&service=children") == ["A"]
    assert codes("as_of=2019-02-01&service=children") == []
    assert codes("as_of=2026-02-01&q=dien doc") == []
    assert codes("as_of=2026-02-01&q=diem doc") == ["B"]
    assert codes("as_of=2026-02-01&q=Nam Xuân") == ["A"]


def test_pages_by_key(call: Callable[..., Any], make: Make) -> None:
    for code in "ABCDE":
        make(code)
    first = call("get", "/libraries?limit=2").json()
    second = call("get", f"/libraries?limit=2&after={first['next']}").json()
    third = call("get", f"/libraries?limit=2&after={second['next']}").json()
    assert [[one["code"] for one in part["items"]] for part in (first, second, third)] == [
        ["A", "B"],
        ["C", "D"],
        ["E"],
    ]
    assert third["next"] is None


def test_merged_library_still_answers(call: Callable[..., Any], make: Make, system: Actor) -> None:
    old, heir = make("KN"), make("TINH")
    merge_libraries(actor=system, from_ids=[old.pk], into_id=heir.pk, on=D(2025, 7, 1))
    for identifier in ("KN", "kn", old.public_id):
        found = call("get", f"/libraries/{identifier}").json()
        assert (found["code"], found["is_open"], [one["code"] for one in found["successors"]]) == (
            "KN",
            False,
            ["TINH"],
        )
    assert call("get", "/libraries/KN?as_of=2024-01-01").json()["is_open"] is True


BODY = {"code": "N", "name": "Thư viện N", "kind": "commune", "area": "24692", "on": "2020-05-01"}


def test_writing(call: Callable[..., Any], make: Make) -> None:
    network = editor(None)
    answer = call("post", "/libraries", BODY, network)
    assert answer.status_code == 201, answer.content
    assert answer.json()["area_path"] == "Xã Nam Xuân, Huyện Krông Nô, Tỉnh Đắk Nông"
    mine = Library.objects.get(code="N")
    staff = editor(mine.pk)
    changed = call("patch", "/libraries/N", {"on": "2021-01-01", "phone": "0261 123"}, staff).json()
    assert (changed["phone"], changed["name"], len(changed["versions"])) == ("0261 123", "Thư viện N", 2)
    fixed = {"on": "2021-01-01", "phone": "0261 124", "correct": True, "reason": "Nhầm số"}
    corrected = call("patch", "/libraries/N", fixed, staff).json()
    assert (corrected["phone"], len(corrected["versions"])) == ("0261 124", 2)
    services = {"on": "2021-01-01", "services": {"children": "T7"}}
    offered = call("put", "/libraries/N/services", services, staff).json()
    assert offered["services"] == [{"kind": "children", "note": "T7"}]
    make("H")
    merged = call("post", "/library-mergers", {"libraries": ["N"], "into": "H", "on": "2022-01-01"}, network)
    assert [event["kind"] for event in merged.json()["events"]] == ["create", "whole_transfer"]
    assert call("post", "/libraries/H/close", {"on": "2023-01-01"}, network).json()["is_open"] is False


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("post", "/libraries", BODY),
        ("patch", "/libraries/B", {"on": "2021-01-01", "name": "X"}),
        ("patch", "/libraries/B", {"on": "2021-01-01", "name": "X", "correct": True}),
        ("put", "/libraries/B/services", {"on": "2021-01-01", "services": {}}),
        ("post", "/libraries/B/close", {"on": "2021-01-01"}),
        ("post", "/library-mergers", {"libraries": ["A"], "into": "B", "on": "2021-01-01"}),
    ],
)
def test_second_library_and_strangers_are_refused(
    call: Callable[..., Any], make: Make, method: str, path: str, data: Any
) -> None:
    mine, _ = make("A"), make("B")
    before = list(LibraryVersion.objects.values())
    assert call(method, path, data, editor(mine.pk)).status_code == 403
    assert call(method, path, data).status_code in {401, 403}
    assert list(LibraryVersion.objects.values()) == before


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/libraries?as_of=31/02/2025", 422, "registry.bad_date"),
        ("/libraries?as_of=hôm qua", 422, "registry.bad_date"),
        ("/libraries?as_of=0205-01-01", 422, "registry.date_out_of_range"),
        ("/libraries?boundaries=future", 422, "registry.bad_boundaries"),
        ("/libraries?kind=palace", 422, "registry.bad_filter"),
        ("/libraries?service=x", 422, "registry.bad_filter"),
        ("/libraries?area=99999", 404, "registry.no_such_area"),
        ("/libraries?after=%00", 422, "kernel.bad_cursor"),
        ("/libraries?limit=0", 422, "kernel.bad_request"),
        ("/libraries/NOPE", 404, "registry.no_such_library"),
        ("/libraries/%00", 404, "registry.no_such_library"),
        ("/areas/%00", 404, "registry.no_such_area"),
        ("/areas?level=x", 422, "registry.bad_filter"),
    ],
)
def test_bad_questions_get_a_sentence(
    call: Callable[..., Any], areas: dict[str, int], path: str, status: int, code: str
) -> None:
    answer = call("get", path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]


def test_bad_cursor_types(call: Callable[..., Any], make: Make) -> None:
    make("A")
    for mark in ("WyJ4Il0", "W251bGxd", "WzFlNDAwXQ"):  # ["x"], [null], [1e400]
        assert call("get", f"/libraries?after={mark}").status_code == 422


def test_unknown_fields_are_named(call: Callable[..., Any], make: Make) -> None:
    make("A")
    answer = call("patch", "/libraries/A", {"on": "2021-01-01", "nmae": "X"}, editor(None))
    assert answer.status_code == 422
    assert "nmae" in answer.json()["message"]


def test_query_count_is_flat(
    call: Callable[..., Any], make: Make, django_assert_num_queries: Any, system: Actor
) -> None:
    make("A")
    with django_assert_num_queries(3):
        call("get", "/libraries")
    for number in range(8):
        make(f"B{number}")
    with django_assert_num_queries(3):
        call("get", "/libraries")
