"""A cataloguer mends many records at once, and takes it back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from lienthu.config.messages import compile_all
from lienthu.ui import build
from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House, open_house
from tests.journeys.looks import look

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: what this journey changes, others count on, and the reverse."""
    build.build()
    compile_all()
    opened = open_house(tmp_path_factory.mktemp("batch"))
    yield opened
    opened.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_counted_done_and_taken_back(visit: Visit, house: House, size: dict[str, int]) -> None:
    page = visit("/vi/cataloguing/batch-edits", size, who="bienmuc")
    page.goto("/vi/cataloguing/batch-edits")
    look(page, "batch-edits")
    page.get_by_label("Loại thay đổi").select_option("add")
    page.locator("#id_tag").fill("500")
    page.locator("#id_code").fill("a")
    page.get_by_label("Chữ hoặc mã thay vào").fill(f"Kiểm tra {size['width']}")
    page.get_by_role("button", name="Đếm và cho xem").click()
    house.work()
    page.reload()
    expect(page.get_by_role("heading", name="Những khác biệt đầu tiên")).to_be_visible()
    look(page, "batch-edit-ready")
    page.get_by_role("button", name="Thay đổi").click()
    house.work()
    page.reload()
    look(page, "batch-edit-done")
    page.get_by_role("button", name="Hoàn tác").click()
    house.work()
    page.reload()
    expect(page.get_by_text("đã hoàn tác").first).to_be_visible()
