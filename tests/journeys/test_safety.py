"""Privileged rights wait for the second step at sign-in."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, Visit, sign_in
from tests.journeys.house import PASSWORD, House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_rights_come_with_the_second_step(visit: Visit, house: House) -> None:
    page = visit("/vi/account/login/", DESK)
    look(page, "login")
    sign_in(page, house.newcomer, PASSWORD)
    refused = page.request.get("/vi/people")
    assert refused.status == 403
    assert "xác thực hai bước" in refused.text()
    page.goto("/vi/me")
    look(page, "me-withheld")
    page.get_by_role("link", name="Thiết lập ngay").click()
    look(page, "mfa")
    page.get_by_role("link", name="Bật").click()
    if "reauthenticate" in page.url:
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.locator("main").get_by_role("button").first.click()
    secret = page.get_by_label("Khóa bí mật").input_value()
    look(page, "mfa-totp")
    page.get_by_label("Mã xác thực").fill(code_for(secret))
    page.get_by_role("button", name="Bật").click()
    expect(page.get_by_text("Đã bật ứng dụng xác thực.")).to_be_visible()
    look(page, "mfa-codes")
    page.goto("/vi/people")
    expect(page.get_by_role("heading", name="Người và vai trò")).to_be_visible()
    look(page, "people")
