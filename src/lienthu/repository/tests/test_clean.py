"""The clean-up before recognition: exact where it promises a number."""

from __future__ import annotations

import pytest
import pyvips

from lienthu.repository.ocr import clean, tesseract


def ruled(width: int = 1600, height: int = 1200, ink: int = 30, paper: int = 255) -> pyvips.Image:
    """Dashes in rows, as lines of text are."""
    page = (pyvips.Image.black(width, height) + paper).cast("uchar")
    for y in range(200, height - 200, 60):
        for x in range(200 + y % 37, width - 200, 90):
            page = page.draw_rect([ink], x, y, 60, 18, fill=True)
    return page.copy(interpretation="b-w")


def turned(page: pyvips.Image, degrees: float) -> pyvips.Image:
    made = page.rotate(degrees, background=[255])
    left, top = (made.width - page.width) // 2, (made.height - page.height) // 2
    return made.crop(left, top, page.width, page.height)


@pytest.mark.parametrize("degrees", [0, 0.6, 1.5, -2.2, 4.5])
def test_a_lean_is_measured_to_a_tenth(degrees: float) -> None:
    assert clean.lean(turned(ruled(), degrees)) == pytest.approx(degrees, abs=0.1)


def test_a_page_without_ink_leans_nowhere() -> None:
    assert clean.lean((pyvips.Image.black(500, 700) + 255).cast("uchar")) == 0


def test_stains_go_and_ink_stays() -> None:
    shade = pyvips.Image.xyz(1600, 1200)[0] / 1600 * 150 + 90  # from dark brown to nearly white
    page = (ruled() / 255 * shade).cast("uchar")
    flat = clean.on_white(page)
    assert [flat.getpoint(x, 60)[0] > 235 for x in (40, 700, 1500)] == [True, True, True]
    assert flat.getpoint(215 + 200 % 37, 209)[0] < 60


@pytest.mark.parametrize("sigma", [0, 5, 20])
def test_grain_is_measured(sigma: int) -> None:
    page = (ruled(paper=200) + pyvips.Image.gaussnoise(1600, 1200, mean=0, sigma=sigma, seed=3)).cast("uchar")
    assert clean.noise(page) == pytest.approx(sigma, rel=0.2, abs=0.5)


def test_boxes_are_led_back_to_the_page() -> None:
    mark = (1100, 700, 60, 18)
    page = (pyvips.Image.black(1600, 1200) + 255).cast("uchar").draw_rect([0], *mark, fill=True)
    page = page.copy(interpretation="b-w")
    leaning = turned(page, 2)
    level = clean.level(leaning, 2)
    left, top, width, height = (255 - level).find_trim(threshold=100, background=[0])
    ready = clean.Ready(level, 2.0, 1.0, 0.0, (1600, 1200))
    there = (255 - leaning).find_trim(threshold=100, background=[0])
    assert ready.on_page((left, top, width, height)) == pytest.approx(tuple(there), abs=4)


def test_boxes_are_in_the_size_that_is_shown_and_inside_it() -> None:
    image = pyvips.Image.black(3000, 2000)
    ready = clean.Ready(image, 0.0, 1.5, 0.0, (2000, 1333))
    assert ready.on_page((300, 150, 30, 15)) == (200, 100, 20, 10)
    assert ready.on_page((2990, 1990, 50, 50)) == (1993, 1326, 7, 7)


def test_a_huge_page_is_read_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "MOST_PIXELS", 480_000)
    ready = clean.ready(ruled())
    assert (ready.image.width, ready.image.height, ready.scale) == (800, 600, 0.5)


def test_the_table_of_the_engine_is_read() -> None:
    table = (
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
        "1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\n"
        "5\t1\t1\t1\t1\t1\t250\t300\t90\t40\t96.531\tVoi\n"
        "5\t1\t1\t1\t1\t2\t360\t301\t120\t44\t41.2\trừng\n"
        "5\t1\t1\t2\t1\t1\t250\t400\t10\t40\t95\t \n"
        "broken row\n"
    )
    assert tesseract.parsed(table) == [
        tesseract.Word("Voi", (1, 1, 1), (250, 300, 90, 40), 97),
        tesseract.Word("rừng", (1, 1, 1), (360, 301, 120, 44), 41),
    ]
