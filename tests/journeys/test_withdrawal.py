"""A document is withdrawn: its manager says how much the public is told, and its address keeps answering."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look
from tests.journeys.papers import Paper, papers

pytestmark = pytest.mark.browser
TITLE = (
    "Tập ảnh và lời kể của các gia đình về đợt di dân xây dựng vùng kinh tế mới ở các xã dọc sông Krông Nô, quốc lộ 28 "
    "và hồ Tà Đùng từ năm 1976 đến năm 1986"
)
REASON = "Gia đình người được ghi hình đề nghị không công bố"


def withdraw(page: Page, public_id: str, says: str, *, replaced_by: str = "", reason: str = REASON) -> None:
    """The way is opened by keys; who does not choose says only that something was here."""
    page.goto(f"/vi/repository/objects/{public_id}")
    page.locator("summary", has_text="Rút khỏi phục vụ").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Vì sao rút?").select_option("privacy")
    told = page.get_by_label("Cho công chúng biết")
    expect(told).to_have_value("fact")
    told.select_option(says)
    page.get_by_label("Tài liệu thay thế").fill(replaced_by)
    page.locator("#note-withdraw").fill(reason)
    page.get_by_role("button", name="Rút khỏi phục vụ").click()
    page.wait_for_load_state()


def test_the_public_is_told_all_or_less_or_nothing(visit: Visit, house: House) -> None:
    all_of_it, fact, nothing, better = papers(
        house, Paper(TITLE), Paper("Sổ hộ tịch xã Đắk Nia"), Paper("Thư riêng"), Paper("Tập ảnh chọn lọc đã che tên")
    )
    manager = visit("/vi/repository", DESK, who="giamdoc")
    withdraw(manager, all_of_it, "all", replaced_by="khongco12345")
    expect(manager.get_by_text("khongco12345")).to_be_visible()
    assert house.get(f"/vi/read/{all_of_it}", accept="text/html")[0] == 200
    withdraw(manager, all_of_it, "all", replaced_by=better)
    expect(manager.get_by_text("Đã xong.")).to_be_visible()
    look(manager, "object-withdrawn")
    withdraw(manager, fact, "fact")
    withdraw(manager, nothing, "nothing")

    for size in (PHONE, DESK):
        reader = visit("/vi/read", size)
        assert reader.goto(f"/vi/read/{all_of_it}").status == 410  # type: ignore[union-attr]
        expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(reader.get_by_text(REASON)).to_be_visible()
        look(reader, "tombstone-all")
        assert reader.goto(f"/vi/read/{fact}").status == 410  # type: ignore[union-attr]
        expect(reader.get_by_role("heading", level=1)).to_have_text("Tài liệu này đã được rút")
        assert [word for word in ("Sổ hộ tịch", REASON) if word in reader.content()] == []
        look(reader, "tombstone-fact")
        assert reader.goto(f"/vi/read/{nothing}").status == 404  # type: ignore[union-attr]
        look(reader, "tombstone-nothing")
    reader.goto(f"/vi/read/{all_of_it}")
    reader.get_by_role("link", name="Đọc tài liệu thay thế").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Tập ảnh chọn lọc đã che tên")
