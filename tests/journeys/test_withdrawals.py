"""A whole catalogue that lacks very many books: the librarian sees which would go before they go, and says so."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser

#: A library's catalogue, then a file said to be the whole of it that names one book only; then, with `again`, a newer
#: one, with `gone` all books are withdrawn.
HAND_IN = """
import sys, django
django.setup()
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, marc_file
from lienthu.registry.actions.open_library import open_library
from lienthu.registry.models import AreaVersion
from lienthu.registry.rules.details import LibraryDetails
from lienthu.kernel.clock import today
code, missing, again = sys.argv[1], int(sys.argv[2]), sys.argv[3]
area = AreaVersion.objects.filter(valid_to=None).first()
details = LibraryDetails(name=f"Thư viện xã {code}", kind="commune", area_id=area.area_id)
where = open_library(actor=SYSTEM, code=code, on=today(), details=details)
books = [book("KEP-0", "Sổ tay thủ thư")] + [
    book(f"{code}-{number:05}", f"Truyện kể buôn {code}, tập {number} : sưu tầm ở vùng M'Nông")
    for number in range(1, missing + 1)]
hand_in(marc_file(*books), where, name="so dang ky 2025.mrc")
held = hand_in(marc_file(books[0]), where, name="toan bo thu muc 2026.mrc", mode="full")
if again == "again":
    hand_in(marc_file(*books, book("MOI-1", "Sách mới")), where, name="so dang ky 2027.mrc")
if again == "gone":
    SourceRecord.objects.filter(library=where).update(state="withdrawn")
print(held.public_id)
"""


def held_back(house: House, code: str, missing: int, then: str = "") -> str:
    """The address of an import that withdrew nothing because `missing` books would have gone."""
    done = subprocess.run(
        [sys.executable, "-c", HAND_IN, code, str(missing), then],
        env=house.env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return f"/vi/cataloguing/{done.stdout.split()[-1]}"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_would_go_is_seen_before_it_goes(visit: Visit, house: House, size: dict[str, int]) -> None:
    code = f"XA{size['width']}"
    path = held_back(house, code, 3)
    house.work()
    assert house.json(f"/api/v1/search?q={code}")["total"] == 3
    page = visit(path, size, who="quantri")
    look(page, "held-back")
    page.get_by_role("link", name="Xem các biểu ghi này và vẫn rút").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có trong tệp")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("main")).to_contain_text(f"{code}-00002")
    look(page, "going-3")
    page.get_by_role("button", name="Rút 3 biểu ghi").click()
    house.work()
    expect(page.get_by_text("3 sách không còn trong tệp")).to_be_visible()
    assert house.json(f"/api/v1/search?q={code}")["total"] == 0


def test_very_many_come_by_the_fifty_none_and_too_late_are_said(visit: Visit, house: House) -> None:
    many, none = held_back(house, "XA300", 300), held_back(house, "XA0", 3, "gone")
    late = held_back(house, "XA9", 3, "again")
    for size in (PHONE, DESK):
        page = visit(f"{many}/going", size, who="quantri")
        expect(page.locator("tbody tr")).to_have_count(50)
        expect(page.get_by_role("button", name="Rút 300 biểu ghi")).to_be_visible()
        look(page, "going-300")
        page.goto(f"{none}/going")
        expect(page.locator("main")).to_contain_text("Không còn biểu ghi nào thiếu")
        expect(page.locator("main")).not_to_contain_text("3 biểu ghi")
        expect(page.get_by_role("button", name="Rút")).to_have_count(0)
        look(page, "going-0")
        page.goto(f"{late}/going")
        expect(page.locator("tbody tr")).to_have_count(4)
        expect(page.locator("main")).to_contain_text("mới hơn")
        expect(page.get_by_role("button", name="Rút")).to_have_count(0)
        look(page, "going-late")
