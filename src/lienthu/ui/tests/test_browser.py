"""The living page in a real browser: no accessibility fault, no overflow, and the scripts do what they promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from lienthu.ui import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
AXE = build.ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def page_of(browser: Browser, address: str, width: int, theme: str = "auto", scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, bypass_csp=True, java_script_enabled=scripts
    )
    context.add_cookies([{"name": "lt_theme", "value": theme, "url": address}])
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("path", ["/vi/ui", "/vi/ui/staff"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_accessibility_fault_and_no_overflow(
    browser: Browser, live_server: Any, path: str, theme: str, width: int
) -> None:
    page = page_of(browser, live_server.url + path, width, theme)
    page.add_script_tag(content=AXE.read_text())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in result["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_the_open_menu_has_no_fault_and_closes_by_escape(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 390)
    page.locator("details.menu > summary").last.click()
    page.add_script_tag(content=AXE.read_text())
    result = page.evaluate("axe.run(document.querySelector('.menu__panel'), {resultTypes: ['violations']})")
    assert [fault["id"] for fault in result["violations"]] == []
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    page.context.close()


def test_keys_lead_to_the_search_box_and_to_rooms(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 1440)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "hero-q"
    page.goto(live_server.url + "/vi/ui/staff")
    page.keyboard.press("g")
    page.keyboard.press("n")
    assert page.url.endswith("#x")
    page.context.close()


def test_covers_stay_inside_in_a_wider_font(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 1440)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg.cover')].flatMap((cover) => {
            cover.setAttribute('font-family', 'DejaVu Serif, Noto Serif, serif');
            return [...cover.querySelectorAll('text')].filter((text) => {
                const box = text.getBBox();
                return box.x < 0 || box.x + box.width > 200 || box.y < -4 || box.y + box.height > 304;
            }).map((text) => text.textContent);
        })"""
    )
    assert outside == []
    page.context.close()


def test_large_type_still_fits_a_phone(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 390)
    page.evaluate("document.documentElement.dataset.type = '200'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


def test_theme_answers_at_once_and_is_remembered(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 1440)
    page.locator("details.menu > summary").last.click()
    page.locator('button[value="dark"]').click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.context.close()


def test_year_slider_fills_the_numbers(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 1440)
    page.locator('.range input[type="range"]').first.fill("1990")
    assert page.locator('input[name="year_from"]').input_value() == "1990"
    assert page.locator('input[name="year_to"]').input_value() == ""
    page.context.close()


def test_suggestions_work_by_keyboard(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 1440)
    page.route("**/*q=nguy*", lambda route: route.fulfill(json=[{"text": "Nguyễn Du", "hint": "Tác giả"}]))
    box = page.locator("#hero-q")
    box.press_sequentially("nguy")
    page.locator('#hero-q-list [role="option"]').wait_for()
    box.press("ArrowDown")
    assert box.input_value() == "Nguyễn Du"
    assert box.get_attribute("aria-activedescendant") == "hero-q-list-0"
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "nguy"
    page.context.close()


def test_without_scripts_every_way_is_open(browser: Browser, live_server: Any) -> None:
    page = page_of(browser, live_server.url + "/vi/ui", 1440, scripts=False)
    assert page.locator('.range input[type="range"]').first.is_visible() is False
    assert page.locator('input[name="year_from"]').is_visible()
    assert page.locator(".sheet .facet li a").first.is_visible()
    page.locator("details.menu > summary").last.click()
    page.locator('button[value="dark"]').click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.context.close()
