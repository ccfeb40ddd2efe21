"""A reader on a phone and at a desk: from words on a page to the page itself, by hand, by keys and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
TITLE = "Đăk Nông: đất và người"


@pytest.fixture(autouse=True)
def indexed(house: House) -> None:
    """The pages are in the index, and the first pictures are made: a server that has just begun takes its time."""
    house.work()
    _, page = house.get("/vi/read", accept="text/html")
    for picture in re.findall(r'src="(/iiif/[^"]+)"', page.decode()):
        house.get(picture, accept="image/*")


def find(page: Page, words: str) -> None:
    page.get_by_label("Tìm trong trang, bản ghi, sách điện tử").fill(words)
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    page.wait_for_url(re.compile("/search/pages"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_words_on_a_page_lead_to_it_with_the_words_lit(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/read", size)
    look(page, "reading-room")
    find(page, "krong no")
    expect(page.get_by_role("status")).to_contain_text("2 trang")
    expect(page.locator(".pagehit rect")).to_have_count(4)
    look(page, "search-pages")
    page.locator(".pagehit__page").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".reading__canvas .reading__hit")).to_have_count(1)
    look(page, "reader-lit")
    page.get_by_role("link", name="Tiếp", exact=True).click()
    expect(page.locator("#id_page")).to_have_value("4")
    look(page, "reader")


def test_the_reader_is_driven_by_keys(visit: Visit) -> None:
    page = visit("/vi/read", DESK)
    page.get_by_role("link", name=re.compile("đất và người")).click()
    expect(page.locator(".reading__tools")).to_be_visible()
    page.keyboard.press("2")
    page.wait_for_url(re.compile("view=spread"))
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("page=2&view=spread"))
    expect(page.locator(".reading__words")).to_have_count(2)
    look(page, "reader-spread")
    page.keyboard.press("t")
    expect(page.locator('[data-act="select"]')).to_have_attribute("aria-pressed", "true")
    read = "getSelection().selectAllChildren(document.querySelector('.reading__words')), String(getSelection())"
    assert "Đăk Nông nằm ở phía nam Tây Nguyên" in page.evaluate(read)
    page.keyboard.press("l")
    expect(page.locator("#share")).to_have_value(re.compile(r"page=2&view=spread#xywh=\d+,\d+,\d+,\d+$"))
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_text("lật trang")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("page=1&view=spread"))


def test_pages_are_read_and_searched_without_scripts(visit: Visit) -> None:
    page = visit("/vi/read", PHONE, scripts=False)
    find(page, '"Krông Nô"')
    page.locator(".pagehit__page").first.click()
    expect(page.locator(".reading__page img")).to_have_count(1)
    expect(page.get_by_text("Hang động núi lửa ở Krông Nô dài hàng").first).to_be_visible()
    expect(page.locator("mark").first).to_have_text("Krông Nô")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_book_of_flowing_text_is_read_chapter_by_chapter(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/read", size)
    page.get_by_role("link", name=re.compile("Chuyện bên bếp lửa")).click()
    page.get_by_role("link", name="Con suối đổi dòng").click()
    expect(page.get_by_text("Người già nói suối đi thăm bà con")).to_be_visible()
    look(page, "reader-book")
    page.get_by_role("link", name="Tiếp", exact=True).click()
    expect(page.get_by_role("heading", name="Tiếng chiêng trong mưa")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_said_in_a_recording_opens_at_its_time(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/search/pages", size)
    find(page, "nha rong ngan dai")
    hit = page.locator(".pagehit__page", has_text="0:12")
    expect(hit).to_have_count(1)
    look(page, "search-said")
    hit.click()
    page.wait_for_url(re.compile(r"t=12.*#t=12$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nghe thử bốn tiếng chiêng")
    assert page.locator("audio").evaluate("one => one.currentTime") == 12
    expect(page.locator(".cues [aria-current]")).to_contain_text("Tiếng thứ ba ngân dài")
    look(page, "reader-said")
    page.get_by_label("Tìm trong lời nói").fill("tiếng cuối cùng")
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    page.wait_for_url(re.compile("cu%E1%BB%91i"))
    expect(page.locator(".cues mark")).to_have_text(["Tiếng thứ tư là tiếng cuối cùng. Cảm ơn bạn đã nghe."])
    page.locator(".reading__hits a").click()
    page.wait_for_url(re.compile("#t=18$"))
    expect(page.locator(".cues [aria-current]")).to_contain_text("Tiếng thứ tư")
    look(page, "reader-said-inside")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_words_of_a_book_open_its_chapter_with_them_marked(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/search/pages", size)
    find(page, "người già nói suối")
    hit = page.locator(".pagehit__page", has_text="Con suối đổi dòng")
    expect(hit).to_have_count(1)
    look(page, "search-book")
    hit.click()
    page.wait_for_url(re.compile(r"chapter=3.*#e-found-1$"))
    expect(page.locator("#e-found-1")).to_have_text("Người già nói suối")
    expect(page.locator("#e-found-1")).to_be_in_viewport()
    look(page, "reader-book-marked")


def test_said_and_written_are_found_without_scripts(visit: Visit) -> None:
    page = visit("/vi/search/pages", PHONE, scripts=False)
    find(page, "nhà rông")
    page.locator(".pagehit__page", has_text="0:12").click()
    expect(page.locator("audio")).to_have_attribute("src", re.compile(r"/media/\d#t=12$"))
    expect(page.locator(".cues mark")).to_have_count(1)
