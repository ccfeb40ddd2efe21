"""A record that is hidden is nowhere from that moment on, and a new network can be searched from the first one."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from django.test import Client

from lienthu.catalogue.events import announce
from lienthu.catalogue.models import SourceRecord
from lienthu.discovery import engines
from lienthu.discovery.actions.rebuild_index import REBUILD
from lienthu.discovery.engines.base import Filters
from lienthu.discovery.search import Request, search
from lienthu.discovery.suggest import suggest
from lienthu.discovery.tests.conftest import settle
from lienthu.discovery.tests.test_pages import book, entry_of, ids
from lienthu.kernel import jobs, outbox
from lienthu.kernel.models import Delivery, Job
from lienthu.union.models import Entry

pytestmark = pytest.mark.django_db
SECRET = "Công trình ngầm"


def hide(record: SourceRecord, state: str) -> None:
    """As the catalogue does it, with no worker at hand."""
    with transaction.atomic():
        SourceRecord.objects.filter(pk=record.pk).update(state=state)
        announce([record.pk], hidden=[record.pk])


@pytest.fixture
def secret(hand_in) -> SourceRecord:
    hand_in(book("Truyện Kiều"), "TINH", "1")
    hand_in(book("Truyện Kiều", year="1999"), "GN", "1")
    found: SourceRecord = hand_in(
        book(SECRET, "Phan Kín", subject="Hầm lò", m520="xyzmat", m490="Tủ bí ẩn"), "TINH", "2"
    )
    settle()
    return found


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    is_json = answer["Content-Type"].startswith("application/json")
    return json.dumps(answer.json(), ensure_ascii=False) if is_json else answer.content.decode()


def surfaces(entry: Entry) -> list[str]:
    return [
        "/vi/",
        "/vi/search",
        "/vi/search?q=cong+trinh",
        "/vi/search?q=xyzmat",
        "/vi/search?q=cong+trinhh+ngam",
        "/vi/search?sort=added",
        f"/vi/record/{entry.public_id}",
        *(f"/vi/record/{entry.public_id}.{form}" for form in ("mrc", "xml", "json", "ris", "bib", "dc")),
        f"/cover/{entry.public_id}.svg",
        "/vi/search/suggest?q=cong",
        "/vi/search/suggest?q=phan",
        "/vi/search/suggest?q=ham",
        "/api/v1/search?q=xyzmat",
        "/api/v1/suggest?q=phan",
        f"/api/v1/records/{entry.public_id}",
        f"/api/v1/union/entries/{entry.public_id}",
    ]


@pytest.mark.parametrize("state", ["restricted", "withdrawn"])
@pytest.mark.parametrize("worked", ["nobody", "union", "everybody"])
def test_a_hidden_record_is_nowhere_whoever_has_worked(secret, client: Client, state: str, worked: str) -> None:
    entry = entry_of(SECRET)
    assert "Phan Kín" in client.get(f"/vi/record/{entry.public_id}").content.decode()
    hide(secret, state)
    if worked == "union":
        _deliver("union.match")
    if worked == "everybody":
        settle()
    for address in surfaces(entry):
        body = said(client, address)
        for word in ("Công trình", "công trình", "Phan Kín", "Hầm lò", "Tủ bí ẩn", "mat</mark>"):
            assert word not in body, (address, word)
    assert ids("xyzmat") == set()
    assert search(Request()).total == 2
    assert search(Request(filters=Filters({"subject": ("Hầm lò",)}))).total == 0
    assert search(Request(text="cong trinhh ngam")).suggestion == ""
    assert suggest("phan k") == suggest("cong") == []
    assert client.get(f"/vi/record/{entry.public_id}").status_code == 404
    assert client.get(f"/cover/{entry.public_id}.svg").status_code == 404


def _deliver(name: str) -> None:
    consumer = next(each for each in outbox._CONSUMERS.values() if each.name == name)
    while Delivery.objects.filter(consumer=name).exists():
        assert outbox._deliver(consumer)


def test_what_others_hold_too_is_shown_without_the_hidden_record(hand_in, client: Client) -> None:
    hand_in(book("Truyện Kiều"), "TINH", "1")
    hidden = hand_in(book("Truyện Kiều", m520="Điều bí mật"), "GN", "1")
    settle()
    entry = entry_of("Truyện Kiều")
    hide(hidden, "restricted")
    for address in (f"/vi/record/{entry.public_id}", f"/api/v1/union/entries/{entry.public_id}"):
        body = said(client, address)
        assert "Truyện Kiều" in body
        assert "Điều bí mật" not in body
        assert "Gia Nghĩa" not in body
    assert client.get(f"/api/v1/union/entries/{entry.public_id}").json()["members"][0]["library"] == "TINH"
    assert search(Request(text="kiều")).total == 0
    settle()
    assert ids("kiều") == {"Truyện Kiều"}
    assert ids("bí mật") == set()
    assert not Delivery.objects.exists()


def test_other_editions_do_not_name_a_hidden_record(secret, hand_in, client: Client) -> None:
    hidden = SourceRecord.objects.get(library__code="GN", control_no="1")
    shown = next(entry for entry in Entry.objects.filter(state="active") if entry.fields["year"]["v"] == 2015)
    assert 'id="editions"' in client.get(f"/vi/record/{shown.public_id}").content.decode()
    hide(hidden, "restricted")
    assert 'id="editions"' not in client.get(f"/vi/record/{shown.public_id}").content.decode()
    assert client.get(f"/api/v1/union/entries/{shown.public_id}").json()["editions"] == []


def test_a_new_network_is_searched_at_once(network, client: Client) -> None:
    answer = client.get("/vi/search?q=kieu")
    assert answer.status_code == 200
    assert engines.current().exists()
    assert not Job.objects.filter(kind=REBUILD).exists()
    assert client.get("/vi/").status_code == 200


def test_the_first_hand_in_needs_no_rebuild(network, hand_in) -> None:
    for number in range(5):
        hand_in(book(f"Sách số {number}"), "TINH", str(number))
    settle()
    assert not Job.objects.filter(kind=REBUILD).exists()
    assert search(Request(text="sach so")).total == 5


def test_an_index_lost_later_is_rebuilt_whole(secret, hand_in) -> None:
    engines.current().rebuild("x").abandon()
    (engines.current().root / "current").unlink()  # type: ignore[attr-defined]
    hand_in(book("Sách mới về"), "GN", "9")
    jobs.drain()
    assert Job.objects.get(kind=REBUILD).state == Job.State.DONE
    assert search(Request()).total == 4
