"""The reader's own library, the map, agencies, pages that are not there; an administrator redraws an area after a
look at what it touches."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_reader_names_their_own_library_and_it_stands_first(
    visit: Visit, size: dict[str, int], scripts: bool
) -> None:
    page = visit("/vi/search?q=tho", size, scripts=scripts)
    if size is PHONE and not page.get_by_role("link", name="Chọn thư viện của bạn").is_visible():
        page.get_by_text(re.compile("^Bộ lọc")).click()
    page.get_by_role("link", name="Chọn thư viện của bạn").click()
    if scripts:
        look(page, "near")
    page.get_by_label("Thư viện", exact=True).select_option(label="Thư viện xã Cư Jút")
    page.get_by_role("button", name="Xếp nơi gần nhất trước").click()
    expect(page).to_have_url(re.compile(r"/vi/search\?q=tho$"))
    expect(page.locator("main")).to_contain_text("Thư viện xã Cư Jút")
    page.goto("/vi/")
    near = page.get_by_role("region", name="Thư viện gần bạn")
    expect(near.get_by_role("link").nth(1)).to_have_text("Thư viện xã Cư Jút")


def test_the_way_back_from_the_choice_stays_in_the_house(visit: Visit) -> None:
    page = visit("/vi/search/near?next=https://example.com/", DESK)
    page.get_by_role("button", name="Xếp nơi gần nhất trước").click()
    expect(page).to_have_url(re.compile("/vi/$"))


@SIZES
def test_the_map_filters_by_kind_and_leads_closer_without_scripts(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/libraries", size, scripts=False)
    whole = page.locator(".map__drawing a").count()
    page.get_by_role("list", name="Các loại trên bản đồ").get_by_role("link", name=re.compile("^Trường học")).click()
    expect(page).to_have_url(re.compile("group=school"))
    assert 0 < page.locator(".map__drawing a").count() < whole
    assert page.locator(".map__faint").count() > 0
    page.goto("/vi/libraries")
    groups = page.locator(".map__drawing a:has(.map__many)")
    assert groups.count() > 0
    page.goto(groups.first.get_attribute("href") or "")
    expect(page).to_have_url(re.compile("box="))
    expect(page.get_by_role("link", name="Xem toàn bản đồ")).to_be_visible()


def test_the_map_by_keyboard(visit: Visit) -> None:
    page = visit("/vi/libraries", DESK)
    page.locator(".map__legend a").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.map__drawing') !== null")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/library/|box="))


@SIZES
def test_agencies_lead_to_their_libraries_on_any_day(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/agencies", size)
    look(page, "agencies")
    page.locator("main").get_by_role("link", name="Ủy ban nhân dân tỉnh Lâm Đồng").click()
    look(page, "agency")
    libraries = page.get_by_role("region", name="Thư viện trực thuộc")
    libraries.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/vi/agencies?as_of=01/01/1900")
    expect(page.get_by_text("Chưa có cơ quan nào vào ngày này.")).to_be_visible()


@SIZES
@pytest.mark.parametrize("path", ["/vi/khong-co", "/en/record/zzzzzzzzz", "/vi/library/KHONGCO"])
def test_what_is_not_here_offers_a_way_on(visit: Visit, size: dict[str, int], path: str) -> None:
    page = visit("/vi/", size)
    answer = page.goto(path)
    assert answer is not None and answer.status == 404
    look(page, "not-found")
    page.locator("#error-q").fill("tho")
    page.locator("#error-q").press("Enter")
    expect(page).to_have_url(re.compile("/search"))


def _acted(page: Page) -> None:
    page.get_by_role("button", name="Xem trước những gì liên quan").click()
    expect(page.get_by_role("heading", name="Những gì liên quan")).to_be_visible()
    look(page, "area-seen")
    page.get_by_role("button", name="Lưu").click()


def test_an_administrator_splits_an_area_and_undoes_nothing_by_looking(visit: Visit) -> None:
    page = visit("/vi/registry/areas?level=commune", DESK, who="quantri")
    look(page, "areas")
    page.locator("main table").get_by_role("link", name="Xã Quảng Trực").click()
    look(page, "area")
    page.get_by_role("link", name="Chia tách").click()
    page.get_by_label("Từ ngày").fill("01/01/2099")
    for number, (name, code, share) in enumerate((("Quảng Trực", "24736", "0,6"), ("Bu Prăng", "24737", "")), start=1):
        page.locator(f"#id_name_{number}").fill(name)
        page.locator(f"#id_code_{number}").fill(code)
        page.locator(f"#id_share_{number}").fill(share)
    look(page, "area-split")
    _acted(page)
    expect(page.get_by_text("Trở thành: Xã Quảng Trực (60% diện tích), Xã Bu Prăng (40% diện tích)")).to_be_visible()
