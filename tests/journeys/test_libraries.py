"""From the directory to a library and its history; a new name from a day on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.looks import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_reader_finds_a_library_and_what_it_was_called(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/libraries", size)
    look(page, "directory")
    if size is PHONE:
        page.get_by_text("Bộ lọc", exact=True).click()
    page.locator(".sheet").get_by_role("link", name="Thư viện công cộng cấp xã").click()
    look(page, "directory-filtered")
    page.get_by_label("Tên", exact=True).fill("cu jut")
    page.locator("main").get_by_role("button", name="Tìm", exact=True).click()
    page.locator("main").get_by_role("link", name="Thư viện xã Cư Jút").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư viện xã Cư Jút")
    history = page.get_by_role("region", name="Lịch sử")
    expect(history).to_contain_text("Thư viện huyện Cư Jút")
    expect(history).to_contain_text("01/07/2025")
    look(page, "library")


def _rename(page: Page, name: str, day: str) -> None:
    page.get_by_role("link", name="Sửa").click()
    page.get_by_role("link", name="Thay đổi kể từ một ngày").click()
    page.get_by_label("Tên", exact=True).fill(name)
    page.get_by_label("Từ ngày").fill(day)
    look(page, "library-change")
    page.get_by_role("button", name="Lưu").click()


def test_staff_rename_a_library_from_a_day(visit: Visit) -> None:
    page = visit("/vi/libraries?q=kim+dong", who="quantri")
    page.locator("main").get_by_role("link", name="Kim Đồng").first.click()
    before = page.get_by_role("heading", level=1).inner_text()
    _rename(page, "Thư viện Trường Tiểu học Kim Đồng số 1", "01/09/2026")
    look(page, "library-staff")
    page.get_by_role("link", name="Trang cho bạn đọc").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư viện Trường Tiểu học Kim Đồng số 1")
    expect(page.get_by_role("region", name="Lịch sử")).to_contain_text(before)
    page.goto(page.url.split("?")[0] + "?as_of=31/08/2026")
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
