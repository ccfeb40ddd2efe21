"""An agency hands files over by a bad line, a faulty one is named, its text is read and corrected by a reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import pyvips
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clamd")]
TITLE = (
    "Báo cáo tổng kết công tác sưu tầm, chỉnh lý, số hóa và phát huy giá trị tài liệu lịch sử địa phương của các sở, "
    "ban, ngành và các huyện giai đoạn 1975–2005"
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two pages, one of more than one piece of the upload, and a file that is no document."""
    noise = pyvips.Image.gaussnoise(2200, 1800, mean=200, sigma=12).cast("uchar").copy(interpretation="b-w")
    noise.tiffsave(str(tmp_path / "trang-1.tif"))
    rows = noise.bandjoin([noise, noise]).copy(interpretation="srgb")
    rows.tiffsave(str(tmp_path / "trang-2.tif"))
    (tmp_path / "ghi-chu.docx").write_bytes(b"PK\x03\x04 nothing")
    return [tmp_path / name for name in ("trang-1.tif", "trang-2.tif", "ghi-chu.docx")]


def answered(page: Page, *, secrets: str = "Không") -> None:
    page.get_by_label("Tài liệu gì?").fill(TITLE)
    page.get_by_role("group", name=re.compile("bí mật nhà nước")).get_by_label(secrets).check()
    page.get_by_role("group", name=re.compile("được phép nộp")).get_by_label("Có").check()
    page.get_by_label("Người chịu trách nhiệm").fill("Nguyễn Văn An, trưởng phòng")
    page.get_by_role("button", name="Tiếp tục chọn tệp").click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_files_come_by_a_bad_line_and_a_faulty_one_is_named(
    visit: Visit, house: House, files: list[Path], size: dict[str, int]
) -> None:
    page = visit("/vi/repository/deposits/new", size, who="sohoa")
    look(page, "deposit-new")
    answered(page, secrets="Có")
    expect(page.locator("main")).to_contain_text("bí mật nhà nước")
    look(page, "deposit-refused")
    answered(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    broken: list[str] = []

    def once(route: Route) -> None:
        """The line breaks in the middle of the large file."""
        offset = route.request.headers.get("upload-offset", "0")
        if route.request.method == "PATCH" and offset != "0" and not broken:
            broken.append(offset)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/v1/uploads/*", once)
    page.get_by_label("Tệp", exact=True).set_input_files(files)
    expect(page.locator(".table tbody tr")).to_have_count(3, timeout=30_000)
    assert broken
    look(page, "deposit-open")
    page.get_by_role("button", name=re.compile("Đã nộp đủ")).click()
    look(page, "deposit-screening")
    house.work()
    page.reload()
    expect(page.get_by_text("tiếp nhận 2, từ chối 1")).to_be_visible()
    expect(page.locator("#refused + ul li")).to_contain_text("ghi-chu.docx")
    look(page, "deposit-done")
    page.get_by_role("link", name="Biên nhận kèm mã kiểm tra").click()
    expect(page.get_by_role("heading", name="Biên nhận tệp giao nộp")).to_be_visible()
    expect(page.get_by_text("trang-2.tif")).to_be_visible()
    look(page, "receipt")


def test_a_depositor_sees_his_own_only(visit: Visit) -> None:
    page = visit("/vi/repository/deposits", PHONE, who="baodaknong")
    expect(page.get_by_text("Chưa có đợt nộp nào")).to_be_visible()
    look(page, "deposits-none")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_reader_corrects_a_line_and_its_keeper_takes_it(visit: Visit, house: House, size: dict[str, int]) -> None:
    page = visit("/vi/read", size, who="bandoc")
    page.get_by_role("link", name=re.compile("đất và người")).first.click()
    page.get_by_role("link", name="Tiếp", exact=True).click()
    page.get_by_role("link", name="Sửa chữ trang này").click()
    look(page, "correct")
    said = f"Mở đầu, bản {size['width']}"
    page.get_by_label("Dòng 1", exact=True).fill(said)
    page.get_by_label("Tên để ghi công").fill("Nguyễn Thị Mai")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("Cảm ơn bạn")).to_be_visible()
    keeper = visit("/vi/repository/corrections", size, who="sohoa")
    look(keeper, "corrections")
    keeper.get_by_role("button", name="Nhận").first.click()
    page.goto(page.url.replace("/text/2/correct", "?page=2").split("&")[0])
    expect(page.locator(".reading__text")).to_contain_text(said)
