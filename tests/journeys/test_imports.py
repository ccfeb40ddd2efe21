"""A school librarian hands in the list as it is kept; a reviewer decides about a restricted record."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look
from tests.journeys.samples import messy_sheet, secret_file

pytestmark = pytest.mark.browser


def hand_in(page: Page, file: Path, library: str = "") -> None:
    page.goto("/vi/cataloguing")
    page.get_by_role("link", name="Nộp danh mục").first.click()
    if library:
        page.get_by_label("Thư viện", exact=True).select_option(library)
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_messy_list_becomes_books(visit: Visit, house: House, tmp_path: Path, size: dict[str, int]) -> None:
    mark = "điện thoại" if size is PHONE else "máy tính"
    page = visit("/vi/me", size, who="truonghoc")
    page.goto("/vi/cataloguing/upload")
    look(page, "upload")
    hand_in(page, messy_sheet(tmp_path / "so dang ky.xlsx", mark))
    _correct_a_column(page)
    expect(page.get_by_text("Bạn có thể đóng trang này")).to_be_visible()
    look(page, "import-progress")
    house.work()
    # The page asks by itself how far the work is and moves on.
    expect(page.get_by_role("link", name="Tải kết quả")).to_be_visible()
    look(page, "import-result")
    expect(page.get_by_text("Không có nhan đề.").first).to_be_visible()
    _result_says_why(page, tmp_path)
    page.goto("/vi/search?q=hang+dong+nui+lua")
    expect(page.get_by_role("link", name=f"Hang động núi lửa Krông Nô ({mark})")).to_be_visible()


def _correct_a_column(page: Page) -> None:
    expect(page.get_by_role("heading", name="Kiểm tra các cột")).to_be_visible()
    look(page, "import-columns")
    # A column of the school's own making.
    page.get_by_label("Ý nghĩa của cột H").select_option(label="Phụ chú")
    expect(page.get_by_label("Ý nghĩa của cột B")).to_have_value("title")
    page.get_by_role("button", name="Đọc danh sách").click()


def _result_says_why(page: Page, folder: Path) -> None:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải kết quả").click()
    path = folder / "report.xlsx"
    waiting.value.save_as(path)
    cells = [str(cell) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True) for cell in row]
    assert any("Không có nhan đề." in cell for cell in cells)
    assert "Lịch sử Đảng bộ huyện Cư Jút" in cells or any("LÞch sö" in cell for cell in cells)


def test_a_restricted_record_waits_for_the_reviewer(visit: Visit, house: House, tmp_path: Path) -> None:
    title = "Báo cáo khảo sát hang động C7"
    page = visit("/vi/me", DESK, who="bienmuc")
    hand_in(page, secret_file(tmp_path / "noi-bo.mrc", "NB2016001", title, "Phòng Địa chất"), "TINH")
    house.work()
    expect(page.get_by_role("link", name="Tải kết quả")).to_be_visible()
    assert _seen_by_readers(house, title) == []

    review = visit("/vi/cataloguing/restrictions", DESK, who="thamdinh")
    case = review.get_by_role("listitem").filter(has_text=title)
    look(review, "restrictions")
    case.get_by_label("Lý do").fill("Đã hết thời hạn bảo mật theo quyết định 12/QĐ.")
    case.get_by_role("button", name="Cho phép hiển thị").click()
    expect(review.get_by_text("Đã lưu quyết định.")).to_be_visible()
    house.work()
    assert _seen_by_readers(house, title) != []
    page.goto("/vi/search?q=khao+sat+hang+dong+C7")
    expect(page.get_by_role("link", name=title)).to_be_visible()


def _seen_by_readers(house: House, title: str) -> list[str]:
    """Where a reader who signs in nowhere meets the title."""
    words = "khao+sat+hang+dong"
    places = ["/vi/", f"/vi/search?q={words}", f"/vi/search/suggest?q={words}", f"/api/v1/search?q={words}"]
    places += ["/vi/search?sort=added", "/vi/library/TINH", "/api/v1/libraries/TINH"]
    found = []
    for place in places:
        status, body = house.get(place, accept="*/*")
        assert status < 400, place
        # The words that matched are marked in the title.
        if title in re.sub(r"</?mark>", "", body.decode()):
            found.append(place)
    return found
