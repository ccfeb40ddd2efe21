"""An operator puts pages right, and describes deposits by a table: at a desk, on a phone, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
TITLE = "Đăk Nông: đất và người"
SHEET = "Tên tệp\tNhan đề\tNăm\tMức chia sẻ\nmot.jpg\tChợ Gia Nghĩa\t1965\tđọc\nhai.jpg\tBến xe\tkhông rõ\tlạ\n"


def top_of(page: Page, part: str) -> float:
    box = page.locator(part).first.bounding_box()
    assert box
    return box["y"]


@pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, False), (PHONE, True), (DESK, True)], ids=["phone-plain", "phone", "desk"]
)
def test_pages_are_numbered_and_that_is_taken_back(visit: Visit, size: dict[str, int], scripts: bool) -> None:
    page = visit(f"/vi/repository?q={TITLE}", size, who="sohoa", scripts=scripts)
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_role("link", name="Bàn trang").click()
    expect(page.locator(".pagedesk__card").first).to_be_visible()
    assert top_of(page, ".pagedesk__picture") < size["height"]
    if scripts:
        look(page, "page-desk")
    page.locator('input[name="page"]').first.check()
    page.locator(".pagedesk__more summary").click()
    page.locator('select[name="style"]').select_option("roman")
    page.get_by_role("button", name="Đánh số", exact=True).click()
    expect(page.locator(".pagedesk__label-of").first).to_have_text("i")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".pagedesk__label-of").first).to_have_text("1")
    page.locator(".pagedesk__picture a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trang 1")
    picture, form = top_of(page, ".pagedesk__large"), top_of(page, "form[data-hand]")
    assert picture < form if size is PHONE else picture < DESK["height"] / 2
    if scripts:
        look(page, "page-desk-page")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_table_describes_what_is_handed_over(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/repository/deposits/new", size, who="sohoa")
    page.locator('input[name="title"]').fill("Ảnh tư liệu")
    page.locator('input[name="secrets"][value="no"]').check()
    page.locator('input[name="may_share"][value="yes"]').check()
    page.locator('input[name="answers"]').fill("Ông An, trưởng phòng")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile(r"/deposits/\w{9}$"))
    page.get_by_role("link", name="Mô tả bằng bảng tính").click()
    table = {"name": "mo ta.csv", "mimeType": "text/csv", "buffer": SHEET.encode("utf-16")}
    page.locator('input[name="sheet"]').set_input_files(files=[table])  # type: ignore[list-item]
    page.get_by_role("button", name="Đọc bảng").click()
    expect(page.get_by_text("Cột C (Năm)")).to_be_visible()
    expect(page.get_by_text("Cột D (Mức chia sẻ)")).to_be_visible()
    look(page, "sheet")
