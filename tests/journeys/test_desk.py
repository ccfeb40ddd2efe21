"""The cataloguer's desk by keyboard, without scripts, on a phone; and books in with a scanner."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from lienthu.marc import marcjson
from lienthu.marc.fields import Bib
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
RECORDS = "/vi/cataloguing/records"
# Another journey may have changed the record before.
SAVED = re.compile(r"phiên bản \d+")


def isbns(house: House, library: str) -> dict[str, str]:
    """ISBN → title of the library's records."""
    out = house.command("export", "--format", "jsonl", "--library", library, "--source")
    bibs = [Bib(marcjson.from_json(json.loads(line))) for line in out.splitlines()]
    return {one.value: bib.title for bib in bibs for one in bib.isbns if one.valid}


def open_first(page: Page) -> str:
    """The first record of the list; its title."""
    link = page.locator("tbody a").first
    title = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:20])
    return title


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.value"))


def test_a_record_is_changed_by_keyboard_alone(visit: Visit) -> None:
    page = visit(RECORDS, who="bienmuc")
    look(page, "desk-records")
    open_first(page)
    look(page, "desk-editor")
    lines = page.locator("[data-line]")
    count = lines.count()
    page.locator("textarea").last.focus()
    page.keyboard.press("Enter")
    expect(lines).to_have_count(count + 1)
    page.keyboard.type("653")
    expect(page.locator("#field-help")).to_contain_text("Từ khóa tự do")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("$a Một lối viết khác")
    assert focused(page) == "‡a Một lối viết khác"
    page.keyboard.press("Control+a")
    page.keyboard.press("F8")
    page.keyboard.type("a Rừng khộp")
    assert focused(page) == "‡a Rừng khộp"
    page.keyboard.press("Control+d")
    expect(lines).to_have_count(count + 2)
    page.keyboard.press("F9")
    expect(lines).to_have_count(count + 1)
    page.keyboard.press("F7")
    expect(lines).to_have_count(count + 2)
    page.keyboard.press("F7")
    expect(lines).to_have_count(count + 1)
    page.locator("textarea").last.focus()
    page.keyboard.press("Alt+ArrowUp")
    assert page.locator("textarea").nth(-2).input_value() == "‡a Rừng khộp"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "‡a Rừng khộp"
    page.keyboard.press("Control+s")
    expect(page.locator("#messages")).to_contain_text(SAVED)
    expect(page.locator("textarea", has_text="Rừng khộp")).to_have_count(1)
    assert focused(page) == "‡a Rừng khộp"  # the page stands where it stood


def test_findings_and_help_come_while_one_types(visit: Visit) -> None:
    page = visit(RECORDS + "/choose", who="bienmuc")
    look(page, "desk-choose")
    page.get_by_role("button", name="Sách giáo khoa").click()
    findings = page.locator("#findings")
    expect(findings).to_contain_text("Nhan đề")
    isbn = page.locator("[data-line]", has=page.locator("input[name=tag][value='020']")).locator("textarea")
    isbn.fill("‡a 9786040000003")
    isbn.press("End")
    expect(findings).to_contain_text("ISBN 9786040000003")
    findings.get_by_role("link", name=re.compile("ISBN 9786040000003")).click()
    assert focused(page) == "‡a 9786040000003"
    page.keyboard.press("F1")
    expect(page.locator("#field-help")).to_contain_text("Giá, điều kiện mua")
    look(page, "desk-new")
    page.get_by_text("Dữ liệu cố định").first.click()
    page.get_by_role("button", name="Phiếu").click()
    expect(page.get_by_label("Nhan đề chính")).to_be_visible()
    page.get_by_label("Nhan đề chính").fill(
        "Toán 6: sách thử của bàn biên mục có nhan đề rất dài để xem dòng xuống hàng ra sao"
    )
    look(page, "desk-form")
    page.keyboard.press("Control+s")
    expect(page.locator("#messages")).to_contain_text("Đã lưu biểu ghi TINH-")


def test_history_shows_what_changed_and_brings_it_back(visit: Visit) -> None:
    page = visit(RECORDS, who="bienmuc")
    page.locator("tbody a").nth(3).click()
    title = page.locator("[data-line]", has=page.locator("input[name=tag][value='245']")).locator("textarea").first
    was = title.input_value()
    title.fill(was.replace("‡a", "‡a Bản sửa: ", 1))
    page.keyboard.press("Control+s")
    expect(page.locator("#messages")).to_contain_text(SAVED)
    page.get_by_role("link", name="Lịch sử").click()
    look(page, "desk-history")
    page.get_by_role("link", name="Phiên bản 2").click()
    expect(page.locator("ins").first).to_contain_text("Bản")
    look(page, "desk-version")
    page.go_back()
    page.get_by_role("link", name="Phiên bản 1").click()
    page.get_by_role("button", name="Khôi phục phiên bản này").click()
    expect(page.locator("#messages")).to_contain_text("Đã khôi phục phiên bản 1")
    expect(title).to_have_value(was)


def test_two_cataloguers_meet_on_one_record(visit: Visit) -> None:
    address = visit(RECORDS, who="bienmuc").locator("tbody a").nth(5).get_attribute("href") or ""
    lan = visit(address, who="bienmuc")
    director = visit(address, who="giamdoc")
    expect(director.locator("#held")).to_contain_text("đang mở biểu ghi này")
    for page, text in ((lan, "‡a Từ khóa của người thứ nhất"), (director, "‡a Từ khóa của người thứ hai")):
        page.locator("textarea").last.focus()
        page.keyboard.press("Enter")
        page.keyboard.type("653")
        page.locator("textarea").last.fill(text)
        page.keyboard.press("Control+s")
    expect(lan.locator("#messages")).to_contain_text(SAVED)
    expect(director.get_by_role("alert")).to_contain_text("đã lưu biểu ghi này lúc")
    look(director, "desk-conflict")
    director.get_by_role("button", name="Ghép hai bản").click()
    expect(director.locator(".notice--good")).to_contain_text("chưa lưu")
    director.keyboard.press("Control+s")
    expect(director.locator("#messages")).to_contain_text("phiên bản 3")
    for text in ("người thứ nhất", "người thứ hai"):
        expect(director.locator("textarea", has_text=text)).to_have_count(1)


def test_the_editor_works_without_scripts_and_on_a_phone(visit: Visit) -> None:
    page = visit(RECORDS, size=PHONE, who="bienmuc", scripts=False)
    page.locator("tbody a").nth(7).click()
    page.get_by_role("button", name="Thêm trường").click()
    page.locator("input[name=tag]").last.fill("653")
    page.locator("textarea[name=text]").last.fill("‡a Không cần mã lệnh")
    page.get_by_role("button", name="Lên trên 653").last.click()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("#messages")).to_contain_text(SAVED)
    expect(page.locator("textarea", has_text="Không cần mã lệnh")).to_have_count(1)


def test_a_phone_shows_the_editor_and_the_list(visit: Visit) -> None:
    page = visit(RECORDS, size=PHONE, who="bienmuc")
    look(page, "desk-records")
    page.locator("tbody a").nth(2).click()
    look(page, "desk-editor")
    page.get_by_role("button", name="Phiếu").click()
    look(page, "desk-form")


def test_a_school_librarian_scans_and_takes_a_book_with_two_keys(visit: Visit, house: House) -> None:
    known = isbns(house, "TINH")
    page = visit("/vi/cataloguing/books", size=PHONE, who="truonghoc")
    look(page, "books")
    isbn = next(iter(known))
    page.keyboard.type(isbn)  # a hand scanner types, and ends with Enter
    page.keyboard.press("Enter")
    expect(page.get_by_text("Mạng lưới đã có")).to_be_visible()
    expect(page.locator("main")).to_contain_text(known[isbn])
    look(page, "books-found")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("đã thêm 1 bản")
    page.keyboard.type(isbn)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thư viện bạn đã có")).to_be_visible()


def test_a_book_that_nobody_has_is_told_about_in_a_short_form(visit: Visit) -> None:
    page = visit("/vi/cataloguing/books", who="truonghoc")
    page.keyboard.type("9786040000002")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chưa thư viện nào có")).to_be_visible()
    look(page, "books-new")
    page.keyboard.type("Tiếng Việt 4")
    page.get_by_label("Giá tiền").fill("đắt")
    page.get_by_role("button", name="Thêm sách này").click()
    expect(page.locator("main")).to_contain_text("Ghi giá bằng số đồng")
    look(page, "books-error")
    page.get_by_label("Giá tiền").fill("21000")
    page.get_by_role("button", name="Thêm sách này").click()
    expect(page.locator("#messages")).to_contain_text("Tiếng Việt 4: đã thêm 1 bản")
