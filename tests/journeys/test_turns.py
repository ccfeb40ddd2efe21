"""What opens in the reading room only, what is read by turns, and what carries its reader's name across the page."""

from __future__ import annotations

import pytest
import pyvips
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look
from tests.journeys.papers import Paper, papers

pytestmark = pytest.mark.browser
LONG = (
    "Hồi ký chép tay của một giáo viên tình nguyện vào Đăk Nông sau năm 1975: những lớp học bên suối, những mùa rẫy và "
    "những người học trò đầu tiên"
)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def test_what_is_on_site_opens_on_a_registered_device_only(visit: Visit, house: House) -> None:
    (on_site,) = papers(house, Paper("Bản đồ địa chính xã Nhân Cơ 1932", place="device"))
    address = f"/vi/read/{on_site}"
    away = visit(address, PHONE)
    expect(away.get_by_text("Không thể hiện các trang ở đây")).to_be_visible()
    expect(away.locator(".reading__page")).to_have_count(0)
    look(away, "reader-on-site-closed")

    desk = visit("/vi/repository/devices", DESK, who="sohoa")
    look(desk, "devices-none")
    desk.get_by_label("Phòng đọc của").select_option(label="Thư viện tỉnh Lâm Đồng - Cơ sở Gia Nghĩa")
    desk.get_by_label("Tên thiết bị này").fill("Phòng đọc tầng hai, máy số 5 cạnh cửa sổ nhìn ra vườn")
    press(desk, "Đăng ký")
    expect(desk.get_by_text("(trình duyệt này)")).to_be_visible()
    look(desk, "devices")
    desk.set_viewport_size(PHONE)
    look(desk, "devices")
    cookies = [one for one in desk.context.cookies() if one["name"] == "lienthu_device"]
    assert [(one["httpOnly"], one["sameSite"]) for one in cookies] == [(True, "Lax")]

    room = visit(address, DESK)  # nobody is signed in at the reading room's computer
    expect(room.locator(".reading__page")).to_have_count(0)
    room.context.add_cookies(cookies)  # type: ignore[arg-type]
    room.reload()
    expect(room.locator(".reading__page")).to_be_visible()
    look(room, "reader-on-site-open")
    press(desk, "Ngừng")
    look(desk, "devices-ended")
    room.reload()
    expect(room.locator(".reading__page")).to_have_count(0)


def test_a_seat_is_taken_and_the_next_reader_waits_for_it(visit: Visit, house: House) -> None:
    (lent,) = papers(house, Paper(LONG, seats=1, lend_days=14))
    address = f"/vi/read/{lent}"
    stranger = visit(address, PHONE)
    expect(stranger.get_by_role("link", name="Đăng nhập").last).to_be_visible()
    look(stranger, "reader-seat-stranger")

    first = visit(address, DESK, who="bandoc")
    look(first, "reader-seat-free")
    press(first, "Mượn và đọc")
    expect(first.locator(".reading__page")).to_be_visible()
    look(first, "reader-seat-held")
    second = visit(address, PHONE, who="docgianhi")
    expect(second.locator(".reading__page")).to_have_count(0)
    second.get_by_role("button", name="Xếp hàng chờ").focus()
    second.keyboard.press("Enter")
    expect(second.get_by_text("Bạn đứng thứ 1 trong hàng chờ.")).to_be_visible()
    look(second, "reader-seat-queue")
    second.get_by_role("link", name="Tài liệu tôi mượn").click()
    look(second, "my-seats-waiting")

    press(first, "Trả tài liệu")
    expect(first.locator(".reading__page")).to_have_count(0)
    assert first.get_by_role("button", name="Mượn và đọc").count() == 0  # it is kept for who waited
    first.goto("/vi/read/my-seats")
    look(first, "my-seats-none")
    second.reload()
    expect(second.get_by_role("heading", name="Đã đến lượt bạn")).to_be_visible()
    look(second, "my-seats-turn")
    second.get_by_role("link", name=LONG).click()
    look(second, "reader-seat-turn")
    press(second, "Mượn và đọc")
    expect(second.locator(".reading__page")).to_be_visible()


def picture(page: Page) -> pyvips.Image:
    """The page as this reader has it."""
    source = page.locator(".reading__page img").first.get_attribute("src") or ""
    answer = page.request.get(source)
    assert answer.status == 200
    return pyvips.Image.new_from_buffer(answer.body(), "").colourspace("srgb")


def test_a_rare_document_carries_its_readers_name_and_the_time(visit: Visit, house: House) -> None:
    (rare,) = papers(house, Paper("Sắc phong thần đình Nhân Cơ", ("Trang trắng.",), restriction="c"))
    address = f"/vi/read/{rare}"
    keeper = visit(address, DESK, who="sohoa")
    reader = visit(address, PHONE, who="bandoc")
    expect(reader.locator(".reading__page")).to_be_visible()
    look(reader, "reader-marked")
    bare, marked = picture(keeper), picture(reader)
    assert (bare.width, bare.height) == (marked.width, marked.height)
    inked = ((bare - marked).abs() > 24).bandor()
    assert inked.avg() / 255 > 0.005  # words lie over the white of the page
