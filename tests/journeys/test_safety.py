"""Privileged rights wait for the second step at sign-in."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit, sign_in
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


def with_a_key(page: Page) -> None:
    """A phone that keeps passkeys and knows its owner."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    said = {"isUserVerified": True, "automaticPresenceSimulation": True}
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options | said})


def test_a_passkey_on_a_phone_and_a_recovery_code(visit: Visit, house: House) -> None:
    # A key belongs to a name, never to a number: browsers take localhost for one, and for safe without a certificate.
    page = visit("/vi/", PHONE, who=house.keyholder, password=PASSWORD, host="localhost")
    with_a_key(page)
    page.goto("/vi/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.locator("main").get_by_role("button").first.click()
    look(page, "passkey-add")
    page.get_by_label("Tên gọi của khóa này").fill("Điện thoại của Hà")
    page.get_by_label("Không cần mật khẩu").check()
    page.get_by_role("button", name="Thêm").click()
    expect(page.get_by_role("heading", name="Mã khôi phục")).to_be_visible()
    look(page, "passkey-codes")
    code = page.get_by_label("Mã chưa dùng").input_value().split()[0]
    page.goto("/vi/account/2fa/")
    expect(page.get_by_text("Bạn đã thêm 1 khóa bảo mật.")).to_be_visible()
    look(page, "passkey-mfa")

    page.context.clear_cookies()
    page.goto("/vi/account/login/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("button", name="Đăng nhập bằng khóa truy cập")).to_have_count(0)
    page.goto("/vi/people")
    expect(page.get_by_role("heading", name="Người và vai trò")).to_be_visible()

    other = visit("/vi/account/login/", PHONE, host="localhost")
    with_a_key(other)
    other.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(other.get_by_text("Chưa dùng được khóa")).to_be_visible()
    look(other, "passkey-refused")
    sign_in(other, house.keyholder, PASSWORD)
    look(other, "second-step")
    other.get_by_label("Mã").fill(code)
    other.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(other.get_by_label("Mã")).to_have_count(0)
    other.goto("/vi/people")
    expect(other.get_by_role("heading", name="Người và vai trò")).to_be_visible()
