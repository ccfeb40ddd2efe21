"""A reader on a phone: from words typed in any way to the book, its shelves and a citation."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
TITLE = "Chú thỏ sợ bóng tối"


def search(page: Page, words: str) -> None:
    box = page.get_by_role("main").get_by_role("search").first
    box.locator('input[type="search"]').fill(words)
    box.get_by_role("button", name="Tìm").click()
    page.wait_for_url(re.compile(r"/search\?"))


def first_hit(page: Page) -> str:
    return page.locator("li.hit h2").first.inner_text()


@pytest.mark.parametrize("words", ["chu tho so bong toi", TITLE, "chus thor sowj bongs toois", "CHÚ THỎ"])
def test_the_book_is_found_however_it_is_typed(visit: Visit, words: str) -> None:
    page = visit("/vi/", PHONE)
    search(page, words)
    assert first_hit(page) == TITLE


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_reader_narrows_opens_and_takes_along(visit: Visit, house: House, size: dict[str, int]) -> None:
    page = visit("/vi/", size)
    look(page, "home")
    search(page, "tho")
    look(page, "results")
    all_of_them = page.locator("li.hit").count()
    if size is PHONE:
        page.get_by_text("Bộ lọc", exact=True).click()
    page.locator(".sheet").get_by_role("link", name=re.compile("^Thư viện tỉnh Lâm Đồng")).click()
    if size is PHONE:
        page.get_by_text(re.compile("^Bộ lọc")).click()
    page.locator('input[name="year_from"]').fill("2015")
    page.locator('input[name="year_to"]').fill("2015")
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page).to_have_url(re.compile("year_from=2015"))
    look(page, "results-narrowed")
    assert 1 <= page.locator("li.hit").count() < all_of_them
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    _shelves_and_reasons(page, house)
    _citation_and_exports(page, house)


def _shelves_and_reasons(page: Page, house: House) -> None:
    identifier = page.url.rsplit("/", 1)[1].split("?")[0]
    members = house.json(f"/api/v1/union/entries/{identifier}")["members"]
    shelves = page.get_by_role("complementary")
    assert shelves.locator(".holdings__name").count() == len({member["library"] for member in members}) > 1
    expect(shelves.get_by_text("Thư viện tỉnh Lâm Đồng").first).to_be_visible()
    page.get_by_text("Mô tả này lấy từ đâu").click()
    why = page.get_by_role("region", name="Vì sao các biểu ghi này ở cùng nhau?")
    expect(why.get_by_text("Khớp tự động").first).to_be_visible()
    why.get_by_text("Khớp tự động").first.click()
    expect(why.get_by_text("Nhan đề").first).to_be_visible()
    look(page, "record")


def _citation_and_exports(page: Page, house: House) -> None:
    expect(page.locator("blockquote")).to_contain_text("Chú thỏ sợ bóng tối")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="BibTeX").click()
    assert "Chú thỏ sợ bóng tối" in waiting.value.path().read_text()
    told = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert told["name"] == TITLE
    identifier = page.url.rsplit("/", 1)[1].split("?")[0]
    for extension in ("mrc", "xml", "ris", "bib", "dc"):
        status, body = house.get(f"/vi/record/{identifier}.{extension}", accept="*/*")
        assert status == 200, extension
        assert "Chú thỏ sợ bóng tối".encode() in body, extension


def test_no_hit_offers_a_way_out(visit: Visit) -> None:
    page = visit("/vi/", PHONE)
    search(page, "thỏ xyzzyplugh")
    expect(page.get_by_text("Không tìm thấy")).to_be_visible()
    look(page, "nothing")
    page.locator("main .rules--rows a").first.click()
    assert page.locator("li.hit").count() >= 1


def test_the_other_language_keeps_the_place(visit: Visit) -> None:
    page = visit("/vi/search?q=tho&sort=newest", DESK)
    hits = page.locator("li.hit h2").all_inner_texts()
    page.get_by_role("navigation", name="Trình đơn chính").get_by_role("link", name="English", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/en/search\?"))
    assert page.locator("li.hit h2").all_inner_texts() == hits
    expect(page.locator("html")).to_have_attribute("lang", "en")
    look(page, "results-en")
