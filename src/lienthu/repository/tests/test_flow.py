"""Lines of a page joined to paragraphs."""

from __future__ import annotations

from typing import Any

from lienthu.repository.rules.flow import paragraphs


def line(text: str, y: int, x: int = 100, width: int = 1000, height: int = 20) -> list[Any]:
    return [x, y, width, height, [[word, 0, 0, 0, 0, 90] for word in text.split()]]


def test_lines_of_a_paragraph_flow() -> None:
    page = [
        line("Người M'Nông kể rằng con suối", 100),
        line("từng đổi dòng ba lần.", 130, width=500),
        line("Mùa khô năm ấy nước cạn", 160),
    ]
    assert paragraphs(page) == [
        "Người M'Nông kể rằng con suối từng đổi dòng ba lần.",
        "Mùa khô năm ấy nước cạn",
    ]


def test_a_wide_gap_an_indent_and_a_heading_begin_anew() -> None:
    page = [
        line("Mở đầu", 40, height=40),
        line("một hai", 100),
        line("ba bốn", 130),
        line("năm sáu", 190),
        line("bảy tám", 220, x=160, width=940),
        line("chín mười", 250),
    ]
    assert paragraphs(page) == ["Mở đầu", "một hai ba bốn", "năm sáu", "bảy tám chín mười"]


def test_two_columns_are_not_mixed() -> None:
    page = [line("trái trên", 100, width=400), line("trái dưới", 130, width=400)]
    page += [line("phải trên", 100, x=700, width=400), line("phải dưới", 130, x=700, width=400)]
    assert paragraphs(page) == ["trái trên trái dưới", "phải trên phải dưới"]


def test_a_hyphen_of_the_old_spelling_stays() -> None:
    assert paragraphs([line("phong-trào cách-", 100), line("mạng", 130)]) == ["phong-trào cách-mạng"]
    assert paragraphs([line("từ 1945 -", 100), line("1954", 130)]) == ["từ 1945 - 1954"]


def test_nothing_of_a_page_is_lost() -> None:
    assert paragraphs([]) == []
    assert paragraphs([line("", 10), line("một", 40)]) == ["một"]
