"""New masters take the place of old ones, which stay under their own address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lienthu.repository.tests.helpers import pdf
from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look
from tests.journeys.papers import Paper, papers, published_by_the_house

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clamd")]
REASON = "Quét lại ở 600 dpi, bổ sung hai trang trước đây bị thiếu"


def test_a_new_version_takes_its_place_and_the_old_one_still_answers(
    visit: Visit, house: House, tmp_path: Path
) -> None:
    (first,) = papers(house, Paper("Gia phả họ Đinh ở bon Pi Nao", ("Chữ mờ khó đọc.",)))
    (tmp_path / "quet-lai.pdf").write_bytes(pdf("Chữ rõ từng nét.", "Trang bổ sung."))
    keeper = visit(f"/vi/repository/objects/{first}", DESK, who="sohoa")
    keeper.get_by_role("link", name="Nộp bản gốc số mới").click()
    keeper.get_by_role("button", name="Tiếp tục với các tệp").click()
    look(keeper, "renew")
    keeper.get_by_label("Vì sao có bản gốc số mới?").fill(REASON)
    keeper.get_by_role("group", name=re.compile("bí mật nhà nước")).get_by_label("Không").check()
    keeper.get_by_role("group", name=re.compile("được phép nộp")).get_by_label("Có").check()
    keeper.get_by_label("Người chịu trách nhiệm").fill("Đỗ Quốc Bảo, tổ số hóa")
    keeper.get_by_role("button", name="Tiếp tục với các tệp").click()
    keeper.get_by_label("Tệp", exact=True).set_input_files(tmp_path / "quet-lai.pdf")
    expect(keeper.locator(".table tbody tr")).to_have_count(1, timeout=30_000)
    keeper.get_by_role("button", name=re.compile("Đã nộp đủ")).click()
    house.work()
    keeper.goto(f"/vi/repository/objects/{first}")
    look(keeper, "object-renewed")
    keeper.get_by_role("link", name="Bản gốc số mới đang được xử lý").click()
    look(keeper, "object-new-masters")
    published_by_the_house(house, keeper.url.rpartition("/")[2])

    reader = visit(f"/vi/read/{first}", PHONE)
    expect(reader.get_by_text("Chữ rõ từng nét.").first).to_be_visible()
    expect(reader.get_by_text(REASON)).to_be_visible()
    look(reader, "reader-newest")
    ark = reader.locator("#versions + ul code").last.inner_text()
    assert ark.endswith(".v1")
    reader.locator("#versions + ul").get_by_role("link", name="Bản 1").click()
    expect(reader.get_by_text("Chữ mờ khó đọc.").first).to_be_visible()
    look(reader, "reader-earlier")
    old = reader.url
    reader.goto(f"/{ark}")
    assert reader.url == old
    reader.get_by_role("link", name="Đến phiên bản mới nhất").click()
    expect(reader.get_by_text("Chữ rõ từng nét.").first).to_be_visible()
    keeper.goto(f"/vi/repository/objects/{first}")
    look(keeper, "object-two-versions")
