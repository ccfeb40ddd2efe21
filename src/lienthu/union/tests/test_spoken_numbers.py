"""Numbers in words and in digits are one; years in words stay years."""

from __future__ import annotations

import pytest

from lienthu.union.rules.tokens import spoken_numbers_as_digits


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("hai mươi lăm bài toán", "25 bài toán"),
        ("một trăm năm mươi món ăn chay", "150 món ăn chay"),
        ("một trăm năm cô đơn", "100 năm cô đơn"),
        ("hai mươi năm sau", "20 năm sau"),
        ("một nghìn lẻ một đêm", "1001 đêm"),
        ("mười vạn câu hỏi vì sao", "100000 câu hỏi vì sao"),
    ],
)
def test_spoken_numbers(said: str, read: str) -> None:
    """Both are read the same way, so that a word such as `năm` may stand for itself or for a figure on both sides."""
    assert spoken_numbers_as_digits(said.split()) == spoken_numbers_as_digits(read.split())
    assert spoken_numbers_as_digits(said.split())[0] == read.split()[0]
