"""Two people at the review desk at once, each in a browser of their own: never the same pair, each answer and each undo
one's own, and whoever comes second is told who was first."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lienthu.marc import iso2709
from lienthu.union.tests.pairs import Book, record
from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import PASSWORD, House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
ADDRESS = "/vi/union/review?reason=publisher&library=CJ"
BOOK = Book("x", author="Nguyễn Đình Chiểu", publisher="Kim Đồng", year="2013", extent="148tr.")
TITLES = [
    f"Kể chuyện {where} {what}"
    for where in ("thác Đray Nur", "hồ Ea Snô", "rừng Nam Nung", "núi lửa Chư B'Luk")
    for what in ("của già làng", "cho thiếu nhi", "bằng tranh", "trong sử thi")
]
SECOND, THEIR_NAME = "lienhop", "H'Linh Kbuôr"
#: A union cataloguer beside the demo's network administrator.
COLLEAGUE = f"""
import django
django.setup()
from lienthu.accounts.actions import memberships, people
from lienthu.accounts.models import User
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
actor = Actor.system("journeys")
user = people.open_account(actor=actor, username={SECOND!r}, display_name={THEIR_NAME!r},
                           password={PASSWORD!r}, library_id=None)
User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
memberships.grant(actor=actor, user=user, role_code="union-cataloguer", library_id=None, valid_from=today())
"""
#: As if ten minutes had passed.
EXPIRE = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from lienthu.union.models import UndecidedPair
UndecidedPair.objects.exclude(claimed_until=None).update(claimed_until=timezone.now() - timedelta(minutes=1))
"""


@pytest.fixture(scope="module")
def desk(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Sixteen pairs that differ in their publisher only, and a second reviewer."""
    folder: Path = tmp_path_factory.mktemp("pairs")
    for code, publisher in (("TINH", "Kim Đồng"), ("CJ", "Trẻ")):
        path = folder / f"{code}.mrc"
        books = [replace(BOOK, title=title, publisher=publisher) for title in TITLES]
        path.write_bytes(b"".join(iso2709.write(record(book)) for book in books))
        house.command("import", str(path), "--library", code)
    house.work()
    subprocess.run([sys.executable, "-c", COLLEAGUE], env=house.env, check=True)
    house.get("/vi/account/login/", "text/html")  # the first page of a cold house takes longest
    return house


@pytest.fixture
def two(visit: Visit, desk: House) -> tuple[Page, Page]:
    return opened(visit, "quantri", DESK), opened(visit, SECOND, DESK, PASSWORD)


def opened(visit: Visit, who: str, size: dict[str, int], password: str = "") -> Page:
    page = visit("/vi/", size, who=who, password=password)
    page.goto(ADDRESS)
    ready(page)
    return page


def ready(page: Page) -> None:
    """The next pair waits."""
    expect(page.locator("#next [data-pair]")).to_have_count(1)


def shown(page: Page) -> str:
    return str(page.locator("#pair [data-pair]").get_attribute("data-pair"))


def held(page: Page) -> set[str]:
    """The pair on the screen, and the one that is ready behind it."""
    pairs = page.locator("[data-pair]")
    return {str(pairs.nth(number).get_attribute("data-pair")) for number in range(pairs.count())}


def told(page: Page, text: str) -> None:
    expect(page.locator("#status").get_by_text(text).first).to_be_visible()


def answer(page: Page, key: str, said: str) -> str:
    pair = shown(page)
    page.keyboard.press(key)
    expect(page.locator(f"#pair [data-pair='{pair}']")).to_have_count(0)
    told(page, said)
    return pair


def test_never_the_same_pair_at_once(two: tuple[Page, Page]) -> None:
    one, other = two
    answered: list[str] = []
    for _round in range(3):
        assert held(one).isdisjoint(held(other))
        for page in two:
            answered.append(answer(page, "d", "Hai mục để riêng."))
            ready(page)
    assert len(set(answered)) == len(answered) == 6
    assert held(one).isdisjoint(held(other))


def test_an_undo_leaves_the_colleague_in_peace(two: tuple[Page, Page]) -> None:
    one, other = two
    mine = answer(one, "d", "Hai mục để riêng.")
    theirs = shown(other)
    other.keyboard.press("r")
    other.keyboard.type("Khác nhà xuất bản")
    one.keyboard.press("u")
    expect(one.get_by_text("Đã rút lại; mọi thứ như trước đó.")).to_be_visible()
    assert shown(one) == mine
    assert shown(other) == theirs
    expect(other.locator("#pair input[name=note]")).to_have_value("Khác nhà xuất bản")
    other.keyboard.press("Escape")
    answer(other, "d", "Hai mục để riêng.")
    assert mine not in held(other)
    one.reload()
    assert shown(one) != theirs
    answer(one, "d", "Hai mục để riêng.")


def test_who_comes_second_is_told_who_was_first(two: tuple[Page, Page], desk: House) -> None:
    one, other = two
    pair = shown(one)
    other.goto(f"{ADDRESS}&pair={pair}")
    expect(other.get_by_text("đang xem cặp này; mời bạn xem cặp khác.")).to_be_visible()
    assert shown(other) != pair
    subprocess.run([sys.executable, "-c", EXPIRE], env=desk.env, check=True)
    other.goto(f"{ADDRESS}&pair={pair}")
    assert shown(other) == pair
    answer(other, "s", "Hai biểu ghi nay chung một mục.")
    answer(one, "d", f"{THEIR_NAME} vừa trả lời cặp này.")
    look(one, "review-second")
    ready(one)
    other.keyboard.press("u")
    expect(other.get_by_text("Đã rút lại; mọi thứ như trước đó.")).to_be_visible()


def test_on_two_phones_too(visit: Visit, desk: House) -> None:
    pages = opened(visit, "quantri", PHONE), opened(visit, SECOND, PHONE, PASSWORD)
    assert held(pages[0]).isdisjoint(held(pages[1]))
    for page in pages:
        pair = shown(page)
        page.get_by_role("button", name="Để sau").first.tap()
        expect(page.locator(f"#pair [data-pair='{pair}']")).to_have_count(0)
        told(page, "Cặp này sẽ trở lại vào ngày mai.")
    look(pages[1], "review-phone")
