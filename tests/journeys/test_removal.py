"""A reader says that a document holds a secret; what may be taken away comes by a link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look
from tests.journeys.papers import Paper, papers

pytestmark = pytest.mark.browser


def test_a_secret_closes_at_once_and_a_second_person_decides(visit: Visit) -> None:
    reader = visit("/vi/read", PHONE, who="bandoc")
    reader.get_by_role("link", name=re.compile("Bon làng")).first.click()
    address = reader.url
    reader.locator("summary", has_text="Báo có bí mật nhà nước").click()
    reader.get_by_role("button", name="Đóng và báo cáo").click()
    expect(reader.get_by_text("người thứ hai sẽ quyết định")).to_be_visible()
    assert reader.goto(address).status == 404  # type: ignore[union-attr]
    page = visit("/vi/repository/removals", DESK, who="thamdinh")
    look(page, "removals")
    page.locator(".table tbody a").first.click()
    look(page, "removal")
    page.get_by_role("button", name="Không phải bí mật").click()
    look(page, "removal-dismissed")
    assert reader.goto(address).status == 200  # type: ignore[union-attr]


def test_what_is_a_secret_is_removed_for_good_after_a_second_look(visit: Visit, house: House) -> None:
    (secret,) = papers(house, Paper("Danh sách trích ngang cán bộ cơ sở năm 1969"))
    reader = visit(f"/vi/read/{secret}", DESK, who="bandoc")
    reader.locator("summary", has_text="Báo có bí mật nhà nước").click()
    reader.get_by_role("button", name="Đóng và báo cáo").click()
    page = visit("/vi/repository/removals", PHONE, who="thamdinh")
    page.locator("tr", has_text=secret).get_by_role("link").click()
    expect(page.get_by_role("button", name="Xóa bỏ hẳn")).to_be_hidden()  # not by one press
    page.locator("summary", has_text="Đúng là bí mật").focus()
    page.keyboard.press("Enter")
    look(page, "removal-second-look")
    page.get_by_role("button", name="Xóa bỏ hẳn").click()
    expect(page.get_by_text("Các bản sao lưu tạo từ")).to_be_visible()
    expect(page.locator("tbody tr").first).to_contain_text("Đã mất hẳn")
    told = page.locator("tbody td", has_text="Đã mất hẳn").first.bounding_box()
    assert told and told["x"] + told["width"] <= PHONE["width"]  # beside the checksum, not pushed out of sight by it
    look(page, "removal-removed")
    house.work()
    assert house.get(f"/vi/read/{secret}", accept="text/html")[0] == 404


def test_all_pages_are_taken_away_by_a_link(visit: Visit, house: House) -> None:
    page = visit("/vi/read", PHONE)
    page.get_by_role("link", name=re.compile("đất và người")).first.click()
    page.get_by_role("link", name="Tải mọi trang").click()
    page.get_by_role("button", name="PDF").click()
    house.work()
    page.get_by_role("link", name="Xem lại").first.click()
    link = page.get_by_role("link", name="PDF ảnh các trang").first
    expect(link).to_be_visible()
    look(page, "take-away")
    with page.expect_download() as taken:
        link.click()
    assert taken.value.suggested_filename.endswith(".pdf")
