"""Open teaching material: found by subject and grade, taken into use by a school, its family seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
FIRST = "Phiếu học tập: Núi lửa và hang động quê em"
REMIX = "Phiếu học tập: Hang động quê em (rút gọn cho lớp 4)"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_is_found_by_subject_and_grade(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/read/learning", size)
    look(page, "learning")
    page.get_by_role("link", name="Khoa học tự nhiên, lớp 7: 1").click()
    expect(page.get_by_role("status")).to_contain_text("1 học liệu")
    page.get_by_role("link", name=FIRST).click()
    expect(page.get_by_role("heading", name="3 trường đang dùng")).to_be_visible()
    look(page, "learning-one")
    page.get_by_role("link", name=REMIX).click()
    expect(page.get_by_text("Rút ngắn, thay bài viết bằng bài nặn và tô")).to_be_visible()


def test_a_school_says_that_it_uses_it(visit: Visit) -> None:
    page = visit("/vi/read/learning", DESK, who="truonghoc")
    page.goto("/vi/read/learning?grade=4")
    page.get_by_role("link", name=REMIX).click()
    page.get_by_role("button", name=re.compile("^Trường tôi dùng")).first.click()
    expect(page.get_by_role("heading", name="1 trường đang dùng")).to_be_visible()
    page.goto("/vi/repository/learning")
    expect(page.get_by_role("link", name=REMIX)).to_be_visible()
    look(page, "learning-uses")
    page.set_viewport_size(PHONE)
    look(page, "learning-uses")
    page.set_viewport_size(DESK)
    page.get_by_role("link", name=REMIX).click()
    page.get_by_role("button", name=re.compile("thôi dùng$")).first.click()
    expect(page.get_by_role("heading", name="0 trường đang dùng")).to_be_visible()


def test_a_licence_that_is_not_open_is_refused_with_a_sentence(visit: Visit) -> None:
    page = visit("/vi/repository", DESK, who="sohoa")
    page.get_by_role("searchbox", name="Tìm tài liệu").fill("dak nong dat va nguoi")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("link", name="Đăk Nông: đất và người", exact=True).click()
    page.get_by_role("link", name="Đánh dấu là học liệu mở").click()
    look(page, "learning-edit")
    page.get_by_label("Ngữ văn").check()
    page.get_by_label("6", exact=True).check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Học liệu dùng chung cần giấy phép mở")).to_be_visible()
