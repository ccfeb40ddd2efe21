"""A cataloguer sees that two books were taken for one, and takes them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from lienthu.config.messages import compile_all
from lienthu.ui import build
from tests.journeys.conftest import DESK, Visit
from tests.journeys.house import House, open_house
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
TITLE = "Tiếng chiêng bon Bu Prâng"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: what this journey changes, others count on, and the reverse."""
    build.build()
    compile_all()
    opened = open_house(tmp_path_factory.mktemp("unmerge"))
    yield opened
    opened.close()


def test_a_record_leaves_its_entry(visit: Visit, house: House) -> None:
    page = visit(f"/vi/search?q={TITLE}", DESK, who="quantri")
    page.goto(f"/vi/search?q={TITLE}")
    assert page.get_by_role("link", name=TITLE).count() == 1
    page.get_by_role("link", name=TITLE).click()
    address = page.url
    page.get_by_text("Mô tả này lấy từ đâu").click()
    why = page.get_by_role("region", name="Vì sao các biểu ghi này ở cùng nhau?")
    before = why.get_by_text("Không thuộc mục này").count()
    leaving = why.locator("li").filter(has=page.get_by_text("Không thuộc mục này", exact=True)).last
    leaving.get_by_text("Không thuộc mục này").click()
    leaving.get_by_label("Lý do").fill("Bản khác, in riêng cho trường học.")
    look(page, "record-take-apart")
    leaving.get_by_role("button", name="Tách biểu ghi này").click()
    expect(page.get_by_text("Biểu ghi nay có mục riêng.")).to_be_visible()
    house.work()
    page.goto(f"/vi/search?q={TITLE}")
    links = page.get_by_role("link", name=TITLE)
    assert len({links.nth(at).get_attribute("href") for at in range(links.count())}) == 2
    page.goto(address)
    page.get_by_text("Mô tả này lấy từ đâu").click()
    assert why.get_by_text("Không thuộc mục này").count() == before - 1
    expect(why).to_contain_text(re.compile("tách khỏi mục"))
