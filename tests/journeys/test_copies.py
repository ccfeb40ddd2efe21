"""A librarian keeps the copies: a number, its history, a list changed and taken back, a stock-taking to its minutes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.copies import new_copies
from tests.journeys.looks import look

pytestmark = pytest.mark.browser


def numbers_not_seen(page: Page, name: str = "Kiểm kê định kỳ năm 2026") -> list[str]:
    """Of a stock-taking; the demo has one under way."""
    page.goto("/vi/cataloguing/stocktakes")
    page.get_by_role("link", name=name).first.click()
    return page.locator("td[data-label='Số đăng ký cá biệt']").all_inner_texts()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_copies_are_changed_and_it_is_taken_back(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/cataloguing/copies", size, who="bienmuc")
    look(page, "copies")
    numbers = new_copies(page, 2)
    page.goto("/vi/cataloguing/copies")
    page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").fill("\n".join([*numbers, "KHÔNG-CÓ-1"]))
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_text("KHÔNG-CÓ-1")).to_be_visible()
    look(page, "copies-listed")
    page.get_by_label("Trạng thái").select_option(label="hư hỏng")
    page.get_by_label("Lý do").fill("Ướt sau trận mưa")
    page.get_by_role("button", name="Thay đổi").click()
    expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()
    look(page, "copies-act")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác cho 2 trên 2 bản.")).to_be_visible()
    page.get_by_role("link", name=numbers[0], exact=True).click()
    expect(page.get_by_text("Ướt sau trận mưa").first).to_be_visible()
    look(page, "copy")
    page.get_by_role("link", name="Tất cả các bản của biểu ghi này").click()
    look(page, "copies-of-record")
    page.goto("/vi/cataloguing/numbers")
    look(page, "numbers")
    page.goto("/vi/cataloguing/numbers/new")
    if page.get_by_label("Thư viện").input_value() == "":
        page.get_by_label("Thư viện").select_option("TINH")
    page.get_by_label("Tên dãy số").fill("Kho địa chí")
    page.get_by_label("Mẫu số").fill("ĐC{n:05}")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text(re.compile("ĐC00001 · ĐC00002 · ĐC00003"))).to_be_visible()
    look(page, "series")


def test_the_stock_is_taken_with_a_scanner(visit: Visit) -> None:
    page = visit("/vi/me", DESK, who="bienmuc")
    number = numbers_not_seen(page)[0]
    look(page, "stocktake")
    page.get_by_role("link", name="Quét").click()
    box = page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").first
    expect(box).to_be_focused()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator(".scan-result--good")).to_contain_text("đúng chỗ")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type(number.lower())
    page.keyboard.press("Enter")
    expect(page.locator(".scan-result--info")).to_contain_text("đã quét rồi")
    page.keyboard.type("XYZ-1")
    page.keyboard.press("Enter")
    expect(page.locator(".scan-result--bad")).to_contain_text("không có trong sổ")
    look(page, "scan")
    page.get_by_role("button", name="Hoàn tác lượt quét XYZ-1").click()
    expect(page.get_by_text("Lượt quét XYZ-1 không còn được tính.")).to_be_visible()


def test_the_stock_is_taken_with_a_phone_without_scripts(visit: Visit) -> None:
    page = visit("/vi/cataloguing/stocktakes", PHONE, who="bienmuc", scripts=False)
    number = numbers_not_seen(page)[0]
    page.get_by_role("link", name="Quét").click()
    page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").first.fill(number)
    page.get_by_role("button", name="Ghi nhận").first.click()
    expect(page.locator(".scan-result--good")).to_contain_text("đúng chỗ")


def test_from_the_start_to_the_minutes(visit: Visit) -> None:
    page = visit("/vi/cataloguing/stocktakes", PHONE, who="bienmuc")
    look(page, "stocktakes")
    store = page.locator("tbody td[data-label='Kho']").first.inner_text()
    page.get_by_role("link", name="Bắt đầu kiểm kê").click()
    look(page, "stocktake-start")
    page.get_by_label("Tên đợt kiểm kê").fill("Kiểm kê đột xuất")
    page.get_by_label("Chỉ kho").fill(store)
    page.get_by_label("Thành phần tham gia").fill("Bà Nguyễn Thị Lan, Thủ thư\nÔng Y Phôn, Thủ kho")
    page.get_by_role("button", name="Bắt đầu").click()
    look(page, "scan-empty")
    page.get_by_text("Danh sách quét khi không có mạng").click()
    page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").last.fill("KHÔNG-CÓ-2\nKHÔNG-CÓ-3")
    page.get_by_role("button", name="Ghi nhận danh sách").click()
    expect(page.get_by_text("không có trong sổ: 2")).to_be_visible()
    look(page, "scan-list")
    page.get_by_role("link", name="Kiểm kê đột xuất").click()
    page.get_by_text("Kết thúc hoặc hủy").click()
    page.get_by_role("button", name="Kết thúc kiểm kê").click()
    expect(page.get_by_text("Đã kết thúc kiểm kê.")).to_be_visible()
    look(page, "stocktake-closed")
    page.get_by_role("link", name="In biên bản").click()
    expect(page.get_by_text("Độc lập - Tự do - Hạnh phúc")).to_be_visible()
    look(page, "stocktake-minutes")
    page.set_viewport_size(DESK)
    look(page, "stocktake-minutes")
    weed_after(page)


def weed_after(page: Page) -> None:
    """The law wants the stock taken first: now a round can begin."""
    page.goto("/vi/cataloguing/weeding")
    look(page, "weedings")
    page.get_by_label("Tên đợt thanh lọc").fill("Thanh lọc năm 2026")
    page.get_by_label("Sau đợt kiểm kê").select_option(index=0)
    page.get_by_role("button", name="Mở đợt").click()
    page.get_by_role("button", name="Tìm và đưa vào").click()
    number = numbers_not_seen(page, "Kiểm kê đột xuất")[0]
    page.goto("/vi/cataloguing/weeding")
    page.get_by_role("link", name="Thanh lọc năm 2026").click()
    page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").fill(number)
    page.get_by_role("button", name="Đưa danh sách vào").click()
    expect(page.get_by_text("phải giữ lại").first).to_be_visible()
    look(page, "weeding-draft")
    page.set_viewport_size(PHONE)
    look(page, "weeding-draft")
    page.get_by_role("link", name="In danh mục và biên bản").click()
    look(page, "weeding-minutes")
