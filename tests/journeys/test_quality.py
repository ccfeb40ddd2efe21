"""A cataloguer sees what the library's records lack, opens the worst reason, and mends a record from there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_the_score_to_the_record(visit: Visit, house: House, size: dict[str, int]) -> None:
    page = visit("/vi/union/quality", size, who="bienmuc")
    page.goto("/vi/union/quality")
    expect(page.get_by_role("heading", name="Chất lượng biểu ghi")).to_be_visible()
    look(page, "quality")
    page.get_by_role("region", name="Nên sửa gì trước").get_by_role("link").first.click()
    look(page, "quality-records")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Chất lượng")).to_be_visible()
    look(page, "quality-of-record")
