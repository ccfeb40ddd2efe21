"""What was repaired is shown text by text: as it stood in the file, as it is now, and what it was in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lienthu.catalogue.importers.changes import Change
from lienthu.catalogue.models import ImportBatch, ImportRow, SourceRecord
from lienthu.catalogue.queries import rows_of
from lienthu.catalogue.repairs import changes_of
from lienthu.catalogue.tests.helpers import book, hand_in, marc_file, workbook
from lienthu.marc import iso2709, marcjson, marcxml
from lienthu.marc.charset import legacy
from lienthu.marc.record import Field, Record
from lienthu.marc.tests.samples import isis_export, master_file
from lienthu.text import encode

pytestmark = pytest.mark.django_db
TITLE = "Lịch sử Đắk Nông từ nguồn gốc"
IN_ABC = encode(TITLE, "tcvn3")  # its bytes as Latin-1


def seen(text: str) -> str:
    return legacy(text.encode("latin-1"))


def abc_book(number: str = "A1") -> Record:
    return Record(
        "00000nam a2200000 a 4500",
        [
            Field("001", number),
            Field("100", "", "0 ", [("a", "Nguyen Du")]),
            Field("245", "", "10", [("a", IN_ABC)]),
            Field("911", "", "  ", [("a", encode("Nguyễn Thị Thủ Thư", "tcvn3"))]),
        ],
    )


def told(batch: ImportBatch, *, sees_restricted: bool = True) -> dict[int, list[Change]]:
    rows = list(rows_of(batch))
    return changes_of(batch, rows, sees_restricted=sees_restricted)


@pytest.mark.parametrize(
    "data",
    [
        iso2709.write(abc_book()),
        b"".join(marcxml.write_collection([abc_book()])),
        b"".join(marcjson.write_lines([abc_book()])),
    ],
    ids=["marc21", "marcxml", "marcjson"],
)
def test_texts_of_a_record_before_and_after_without_the_staff(data: bytes) -> None:
    batch = hand_in(data)
    assert batch.repaired == 1
    assert told(batch) == {1: [Change("245$a", IN_ABC, TITLE, "TCVN3")]}


def test_bytes_are_shown_as_a_program_without_the_font_shows_them() -> None:
    whole = iso2709.write(abc_book()).decode()
    raw = iso2709.write(Record("00000nam  2200000 a 4500", [Field("001", "A1"), Field("245", "", "10", [("a", "@@")])]))
    assert IN_ABC in whole
    body = IN_ABC.encode("latin-1")
    data = raw.replace(b"@@", body)
    batch = hand_in(data)
    assert told(batch) == {1: [Change("245$a", seen(IN_ABC), TITLE, "TCVN3")]}


def test_cells_of_a_workbook_carry_their_column() -> None:
    batch = hand_in(workbook(("STT", "Tên sách", "Tác giả"), (1, IN_ABC, "Lan"), (2, TITLE, "Lan")), name="a.xlsx")
    assert told(batch) == {2: [Change("B Tên sách", IN_ABC, TITLE, "TCVN3")]}


def test_a_csv_in_a_legacy_code_is_repaired_and_kept_as_it_came() -> None:
    rows = [encode(f"{number};{TITLE};Nguyễn Du {number}", "tcvn3") for number in range(1, 25)]
    batch = hand_in("\r\n".join(["STT;Ten sach;Tac gia", *rows]).encode("latin-1"), name="a.csv")
    assert (batch.rows, batch.repaired, batch.rejected) == (24, 24, 0)
    author = encode("Nguyễn Du 1", "tcvn3")
    assert told(batch)[2] == [
        Change("B Ten sach", seen(IN_ABC), TITLE, "TCVN3"),
        Change("C Tac gia", seen(author), "Nguyễn Du 1", "TCVN3"),
    ]
    version = SourceRecord.objects.order_by("id")[0].versions.get()
    assert seen(IN_ABC) in bytes(version.raw).decode()


@pytest.mark.parametrize("kind", ["iso", "master"])
def test_a_base_shows_its_own_tags(kind: str) -> None:
    rows: list[list[tuple[int, str]]] = [
        [(24, f"{IN_ABC} {number}"), (70, "Du"), (26, f"^aH.^bVan hoc^c{1990 + number}"), (30, "120 tr.")]
        for number in range(12)
    ]
    if kind == "iso":
        data = isis_export([[(tag, text) for tag, text in one] for one in rows])
    else:
        data = master_file([[(tag, text.encode("latin-1")) for tag, text in one] for one in rows])[0]
    batch = hand_in(data)
    assert batch.repaired == 12, batch.reasons
    before = IN_ABC if kind == "iso" else seen(IN_ABC)
    assert told(batch)[3] == [Change("024$a", f"{before} 2", f"{TITLE} 2", "TCVN3")]


def test_long_texts_are_cut_around_the_difference() -> None:
    batch = hand_in(workbook(("Tên sách", "Tóm tắt"), ("Một", "x" * 5000 + " " + IN_ABC)), name="a.xlsx")
    (change,) = told(batch)[2]
    assert change.before.startswith("…xxx") and change.before.endswith(IN_ABC[-8:])
    assert change.after.endswith(TITLE) and len(change.after) < 260


def test_what_is_not_known_or_not_to_be_seen_is_not_told() -> None:
    data = marc_file(book("A1", IN_ABC, secrecy="2"), book("A2", IN_ABC), book("A3", TITLE))
    batch = hand_in(data)
    assert set(told(batch)) == {1, 2}
    assert set(told(batch, sees_restricted=False)) == {2}
    again = hand_in(data)
    assert again.same_as == batch and set(told(again)) == {1, 2}
    ImportBatch.objects.update(intake_version=1)
    assert told(ImportBatch.objects.earliest("id")) == {}


def test_a_trial_stores_nothing_to_tell_from() -> None:
    assert told(hand_in(marc_file(book("A1", IN_ABC)), dry_run=True)) == {}


def test_one_query_for_a_page_of_rows() -> None:
    batch = hand_in(marc_file(*(book(f"A{number}", IN_ABC) for number in range(30))))
    rows: list[Any] = list(rows_of(batch, ImportRow.Outcome.REPAIRED))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(changes_of(batch, rows, sees_restricted=True)) == 30
    assert len(queries) == 1
