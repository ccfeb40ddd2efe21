"""Series of numbers through the pages and REST."""

from __future__ import annotations

import pytest

from lienthu.catalogue.models import AccessionSeries, Item, SourceRecord
from lienthu.catalogue.tests.helpers import Staff, book, hand_in, marc_file, signed_in

pytestmark = pytest.mark.django_db
PATTERN = {"library": "TINH", "name": "Kho mượn", "pattern": "HK{n:06}", "store": "", "kind": "", "first": ""}


@pytest.fixture
def client(db: None) -> Staff:
    hand_in(marc_file(book("A1", "Một", copies="HK000001-2"), book("A2", "Hai", copies="Hk000003")))
    return signed_in()


def test_a_pattern_is_looked_at_before_it_is_taken(client: Staff) -> None:
    page = client.get("/vi/cataloguing/numbers/new", PATTERN).content.decode()
    assert "HK000004 · HK000005 · HK000006" in page and "<code>Hk000003</code>" in page
    assert not AccessionSeries.objects.exists()
    answer = client.post("/vi/cataloguing/numbers/new", PATTERN)
    assert (answer.status_code, answer["Location"]) == (302, "/vi/cataloguing/numbers")
    page = client.get("/vi/cataloguing/numbers").content.decode()
    assert "HK000004" in page and "Kho mượn" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"pattern": "K"}, "số thứ tự {n} đúng một lần"),
        ({"pattern": "{yyyy}{n}"}, "chữ số đứng liền chữ số"),
        ({"name": ""}, "Tên dãy số"),
        ({"library": "GN"}, "GN"),
        ({"first": "x"}, "Bắt đầu từ số"),
    ],
)
def test_a_bad_form_keeps_what_was_typed(client: Staff, change: dict[str, str], sentence: str) -> None:
    for send in (client.get, client.post):
        answer = send("/vi/cataloguing/numbers/new", PATTERN | change)
        page = answer.content.decode()
        assert (answer.status_code, sentence in page, 'value="HK' in page) == (422, True, "pattern" not in change)
    assert not AccessionSeries.objects.exists()


def test_numbers_are_kept_and_a_series_ends(client: Staff) -> None:
    client.post("/vi/cataloguing/numbers/new", PATTERN)
    series = AccessionSeries.objects.get()
    page = client.post(f"/vi/cataloguing/numbers/{series.pk}/reserve", {"count": "3"}, follow=True).content.decode()
    assert "Đã giữ: HK000004 đến HK000006." in page
    page = client.post(f"/vi/cataloguing/numbers/{series.pk}/reserve", {"count": "0"}, follow=True).content.decode()
    assert "Đã giữ" not in page and series.ranges.count() == 1
    client.post(f"/vi/cataloguing/numbers/{series.pk}/end")
    page = client.post(f"/vi/cataloguing/numbers/{series.pk}/end", follow=True).content.decode()
    assert "Dãy số này đã kết thúc." in page


def test_rest_adds_copies_with_numbers(client: Staff) -> None:
    record = SourceRecord.objects.get(control_no="A1")
    key = client.key()
    body = {name: value for name, value in PATTERN.items() if value}
    looked = key.post("/api/v1/accession-series/preview", body, content_type="application/json").json()
    assert looked == {
        "numbers": ["HK000004", "HK000005", "HK000006"],
        "used": 3,
        "highest": 3,
        "gaps": 0,
        "odd": ["Hk000003"],
    }
    made = key.post("/api/v1/accession-series", body, content_type="application/json")
    assert (made.status_code, made.json()["next"]) == (201, "HK000004")
    added = key.post(
        f"/api/v1/records/source/{record.id}/copies",
        {"count": 2, "location": "Kho đọc", "price": 54500},
        content_type="application/json",
    )
    assert added.status_code == 201
    assert [(one["accession_no"], one["store"], one["price"]) for one in added.json()["items"]] == [
        ("HK000004", "Kho đọc", 54500),
        ("HK000005", "Kho đọc", 54500),
    ]
    listed = key.get(f"/api/v1/records/source/{record.id}/copies").json()["items"]
    assert [one["accession_no"] for one in listed] == ["HK000001", "HK000002", "HK000004", "HK000005"]
    assert listed[2]["id"] == Item.objects.get(accession_no="HK000004").public_id
    assert key.get("/api/v1/accession-series").json()["items"][0]["next"] == "HK000006"
    refused = key.post(
        f"/api/v1/records/source/{record.id}/copies", {"accession": "hk000001"}, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "catalogue.number_taken")
