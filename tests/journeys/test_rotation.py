"""A box of books goes on tour: filled by scanning, sent, received on a phone, brought home, closed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.copies import new_copies
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
NUMBER = "td[data-label='Số đăng ký cá biệt']"


def test_a_box_on_its_way_is_received_on_a_phone(visit: Visit) -> None:
    page = visit("/vi/cataloguing/boxes?list=coming", PHONE, who="thuvienxa")
    look(page, "boxes")
    page.get_by_role("link", name=re.compile("Nông nghiệp và đời sống")).click()
    look(page, "box-coming")
    expect(page.locator(NUMBER).first).to_be_visible()
    numbers = page.locator(NUMBER).all_inner_texts()
    page.get_by_role("link", name="Nhận hộp").click()
    scan = page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").first
    expect(scan).to_be_focused()
    look(page, "box-receive")
    page.keyboard.type(numbers[0])
    page.keyboard.press("Enter")
    expect(page.locator(".scan-result--good")).to_contain_text("Có")
    expect(scan).to_have_value("")
    page.keyboard.type("LẠ-1")
    page.keyboard.press("Enter")
    expect(page.locator(".scan-result--bad")).to_contain_text("Không thuộc hộp này")
    page.get_by_label("Hiện trạng").select_option("damaged")
    scan.fill(numbers[1])
    scan.press("Enter")
    expect(page.locator(".scan-result--warn")).to_contain_text(numbers[1])
    look(page, "box-receiving")
    page.get_by_role("button", name="Gỡ LẠ-1").click()
    page.get_by_label("Người nhận").fill("H'Bia Mlô, thủ thư")
    page.get_by_label("Những bản chưa quét").select_option("here")
    page.get_by_role("button", name="Nhận bàn giao").click()
    expect(page.get_by_text(re.compile("Đã nhận: có .* bản, trong đó hỏng 1; thiếu 0 bản."))).to_be_visible()
    look(page, "box-received")
    page.set_viewport_size(DESK)
    look(page, "box-received")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_box_is_made_filled_sent_and_called_back(visit: Visit, size: dict[str, int]) -> None:
    code = f"HLC-{size['width']}"
    page = visit("/vi/cataloguing/boxes", size, who="thuthu")
    look(page, "boxes")
    page.get_by_role("link", name=re.compile("Sách thiếu nhi vùng cao")).click()
    look(page, "box-at-host")
    page.goto("/vi/cataloguing/boxes")
    page.get_by_label("Mã hộp").fill(code)
    page.get_by_label("Tên hộp").fill("Văn học Việt Nam hiện đại và truyện cổ các dân tộc Tây Nguyên")
    page.get_by_role("button", name="Lập hộp").click()
    look(page, "box-empty")
    page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").fill("KHÔNG-CÓ-9")
    page.get_by_role("button", name="Xếp vào").click()
    expect(page.get_by_text("KHÔNG-CÓ-9")).to_be_visible()
    numbers = new_copies(page, 2)
    page.goto("/vi/cataloguing/boxes")
    page.get_by_role("link", name=re.compile(code)).click()
    page.get_by_label("Số đăng ký cá biệt hoặc mã vạch").fill("\n".join(numbers))
    page.get_by_role("button", name="Xếp vào").click()
    expect(page.get_by_text("Đã xếp 2 bản vào hộp.")).to_be_visible()
    look(page, "box-filled")
    page.get_by_label("Để ở đó đến ngày").fill((dt.date.today() + dt.timedelta(days=90)).isoformat())
    page.get_by_label("Gửi đến thư viện").select_option("XNX")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("Hãy in biên bản bàn giao lần 1")).to_be_visible()
    look(page, "box-sent")
    page.locator("summary", has_text="Thu hồi hộp").click()
    page.get_by_role("button", name="Thu hồi", exact=True).click()
    expect(page.get_by_text("Hộp đã trở lại nơi cũ.")).to_be_visible()
    page.locator("summary", has_text="Kết thúc hộp").click()
    page.get_by_role("button", name="Kết thúc hộp").click()
    expect(page.get_by_text("Đã kết thúc hộp.")).to_be_visible()


def test_readers_see_where_a_copy_is(visit: Visit) -> None:
    page = visit("/vi/library/XNX", PHONE)
    expect(page.get_by_role("heading", name="Sách luân chuyển")).to_be_visible()
    look(page, "library-with-guests")
