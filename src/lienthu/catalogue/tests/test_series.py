"""Series of accession numbers: one after the other, whatever happens beside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lienthu.catalogue.actions.add_copy import CopyData, add_copies, add_copy
from lienthu.catalogue.actions.keep_series import (
    SeriesData,
    begin_series,
    end_series,
    preview,
    reserve_numbers,
)
from lienthu.catalogue.models import AccessionSeries, Item, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, librarian, library, marc_file
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library


@pytest.fixture
def record(db: None) -> SourceRecord:
    hand_in(marc_file(book("A1", "Một", copies="HK000001-2"), book("A2", "Hai", copies="Hk000003")))
    return SourceRecord.objects.get(control_no="A1")


def begin(pattern: str = "HK{n:06}", *, name: str = "Kho", **more: object) -> AccessionSeries:
    data = SeriesData(name, pattern, **more)  # type: ignore[arg-type]
    return begin_series(actor=SYSTEM, library_id=library().id, data=data)


def number(record: SourceRecord, **options: str) -> str:
    copy = CopyData(location=options.pop("location", ""))
    return add_copy(actor=SYSTEM, record_id=record.id, copy=copy, **options).accession_no


def test_a_series_goes_on_behind_the_numbers_in_use(record: SourceRecord) -> None:
    looked = preview(actor=SYSTEM, library_id=record.library_id, pattern="HK{n:06}")
    assert looked.numbers == ("HK000004", "HK000005", "HK000006")
    assert (looked.seen.count, looked.seen.highest, looked.seen.gaps, looked.seen.odd) == (3, 3, 0, ("Hk000003",))
    assert not AccessionSeries.objects.exists()
    begin()
    assert [number(record), number(record), number(record)] == ["HK000004", "HK000005", "HK000006"]
    assert AuditEntry.objects.get(code="catalogue.series_begun").data["first"] == "HK000004"


def test_numbers_that_a_file_brings_later_are_passed_over(record: SourceRecord) -> None:
    begin()
    assert number(record) == "HK000004"
    hand_in(marc_file(book("A3", "Ba", copies="hk000005"), book("A4", "Bốn", copies="HK000007")))
    assert [number(record), number(record)] == ["HK000006", "HK000008"]


def test_a_number_of_a_copy_that_left_is_never_given_again(record: SourceRecord) -> None:
    begin()
    given = number(record)
    Item.objects.filter(accession_no=given).update(left_at=timezone.now(), status="withdrawn")
    with pytest.raises(Conflict, match="number_taken"):
        number(record, accession=given.lower())
    assert number(record) == "HK000005"


def test_a_refused_act_takes_no_number(record: SourceRecord) -> None:
    begin()
    with pytest.raises(RuntimeError), transaction.atomic():
        number(record)
        raise RuntimeError
    assert number(record) == "HK000004"


def test_each_store_and_kind_has_its_own_series(record: SourceRecord) -> None:
    begin("VV-D2/{n:05}", name="Đọc", store="Kho đọc")
    begin("{yyyy}/{n:03}", name="Mượn", first=45)
    year = timezone.localdate().year
    assert number(record, location="Kho đọc") == "VV-D2/00001"
    assert [number(record), number(record, location="Kho mượn")] == [f"{year}/045", f"{year}/046"]
    assert number(record, series="Đọc") == "VV-D2/00002"


def test_a_year_begins_at_one(record: SourceRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    begin("{n:03}/{yyyy}", first=10)
    assert number(record) == f"010/{timezone.localdate().year}"
    later = datetime(timezone.localdate().year + 1, 3, 1, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert number(record) == f"001/{later.year}"


def test_numbers_kept_for_labels_are_given_by_name_only(record: SourceRecord) -> None:
    series = begin()
    kept = reserve_numbers(actor=SYSTEM, series=series, count=3, note="tem in sẵn")
    assert kept.numbers == ("HK000004", "HK000005", "HK000006")
    assert number(record) == "HK000007"
    assert number(record, accession="hk000005") == "HK000005"
    with pytest.raises(Conflict, match="number_taken"):
        number(record, accession="HK000005")
    with pytest.raises(Invalid, match="number_ahead"):
        number(record, accession="HK000009")
    more = reserve_numbers(actor=SYSTEM, series=series, count=2)
    assert more.numbers == ("HK000008", "HK000009")


def test_kept_numbers_are_free_in_a_row(record: SourceRecord) -> None:
    series = begin()
    hand_in(marc_file(book("A3", "Ba", copies="HK000006")))
    assert reserve_numbers(actor=SYSTEM, series=series, count=4).numbers[0] == "HK000007"


def test_two_series_never_give_the_same_numbers(record: SourceRecord) -> None:
    series = begin()
    for more, code in (
        ({"pattern": "hk{n:04}", "name": "B", "store": "x"}, "catalogue.series_form_taken"),
        ({"pattern": "KM{n:06}", "name": "Kho", "store": "x"}, "catalogue.series_name_taken"),
        ({"pattern": "KM{n:06}", "name": "B"}, "catalogue.series_purpose_taken"),
    ):
        with pytest.raises(Conflict) as refusal:
            begin(**more)
        assert refusal.value.code == code
    end_series(actor=SYSTEM, series=series)
    with pytest.raises(Conflict):
        end_series(actor=SYSTEM, series=series)
    with pytest.raises(Conflict, match="no_series"):
        number(record)
    begin(name="Mới")
    assert number(record) == "HK000004"


def test_the_series_of_another_library_are_not_touched(record: SourceRecord) -> None:
    series = begin()
    stranger = librarian(library("GN"), permission=Permission.CATALOGUE_ITEMS)
    looker = librarian(library(), permission=Permission.CATALOGUE_VIEW)
    for actor in (stranger, looker):
        with pytest.raises(Refused):
            reserve_numbers(actor=actor, series=series, count=1)
        with pytest.raises(Refused):
            end_series(actor=actor, series=series)
        with pytest.raises(Refused):
            preview(actor=actor, library_id=library().id, pattern="X{n}")
    assert AccessionSeries.objects.get().is_closed is False


@pytest.fixture
def shelf(transactional_db: None) -> Iterator[SourceRecord]:
    hand_in(marc_file(book("A1", "Một", copies="HK000003")))
    yield SourceRecord.objects.get()


def test_twenty_threads_take_twenty_numbers(shelf: SourceRecord) -> None:
    """Every second one is refused after it has taken its number, and a file comes in between."""
    series = begin(first=1)
    AccessionSeries.objects.filter(id=series.pk).update(first=1)
    faults: list[BaseException] = []
    start = threading.Barrier(21)

    def add(index: int) -> None:
        try:
            start.wait(timeout=30)
            if index % 2:
                with pytest.raises(RuntimeError), transaction.atomic():
                    add_copies(actor=SYSTEM, record_id=shelf.id, count=3)
                    raise RuntimeError
            add_copies(actor=SYSTEM, record_id=shelf.id, count=2)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    def bring() -> None:
        try:
            start.wait(timeout=30)
            hand_in(marc_file(book("B1", "Trong lúc ấy", copies="HK000010-12")))
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(index,)) for index in range(20)]
    threads.append(threading.Thread(target=bring))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert faults == []
    own = sorted(Item.objects.filter(is_own=True).values_list("accession_no", flat=True))
    assert len(own) == len(set(own)) == 40
    every = {int(text[2:]) for text in Item.objects.values_list("accession_no", flat=True)}
    ours = {int(text[2:]) for text in own}
    assert set(range(min(ours), max(ours) + 1)) <= every
    assert Library.objects.count() == 1
