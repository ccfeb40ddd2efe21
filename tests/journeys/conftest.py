"""Browsers for the journeys. Every page that a journey opens must stay free of console errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from lienthu.config.messages import compile_all
from lienthu.repository.tests.helpers import scanner
from lienthu.ui import build
from tests.journeys.house import House, open_house

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    build.build()
    compile_all()
    opened = open_house(tmp_path_factory.mktemp("house"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def clamd(house: House) -> Iterator[None]:
    """A scanner that answers as clamd does."""
    socket = house.data / "clamav" / "clamd.sock"
    socket.parent.mkdir(exist_ok=True)
    socket.unlink(missing_ok=True)
    with scanner(socket):
        yield
    socket.unlink()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the session: only one Playwright may run at a time, and other modules start their own.
    with sync_playwright() as playwright:
        program = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, house: House) -> Iterator[Visit]:
    """A new visitor: `visit("/vi/", size=PHONE, who="bienmuc")`. At the end nothing may have gone wrong unseen."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(
        path: str,
        size: dict[str, int] = DESK,
        who: str = "",
        theme: str = "light",
        scripts: bool = True,
        password: str = "",
        host: str = "127.0.0.1",
    ) -> Page:
        url = house.url.replace("127.0.0.1", host)
        context = browser.new_context(
            base_url=url,
            viewport=size,
            java_script_enabled=scripts,
            has_touch=size is PHONE,
            locale="vi-VN",
            reduced_motion="reduce",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "lt_theme", "value": theme, "url": url}])
        context.on("console", lambda one: troubles.append(one.text) if _is_trouble(one) else None)
        context.on("weberror", lambda one: troubles.append(str(one.error)))
        page = context.new_page()
        if who:
            sign_in(page, who, password or house.password)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _is_trouble(one: ConsoleMessage) -> bool:
    """An error, but not the browser's remark that the page asked for is answered with another status than 200."""
    of_the_page = one.page is not None and one.location.get("url") == one.page.url
    broken_by_the_journey = "net::ERR_CONNECTION_RESET" in one.text
    is_known = broken_by_the_journey or (of_the_page and one.text.startswith("Failed to load resource"))
    return one.type == "error" and not is_known


def sign_in(page: Page, who: str, password: str) -> None:
    page.goto("/vi/account/login/")
    page.get_by_label("Tên đăng nhập").fill(who)
    page.get_by_label("Mật khẩu").fill(password)
    page.locator("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(lambda url: "/account/login" not in url)
