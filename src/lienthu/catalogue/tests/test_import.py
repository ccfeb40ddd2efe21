"""A catalogue comes in: what is stored, what a second file changes, and that nothing doubles or gets lost."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from lienthu.catalogue.models import ImportBatch, ImportRow, Item, RestrictionCase, SourceRecord, SourceVersion
from lienthu.catalogue.tests.helpers import book, hand_in, library, marc_file, outcome, sizes
from lienthu.kernel import outbox
from lienthu.marc import iso2709, marcxml
from lienthu.marc.record import from_compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    seen: list[list[int]] = []
    monkeypatch.setattr(outbox, "publish", lambda _kind, payload: seen.append(payload["records"]))
    return seen


def test_records_are_kept_as_they_came(events: list[list[int]]) -> None:
    first, second = book("A1", "Đất rừng phương Nam", copies="HK000012-15"), book("A2", "Dế mèn phiêu lưu ký")
    batch = hand_in(marc_file(first, second))
    assert batch.state == ImportBatch.State.DONE
    assert outcome(batch) == (2, 2, 0, 0, 0)
    record = SourceRecord.objects.get(control_no="A1")
    assert (record.state, record.version, record.library.code) == ("active", 1, "TINH")
    assert from_compact(record.marc).first("245", "a") == "Đất rừng phương Nam"
    version = SourceVersion.objects.get(record=record)
    assert bytes(version.raw) == iso2709.write(first)
    assert (version.number, version.row, version.batch_id) == (1, 1, batch.id)
    assert list(Item.objects.filter(record=record).values_list("accession_no", "location").order_by("id")) == [
        ("HK000012", "Kho mượn"),
        ("HK000013", "Kho mượn"),
        ("HK000014", "Kho mượn"),
        ("HK000015", "Kho mượn"),
    ]
    assert events == [list(SourceRecord.objects.order_by("id").values_list("id", flat=True))]


@pytest.mark.parametrize("whole", [True, False])
def test_the_same_file_again_changes_nothing(events: list[list[int]], whole: bool) -> None:
    data = marc_file(book("A1", "Một"), book("", "Không số"), book("A2", "Hai", copies="HK001"))
    hand_in(data)
    before, told = sizes(), len(events)
    # A byte more at the end is another file with the same records: it is read, not only recognised.
    again = hand_in(data if whole else data + b"\n")
    assert outcome(again) == (3, 0, 0, 0, 3)
    assert (again.same_as_id is not None) == whole
    assert (sizes(), len(events)) == (before, told)


def test_a_changed_record_gets_a_new_version(events: list[list[int]]) -> None:
    hand_in(marc_file(book("A1", "Một", copies="HK001-3"), book("A2", "Hai")))
    batch = hand_in(marc_file(book("A1", "Một (sửa)", copies="HK002"), book("A2", "Hai")))
    assert outcome(batch) == (2, 1, 0, 0, 1)
    record = SourceRecord.objects.get(control_no="A1")
    assert record.version == 2
    assert from_compact(record.marc).first("245", "a") == "Một (sửa)"
    assert [bytes(v.raw) for v in record.versions.order_by("number")] == [
        iso2709.write(book("A1", "Một", copies="HK001-3")),
        iso2709.write(book("A1", "Một (sửa)", copies="HK002")),
    ]
    assert list(Item.objects.held().filter(record=record).values_list("accession_no", flat=True)) == ["HK002"]
    assert events[-1] == [record.id]


def test_two_libraries_may_use_one_number() -> None:
    data = marc_file(book("TVL1", "Một"))
    hand_in(data, library("A"))
    batch = hand_in(data, library("B"))
    assert outcome(batch) == (1, 1, 0, 0, 0)
    assert SourceRecord.objects.filter(control_no="TVL1").count() == 2


def test_one_number_on_two_records_keeps_both_in_any_order() -> None:
    one, two = book("A1", "Một"), book("A1", "Hai")
    batch = hand_in(marc_file(one, two, one))
    assert outcome(batch) == (3, 2, 0, 0, 1)
    assert batch.reasons["catalogue.number_twice"] == [1, [2]]
    before = sizes()
    for records in ([one, two], [two, one], [two, one, two]):
        assert hand_in(marc_file(*records)).unchanged == len(records)
    assert sizes() == before


def test_a_full_file_withdraws_what_is_gone_and_brings_it_back(events: list[list[int]]) -> None:
    books = [book(f"A{number}", f"Sách {number}") for number in range(4)]
    hand_in(marc_file(*books))
    batch = hand_in(marc_file(*books[:3]), mode="full")
    assert (batch.withdrawal, batch.withdrawn, batch.unchanged) == ("done", 1, 3)
    gone = SourceRecord.objects.get(state="withdrawn")
    assert gone.control_no == "A3"
    assert events[-1] == [gone.id]
    back = hand_in(marc_file(books[3]))
    gone.refresh_from_db()
    assert (gone.state, gone.version, back.accepted) == ("active", 1, 1)


def test_a_full_file_that_lacks_most_or_has_faults_withdraws_nothing() -> None:
    books = [book(f"A{number}", f"Sách {number}") for number in range(4)]
    hand_in(marc_file(*books))
    assert hand_in(marc_file(books[0]), mode="full").withdrawal == "many"
    batch = hand_in(marc_file(*books[:3], book("A9", "")), mode="full")
    assert (batch.withdrawal, batch.rejected, batch.missing) == ("faults", 1, 1)
    assert SourceRecord.objects.filter(state="active").count() == 4


def test_a_full_file_cut_anywhere_in_its_last_record_withdraws_nothing() -> None:
    """Also between its last two bytes, the terminators. What is cut between two records looks whole: there only the
    share of what would go is left to judge by."""
    records = [book(f"A{number}", f"Quê nội {number}") for number in range(5)]
    hand_in(marc_file(*records), name="a.mrc")
    whole, rest = marc_file(*records[:4]), marc_file(*records[:3])
    for lost in (1, 2, 3, 40, len(whole) - len(rest) - 30, len(whole) - len(rest) - 1):
        batch = hand_in(whole[:-lost], name=f"{lost}.mrc", mode="full")
        assert (batch.withdrawal, batch.withdrawn) == ("faults", 0), lost


@pytest.mark.parametrize("format", ["marc21", "marcxml"])
def test_a_full_file_that_ends_inside_a_record_withdraws_nothing(format: str) -> None:
    books = [book(f"A{number}", f"Sách {number}") for number in range(6)]
    whole = marc_file(*books) if format == "marc21" else b"".join(marcxml.write_collection(books))
    hand_in(whole, name="a")
    cut = whole[: whole.index(b"A4") + 60]
    batch = hand_in(cut, name="a", mode="full")
    assert (batch.withdrawal, batch.withdrawn) == ("faults", 0)
    assert SourceRecord.objects.filter(state="active").count() == 6


def test_a_dry_run_counts_and_stores_nothing(events: list[list[int]]) -> None:
    batch = hand_in(marc_file(book("A1", "Một"), book("A2", "")), dry_run=True)
    assert outcome(batch) == (2, 1, 0, 1, 0)
    assert sizes() == (0, 0, 0)
    assert events == []


def test_secrecy_above_zero_waits_for_review() -> None:
    batch = hand_in(
        marc_file(book("A1", "Mở", secrecy="0"), book("A2", "Kín", secrecy="2"), book("A3", "?", secrecy="M"))
    )
    assert (batch.accepted, batch.restricted) == (3, 2)
    assert dict(SourceRecord.objects.values_list("control_no", "state")) == {
        "A1": "active",
        "A2": "restricted",
        "A3": "restricted",
    }
    assert list(RestrictionCase.objects.order_by("id").values_list("record__control_no", "level", "state")) == [
        ("A2", 2, "open"),
        ("A3", 1, "open"),
    ]


def test_a_rejected_row_names_its_reason_and_keeps_its_bytes() -> None:
    batch = hand_in(marc_file(book("A1", "Một"), book("A2", ""), book("A3", "Ba")))
    assert outcome(batch) == (3, 2, 0, 1, 0)
    row = ImportRow.objects.get(batch=batch, outcome=ImportRow.Outcome.REJECTED)
    assert (row.number, row.reasons, bytes(row.raw or b"")) == (
        2,
        '[["catalogue.no_title",{}]]',
        iso2709.write(book("A2", "")),
    )


def test_the_database_refuses_to_change_a_version() -> None:
    hand_in(marc_file(book("A1", "Một")))
    for verb in ("update", "delete"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            versions = SourceVersion.objects.all()
            versions.update(row=9) if verb == "update" else versions._raw_delete(versions.db)
    assert SourceVersion.objects.get().row == 1
