"""Excel kept `00012` as 12: proposed while columns are checked, done when a person says so, told in every row."""

from __future__ import annotations

import orjson
import pytest
from django.urls import reverse

from lienthu.catalogue.actions.confirm_mapping import confirm_mapping
from lienthu.catalogue.importers.lost_zeros import likely_width, restored
from lienthu.catalogue.models import ColumnMapping, ImportBatch, ImportRow, Item, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, hand_in, outcome, read, signed_in, workbook
from lienthu.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
HEAD = ("Số ĐKCB", "Tên sách", "Tác giả", "Năm")
LOST = workbook(
    HEAD, (12, "Đất rừng phương Nam", "Đoàn Giỏi", 2018), ("00116", "Quê nội", "Võ Quảng", 2005),
    (None, "Truyện Kiều", "Nguyễn Du", 2007), ("120-22", "Sử thi Ot Ndrong", "Trương Bi", 2003),
    (13, "Đất rừng phương Nam", "Đoàn Giỏi", 2018),
)  # fmt: skip
WHOLE = {"00012", "00013", "00116", "00120", "00121", "00122"}


@pytest.mark.parametrize(
    ("values", "width"),
    [
        (["12", "00116"], 5), (["9", "10", "1217"], 4), (["12", "13", "14"], 0), (["00012", "00013"], 0),
        (["TK12", "TK0013"], 0), (["12", "HK13", "HK14"], 0), (["12"], 0), ([], 0), (["0", "1", "00003", "123456"], 5),
        (["12-15", "00120"], 5), (["1234567890123", "1"], 0),
    ],
)  # fmt: skip
def test_the_width_that_a_column_had(values: list[str], width: int) -> None:
    assert likely_width(values) == width


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        ("12", "00012"), ("12-15", "00012-15"), ("120 – 25", "00120 – 25"), ("12, 13\n14", "00012, 00013\n00014"),
        ("1234567", "1234567"), ("12a", "12a"), ("12/2015", "12/2015"), ("", ""), ("1.200", "1.200"),
    ],
)  # fmt: skip
def test_only_plain_numbers_are_filled(cell: str, whole: str) -> None:
    assert restored(cell, 5) == whole
    assert restored(cell, 0) == cell


def numbers() -> set[str]:
    return set(Item.objects.filter(left_at=None).exclude(accession_no="").values_list("accession_no", flat=True))


def test_nothing_is_filled_unless_a_person_says_so() -> None:
    batch = hand_in(LOST, name="a.xlsx", preview=True)
    read(confirm_mapping(actor=SYSTEM, batch=batch, targets={}))
    assert numbers() == {"12", "13", "00116", "120", "121", "122"}


def test_the_page_proposes_and_the_choice_is_kept_for_the_next_file() -> None:
    browser = signed_in()
    batch = hand_in(LOST, name="a.xlsx", preview=True)
    page = browser.get(reverse("catalogue:batch", args=[batch.public_id])).content.decode()
    assert 'name="z0-0"' in page and "5 chữ số: 00012 (có lẽ đúng)" in page and 'name="z0-3"' not in page
    browser.post(reverse("catalogue:columns", args=[batch.public_id]), {"z0-0": "5"})
    batch = read(ImportBatch.objects.get())
    assert (outcome(batch), numbers()) == ((5, 2, 3, 0, 0), WHOLE)
    reasons = {row.number: orjson.loads(row.reasons or "[]") for row in ImportRow.objects.all()}
    told = ["catalogue.zeros_restored", {"columns": "A"}]
    assert [number for number, found in reasons.items() if told in found] == [2, 5, 6]
    row = browser.get(f"/api/v1/imports/{batch.public_id}/rows").json()["items"][0]
    assert [(one["place"], one["before"], one["after"]) for one in row["changes"]] == [("A Số ĐKCB", "12", "00012")]
    # The same list again, without a preview: the same numbers, nothing changes.
    ImportBatch.objects.update(intake_version=0)
    again = hand_in(LOST, name="a.xlsx")
    assert (outcome(again), numbers(), SourceRecord.objects.count()) == ((5, 0, 0, 0, 5), WHOLE, 4)


def test_rest_tells_the_likely_width_and_takes_the_choice() -> None:
    browser = signed_in()
    batch = hand_in(LOST, name="a.xlsx", preview=True)
    columns = browser.get(f"/api/v1/imports/{batch.public_id}/mapping").json()["sheets"][0]["columns"]
    assert [column["likely_digits"] for column in columns] == [5, 0, 0, 0]
    answer = browser.post(
        f"/api/v1/imports/{batch.public_id}/mapping",
        {"columns": [{"column": 0, "target": "accession", "digits": 5}]},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    read(ImportBatch.objects.get())
    assert (numbers(), ColumnMapping.objects.get().digits) == (WHOLE, [5, 0, 0, 0])


@pytest.mark.parametrize("digits", [1, 13, -1])
def test_a_width_that_cannot_be_is_refused(digits: int) -> None:
    batch = hand_in(LOST, name="a.xlsx", preview=True)
    with pytest.raises(Invalid, match="digits_unknown"):
        confirm_mapping(actor=SYSTEM, batch=batch, targets={}, digits={0: {0: digits}})
    batch.refresh_from_db()
    assert (batch.state, ColumnMapping.objects.count()) == ("mapping", 0)


def test_years_and_prices_are_never_filled() -> None:
    batch = hand_in(LOST, name="a.xlsx", preview=True)
    read(confirm_mapping(actor=SYSTEM, batch=batch, targets={}, digits={0: {3: 6}}))
    assert b"2018" in bytes(SourceRecord.objects.get(control_no="#12").marc)
