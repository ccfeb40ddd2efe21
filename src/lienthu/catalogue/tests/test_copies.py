"""Copies on the pages: one by its number, many by a list, and all of it taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lienthu.catalogue.actions.change_items import Change, change_items, undo_act
from lienthu.catalogue.item_queries import look_up
from lienthu.catalogue.models import Item, ItemAct, ItemEvent, SourceRecord
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.catalogue.tests.helpers import SYSTEM, Staff, book, hand_in, library, marc_file, signed_in
from lienthu.kernel.errors import Conflict, Invalid, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Staff:
    hand_in(marc_file(book("A1", "Đất rừng phương Nam", copies="HK001-3"), book("A2", "Dế mèn", copies="hk0010")))
    return signed_in()


def of(number: str) -> Item:
    return Item.objects.get(accession_no=number)


def test_lists_as_scanners_and_sheets_give_them() -> None:
    assert codes_in(" HK001\r\nHK002\tHK003; HK 004 ,\n\n\x00HK001") == ["HK001", "HK002", "HK003", "HK 004", "HK001"]
    with pytest.raises(Invalid, match="too_many_codes"):
        codes_in("1\n" * 20_001)


def test_a_list_is_looked_up_in_its_library_only(client: Staff) -> None:
    hand_in(marc_file(book("B1", "Ở nơi khác", copies="GN001")), library("GN"))
    hand_in(marc_file(book("A3", "Trùng số", copies="HK003")))
    first = of("HK001")
    found = look_up(SYSTEM, library().pk, ["hk001", "HK 002", first.public_id.upper(), "GN001", "HK003", "hk001"])
    assert [item.accession_no for item in found.items] == ["HK001", "HK002"]
    assert (found.unknown, found.ambiguous, found.twice) == (["GN001"], ["HK003"], 2)


def test_one_number_leads_to_its_copy(client: Staff) -> None:
    answer = client.post("/vi/cataloguing/copies/list", {"library": "TINH", "codes": "hk001"})
    assert answer["Location"] == f"/vi/cataloguing/copies/{of('HK001').public_id}"
    page = client.get(answer["Location"]).content.decode()
    assert "Đất rừng phương Nam" in page and "trên giá" in page


def test_a_list_is_changed_and_taken_back(client: Staff) -> None:
    form = {"library": "TINH", "codes": "HK001\nHK002\nHK003\nKM9", "status": "lost", "reason": "Mất khi luân chuyển"}
    Item.objects.filter(accession_no="HK002").update(status="in_repair")
    Item.objects.filter(accession_no="HK003").update(status="lost")
    page = client.post("/vi/cataloguing/copies/list", form).content.decode()
    assert "KM9" in page and "HK002" in page
    answer = client.post("/vi/cataloguing/copies/change", form)
    act = ItemAct.objects.get()
    assert answer["Location"] == f"/vi/cataloguing/copies/acts/{act.public_id}"
    assert (act.done, act.same, act.refused) == (2, 1, 0)
    assert sorted(Item.objects.values_list("accession_no", "status")) == [
        ("HK001", "lost"), ("HK002", "lost"), ("HK003", "lost"), ("hk0010", "available"),
    ]  # fmt: skip
    change_items(
        actor=SYSTEM,
        library_id=library().pk,
        item_ids=[of("HK002").pk],
        change=Change(ItemStatus.AVAILABLE),
        reason="Đã tìm thấy",
    )
    page = client.post(f"{answer['Location']}/undo", follow=True).content.decode()
    assert "Đã hoàn tác cho 1 trên 2 bản." in page
    assert [of(number).status for number in ("HK001", "HK002", "HK003")] == ["available", "available", "lost"]
    page = client.post(f"{answer['Location']}/undo", follow=True).content.decode()
    assert "Thay đổi này đã được hoàn tác rồi." in page
    told = ItemEvent.objects.filter(item=of("HK001")).order_by("id").values_list("before", "after", "reason")
    assert list(told) == [
        ("available", "lost", "Mất khi luân chuyển"),
        ("lost", "available", "Mất khi luân chuyển"),
    ]


def test_what_may_not_follow_is_refused_and_told(client: Staff) -> None:
    Item.objects.filter(accession_no="HK001").update(status="lost")
    act = change_items(
        actor=SYSTEM,
        library_id=library().pk,
        item_ids=[of("HK001").pk, of("HK002").pk],
        change=Change(ItemStatus.IN_REPAIR, "Kho đóng", "Giá 3"),
        reason="gửi đóng lại",
    )
    assert (act.done, act.refused, act.told) == (1, 1, [["HK001", "lost"]])
    kept, moved = of("HK001"), of("HK002")
    assert (kept.status, kept.place, kept.shelf) == ("lost", "Kho mượn", "")
    assert (moved.status, moved.place, moved.shelf) == ("in_repair", "Kho đóng", "Giá 3")
    kinds = moved.events.order_by("id").values_list("kind", "before", "after")
    assert list(kinds) == [
        ("status", "available", "in_repair"),
        ("moved", "Kho mượn", "Kho đóng"),
        ("shelved", "", "Giá 3"),
    ]
    undo_act(actor=SYSTEM, act=act)
    moved.refresh_from_db()
    assert (moved.status, moved.store, moved.shelf) == ("available", "", "")


def test_copies_of_another_library_and_those_that_left_are_not_touched(client: Staff) -> None:
    hand_in(marc_file(book("B1", "Ở nơi khác", copies="GN001")), library("GN"))
    hand_in(marc_file(book("A2", "Dế mèn phiêu lưu ký")))
    ids = [of("GN001").pk, of("hk0010").pk]
    act = change_items(
        actor=SYSTEM, library_id=library().pk, item_ids=ids, change=Change(ItemStatus.LOST), reason="mất sách"
    )
    assert (act.done, act.refused, act.told) == (0, 1, [["hk0010", "left"]])
    assert (of("GN001").status, of("hk0010").status) == ("available", "gone")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"status": "lost", "reason": ""}, "lý do"),
        ({"status": "withdrawn", "reason": "thanh lọc"}, "withdrawn"),
        ({"status": "", "store": "", "shelf": ""}, "Hãy chọn điều cần đổi"),
        ({"store": "x" * 201}, "200"),
    ],
)
def test_a_bad_change_says_so_and_changes_nothing(client: Staff, form: dict[str, str], sentence: str) -> None:
    before = list(Item.objects.values())
    for address, more in (
        (f"/vi/cataloguing/copies/{of('HK001').public_id}/change", {}),
        ("/vi/cataloguing/copies/change", {"library": "TINH", "codes": "HK001\nHK002"}),
    ):
        answer = client.post(address, form | more)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (list(Item.objects.values()), ItemAct.objects.count()) == (before, 0)


def test_a_change_needs_the_right_in_that_library(client: Staff) -> None:
    stranger = signed_in(library("GN"), "ba")
    item = of("HK001")
    assert stranger.get(f"/vi/cataloguing/copies/{item.public_id}").status_code == 404
    assert stranger.post(f"/vi/cataloguing/copies/{item.public_id}/change", {"store": "X"}).status_code == 404
    act = change_items(actor=SYSTEM, library_id=library().pk, item_ids=[item.pk], change=Change(store="X"))
    assert stranger.post(f"/vi/cataloguing/copies/acts/{act.public_id}/undo").status_code == 404
    assert of("HK001").place == "X"


def test_copies_of_a_record_are_listed_and_added(client: Staff) -> None:
    record = SourceRecord.objects.get(control_no="A1")
    address = f"/vi/cataloguing/copies/record/{record.pk}"
    assert "HK003" in client.get(address).content.decode()
    page = client.post(address, {"count": "1", "accession": ""}).content.decode()
    assert "chưa có dãy số" in page
    page = client.post(
        address, {"count": "1", "accession": "HK077", "location": "Kho đọc"}, follow=True
    ).content.decode()
    assert "Đã thêm 1 bản: HK077" in page and of("HK077").location == "Kho đọc"


def test_the_number_of_queries_does_not_grow(client: Staff) -> None:
    def queries(count: int) -> int:
        hand_in(marc_file(*(book(f"Q{n}", f"Sách {n}", copies=f"Q{n:04}") for n in range(count))))
        codes = "\n".join(f"Q{n:04}" for n in range(count))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.post("/vi/cataloguing/copies/list", {"library": "TINH", "codes": codes}).status_code == 200
        return len(seen)

    queries(2)
    assert queries(3) == queries(40)


def test_rest_changes_copies_and_takes_it_back(client: Staff) -> None:
    key = client.key()
    body = {"library": "TINH", "codes": ["hk001", "KM9"], "status": "damaged", "reason": "Ướt"}
    made = key.post("/api/v1/copy-changes", body, content_type="application/json")
    assert made.status_code == 201
    assert {name: made.json()[name] for name in ("done", "same", "refused", "unknown")} == {
        "done": 1, "same": 0, "refused": 0, "unknown": ["KM9"],
    }  # fmt: skip
    one = key.get(f"/api/v1/copies/{of('HK001').public_id}").json()
    assert (one["status"], [event["after"] for event in one["history"]]) == ("damaged", ["damaged"])
    undone = key.post(f"/api/v1/copy-changes/{made.json()['id']}/undo")
    assert (undone.status_code, undone.json()["undone"], of("HK001").status) == (200, 1, "available")
    assert key.post(f"/api/v1/copy-changes/{made.json()['id']}/undo").json()["code"] == "catalogue.act_undone"


def test_two_undo_at_once_and_strangers(client: Staff) -> None:
    act = change_items(actor=SYSTEM, library_id=library().pk, item_ids=[of("HK001").pk], change=Change(store="X"))
    stale = ItemAct.objects.get(pk=act.pk)
    undo_act(actor=SYSTEM, act=act)
    with pytest.raises(Conflict):
        undo_act(actor=SYSTEM, act=stale)
    looker = signed_in(library("GN"), "ba")
    from lienthu.accounts.actors import person  # noqa: PLC0415

    with pytest.raises(Refused):
        undo_act(actor=person(looker.user), act=stale)
