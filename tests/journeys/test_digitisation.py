"""From the catalogue to an accepted lot: a list, a project, paper, scans, the sample, the board."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def test_from_the_catalogue_to_an_accepted_lot(visit: Visit, house: House) -> None:
    page = visit("/vi/repository/selections/new", DESK, who="sohoa")
    page.get_by_label("Tên danh mục").fill("Hành trình thử")
    page.get_by_label("Nhiều nhất bao nhiêu nhan đề").fill("8")
    look(page, "selection-new")
    press(page, "Lập danh mục")
    house.work()
    page.reload()
    expect(page.locator("tbody tr")).to_have_count(8)
    expect(page.locator(".whys .badge").first).to_contain_text("+")
    look(page, "selection")
    page.locator("#best").fill("2")
    press(page, "Chọn")
    page.get_by_label("Văn bản phê duyệt (số, ngày)").fill("QĐ 9/QĐ-TVT")
    press(page, "Xác nhận danh mục")
    expect(page.get_by_text("Danh mục đã được xác nhận.")).to_be_visible()

    page.goto("/vi/repository/projects/new")
    for label, value in (
        ("Mã dự án", "HT26"),
        ("Tên dự án", "Hành trình số hóa"),
        ("Số trang theo kế hoạch", "40"),
        ("Kinh phí theo kế hoạch, đồng (không bắt buộc)", "400000"),
        ("Bắt đầu", dt.date.today().isoformat()),
        ("Kết thúc", (dt.date.today() + dt.timedelta(20)).isoformat()),
    ):
        page.get_by_label(label).fill(value)
    look(page, "project-new")
    press(page, "Mở dự án")
    page.get_by_role("link", name="Đến các lô").click()
    page.get_by_label(re.compile("^Tên lô")).fill("Lô đầu")
    press(page, "Tạo lô")
    page.get_by_label(re.compile("^Bao nhiêu nhan đề")).fill("1")
    press(page, "Lập phiếu việc")
    look(page, "lot")
    code = page.locator("tbody td a").first.inner_text()
    with page.expect_request(re.compile(r"sheets\.pdf$")) as asked:
        page.evaluate("fetch(document.querySelector('a[href$=\"sheets.pdf\"]').href)")
    answer = asked.value.response()
    assert answer and answer.status == 200 and answer.headers["content-type"] == "application/pdf"

    page.get_by_label("Quét mã vạch phiếu việc").fill(code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/repository/work/{code}"))
    for _stage in ("chuẩn bị", "quét", "xử lý", "kiểm tra"):
        press(page, "Nhận việc")
        page.get_by_label(re.compile("^Số phút làm việc")).fill("12")
        page.locator("#pages").fill("3")
        press(page, "Xong bước này")
    press(page, "Nhận việc")
    press(page, "Xong bước này")
    expect(page.get_by_text("Từ lần quét vừa rồi chưa có tệp nào")).to_be_visible()
    look(page, "job-waiting")

    hand_over(house, code)
    house.work()
    page.goto(f"/vi/repository/work/{code}")
    expect(page.get_by_text("đúng yêu cầu kỹ thuật")).to_be_visible()
    press(page, "Xong bước này")
    look(page, "job-delivered")
    lot = re.sub(r"/vi/.*", "/vi/repository/projects/HT26/lots/1", page.url)
    inspect(visit("/vi/", DESK, who="thamdinh"), lot)
    page.goto("/vi/repository/projects/HT26")
    expect(page.locator(".kanban__card")).to_have_count(1)
    expect(page.locator(".plot svg")).to_be_visible()
    look(page, "board-new")


#: As the house's own: no malware scanner runs beside the journeys.
HAND_OVER = """
import django
django.setup()
import pyvips
from lienthu.kernel.actor import Actor
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.models import WorkJob
from lienthu.repository.rules.clearance import Clearance
actor = Actor.system("journeys")
job = WorkJob.objects.select_related("project").get(code={code!r})
clear = Clearance(holds_secrets=False, may_share=True, name="Đỗ Quốc Bảo")
made = open_deposit(actor=actor, library_id=job.project.library_id, title="Bàn giao", clearance=clear,
                    arrangement="folders", details={{"kind": "manuscript"}}, own=True)
for number in (1, 2, 3):
    image = (pyvips.Image.black(400, 560, bands=3) + 200 - 10 * number).cast("uchar")
    told = image.copy(interpretation="srgb", xres=300 / 25.4, yres=300 / 25.4)
    data = bytes(told.tiffsave_buffer(compression="lzw", resunit="inch"))
    add_file(actor=actor, deposit=made, name=f"{{job.code}}/{{job.code}}_{{number:04}}.tif", chunks=[data])
close_deposit(actor=actor, deposit=made)
"""


def hand_over(house: House, code: str) -> None:
    subprocess.run([sys.executable, "-c", HAND_OVER.format(code=code)], env=house.env, check=True)


def inspect(page: Page, lot: str) -> None:
    page.goto(lot)
    press(page, "Rút mẫu")
    look(page, "inspection")
    for judged in (1, 2, 3):
        page.keyboard.press("d")
        expect(page.locator(".sample__good")).to_have_count(judged)
    press(page, "Chấp nhận lô")
    expect(page.get_by_text("Lô được chấp nhận.").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_demos_project_on_phone_and_desk(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/vi/repository/projects", size, who="sohoa")
    look(page, "projects")
    page.get_by_role("link", name="Thí điểm số hóa địa chí Đắk Nông").click()
    expect(page.locator(".kanban__column")).to_have_count(7)
    look(page, "board")
    for path in ("/lots", "/lots/3", "/figures", "/plan"):
        page.goto(f"/vi/repository/projects/DC26{path}")
        look(page, f"project{path.replace('/', '-')}")
    for path in ("machines", "register", "selections"):
        page.goto(f"/vi/repository/{path}")
        look(page, path)


def test_a_job_moves_without_scripts(visit: Visit) -> None:
    page = visit("/vi/repository/projects/DC26/lots/2", PHONE, who="sohoa", scripts=False)
    page.locator("tbody td a").last.click()
    press(page, "Nhận việc")
    expect(page.get_by_text("Bạn đang làm, từ")).to_be_visible()
    press(page, "Để lại, chưa xong")
    expect(page.get_by_role("button", name="Nhận việc")).to_be_visible()
