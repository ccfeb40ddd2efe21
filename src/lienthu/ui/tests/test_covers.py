"""Any title yields a well-formed drawing with nothing outside the sheet."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.ui import covers

SVG = "{http://www.w3.org/2000/svg}"
VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạẤỀỘữỳ'ơ̆ <&>\" ", max_size=400)


def drawn(*args: str, **options: str) -> ElementTree.Element:
    return ElementTree.fromstring(covers.cover_svg(*args, **options))


def inside(root: ElementTree.Element) -> bool:
    for text in root.iter(f"{SVG}text"):
        size, centred = float(text.attrib["font-size"]), text.get("text-anchor") == "middle"
        for line in text:
            x, y = float(line.attrib["x"]), float(line.attrib["y"])
            width = covers.text_width(line.text or "") * size
            left = x - width / 2 if centred else x
            if left < 8 or left + width > covers.WIDTH - 8 or y - size < 0 or y + size * 0.3 > covers.HEIGHT:
                return False
    return True


@given(
    title=st.one_of(st.text(max_size=600), VIETNAMESE),
    creator=st.one_of(st.text(max_size=200), VIETNAMESE),
    year=st.one_of(st.just(""), st.integers(1400, 2099).map(str), st.text(max_size=30)),
    kind=st.sampled_from(["", "book", "serial", "map", "music", "thesis"]),
    class_no=st.one_of(st.just(""), st.from_regex(r"\d{1,3}(\.\d{1,4})?"), st.text(max_size=10)),
    seed=st.text(max_size=8),
)
def test_any_title_is_well_formed_and_inside(
    title: str, creator: str, year: str, kind: str, class_no: str, seed: str
) -> None:
    assert inside(drawn(title, creator, year, kind, class_no, seed))


def test_markup_in_a_title_is_text() -> None:
    root = drawn('<script>alert("1")</script> & "Kiều"')
    assert root.attrib["aria-label"] == '<script>alert("1")</script> & "Kiều"'
    assert root.find(f".//{SVG}script") is None


def test_lines_break_between_syllables_only() -> None:
    title = "Kỹ thuật trồng và chăm sóc cà phê vối ở Tây Nguyên"
    lines = [line.text for line in drawn(title, year="1999").iter(f"{SVG}tspan")]
    assert " ".join(str(line) for line in lines) == f"{title} 1999"


def test_in_a_page_the_drawing_is_silent_and_its_motif_stays_on_the_sheet() -> None:
    svg = covers.cover_in_page("Truyện Kiều", "Nguyễn Du", "1999", "book", "895.9221", "1")
    assert svg.startswith('<svg class="cover" viewBox="0 0 200 300" aria-hidden="true"><rect width="200" height="300"')
    assert "Nguyễn Du</tspan>" in svg
    # Block layout: a row 14 high round y = 200, six diamonds a sixth of the width apart.
    assert 'd="M16.7 193.6l15.3 6.4-15.3 6.4-15.3-6.4zm33.3 0l15.3 6.4-15.3 6.4-15.3-6.4z' in svg


def test_a_longer_title_is_set_smaller() -> None:
    short = covers.fit("Lục Vân Tiên", 168, 150, 29, 9)
    long = covers.fit("Cẩm nang phòng chống thiên tai và giảm nhẹ rủi ro cho cán bộ cấp xã", 168, 150, 29, 9)
    assert short[0].size > long[0].size >= 9


def test_what_does_not_fit_at_the_smallest_size_ends_with_an_ellipsis() -> None:
    lines = covers.fit("cà phê " * 200, 100, 40, 20, 9)
    assert lines[-1].text.endswith("…")
    assert lines[-1].y <= 40


def test_the_same_work_has_the_same_cover() -> None:
    again = [covers.cover_svg("Truyện Kiều", "Nguyễn Du", "1972", class_no="895.9221") for _ in range(2)]
    assert again[0] == again[1]


@pytest.mark.parametrize(
    ("class_no", "index"), [("895.922", 8), ("005.1", 0), ("5", 0), ("959.765", 10), ("959.1", 9), ("633.7", 6)]
)
def test_the_ground_follows_the_class(class_no: str, index: int) -> None:
    assert covers.ground_of(class_no, 7) is covers.GROUNDS[index]


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Truyện Kiều : khảo đính", ("Truyện Kiều", "khảo đính")),
        ("Sử thi: Cướp chăn lêng", ("Sử thi", "Cướp chăn lêng")),
        ("Thời điểm 10:30", ("Thời điểm 10:30", "")),
        ("Ngữ văn 9. Tập một", ("Ngữ văn 9. Tập một", "")),
    ],
)
def test_the_rest_of_the_title_is_set_apart(title: str, parts: tuple[str, str]) -> None:
    assert covers.split_title(title) == parts


def test_decomposed_text_draws_as_composed_text() -> None:
    assert covers.cover_svg("Tiê\u0301ng Viê\u0323t") == covers.cover_svg("Tiếng Việt")
