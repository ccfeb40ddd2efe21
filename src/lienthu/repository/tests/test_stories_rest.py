"""Exhibitions, collections, things and relations kept by a program."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.repository.models import Relation, Story, Thing
from lienthu.repository.rules.relations import Relation as Way
from lienthu.repository.tests.helpers import library, send
from lienthu.repository.tests.test_desk_rest import published

WORDS = {"vi": "Đường lên núi lửa", "en": "Up the volcano"}
BEGIN = {"library": "TINH", "kind": "exhibition", "title": WORDS}


def content(document: str) -> dict[str, Any]:
    picture = {"document": document, "region": [10, 20, 300, 400], "caption": {"vi": "Miệng núi lửa"}}
    section = {
        "heading": {"vi": "Ngọn lửa"},
        "text": {"vi": "Đất đỏ."},
        "layout": "wide",
        "pictures": [picture],
        "place": {"latitude": 12.5, "longitude": 107.9, "name": "Krông Nô"},
        "date": {"start": 1975, "end": 1976, "text": "Xuân 1975"},
    }
    return {"title": WORDS, "cover": {"document": document}, "sections": [section, section | {"key": "s1"}]}


def test_a_draft_goes_to_the_readers_and_comes_back(staff: Client) -> None:
    found = published()
    status, made = send(staff, "POST", "/stories", BEGIN)
    where = f"/stories/{made['id']}"
    assert (status, made["state"], made["version"], made["content"]["title"]) == (201, "draft", 1, WORDS)
    told = send(staff, "PUT", where, {"version": 1, "content": content(found.public_id)})[1]
    assert (told["version"], [one["key"] for one in told["content"]["sections"]]) == (2, ["s2", "s1"])
    assert told["content"]["sections"][1]["pictures"][0] == {
        "document": found.public_id,
        "page": 1,
        "region": [10, 20, 300, 400],
        "caption": {"vi": "Miệng núi lửa", "en": ""},
    }
    same = send(staff, "PUT", where, {"version": 2, "content": told["content"]})[1]
    assert (same["version"], same["content"]) == (2, told["content"])
    assert Client().get(f"/api/v1/exhibitions/{made['id']}").status_code == 404
    assert send(staff, "POST", f"{where}/publish", {"version": 1})[1]["code"] == "repository.changed_meanwhile"
    shown = send(staff, "POST", f"{where}/publish", {"version": 2, "note": "Khai mạc"})[1]
    assert (shown["state"], shown["shown_version"], shown["has_changes"]) == ("published", 1, False)
    public = Client().get(f"/api/v1/exhibitions/{made['id']}").json()
    assert [one["heading"]["vi"] for one in public["sections"]] == ["Ngọn lửa", "Ngọn lửa"]
    send(staff, "PUT", where, {"version": 2, "content": content(found.public_id) | {"sections": []}})
    back = send(staff, "POST", f"{where}/put-back", {"version": 3, "number": 1})[1]
    assert (back["version"], back["content"], back["has_changes"]) == (4, told["content"], False)
    assert send(staff, "POST", f"{where}/withdraw", {"note": "ừ"})[1]["code"] == "repository.reason_needed"
    gone = send(staff, "POST", f"{where}/withdraw", {"note": "Hết hạn trưng bày"})[1]
    assert [(one["number"], one["note"], one["is_withdrawal"]) for one in gone["versions"]] == [
        (2, "Hết hạn trưng bày", True),
        (1, "Khai mạc", False),
    ]
    assert Client().get(f"/api/v1/exhibitions/{made['id']}").status_code == 410


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"title": {"vi": " "}}, "repository.title_needed"),
        ({"cover": {"document": "zzzzzzzzz"}}, "repository.no_such_document"),
        ({"sections": [{"things": ["zzzzzzzzz"]}]}, "repository.no_such_thing"),
        ({"sections": [{"date": {"start": 1976, "end": 1975}}]}, "repository.dates_turned"),
        ({"sections": [{"place": {"latitude": 91, "longitude": 0}}]}, "kernel.bad_request"),
        ({"items": [{"document": "zzzzzzzzz"}]}, "repository.story_of_other_kind"),
    ],
)
def test_a_draft_that_cannot_be_is_not_kept(staff: Client, said: dict[str, Any], code: str) -> None:
    made = send(staff, "POST", "/stories", BEGIN)[1]
    told = send(staff, "PUT", f"/stories/{made['id']}", {"version": 1, "content": {"title": WORDS} | said})[1]
    assert (told["code"], Story.objects.get().version) == (code, 1)


def test_a_collection_lists_documents_and_things_and_stands_in_another(staff: Client) -> None:
    found = published()
    thing = {"library": "TINH", "kind": "museum", "title": "Đàn đá", "source": "Sổ hiện vật 12", "year": -3000}
    status, stone = send(staff, "POST", "/things", thing | {"picture": {"document": found.public_id}})
    assert (status, stone["version"], stone["picture"]) == (
        201,
        1,
        {"document": found.public_id, "page": 1, "region": []},
    )
    above, made = (send(staff, "POST", "/stories", BEGIN | {"kind": "collection"})[1] for _ in range(2))
    where, title = f"/stories/{made['id']}", {"title": WORDS}
    items = [{"document": found.public_id, "note": {"vi": "Bản quý"}}, {"thing": stone["id"]}]
    told = send(staff, "PUT", where, {"version": 1, "content": title | {"items": items}})[1]
    assert [(one["document"], one["thing"]) for one in told["content"]["items"]] == [
        (found.public_id, ""),
        ("", stone["id"]),
    ]
    none = send(staff, "PUT", where, {"version": 2, "content": title | {"items": [{"note": {"vi": "?"}}]}})[1]
    assert none["code"] == "repository.story_item_names_one"
    told = send(staff, "PUT", f"{where}/place", {"parent": above["id"], "position": 3})[1]
    assert (told["parent"], told["position"]) == (above["id"], 3)
    assert send(staff, "PUT", f"/stories/{above['id']}/place", {"parent": made["id"]})[1]["code"] == (
        "repository.story_in_itself"
    )
    change = {name: value for name, value in thing.items() if name != "library"} | {"title": "Đàn đá Đắk Kar"}
    assert send(staff, "PUT", f"/things/{stone['id']}", change | {"version": 2})[1]["code"] == (
        "repository.changed_meanwhile"
    )
    told = send(staff, "PUT", f"/things/{stone['id']}", change | {"version": 1, "source": " "})[1]
    assert told["code"] == "repository.source_needed"
    told = send(staff, "PUT", f"/things/{stone['id']}", change | {"version": 1})[1]
    assert (told["title"], told["version"], told["picture"]) == ("Đàn đá Đắk Kar", 2, None)
    assert [one["id"] for one in staff.get("/api/v1/things").json()["items"]] == [stone["id"]]


def test_relations_are_said_and_taken_back(staff: Client) -> None:
    found, other = published(), published("Địa chí")
    where = f"/objects/{found.public_id}/relations"
    said = {"kind": "related", "target": "object", "named": other.public_id, "source": "Trang bìa"}
    kinds = list(Way)
    assert send(staff, "POST", where, said | {"kind": "cousin"})[1]["code"] == "kernel.bad_request"
    assert send(staff, "POST", where, said | {"kind": kinds[0], "named": "zzzzzzzzz"})[1]["code"] == (
        "repository.no_such_document"
    )
    assert send(staff, "POST", where, said | {"kind": "see_also", "target": "house"})[1]["code"] == (
        "repository.no_such_relation"
    )
    status, told = send(staff, "POST", where, said | {"kind": "see_also"})
    assert (status, [(one["kind"], one["target"]) for one in told["relations"]]) == (201, [("see_also", "Địa chí")])
    assert send(staff, "POST", where, said | {"kind": "see_also"})[1]["code"] == "repository.related_already"
    number = told["relations"][0]["number"]
    elsewhere = signed_in(library("GN"), "ban")
    assert send(elsewhere, "DELETE", f"{where}/{number}")[0] == 404
    assert send(staff, "DELETE", f"/objects/{other.public_id}/relations/{number}")[0] == 404
    assert (send(staff, "DELETE", f"{where}/{number}")[1]["relations"], Relation.objects.count()) == ([], 0)


def test_what_other_libraries_keep_is_not_there(staff: Client) -> None:
    made = send(staff, "POST", "/stories", BEGIN)[1]
    elsewhere = signed_in(library("GN"), "ban")
    assert elsewhere.get("/api/v1/stories").json()["items"] == []
    assert elsewhere.get(f"/api/v1/stories/{made['id']}").status_code == 404
    assert send(elsewhere, "PUT", f"/stories/{made['id']}", {"version": 1, "content": {"title": WORDS}})[0] == 404
    assert send(elsewhere, "POST", "/stories", BEGIN)[0] == 403
    thing = {"library": "TINH", "kind": "place", "title": "Hang", "source": "Sổ"}
    assert (send(elsewhere, "POST", "/things", thing)[0], Thing.objects.count()) == (403, 0)
