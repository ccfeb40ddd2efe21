"""What leaves in an export has the copies of today, and comes back as the same copies in an empty network."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue import exporting
from lienthu.catalogue.actions.add_copy import CopyData, add_copies, add_copy
from lienthu.catalogue.actions.change_items import Change, change_items
from lienthu.catalogue.actions.keep_series import SeriesData, begin_series
from lienthu.catalogue.models import Item, SourceRecord
from lienthu.catalogue.queries import export_records
from lienthu.catalogue.rules.copies_out import Copy, with_copies
from lienthu.catalogue.rules.item_status import BY_HAND, ItemStatus, from_source
from lienthu.catalogue.rules.items import items_of
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, library, marc_file
from lienthu.marc.record import Field, Record

Held = Counter[tuple[str, str, str, str, int | None]]


def held(code: str) -> Held:
    items = Item.objects.held().filter(library__code=code).select_related("record")
    return Counter((one.record.control_no, one.accession_no, one.place, one.status, one.price) for one in items)


def exported(code: str, format: str = "marc21") -> bytes:
    out = io.BytesIO()
    assert exporting.write(export_records([library(code).pk]), format, out).too_long == []
    return out.getvalue()


def koha(number: str) -> Record:
    one = book(number, f"Sách Koha {number}")
    one.fields.append(
        Field(
            "952", "", "  ", [("a", "TV"), ("b", "TV"), ("c", "KM"), ("o", "895 K"), ("p", f"K{number}01"), ("y", "BK")]
        )
    )
    return one


def stocked() -> None:
    """Copies from a file in two conventions, some entered, changed, moved and lost here."""
    plain = book("A3", "Không bản nào")
    ranges = book("A4", "Kho đóng")
    ranges.fields.append(Field("928", "", "  ", [("a", "VV-D2/00033-35"), ("b", "VV-M2/00028")]))
    hand_in(marc_file(book("A1", "Đất rừng", copies="HK000001-4"), book("A2", "Dế mèn", copies="HK000010"), plain,
                      ranges, koha("A5")))  # fmt: skip
    begin_series(actor=SYSTEM, library_id=library().pk, data=SeriesData("Sổ", "HK{n:06}"))
    numbers = dict(SourceRecord.objects.values_list("control_no", "id"))
    add_copies(actor=SYSTEM, record_id=numbers["A1"], copy=CopyData("Kho đọc", "895.9 Đ", "K3", 54_500), count=2)
    add_copy(actor=SYSTEM, record_id=numbers["A3"], copy=CopyData("Kho mượn"))
    add_copy(actor=SYSTEM, record_id=numbers["A3"], copy=CopyData("Kho mượn"), accession="")
    add_copy(actor=SYSTEM, record_id=numbers["A3"], copy=CopyData("Kho mượn"), accession="15-20")
    add_copy(actor=SYSTEM, record_id=numbers["A5"], copy=CopyData("KM", price=20_000))
    lost = Item.objects.get(accession_no="HK000002")
    moved = Item.objects.get(accession_no="VV-D2/00034")
    for item, change in ((lost, Change(ItemStatus.LOST)), (moved, Change(store="Kho tra cứu"))):
        change_items(actor=SYSTEM, library_id=library().pk, item_ids=[item.pk], change=change, reason="Kiểm kê")
    one = Item.objects.get(accession_no="KA501")
    change_items(
        actor=SYSTEM, library_id=library().pk, item_ids=[one.pk], change=Change(ItemStatus.MISSING), reason="Kiểm kê"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["marc21", "marcxml", "jsonl"])
def test_an_export_makes_the_same_copies_in_an_empty_library(format: str) -> None:
    stocked()
    before = held("TINH")
    assert sum(before.values()) == 16
    data = exported("TINH", format)
    hand_in(data, library("GN"), name=f"export.{format}")
    assert held("GN") == before
    # and the same export again doubles nothing where it came from
    hand_in(data, library("TINH"), name=f"export.{format}")
    assert held("TINH") == before


@pytest.mark.django_db
def test_a_record_whose_copies_stand_as_its_file_has_them_leaves_untouched() -> None:
    one = book("A1", "Đất rừng", copies="HK000001-4")
    hand_in(marc_file(one))
    [(name, record)] = export_records([library().pk])
    assert (name, [field for field in record.fields if field.tag == "852"]) == (
        "A1", [field for field in one.fields if field.tag == "852"],
    )  # fmt: skip


@pytest.mark.django_db
def test_a_copy_that_left_the_collection_is_not_in_the_export() -> None:
    hand_in(marc_file(book("A1", "Đất rừng", copies="HK000001-3")))
    Item.objects.filter(accession_no="HK000002").update(status=ItemStatus.WITHDRAWN, left_at="2026-01-02T00:00:00Z")
    [(_name, record)] = export_records([library().pk])
    assert [row.accession_no for row in items_of(record).items] == ["HK000001", "HK000003"]


def copy(number: str, status: ItemStatus = ItemStatus.AVAILABLE) -> Copy:
    return Copy(number, "Kho mượn", "895 Đ", status, 20_000)


def test_each_convention_gets_its_own_field() -> None:
    made = with_copies(
        book("A1", "Đất rừng"), [copy("HK000001"), copy("HK000002"), copy("HK000003", ItemStatus.LOST)], "TINH"
    )
    assert [(one.tag, one.subfields) for one in made.fields[4:]] == [
        (
            "852",
            [("a", "TINH"), ("b", "Kho mượn"), ("h", "895 Đ"), ("j", "HK000001"), ("j", "HK000002"), ("y", "20000")],
        ),
        ("852", [("a", "TINH"), ("b", "Kho mượn"), ("h", "895 Đ"), ("j", "HK000003"), ("s", "lost"), ("y", "20000")]),
    ]
    of_koha = with_copies(koha("A5"), [copy("K9", ItemStatus.MISSING)], "TINH")
    assert list(of_koha.all("952"))[-1].subfields == [
        ("1", "4"), ("a", "TINH"), ("b", "TINH"), ("c", "Kho mượn"), ("g", "20000"), ("o", "895 Đ"), ("p", "K9"),
        ("y", "BK"),
    ]  # fmt: skip


NUMBERS = st.text("HKVĐ0123456789-/.,; ", min_size=1, max_size=14).map(str.strip).filter(bool)


@given(
    st.lists(
        st.tuples(NUMBERS, st.sampled_from(sorted(BY_HAND))), max_size=6, unique_by=lambda one: "".join(one[0].split())
    )
)
def test_whatever_a_number_looks_like_it_is_read_back(said: list[tuple[str, ItemStatus]]) -> None:
    copies = [copy(number, status) for number, status in said]
    made = with_copies(book("A1", "Đất rừng"), copies, "TINH")
    keys = Counter("".join(row.accession_no.split()) for row in items_of(made).items)
    assert keys == Counter("".join(one.number.split()) for one in copies)
    if made.get("952") is None:
        assert Counter(from_source(row.status) for row in items_of(made).items) == Counter(one.status for one in copies)
