"""A council decides and two persons confirm; many are published at once after a look at what will and will not be."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look
from tests.journeys.papers import Paper, papers

pytestmark = pytest.mark.browser
ARMED = (
    "Nhật ký tiểu đoàn tham gia mở đường vận tải quân sự qua cao nguyên M'Nông và các trận đánh bảo vệ buôn làng dọc "
    "quốc lộ 14 những năm 1973–1975"
)
CIVIL = "Sổ ghi công điểm hợp tác xã Nâm Nung 1979"
UNHEARD = "Biên bản họp làng Bu Prâng 1983"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def tick_all(page: Page, act: str) -> None:
    """The checklist of one act."""
    for box in page.locator(f'form:has(input[value="{act}"]) input[name="check"]').all():
        box.check()


def stepped(page: Page, public_id: str, act: str, name: str) -> None:
    page.goto(f"/vi/repository/objects/{public_id}")
    tick_all(page, act)
    press(page, name)
    expect(page.get_by_text("Đã xong.")).to_be_visible()


def council_set_up(page: Page) -> None:
    """First with a chair only, which is refused, and nothing that was typed is lost."""
    page.goto("/vi/repository/councils")
    page.get_by_role("link", name="Thành lập hội đồng").click()
    page.get_by_label("Tên hội đồng").fill("Hội đồng thẩm định tài liệu lịch sử")
    page.get_by_label(re.compile("^Quyết định thành lập")).fill("QĐ 41/QĐ-TVT ngày 20/11/2026")
    page.get_by_label("Số phiếu tối thiểu").fill("2")
    page.get_by_label("Trần Thị Thu Hà").select_option("chair")
    press(page, "Thành lập")
    expect(page.get_by_label("Tên hội đồng")).to_have_value("Hội đồng thẩm định tài liệu lịch sử")
    look(page, "council-refused")
    page.get_by_label("Vũ Thị Minh Nguyệt").select_option("secretary")
    page.get_by_label("Nguyễn Minh Quân").select_option("member")
    press(page, "Thành lập")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hội đồng thẩm định tài liệu lịch sử")
    look(page, "council")


def put_before_a_sitting(page: Page) -> str:
    """The address of the sitting that the documents are put before."""
    page.get_by_label("Địa điểm họp").fill("Phòng họp tầng hai, Thư viện tỉnh")
    press(page, "Mở phiên họp này")
    sitting = page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text(dt.date.today().strftime("%d/%m/%Y"))
    look(page, "sitting-empty")
    page.goto("/vi/repository/review")
    for title in (ARMED, CIVIL):
        page.get_by_label(f"Chọn {title}", exact=True).check()
    look(page, "review-desk")
    page.get_by_label("Phiên họp").select_option(sitting.rpartition("/")[2])
    press(page, "Đưa vào danh sách")
    assert page.url == sitting
    return sitting


def votes(page: Page, title: str, choice: str, reason: str = "") -> None:
    case = page.locator("section", has=page.get_by_role("heading", name=title, exact=True))
    case.get_by_label(choice, exact=True).check()
    case.get_by_label("Lý do").fill(reason)
    case.get_by_role("button", name="Bỏ phiếu").click()
    expect(page.get_by_text("Đã ghi phiếu của bạn")).to_be_visible()


def votes_by_keys(page: Page, title: str) -> None:
    """From the first choice to the button without a mouse."""
    case = page.locator("section", has=page.get_by_role("heading", name=title, exact=True))
    case.get_by_label("công bố", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Nguồn gốc rõ, đơn vị đã đồng ý")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(case.get_by_text("Nguồn gốc rõ, đơn vị đã đồng ý").first).to_be_visible()


def test_a_council_decides_and_two_persons_publish(visit: Visit, house: House) -> None:
    armed, civil, unheard = papers(
        house,
        Paper(ARMED, ("Ngày 3 tháng 2.", "Ngày 4 tháng 2."), agency="BQP", state="draft"),
        Paper(CIVIL, state="review"),
        Paper(UNHEARD, state="review"),
    )
    operator = visit("/vi/repository", PHONE, who="sohoa")
    stepped(operator, armed, "hand_on", "Chuyển cán bộ biên mục")
    look(operator, "object-described")
    stepped(visit("/vi/repository", DESK, who="bienmuc"), armed, "submit", "Trình hội đồng thẩm định")

    director = visit("/vi/repository/review", DESK, who="giamdoc")
    council_set_up(director)
    sitting = put_before_a_sitting(director)
    for title in (ARMED, CIVIL):
        votes(director, title, "công bố")
    member = visit("/vi/repository/review", PHONE, who="thamdinh")
    member.goto(sitting)
    votes_by_keys(member, ARMED)
    votes(member, CIVIL, "phiếu trắng", "Chưa xem hết")
    look(member, "sitting-voted")
    director.reload()
    press(director, "Kết thúc phiên họp")
    expect(director.get_by_text("đã phê duyệt")).to_have_count(2)
    look(director, "sitting-closed")
    minutes = director.request.get(f"{sitting}/minutes.pdf")
    assert (minutes.status, minutes.body()[:5]) == (200, b"%PDF-")

    preview(director)
    expect(director.get_by_text("1 tài liệu sẽ được công bố")).to_be_visible()
    look(director, "publish-preview-one")
    member.goto(f"/vi/repository/objects/{armed}")
    look(member, "object-in-review")
    stepped(member, armed, "confirm", "Xác nhận (người thứ nhất)")
    assert member.locator('input[name="act"][value="publish"]').count() == 0
    member.goto("/vi/repository/review")
    look(member, "review-desk")
    preview(member)
    look(member, "publish-preview")
    published_together(director, house)
    for public_id, status in ((armed, 200), (civil, 200), (unheard, 404)):
        assert house.get(f"/vi/read/{public_id}", accept="text/html")[0] == status


def preview(page: Page) -> None:
    page.goto("/vi/repository/review")
    for title in (ARMED, CIVIL, UNHEARD):
        page.get_by_label(f"Chọn {title}", exact=True).check()
    press(page, "Công bố các tài liệu đã chọn…")
    expect(page.get_by_text("Chưa có gì thay đổi")).to_be_visible()


def published_together(page: Page, house: House) -> None:
    preview(page)
    expect(page.get_by_text("2 tài liệu sẽ được công bố")).to_be_visible()
    expect(page.get_by_text("1 tài liệu chưa công bố được")).to_be_visible()
    page.locator('input[name="check"]').check()
    press(page, "Công bố")
    look(page, "publishing")
    house.work()
    page.reload()
    expect(page.get_by_text("Đã công bố 2 tài liệu.")).to_be_visible()
    look(page, "published")
