"""Paper: label sheets that fit, text that stays in its box, every letter of the province in the PDF."""

from __future__ import annotations

import io
from functools import cache
from itertools import islice

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.kernel.errors import Invalid
from lienthu.ui.printing.pdf import Paper
from lienthu.ui.printing.sheets import SHEETS, Box, centred, sheet

PROOF = "Nguyễn Đình Chiểu, Ngữ văn, Ộ Ậ Ỹ, ơ̆ ư̆ R'Lấp ƀ č ñ ĕ ŏ ĭ ŭ"


def text_of(paper: Paper) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.save())).pages)


@pytest.mark.parametrize("name", SHEETS)
def test_every_label_lies_on_the_paper_and_none_on_another(name: str) -> None:
    known = sheet(name)
    boxes = [box for _, (page, box) in zip(range(known.capacity), known.places(), strict=False) if page == 0]
    assert len(boxes) == known.capacity
    assert all(box.x >= 0 and box.x + box.width <= 210 and box.y >= 0 and box.y + box.height <= 297 for box in boxes)
    assert known.step_x >= known.width
    assert known.step_y >= known.height


def test_used_labels_are_passed_over() -> None:
    page, box = next(sheet("65").places(skip=6))
    assert (page, box) == (0, next(box for n, (_, box) in enumerate(sheet("65").places()) if n == 6))
    assert [page for page, _ in islice(sheet("65").places(60), 6)] == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("name", ["5x13:38,1x21.2+2.5x0", " 2x7 : 99.1x38.1 "])
def test_own_measures(name: str) -> None:
    assert sheet(name).capacity in (65, 14)


@pytest.mark.parametrize(("name", "code"), [
    ("", "ui.label_sheet_unknown"), ("66", "ui.label_sheet_unknown"), ("5x13", "ui.label_sheet_unknown"),
    ("5x13:60x21", "ui.label_sheet_does_not_fit"), ("1x40:60x21", "ui.label_sheet_does_not_fit"),
    ("0x5:60x21", "ui.label_sheet_does_not_fit"), ("20x20:1x1", "ui.label_sheet_does_not_fit"),
])  # fmt: skip
def test_impossible_sheets_are_refused(name: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheet(name)
    assert refused.value.code == code


def test_every_letter_is_in_the_file() -> None:
    paper = Paper("Thử")
    paper.page()
    paper.text(Box(10, 10, 180, 10), PROOF, size=12)
    found = text_of(paper).replace("\n", "")
    assert [letter for letter in PROOF.replace(" ", "") if letter not in found] == []


@cache
def one_page() -> Paper:
    """Opening the fonts takes longer than setting a line."""
    paper = Paper("Thử")
    paper.page()
    return paper


@given(st.text(max_size=300), st.floats(5, 60), st.integers(1, 3))
def test_text_never_takes_more_lines_than_it_may(text: str, width: float, lines: int) -> None:
    used = one_page().text(Box(5, 5, width, 20), text, size=10, lines=lines)
    assert used <= lines * 10 * 25.4 / 72 * 1.32 + 0.01


def test_what_code_128_cannot_say_becomes_a_square_code() -> None:
    paper = Paper("Thử")
    paper.page()
    paper.code(Box(10, 10, 40, 15), "HK000012")
    paper.code(Box(10, 40, 40, 15), "ĐM000012")
    assert paper.pages == 1
    assert centred(1, 1, 100, 100).left == 55
