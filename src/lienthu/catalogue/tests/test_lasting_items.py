"""Copies outlive the versions of their record; what was done to them here stays."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from lienthu.catalogue import queries
from lienthu.catalogue.actions.add_copy import CopyData, add_copies, add_copy
from lienthu.catalogue.models import Item, ItemEvent, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, librarian, library, marc_file
from lienthu.kernel import outbox
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import Field, Record

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, str, str]]:
    events = ItemEvent.objects.order_by("id").select_related("item")
    return [(one.item.accession_no, one.kind, one.before, one.after) for one in events]


def with_status(number: str, accession: str, status: str) -> Record:
    made = book(number, "Sách", copies=accession)
    held = next(made.all("852"))
    assert held.subfields is not None
    held.subfields.append(("s", status))
    return made


def test_a_new_version_keeps_its_copies() -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001-3")))
    before = dict(Item.objects.values_list("accession_no", "id"))
    hand_in(marc_file(book("A1", "Một (sửa)", copies="HK002-4")))
    after = dict(Item.objects.values_list("accession_no", "id"))
    assert {number: after[number] for number in before} == before
    held = Item.objects.held().order_by("accession_no").values_list("accession_no", "status")
    assert list(held) == [("HK002", "available"), ("HK003", "available"), ("HK004", "available")]
    gone = Item.objects.get(accession_no="HK001")
    assert (gone.status, gone.left_at is not None) == ("gone", True)
    assert told() == [("HK001", "gone", "available", "gone")]
    assert ItemEvent.objects.get().reason == "a.mrc"


def test_a_copy_that_is_named_again_is_what_it_was() -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001-2")))
    first = Item.objects.get(accession_no="HK001")
    Item.objects.filter(id=first.id).update(status="damaged", store="Kho đóng")
    hand_in(marc_file(book("A1", "Hai", copies="HK002")))
    hand_in(marc_file(book("A1", "Ba", copies="HK001-2")))
    back = Item.objects.get(accession_no="HK001")
    assert (back.id, back.status, back.left_at, back.place) == (first.id, "damaged", None, "Kho đóng")
    assert told() == [("HK001", "gone", "damaged", "gone"), ("HK001", "back", "gone", "damaged")]


def test_only_a_change_at_the_source_changes_the_status() -> None:
    hand_in(marc_file(with_status("A1", "HK001", "")))
    Item.objects.update(status="missing")
    changed = with_status("A1", "HK001", "")
    changed.fields.append(Field("500", "", "  ", [("a", "Chú thích")]))
    hand_in(marc_file(changed))
    assert Item.objects.get().status == "missing"
    hand_in(marc_file(with_status("A1", "HK001", "Đã mất")))
    assert (Item.objects.get().status, told()) == ("lost", [("HK001", "source", "missing", "lost")])


def test_a_weeded_copy_stays_weeded_whatever_the_file_says() -> None:
    hand_in(marc_file(with_status("A1", "HK001", "")))
    Item.objects.update(status="withdrawn", left_at="2026-01-01T00:00:00Z")
    hand_in(marc_file(with_status("A1", "HK001", "Đang mượn")))
    assert Item.objects.values_list("status", "source_status").get() == ("withdrawn", "Đang mượn")
    assert not Item.objects.held().exists()


def test_copies_that_left_are_shown_nowhere() -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001-2")))
    hand_in(marc_file(book("A1", "Hai", copies="HK002")))
    record = SourceRecord.objects.get()
    assert [item.accession_no for item in queries.items_of_records([record.id])[record.id]] == ["HK002"]


def test_public_ids_lead_to_their_copy() -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001-3")))
    for item in Item.objects.all():
        assert Item.objects.called(item.public_id).get() == item
    for text in ("", "zzzzzzzzz", "0", "HK001", "\x00"):
        assert not Item.objects.called(text).exists()


def test_history_only_grows() -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001")))
    hand_in(marc_file(book("A1", "Hai")))
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemEvent.objects.update(reason="")
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemEvent.objects.all().delete()


def test_a_copy_entered_here_survives_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001")))
    record = SourceRecord.objects.get()
    seen: list[list[int]] = []
    monkeypatch.setattr(outbox, "publish", lambda _kind, payload: seen.append(payload["records"]))
    actor = librarian(library(), permission=Permission.CATALOGUE_ITEMS)
    copy = CopyData(location="  Kho  đọc ", call_number="895.9", price=54_500)
    item = add_copy(actor=actor, record_id=record.id, copy=copy, accession=" hk 002 ")
    assert (item.accession_no, item.location, item.price, item.status) == ("hk 002", "Kho đọc", 54_500, "available")
    assert seen == [[record.id]]
    assert told() == [("hk 002", "added", "", "hk 002")]
    entry = AuditEntry.objects.get(code="catalogue.copies_added")
    assert (entry.actor_label, entry.library_id, entry.data) == ("Lan", library().id, {"count": 1, "numbers": "hk 002"})
    hand_in(marc_file(book("A1", "Hai")))
    assert list(Item.objects.held().values_list("accession_no", flat=True)) == ["hk 002"]
    hand_in(marc_file(book("A1", "Ba", copies="HK002")))
    assert list(Item.objects.held().values_list("id", "accession_no")) == [(item.id, "HK002")]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"accession": "Hk 001"}, Conflict),
        ({"accession": "auto"}, Conflict),
        ({"copy": CopyData(status="withdrawn"), "accession": "X1"}, Invalid),
        ({"copy": CopyData(price=-1), "accession": "X1"}, Invalid),
        ({"series": "không có"}, NotFound),
    ],
)
def test_a_refused_copy_leaves_nothing(options: dict[str, object], error: type[LienThuError]) -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001")))
    with pytest.raises(error):
        add_copy(actor=SYSTEM, record_id=SourceRecord.objects.get().id, **options)  # type: ignore[arg-type]
    assert (Item.objects.count(), ItemEvent.objects.count()) == (1, 0)


def test_only_its_library_adds_a_copy() -> None:
    hand_in(marc_file(book("A1", "Một")))
    hand_in(marc_file(book("A2", "Mật", secrecy="2")))
    hand_in(marc_file(book("A1", "Một")), mode="add")
    record, secret = SourceRecord.objects.order_by("control_no")
    stranger = librarian(library("GN"), permission=Permission.CATALOGUE_ITEMS)
    with pytest.raises(Refused):
        add_copy(actor=stranger, record_id=record.id, accession="X1")
    with pytest.raises(NotFound):
        add_copy(actor=SYSTEM, record_id=secret.id, accession="X1")
    with pytest.raises(NotFound):
        add_copy(actor=SYSTEM, record_id=0, accession="X1")
    SourceRecord.objects.filter(id=record.id).update(state="withdrawn")
    with pytest.raises(Conflict):
        add_copy(actor=SYSTEM, record_id=record.id, accession="X1")
    with pytest.raises(Invalid):
        add_copies(actor=SYSTEM, record_id=record.id, count=2, accession="X1")
    assert not Item.objects.exists()
