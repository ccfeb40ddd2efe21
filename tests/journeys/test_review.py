"""The review desk by keyboard, on a phone, without scripts, and by two people at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lienthu.marc import iso2709
from lienthu.union.tests.pairs import Book, record
from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
ADDRESS = "/vi/union/review?reason=publisher&library=GN"
BOOK = Book("x", author="Nguyễn Đình Chiểu", publisher="Kim Đồng", year="2012", extent="148tr.")
LONG = "tập hợp những câu chuyện kể về rừng thông mùa khô và các bon làng bên dòng Krông Nô do già làng kể lại"


def books(publisher: str) -> list[Book]:
    found = [
        replace(BOOK, title=f"Chuyện rừng Nâm Nung {word}", publisher=publisher)
        for word in ["ba", "bốn", "năm", "sáu", "bảy"]
    ]
    return [*found, replace(BOOK, title="Sử thi M'Nông", rest=LONG, publisher=publisher, year="2009")]


@pytest.fixture(scope="module")
def pairs(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Six pairs that differ in their publisher only, so that a person has to decide."""
    folder: Path = tmp_path_factory.mktemp("pairs")
    for code, publisher in (("TINH", "Kim Đồng"), ("GN", "Trẻ")):
        path = folder / f"{code}.mrc"
        path.write_bytes(b"".join(iso2709.write(record(book)) for book in books(publisher)))
        house.command("import", str(path), "--library", code)
    house.work()


def heading(page: Page) -> str:
    return page.locator("#pair h2").inner_text()


def ready(page: Page) -> None:
    """The next pair waits."""
    expect(page.locator("#next [data-pair]")).to_have_count(1)


def remaining(page: Page) -> int:
    return int(page.locator("#status dd").first.inner_text())


def test_by_keyboard_only(visit: Visit, pairs: None) -> None:
    page = visit(ADDRESS, DESK, who="quantri")
    page.goto(ADDRESS)
    ready(page)
    first, before = heading(page), remaining(page)
    decisive = page.locator(".pair__decides").first
    expect(decisive).to_contain_text("Nhà xuất bản")
    expect(decisive.locator("del")).to_have_text("Kim Đồng")
    look(page, "review")
    page.keyboard.press("d")
    expect(page.locator("#pair h2")).not_to_have_text(first)
    expect(page.locator("#status").get_by_text("Hai mục để riêng.")).to_be_visible()
    expect(page.locator("#status dd").first).to_have_text(str(before - 1))
    ready(page)
    second = heading(page)
    page.keyboard.press("s")
    expect(page.locator("#status dd").first).to_have_text(str(before - 2))
    page.keyboard.press("u")
    expect(page.get_by_text("Đã rút lại; mọi thứ như trước đó.")).to_be_visible()
    expect(page.locator("#pair h2")).to_have_text(second)
    page.keyboard.press("?")
    expect(page.get_by_text("Ghi lý do trước.")).to_be_visible()
    look(page, "review-keys")
    page.keyboard.press("Tab")
    page.keyboard.press("r")
    page.keyboard.type("Hai nhà xuất bản liên kết")
    expect(page.locator("#pair input[name=note]")).to_have_value("Hai nhà xuất bản liên kết")
    page.keyboard.press("Enter")  # leaves the box and answers nothing
    expect(page.locator("#pair input[name=note]")).not_to_be_focused()
    expect(page.locator("#pair h2")).to_have_text(second)


def test_on_a_phone_and_in_the_dark(visit: Visit, pairs: None) -> None:
    page = visit(ADDRESS, PHONE, who="quantri", theme="dark")
    page.goto(ADDRESS)
    look(page, "review-dark")
    page.goto("/vi/union/review?library=CJ&format=map")
    expect(page.get_by_text("Không có gì để quyết định ở đây")).to_be_visible()
    look(page, "review-empty")


def test_without_scripts(visit: Visit, pairs: None) -> None:
    page = visit(ADDRESS, DESK, who="quantri", scripts=False)
    page.goto(ADDRESS)
    first, before = heading(page), remaining(page)
    page.get_by_role("button", name="Để sau").click()
    expect(page.get_by_text("Cặp này sẽ trở lại vào ngày mai.")).to_be_visible()
    assert heading(page) != first
    assert remaining(page) == before - 1


def test_the_matcher_counts_before_it_changes(visit: Visit, house: House, pairs: None) -> None:
    page = visit("/vi/union/model", DESK, who="quantri")
    page.goto("/vi/union/model")
    page.get_by_role("button", name="Đếm trước những gì sẽ đổi").first.click()
    expect(page.get_by_text("Đang đếm những gì sẽ đổi; chưa có gì thay đổi.")).to_be_visible()
    house.work()
    page.goto("/vi/union/model")
    expect(page.get_by_text("0 mục sẽ đổi.")).to_be_visible()
    look(page, "matcher")
    small = visit("/vi/union/model", PHONE, who="quantri")
    small.goto("/vi/union/model")
    look(small, "matcher")
