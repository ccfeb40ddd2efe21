"""The desk by REST and by command: the same verbs as the pages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from lienthu.catalogue.desk_commands import Save, Show
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.tests.helpers import book, hand_in, library, marc_file, sizes
from lienthu.catalogue.tests.test_doors import client  # noqa: F401 - a fixture
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.marc import marcjson
from lienthu.marc.record import Field, from_compact

pytestmark = pytest.mark.django_db
BASE = "/api/v1/records/source"


def send(client: Client, method: str, path: str, data: Any = None, version: object = None) -> Any:  # noqa: F811
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    answer = client.generic(method, BASE + path, orjson.dumps(data), content_type="application/json", headers=headers)
    return answer.status_code, orjson.loads(answer.content)


def json(title: str, number: str = "") -> dict[str, Any]:
    return marcjson.to_json(book(number, title))


def test_a_record_is_created_read_changed_and_restored(client: Client) -> None:  # noqa: F811
    library("TINH")
    status, made = send(client, "POST", "", {"library": "TINH", "marc": json("Đất rừng")})
    assert (status, made["control_no"], made["version"], made["state"]) == (201, "TINH-000001", 1, "active")
    assert {one["code"] for one in made["findings"]} == {"no_accession", "no_call_number", "no_subject"}
    assert next(one for one in made["findings"] if one["code"] == "no_subject")["message"].startswith("Biểu ghi không")
    answer = client.get(f"{BASE}/{made['id']}/marc")
    assert answer["ETag"] == '"1"'
    marc = answer.json()["marc"]
    marc["fields"].append({"653": {"ind1": " ", "ind2": " ", "subfields": [{"a": "Rừng"}]}})
    status, changed = send(client, "PUT", f"/{made['id']}/marc", {"marc": marc, "note": "Thêm từ khóa"}, 1)
    assert (status, changed["version"], changed["changed"]) == (200, 2, True)
    assert SourceRecord.objects.get().versions.get(number=2).note == "Thêm từ khóa"
    status, again = send(client, "PUT", f"/{made['id']}/marc", {"marc": marc}, 2)
    assert (status, again["changed"], again["version"]) == (200, False, 2)
    for number, subjects in ((1, 0), (2, 1)):
        status, seen = send(client, "GET", f"/{made['id']}/versions/{number}")
        assert (status, sum("653" in field for field in seen["marc"]["fields"])) == (200, subjects)
    status, back = send(client, "POST", f"/{made['id']}/versions/1/restore", {}, 2)
    assert (status, back["version"]) == (200, 3)
    status, gone = send(client, "POST", f"/{made['id']}/withdraw", {"reason": "Mất hết bản"}, 3)
    assert (status, gone["state"]) == (200, "withdrawn")
    assert send(client, "POST", f"/{made['id']}/return", {"reason": "Tìm thấy rồi"}, 4)[1]["state"] == "active"
    listed = send(client, "GET", "?q=dat+rung&library=TINH")[1]["items"]
    assert [(one["control_no"], one["version"], one["title"]) for one in listed] == [("TINH-000001", 5, "Đất rừng")]


def test_the_second_writer_gets_409_and_a_sentence(client: Client) -> None:  # noqa: F811
    hand_in(marc_file(book("A1", "Đất rừng")), library("TINH"))
    one = SourceRecord.objects.get()
    assert send(client, "PUT", f"/{one.id}/marc", {"marc": json("Một", "A1")}, 1)[0] == 200
    before = sizes()
    status, said = send(client, "PUT", f"/{one.id}/marc", {"marc": json("Hai", "A1")}, 1)
    assert (status, said["code"]) == (409, "catalogue.record_overtaken")
    assert "Lan đã lưu biểu ghi này" in said["message"]
    for version in (None, "x", "٣"):
        status, said = send(client, "PUT", f"/{one.id}/marc", {"marc": json("Hai", "A1")}, version)
        assert (status, said["code"]) == (422, "catalogue.version_needed")
    assert sizes() == before


@pytest.mark.parametrize(
    ("marc", "code"),
    [
        ({}, "marc.json_shape"), ({"fields": [{"24": "x"}]}, "marc.json_tag"),
        ({"fields": []}, "catalogue.record_faulty"),
        ({"fields": [{"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "\x7f"}]}}]}, "catalogue.record_faulty"),
    ],
)  # fmt: skip
def test_what_is_no_record_is_refused(client: Client, marc: dict[str, Any], code: str) -> None:  # noqa: F811
    library("TINH")
    status, said = send(client, "POST", "", {"library": "TINH", "marc": marc})
    assert (status, said["code"]) == (422, code)
    assert send(client, "POST", "", {"library": "GN", "marc": json("Một")})[1]["code"] == "catalogue.library_needed"
    assert sizes() == (0, 0, 0)


def test_another_librarys_record_is_not_there(client: Client) -> None:  # noqa: F811
    hand_in(marc_file(book("A1", "Đất rừng")), library("GN"))
    one = SourceRecord.objects.get()
    for method, path in (("GET", "/marc"), ("PUT", "/marc"), ("GET", "/versions/1"), ("POST", "/versions/1/restore")):
        assert send(client, method, f"/{one.id}{path}", {"marc": json("Lạ", "A1")}, 1)[0] == 404
    assert send(client, "GET", "")[1]["items"] == []


def command(verb: Any, *arguments: str) -> tuple[int, Any]:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    verb.add_arguments(parser)
    told: list[Any] = []
    verb.out_json, verb.out = told.append, told.append
    code = verb.run(parser.parse_args(arguments))
    return code, told[0] if "--json" in arguments else told


def test_the_command_shows_and_saves(tmp_path: Path) -> None:
    library("TINH")
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps(json("Đất rừng")))
    code, made = command(Save(), str(path), "--library", "TINH", "--json")
    assert (code, made["control_no"], made["version"]) == (1, "TINH-000001", 1)
    code, shown = command(Show(), "TINH:TINH-000001", "--json")
    assert code == 0
    marc = marcjson.from_json(shown["marc"])
    marc.fields.append(Field("653", "", "  ", [("a", "Rừng")]))
    path.write_bytes(marcjson.write(marc))
    arguments = [str(path), "--library", "TINH", "--record", "TINH-000001", "--version", "1"]
    assert command(Save(), *arguments)[1][0] == "TINH-000001  2"
    with pytest.raises(Conflict, match="record_overtaken"):
        path.write_bytes(orjson.dumps(json("Khác", "TINH-000001")))
        command(Save(), *arguments)
    lines = command(Show(), "TINH:TINH-000001")[1]
    assert lines[0].startswith("TINH-000001  2") and "653 ## ‡a Rừng" in lines
    assert "653 ## ‡a Rừng" not in command(Show(), "TINH:TINH-000001", "--version", "1")[1]
    assert from_compact(SourceRecord.objects.get().marc).first("653", "a") == "Rừng"


@pytest.mark.parametrize(
    ("data", "error", "code"),
    [(b"{", Invalid, "json_broken"), (b"[]", Invalid, "json_shape"), (None, Invalid, "file_missing")],
)
def test_the_command_refuses_in_one_sentence(
    tmp_path: Path, data: bytes | None, error: type[Exception], code: str
) -> None:
    library("TINH")
    path = tmp_path / "a.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(error, match=code):
        command(Save(), str(path), "--library", "TINH")
    with pytest.raises(NotFound, match="no_such_record"):
        command(Show(), "TINH")
    assert sizes() == (0, 0, 0)
