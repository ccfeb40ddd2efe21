"""The code of a title on a spine label: read off the table, asked where the table has a gap, learnt for the network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser


def code_of(page: Page, title: str) -> None:
    page.get_by_label("Tên sách").fill(title)
    page.get_by_role("button", name="Lập mã").click()


def number_is(page: Page, number: str) -> None:
    page.get_by_label("Số trong bảng in của bạn").fill(number)
    page.get_by_role("button", name="Ghi số này").click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_gap_is_asked_and_learnt_and_can_be_taken_back(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/cataloguing/title-codes", size, who="bienmuc")
    code_of(page, "Văn hóa cồng chiêng")
    expect(page.locator("output")).to_have_text("V115H")
    expect(page.get_by_label("Cách lập mã").get_by_role("listitem")).to_have_text(["Văn → V115", "hóa → H"])
    look(page, "title-code")
    code_of(page, "Tuổi thơ dữ dội")
    expect(page.locator("output")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Vần “uôi” của tiếng “Tuổi”")
    expect(page.locator("main")).to_contain_text("từ 514 đến 516")
    look(page, "title-code-gap")
    number_is(page, "600")
    expect(page.locator("#messages")).to_contain_text("600")
    expect(page.locator("output")).to_have_count(0)
    number_is(page, "515")
    expect(page.locator("#messages")).to_contain_text("Vần uôi nay mang số 515.")
    expect(page.locator("output")).to_have_text("T515TH")
    row = page.get_by_role("row").filter(has_text="uôi")
    expect(row).to_contain_text("515")
    look(page, "title-code-learnt")
    # Known for every library of the network at once, while a book is told about.
    school = visit("/vi/cataloguing/books?new=1", size, who="truonghoc")
    school.get_by_label("Nhan đề").fill("Đuôi cá vàng")
    expect(school.locator(".title-code")).to_contain_text("Đ515C")
    page.get_by_role("button", name="Thu hồi").click()
    expect(page.get_by_role("row").filter(has_text="uôi")).to_have_count(0)
    code_of(page, "Tuổi thơ dữ dội")
    expect(page.locator("output")).to_have_count(0)


def test_the_short_form_asks_once_and_the_book_gets_its_mark(visit: Visit, house: House) -> None:
    page = visit("/vi/cataloguing/books?new=1", PHONE, who="truonghoc")
    page.get_by_label("Nhan đề").fill("Hươu cao cổ đi học")
    page.locator("summary").filter(has_text="ISBN").click()
    page.get_by_label("Ký hiệu phân loại").fill("895.92233")
    page.get_by_role("button", name="Thêm sách này").click()
    expect(page.locator("main")).to_contain_text("Vần “ươu” của tiếng “Hươu”")
    look(page, "books-rime-asked")
    page.get_by_label("Số trong bảng in của bạn").fill("563")
    page.get_by_role("button", name="Thêm sách này").click()
    expect(page.locator("#messages")).to_contain_text("Hươu cao cổ đi học: đã thêm 1 bản")
    table = visit("/vi/cataloguing/title-codes?title=Hươu+nai", DESK, who="bienmuc")
    expect(table.locator("output")).to_have_text("H563N")
    expect(table.get_by_role("row").filter(has_text="ươu")).to_contain_text("563")
    assert "H563C" in house.command("export", "--format", "jsonl", "--library", "THPTCVA", "--source")
