"""The page desk: flags, suggestions, edits that can be taken back, masters that stay as they are."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
import pytest
from django.test import Client

from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.repository.actions import edit_pages
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.models import DigitalObject, ObjectFile, Page, PageLook, PageText
from lienthu.repository.pagedesk.flags import Leaf, flags, printed_number, roman
from lienthu.repository.pagedesk.jobs import look_at_pages
from lienthu.repository.pagedesk.queries import all_flags
from lienthu.repository.queries import image_id
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.page_recipe import crop, rotate
from lienthu.repository.stores import MASTERS, PYRAMIDS
from lienthu.repository.tests.helpers import SYSTEM, handed_over, jpeg, pdf, published
from lienthu.ui.build import DIST

pytestmark = pytest.mark.usefixtures("desk")


def scan(text: str, *, lean: float = 0, dark: bool = False, wide: bool = False, noise: int = 0) -> bytes:
    """A page of lines; `lean`: turned clockwise, `dark`: on a dark ground, `wide`: two pages side by side."""
    size = (1800, 1250) if wide else (900, 1250)
    page = PIL.Image.new("L", size, 235)
    pen = PIL.ImageDraw.Draw(page)
    font = PIL.ImageFont.truetype(str(DIST / "print" / "NotoSans_400Regular.ttf"), 26)
    for column in (0, 900) if wide else (0,):
        for line in range(24):
            pen.text((column + 90, 120 + 42 * line), f"{text} dòng thứ {line} của trang này"[:46], fill=25, font=font)
    page = page.rotate(-lean, expand=False, fillcolor=235, resample=PIL.Image.Resampling.BICUBIC)
    if dark:
        ground = PIL.Image.new("L", (size[0] + 240, size[1] + 200), 20)
        ground.paste(page, (120, 100))
        page = ground
    if noise:
        page.putpixel((5, 5), noise)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=90)
    return out.getvalue()


def made(files: dict[str, bytes]) -> DigitalObject:
    return DigitalObject.objects.filter(deposited__deposit=handed_over(files)).distinct().get()


def ids(found: DigitalObject) -> list[int]:
    return list(found.pages.order_by("position").values_list("id", flat=True))


def seen(found: DigitalObject) -> int:
    return edit_pages.stamp(found.pk)


def draw(found: DigitalObject, steps: dict[int, Any]) -> None:
    edit_pages.draw(actor=SYSTEM, object_id=found.pk, steps=steps, seen=seen(found))
    jobs.drain()


def test_a_page_is_turned_and_the_master_stays() -> None:
    data = jpeg(1300, 900)
    found = made({"1.jpg": data, "2.jpg": jpeg(shade=3)})
    page = found.pages.get(position=1)
    before, gate = page.pyramid, found.gate
    draw(found, {page.pk: [rotate(90)]})
    page.refresh_from_db()
    found.refresh_from_db()
    assert (page.width, page.height, page.recipe, page.wanted) == (900, 1300, [rotate(90)], None)
    assert page.pyramid != before
    assert not PYRAMIDS.holds(before)
    assert found.gate != gate
    assert MASTERS.path(page.master).read_bytes() == data
    assert page.master == hashlib.sha256(data).hexdigest()
    edit_pages.undo(actor=SYSTEM, object_id=found.pk, seen=seen(found))
    jobs.drain()
    page.refresh_from_db()
    assert (page.width, page.height, page.recipe, page.pyramid) == (1300, 900, [], before)
    with pytest.raises(Invalid, match=r"repository\.nothing_to_undo"):
        edit_pages.undo(actor=SYSTEM, object_id=found.pk, seen=seen(found))


def test_a_files_own_text_is_led_along_and_comes_back() -> None:
    found = made({"a.pdf": pdf("Người M'Nông ở Đăk Nông")})
    page = found.pages.get()
    before = PageText.objects.get(page=page).lines
    draw(found, {page.pk: [crop(0, 0.5, 1, 0.5)]})
    assert PageText.objects.get(page=page).text == ""
    draw(found, {page.pk: [rotate(180)]})
    edit_pages.draw(actor=SYSTEM, object_id=found.pk, steps={page.pk: []}, seen=seen(found), what=edit_pages.What.RESET)
    jobs.drain()
    assert PageText.objects.get(page=page).lines == before
    assert found.page_edits.count() == 3


def test_order_takes_the_contents_along_and_is_taken_back() -> None:
    found = made({f"{n}.jpg": jpeg(shade=n) for n in range(1, 6)})
    DigitalObject.objects.filter(id=found.pk).update(
        contents=[{"page": 2, "label": "Hai"}, {"page": 5, "label": "Năm"}]
    )
    first = ids(found)
    wanted = [first[4], *first[:4]]
    edit_pages.order(actor=SYSTEM, object_id=found.pk, pages=wanted, seen=seen(found))
    found.refresh_from_db()
    assert ids(found) == wanted
    assert list(found.pages.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert found.contents == [{"page": 1, "label": "Năm"}, {"page": 3, "label": "Hai"}]
    with pytest.raises(Conflict, match=r"repository\.changed_meanwhile"):
        edit_pages.order(actor=SYSTEM, object_id=found.pk, pages=first, seen=0)
    with pytest.raises(Conflict, match=r"repository\.changed_meanwhile"):
        edit_pages.order(actor=SYSTEM, object_id=found.pk, pages=first[:-1], seen=seen(found))
    edit_pages.undo(actor=SYSTEM, object_id=found.pk, seen=seen(found))
    found.refresh_from_db()
    assert (ids(found), found.contents[0]) == (first, {"page": 2, "label": "Hai"})


def test_a_double_page_becomes_two_and_one_again() -> None:
    found = made({"1.jpg": jpeg(1600, 1000), "2.jpg": jpeg(shade=9)})
    page = found.pages.get(position=1)
    text = {"text": "trái phải", "origin": "person"}
    lines = [[10, 20, 1500, 30, [["trái", 10, 20, 100, 30, 90], ["phải", 1400, 20, 100, 30, 90]]]]
    PageText.objects.create(page=page, lines=lines, made_at=found.created_at, **text)
    edit_pages.split(actor=SYSTEM, object_id=found.pk, cuts={page.pk: 0.5}, seen=seen(found))
    jobs.drain()
    found.refresh_from_db()
    assert found.page_count == 3
    pages = list(found.pages.order_by("position"))
    assert [(one.width, one.height) for one in pages[:2]] == [(800, 1000)] * 2
    assert [PageText.objects.get(page=one).text for one in pages[:2]] == ["trái", "phải"]
    assert ObjectFile.objects.filter(object=found).count() == 2
    edit_pages.undo(actor=SYSTEM, object_id=found.pk, seen=seen(found))
    jobs.drain()
    found.refresh_from_db()
    assert (found.page_count, found.pages.get(position=1).width) == (2, 1600)


def test_a_page_left_out_comes_back_as_it_was() -> None:
    found = made({"1.jpg": jpeg(), "2.jpg": jpeg(shade=9), "3.jpg": jpeg(shade=20)})
    page = found.pages.get(position=2)
    PageText.objects.create(page=page, text="chữ", lines=[], origin="person", made_at=found.created_at)
    edit_pages.leave_out(actor=SYSTEM, object_id=found.pk, pages=[page.pk], seen=seen(found))
    found.refresh_from_db()
    assert (found.page_count, list(found.pages.order_by("position").values_list("name", flat=True))) == (
        2,
        ["1.jpg", "3.jpg"],
    )
    assert MASTERS.holds(page.master)
    edit_pages.undo(actor=SYSTEM, object_id=found.pk, seen=seen(found))
    back = Page.objects.get(id=page.pk)
    assert (back.position, back.name, back.pyramid, back.transcript.text) == (2, "2.jpg", page.pyramid, "chữ")
    with pytest.raises(Invalid, match=r"repository\.no_page_left"):
        edit_pages.leave_out(actor=SYSTEM, object_id=found.pk, pages=ids(found), seen=seen(found))


def test_suggestions_are_seen_and_applied() -> None:
    found = made(
        {
            "1.jpg": scan("Một"),
            "2.jpg": scan("Hai", lean=2),
            "3.jpg": scan("Ba", dark=True),
            "4.jpg": scan("Bốn", wide=True),
        }
    )
    look_at_pages(SYSTEM, found)
    jobs.drain()
    looks = list(PageLook.objects.order_by("page__position"))
    assert (looks[0].steps, looks[0].split) == ([], 0)
    assert looks[1].steps[0]["angle"] == pytest.approx(-2, abs=0.3)
    left, _top, width, height = looks[2].steps[0]["box"]
    assert left == pytest.approx(120 / 1140, abs=0.02)
    assert (width, height) == pytest.approx((900 / 1140, 1250 / 1450), abs=0.03)
    assert looks[3].split == pytest.approx(0.5, abs=0.06)
    page = found.pages.get(position=2)
    draw(found, {page.pk: looks[1].steps})
    again = PageLook.objects.get(page=page)
    page.refresh_from_db()
    assert (again.pyramid, again.steps) == (page.pyramid, [])


def test_the_same_page_twice_and_a_gap_in_the_names_are_flagged() -> None:
    found = made(
        {
            "p_001.jpg": scan("Trang đầu nói về lúa"),
            "p_002.jpg": scan("Hai ngọn núi lửa"),
            "p_003.jpg": scan("Hai ngọn núi lửa", noise=9),
            "p_005.jpg": scan("Năm anh em trên một con thuyền"),
            "p_006.jpg": scan("Sáu", dark=True),
        }
    )
    look_at_pages(SYSTEM, found)
    jobs.drain()
    told = {found.pages.get(id=pk).position: [flag.code for flag in one] for pk, one in all_flags(found).items()}
    assert told == {3: ["double"], 4: ["name_gap"]}


def test_missing_numbers_need_support() -> None:
    def leaves(*printed: int | None) -> list[Leaf]:
        return [Leaf(id=n, position=n, printed=one) for n, one in enumerate(printed, 1)]

    lacking = flags(leaves(1, 2, None, 4, 7, 8, None, 10))
    assert {pk: (one[0].code, one[0].params) for pk, one in lacking.items()} == {
        5: ("missing", {"first": 5, "last": 6, "count": 2})
    }
    assert flags(leaves(1, 2, 88, 4, 5, 6)) == {}
    assert flags(leaves(None, None)) == {}


def test_printed_numbers() -> None:
    def line(y: int, *words: str) -> list[Any]:
        return [0, y, 100, 20, [[word, 0, y, 10, 20, 90] for word in words]]

    assert printed_number([line(500, "1931"), line(960, "-", "12", "-")], 1000) == 12
    assert printed_number([line(20, "ĐỊA", "CHÍ", "45")], 1000) == 45
    assert printed_number([line(500, "12")], 1000) is None
    assert [roman(number) for number in (1, 4, 9, 14, 40)] == ["i", "iv", "ix", "xiv", "xl"]


def test_readers_have_the_new_picture_at_once_and_no_more_than_before(staff: Client) -> None:
    found = published({"1.jpg": jpeg(1300, 900)}, Terms(Level.READ))
    page = found.pages.get()
    reader = Client()
    info = reader.get(f"/iiif/image/3/{staff_image(page)}/info.json").json()
    picture = f"/iiif/image/3/{staff_image(page)}/full/max/0/default.jpg"
    tag = reader.get(picture)["ETag"]
    draw(found, {page.pk: [rotate(90)]})
    again = reader.get(f"/iiif/image/3/{staff_image(page)}/info.json").json()
    assert (info["width"], again["width"]) == (1300, 900)
    answer = reader.get(picture, headers={"If-None-Match": tag})
    assert (answer.status_code, answer["ETag"] != tag) == (200, True)


def staff_image(page: Page) -> str:
    return image_id(page.pk)


def test_by_page(staff: Client) -> None:
    found = made({f"{n}.jpg": jpeg(shade=n) for n in range(1, 5)})
    address = f"/vi/repository/objects/{found.public_id}/pages"
    first = ids(found)
    shown = staff.get(address).content.decode()
    assert shown.count('name="page"') == 4

    def act(**said: Any) -> str:
        answer = staff.post(f"{address}/act", {"stamp": seen(found), **said}, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    act(do="order", **{f"place-{pk}": n for n, pk in enumerate([first[0], first[2], first[1], first[3]], 1)})
    assert ids(found) == [first[0], first[2], first[1], first[3]]
    act(do="order", **{f"place-{first[3]}": 1})
    assert ids(found)[0] == first[3]
    act(do="label", page=first[:2], style="roman", first="4")
    assert set(found.pages.filter(id__in=first[:2]).values_list("label", flat=True)) == {"iv", "v"}
    act(do="left", page=first[:2])
    act(do="hand", page=[first[2]], angle="1,5", left="10", single="1")
    jobs.drain()
    assert Page.objects.get(id=first[0]).recipe == [rotate(270)]
    assert [step["do"] for step in Page.objects.get(id=first[2]).recipe] == ["straighten", "crop"]
    assert "Hãy chọn" in act(do="left")
    assert staff.get(f"{address}/1").status_code == 200
    assert staff.get(f"{address}/9").status_code == 404
    act(do="look")
    jobs.drain()
    act(do="undo")
    assert staff.get(f"{address}?only=flagged").status_code == 200
    assert Client().get(address).status_code == 302
    act(do="burn")
    act(do="hand", angle="x", page=first[:1])
    act(do="split", at="900", page=first[:1])
    assert found.pages.count() == 4


def test_what_a_council_votes_on_stays() -> None:
    found = made({"1.jpg": jpeg()})
    DigitalObject.objects.filter(id=found.pk).update(state="review")
    with pytest.raises(Conflict, match=r"repository\.before_the_council"):
        draw(found, {pk: [rotate(90)] for pk in ids(found)})
