"""Whatever stands in a table: it is read, or refused with a sentence; every row is accounted for."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from lienthu.catalogue import report
from lienthu.catalogue.importers.columns import recognise
from lienthu.catalogue.importers.layout import Reader, RowKind
from lienthu.catalogue.importers.sheet import SheetRow
from lienthu.catalogue.importers.source import sheet_draft
from lienthu.catalogue.importers.targets import SPELLINGS, Target
from lienthu.catalogue.models import ImportRow
from lienthu.catalogue.tests.helpers import hand_in, workbook
from lienthu.kernel.errors import Invalid

HEADS = st.sampled_from([spelling for names in SPELLINGS.values() for spelling in names] + ["", "x", "Tên sách"])
CELLS = st.one_of(
    st.sampled_from(
        ["", "", "1", "2019", "54.500đ", "HK000012-15", "Tổng cộng", '"', "Nguyễn A, Trần B", "=1+1", "nt"]
    ),
    st.text(max_size=30),
    st.integers(-5, 10**13).map(str),
)
TABLES = st.tuples(st.lists(HEADS, min_size=1, max_size=9), st.lists(st.lists(CELLS, max_size=10), max_size=25))


@given(TABLES)
@settings(max_examples=150, deadline=None)
def test_any_table_is_read_without_a_crash(table: tuple[list[str], list[list[str]]]) -> None:
    heads, rows = table
    layout = recognise([heads, *rows])
    if layout is None:
        return
    reader = Reader([layout])
    numbered = [SheetRow(place, 0, place, list(row)) for place, row in enumerate([heads, *rows], 1)]
    data = list(reader.data(numbered))
    assert len(data) + sum(reader.skipped.values()) == len(numbered)
    width = max(column.index for column in layout.columns) + 1
    targets = [Target.IGNORE] * width
    for column in layout.columns:
        targets[column.index] = column.target
    for row in data:
        draft = sheet_draft(row, targets, "csv")
        assert draft.rejected or (draft.control_no and draft.marc and draft.digest)
        assert len(draft.control_no) <= 120


NOTHING = frozenset({"", RowKind.EMPTY.value})
#: Rows of a school's list as they come: books, forgotten numbers, headings, sums, signatures, names, errors.
LINES = st.one_of(
    st.tuples(
        st.integers(1, 99), st.sampled_from(["Quê nội", "Truyện Kiều", "Toán 6"]), st.just("Võ Quảng"), st.just(3)
    ),
    st.tuples(
        st.sampled_from([None, None, "II", "1", "#N/A", "Trang"]),
        st.sampled_from(
            [
                None,
                "Đất rừng phương Nam",
                "SÁCH THAM KHẢO",
                "Lịch sử",
                "Tổng cộng",
                "Hiệu trưởng",
                "Nguyễn Thị Lan",
                "#REF!",
            ]
        ),
        st.sampled_from([None, "Tô Hoài", "Cư Jút, ngày 5 tháng 9 năm 2025", "Kế toán", "#N/A"]),
        st.sampled_from([None, 12, "38.000", "Err:502"]),
    ),
)


class Imported(TestCase):
    @given(st.lists(LINES, max_size=14))
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_every_line_of_a_workbook_is_a_book_or_is_named(self, lines: list[tuple[Any, ...]]) -> None:
        head = ("STT", "Tên sách", "Tác giả", "SL")
        batch = hand_in(workbook(head, (1, "Dế mèn", "Tô Hoài", 1), *lines), name="a.xlsx")
        told = (batch.accepted, batch.repaired, batch.rejected, batch.unchanged)
        # Rows without a text are neither stored nor shown by a workbook's end.
        height = max(at for at, line in enumerate([head, head, *lines], 1) if any(cell is not None for cell in line))
        assert sum(told) + sum(batch.skipped.values()) == height
        named = {str(label) for kind, label in report.NOT_READ.items() if batch.skipped.get(kind.value)}
        assert set(batch.skipped) <= {kind.value for kind in report.NOT_READ} | NOTHING
        out = io.BytesIO()
        report.write(batch, out)
        sheet = load_workbook(out).active
        reasons = [[cell.value for cell in row][4:6] for row in sheet.iter_rows(min_row=2, max_row=height)]
        for line, (outcome, reason) in zip([head, *lines], reasons, strict=False):
            assert outcome or not any(cell is not None for cell in line)
            assert outcome != gettext("no book") or reason in named

    @given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12))
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_every_row_has_an_outcome(self, rows: list[tuple[str, str, str]]) -> None:
        out = io.StringIO()
        csv.writer(out).writerows([("Tên sách", "Tác giả", "Số ĐKCB"), ("Một", "Y Phôn", "HK001"), *rows])
        try:
            batch = hand_in(out.getvalue().encode("utf-8", "replace"), name="a.csv", format="csv")
        except Invalid:
            return
        assert batch.state == "done"
        counted = batch.accepted + batch.repaired + batch.rejected + batch.unchanged
        assert ImportRow.objects.filter(batch=batch).count() == batch.rows == counted
