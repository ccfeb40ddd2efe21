"""The same main path without scripts, and with the keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.samples import messy_sheet

pytestmark = pytest.mark.browser
#: The ring is around the focused thing, or around the line it stands in; a slider's is on its thumb.
FOCUS_SHOWS = """[document.activeElement, document.activeElement.parentElement].some(one =>
    one.type === 'range' || getComputedStyle(one).outlineStyle !== 'none' ||
    getComputedStyle(one).boxShadow !== 'none')"""
TITLE = "Chú thỏ sợ bóng tối"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_reader_without_scripts(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/", size, scripts=False)
    page.locator("#home-q").fill("tho")
    page.locator("main").get_by_role("button", name="Tìm").click()
    _open_filters(page)
    page.locator('input[name="year_from"]').fill("2015")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("heading", name="Lấy sách ở đâu")).to_be_visible()
    page.get_by_text("Xem dạng kỹ thuật").click()
    with page.expect_download():
        page.get_by_role("link", name="MARCXML").click()


def _open_filters(page: Page) -> None:
    opener = page.get_by_text(re.compile("^Bộ lọc"))
    if opener.is_visible() and not page.get_by_role("button", name="Lọc", exact=True).is_visible():
        opener.click()


def test_a_librarian_without_scripts(visit: Visit, house: House, tmp_path: Path) -> None:
    page = visit("/vi/cataloguing/upload", DESK, who="truonghoc", scripts=False)
    page.locator('input[type="file"]').set_input_files(messy_sheet(tmp_path / "khong-js.xlsx", "máy cũ"))
    page.get_by_role("button", name="Đọc tệp").click()
    page.get_by_role("button", name="Đọc danh sách").click()
    expect(page.get_by_text("Bạn có thể đóng trang này")).to_be_visible()
    house.work()
    page.reload()
    expect(page.get_by_role("link", name="Tải kết quả")).to_be_visible()


def test_a_reader_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("/vi/", DESK)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến phần nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    box = page.locator("#home-q")
    expect(box).to_be_focused()
    page.keyboard.type("chu tho", delay=20)
    suggestions = page.get_by_role("option")
    expect(suggestions.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(box).to_have_value(suggestions.first.locator("b, span, strong").first.inner_text().strip())
    page.keyboard.press("Escape")
    expect(box).to_have_value("chu tho")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?"))
    _tab_to(page, page.locator(".facet a").first)
    page.keyboard.press("Enter")
    expect(page.locator('.facet a[aria-current="true"]').first).to_be_attached()
    _tab_to(page, page.get_by_role("link", name=TITLE))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def _tab_to(page: Page, target: object, most: int = 60) -> None:
    """Focus is seen at every stop on the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SHOWS), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            return
    raise AssertionError("the keyboard does not get there")
