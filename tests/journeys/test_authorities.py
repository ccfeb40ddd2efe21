"""Authorities where they are used: one person from her entry to what a reader finds, by the keyboard alone; files of
authorities are looked at first."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
RECORDS, AUTHORITIES = "/vi/cataloguing/records", "/vi/cataloguing/authorities"
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@dataclass(frozen=True)
class Person:
    heading: str
    pen_name: str
    typed: str
    variant: str
    double: str
    renamed: str
    record: int


PEOPLE = {
    390: Person(
        "Đoàn Quế Lâm", "Sương Đắk Mil", "suong dak mil", "Quế Lâm Đoàn thị",
        "Đoàn Thị Quế", "Quế Lâm Sương", 6,
    ),
    1440: Person(
        "Vũ Khộp Xanh", "Mây Nâm Nung", "may nam nung", "Khộp Xanh họ Vũ",
        "Vũ Thị Khộp", "Khộp Xanh Mây", 8,
    ),
}  # fmt: skip


def to(page: Page, target: Locator, most: int = 400) -> Locator:
    """By Tab alone."""
    for _ in range(most):
        if target.evaluate("one => one === document.activeElement"):
            return target
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def write(page: Page, box: Locator, text: str) -> None:
    to(page, box)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def press(page: Page, target: Locator) -> None:
    to(page, target)
    page.keyboard.press("Enter")


def pick(page: Page, box: Locator, value: str) -> None:
    to(page, box)
    for _ in range(10):
        if box.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen")


def unfold(page: Page, section: str, number: int = 0) -> None:
    press(page, page.locator(f"section[aria-labelledby={section}] summary").nth(number))


def said(page: Page, text: str) -> None:
    expect(page.locator("#messages")).to_contain_text(text)


def choose(page: Page, first: str) -> None:
    options = page.locator("#lookup-list li")
    expect(options.first).to_contain_text(first)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")


def entered(page: Page, heading: str, *pen_names: str) -> str:
    """A new person; the address of her page."""
    page.goto(f"{AUTHORITIES}/new")
    write(page, page.locator("#id_heading"), heading)
    write(page, page.locator("#id_names"), "\n".join(pen_names))
    press(page, page.locator("main form button[type=submit]"))
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    return page.url


@SIZES
def test_from_a_new_person_to_what_a_reader_finds(visit: Visit, house: House, size: dict[str, int]) -> None:
    one = PEOPLE[size["width"]]
    page = visit(AUTHORITIES, size, who="bienmuc")
    look(page, "authorities")
    entered(page, one.double)
    own = entered(page, one.heading, one.pen_name)
    names = page.locator("section[aria-labelledby=names]")
    expect(names.get_by_text("bút danh").first).to_be_visible()
    look(page, "authority-new")

    unfold(page, "names")
    write(page, page.locator("#name_text"), one.variant)
    pick(page, page.locator("#name_role"), "variant")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, "Đã thêm tên.")
    unfold(page, "relations")
    write(page, page.locator("#relate_other"), "Nam Cao")
    pick(page, page.locator("#relate_relation"), "related")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("section[aria-labelledby=relations] li")).to_contain_text("Nam Cao")

    suggested(page, one)
    merged_and_taken_back(page, own, one)
    house.work()
    found_by_pen_name(page, one)
    page.goto(own)
    unfold(page, "names", 1)
    write(page, page.locator("#rename_heading"), one.renamed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(one.renamed)
    look(page, "authority-renamed")
    house.work()
    page.goto(f"/vi/search?q={one.renamed}")
    press(page, page.locator("main article a, main .hit a").first)
    expect(page.locator("main")).to_contain_text(one.renamed)
    look(page, "authority-followed")


def suggested(page: Page, one: Person) -> None:
    """While a record is catalogued her pen name is enough."""
    page.goto(RECORDS)
    press(page, page.locator("tbody a").nth(one.record))
    expect(page.locator("textarea").last).to_be_attached()
    to(page, page.locator("textarea").last, most=900)
    page.keyboard.press("Enter")
    page.keyboard.type("700")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(f"$a {one.typed}")
    choose(page, one.heading)
    look(page, "authority-suggested")
    page.keyboard.press("Enter")
    assert str(page.evaluate("document.activeElement.value")) == f"‡a {one.heading}"
    page.keyboard.press("Control+s")
    said(page, "phiên bản")


def merged_and_taken_back(page: Page, own: str, one: Person) -> None:
    page.goto(own)
    unfold(page, "merge")
    write(page, page.locator("#merge_other"), one.double)
    write(page, page.locator("#merge_reason"), "Cùng một người")
    page.keyboard.press("Enter")
    said(page, f"“{one.double}”")
    expect(page.locator("section[aria-labelledby=names]")).to_contain_text(one.double)
    look(page, "authority-merged")
    write(page, page.locator("section[aria-labelledby=merge] input[id^=why-]"), "Hai người khác nhau")
    page.keyboard.press("Enter")
    said(page, one.double)
    expect(page.locator("section[aria-labelledby=names]")).not_to_contain_text(one.double)


def found_by_pen_name(page: Page, one: Person) -> None:
    page.goto("/vi/")
    page.keyboard.press("/")
    page.keyboard.type(one.pen_name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    met = page.locator(".met")
    expect(met).to_contain_text(one.heading)
    expect(met).to_contain_text(f"“{one.pen_name}” là bút danh.")
    expect(met).to_contain_text("Nam Cao")
    look(page, "authority-met")


@SIZES
def test_files_are_looked_at_first(visit: Visit, house: House, size: dict[str, int]) -> None:
    page = visit(f"{AUTHORITIES}/files", size, who="quantri")
    look(page, "authority-files")
    page.get_by_role("button", name="Đọc danh sách bút danh").click()
    house.work()
    page.reload()
    expect(page.get_by_text("không đổi").first).to_be_visible()
    look(page, "authority-intake")
