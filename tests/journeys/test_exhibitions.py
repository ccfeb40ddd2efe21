"""An exhibition: a curator puts a page of the reading room into it and publishes, a reader walks through it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
TITLE = "Cao nguyên kể chuyện"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_reader_walks_through_an_exhibition(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/read", size)
    page.get_by_role("link", name="Mọi triển lãm").click()
    look(page, "exhibitions")
    page.get_by_role("link", name=re.compile(TITLE)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".told--closed")).to_have_count(1)
    look(page, "exhibition")
    page.locator(".storyline a", has_text="1912–1935").click()
    page.wait_for_url(re.compile("#s5$"))
    page.locator("#s3 .things a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bộ đàn đá")
    look(page, "thing")
    page.get_by_role("link", name="Tranh: Bộ đàn đá mười một thanh").last.click()
    expect(page.get_by_role("heading", name="Được kể trong")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_collection_leads_inward_and_out(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/read/collections", size)
    look(page, "collections")
    page.get_by_role("link", name=re.compile("Địa chí Đăk Nông")).click()
    look(page, "collection")
    page.get_by_role("link", name=re.compile("Nghề và nhạc cụ")).click()
    expect(page.locator(".crumbs")).to_contain_text("Địa chí Đăk Nông")


def test_a_curator_tells_a_story_and_a_reader_sees_it(visit: Visit, house: House) -> None:
    page = visit("/vi/read", DESK, who="bienmuc")
    page.goto("/vi/read")
    page.get_by_role("link", name=re.compile("Dàn chiêng")).first.click()
    picture = page.url.partition("?")[0] + "?page=1#xywh=100,300,800,500"
    page.goto("/vi/repository/stories")
    look(page, "desk-stories")
    page.set_viewport_size(PHONE)
    look(page, "desk-stories")
    page.set_viewport_size(DESK)
    page.get_by_label("Nhan đề").fill("Tiếng chiêng chiều")
    page.get_by_role("button", name="Bắt đầu").click()
    look(page, "desk-story")
    page.get_by_role("link", name="Phần mới").click()
    page.get_by_label("Đề mục", exact=True).fill("Chiều xuống")
    page.get_by_label("Lời", exact=False).first.fill("Chiêng ngân bên bếp lửa.")
    page.get_by_label("Tên địa điểm").fill("Tuy Đức")
    page.get_by_label("Vĩ độ").fill("12.18")
    page.get_by_label("Kinh độ").fill("107.42")
    page.get_by_role("button", name="Lưu").click()
    page.locator("#id_p-picture").fill(picture)
    page.locator("#id_p-caption").fill("Hai chiếc chiêng")
    page.get_by_role("button", name="Thêm", exact=True).first.click()
    expect(page.locator(".parts img")).to_have_count(1)
    look(page, "desk-section")
    page.get_by_role("link", name="Tiếng chiêng chiều").click()
    page.get_by_role("link", name="Xem bản nháp").click()
    expect(page.get_by_text("Đây là bản nháp")).to_be_visible()
    page.get_by_role("link", name="Trở lại bản nháp").click()
    page.get_by_role("button", name="Công bố").click()
    page.get_by_role("link", name="Xem như bạn đọc").click()
    address = page.url
    reader = visit(address, PHONE)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Tiếng chiêng chiều")
    expect(reader.locator(".told img")).to_have_attribute("src", re.compile("/100,300,800,500/"))
    look(reader, "exhibition-new")


def test_the_desk_of_things_and_relations(visit: Visit) -> None:
    page = visit("/vi/repository/things", DESK, who="bienmuc")
    page.goto("/vi/repository/things")
    look(page, "desk-things")
    page.get_by_role("link", name="Thêm mới").click()
    page.get_by_label("Sự kiện", exact=True).check()
    page.get_by_label("Tên", exact=True).fill("Lễ cúng bến nước")
    page.get_by_label("Nguồn", exact=True).fill("Lời kể của già làng")
    page.get_by_role("button", name="Lưu").click()
    look(page, "desk-thing")
    address = page.get_by_role("link", name="Xem như bạn đọc").get_attribute("href") or ""
    page.goto("/vi/repository?q=bếp+lửa")
    page.get_by_role("link", name=re.compile("Bếp lửa trong hang")).click()
    page.get_by_role("link", name="Có liên quan đến").click()
    page.get_by_label("với", exact=True).select_option("thing")
    page.get_by_label("Cụ thể là").fill(address)
    page.get_by_label("Biết từ đâu").fill("Chính bức tranh")
    page.get_by_role("button", name="Thêm").click()
    expect(page.get_by_role("link", name="Lễ cúng bến nước")).to_be_visible()
    look(page, "desk-relations")
