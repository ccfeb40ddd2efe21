"""The network's administrator decides whose description is taken first, after a look at what that changes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
ADDRESS = "/vi/union/ranks"


def test_the_order_of_libraries_is_counted_and_then_used(visit: Visit, house: House) -> None:
    page = visit("/vi/union/model", DESK, who="quantri")
    page.goto("/vi/union/model")
    page.get_by_role("link", name="Nguồn mô tả ưu tiên").click()
    look(page, "ranks-start")
    commune = page.get_by_label("Thư viện công cộng cấp xã")
    commune.fill("9")
    page.get_by_role("button", name="Đếm trước những gì sẽ đổi").click()
    expect(page.get_by_text("Đang đếm những gì sẽ đổi; chưa có gì thay đổi.")).to_be_visible()
    house.work()
    page.goto(ADDRESS)
    expect(page.get_by_text("mục sẽ hiển thị khác đi.")).to_be_visible()
    expect(commune).to_have_value("9")
    look(page, "ranks")
    page.get_by_role("button", name="Dùng các bậc này").click()
    expect(page.get_by_text("Các mục đang được dựng lại ở chế độ nền.")).to_be_visible()
    house.work()
    page.goto(ADDRESS)
    expect(page.get_by_text("mục đã hiển thị khác đi.")).to_be_visible()
    small = visit(ADDRESS, PHONE, who="quantri")
    small.goto(ADDRESS)
    look(small, "ranks")
    commune.fill("2")
    page.get_by_role("button", name="Dùng các bậc này").click()
    house.work()
