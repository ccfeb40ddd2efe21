"""Reading: pages, manifests that viewers can open, words found on the image."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from lienthu.kernel.errors import Invalid
from lienthu.kernel.ids import sealed
from lienthu.repository import manifest, queries
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.models import DigitalObject, Page, PageText
from lienthu.repository.rules.access import Decision, Level, Surface
from lienthu.repository.search_inside import hits
from lienthu.repository.tests.helpers import SYSTEM, jpeg, pdf, published

pytestmark = pytest.mark.usefixtures("desk")
TEXTS = ("Voi rừng Bản Đôn và người M'Nông", "Nghề dệt thổ cẩm. Hoà bình, hòa nhạc", "voi RỪNG về làng")


@pytest.fixture
def found() -> DigitalObject:
    return published({"1.pdf": pdf(*TEXTS)})


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("voi rừng", [1, 3]),
        ("voi rung", [1, 3]),
        ("rừng voi", []),
        ("hòa", [2, 2]),
        ("hoa", [2, 2]),
        ("hoá", []),
        ("M'Nông", [1]),
        ("", []),
        ("???", []),
    ],
)
def test_words_next_to_each_other_are_found(found: DigitalObject, query: str, places: list[int]) -> None:
    assert [hit.position for hit in hits(found, query)] == places


def test_a_hit_knows_its_box_and_its_neighbours(found: DigitalObject) -> None:
    (hit,) = hits(found, "người M'Nông")
    page = Page.objects.get(position=1)
    x, y, w, h = hit.box
    assert (hit.match, hit.before.endswith("Đôn và"), hit.after) == ("người M'Nông", True, "")
    assert 0 < x < x + w <= page.width
    assert 0 < y < y + h <= page.height


def test_the_manifest_has_a_canvas_a_page(found: DigitalObject) -> None:
    body = Client().get(f"/iiif/presentation/3/{found.public_id}/manifest").json()
    page = Page.objects.get(position=2)
    canvas = body["items"][1]
    image = canvas["items"][0]["items"][0]["body"]
    assert (body["type"], len(body["items"]), canvas["width"]) == ("Manifest", 3, page.width)
    assert image["service"][0]["id"].endswith(f"/iiif/image/3/{sealed(page.pk)}")
    assert body["service"][0]["type"] == "SearchService2"
    (text,) = canvas["seeAlso"]
    told = Client().get(text["id"].removeprefix("http://testserver"))
    assert told.status_code == 200
    assert b"http://www.loc.gov/standards/alto" in told.content


def test_without_the_right_to_the_text_the_manifest_names_none(found: DigitalObject) -> None:
    pages = queries.briefs(found.pk)
    closed = Decision(frozenset({Surface.RECORD, Surface.THUMBNAIL, Surface.IMAGE}))
    body = manifest.manifest(found, pages, closed, "http://testserver")
    assert not any("seeAlso" in canvas for canvas in body["items"])
    assert "service" not in body


def test_search_inside_answers_as_annotations(found: DigitalObject) -> None:
    body = Client().get(f"/iiif/search/2/{found.public_id}?q=voi").json()
    assert [one["target"].split("/canvas/")[1].split("#")[0] for one in body["items"]] == ["1", "3"]


def test_contents_become_ranges_and_links(found: DigitalObject) -> None:
    said = {"title": found.title, "kind": "book", "contents": "1 Mở đầu\n3 Kết"}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version, reason="Thêm mục lục")
    body = Client().get(f"/iiif/presentation/3/{found.public_id}/manifest").json()
    spans = [(one["label"]["none"][0], len(one["items"])) for one in body["structures"]]
    assert spans == [("Mở đầu", 2), ("Kết", 1)]
    assert "Mở đầu" in Client().get(f"/vi/read/{found.public_id}").content.decode()


def test_a_page_without_script_has_picture_text_and_ways_on(found: DigitalObject) -> None:
    page = Client().get(f"/vi/read/{found.public_id}?page=2&q=voi").content.decode()
    assert "Nghề dệt thổ cẩm" in page
    assert f"/iiif/image/3/{sealed(Page.objects.get(position=2).pk)}/full/" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert "<mark>Voi</mark>" in page


@pytest.mark.parametrize(("asked", "shown"), [("0", 1), ("99", 3), ("x", 1), ("9" * 30, 1)])
def test_a_page_that_is_not_there_leads_to_the_nearest(found: DigitalObject, asked: str, shown: int) -> None:
    page = Client().get(f"/vi/read/{found.public_id}?page={asked}").content.decode()
    assert f'name="page" inputmode="numeric" value="{shown}"' in page


def test_manifest_and_access_cost_the_same_for_many_pages(
    found: DigitalObject, django_assert_num_queries: object
) -> None:
    first = Page.objects.get(position=1)
    Page.objects.bulk_create(
        Page(object=found, position=n, master=first.master, pyramid=first.pyramid, width=9, height=9)
        for n in range(4, 2001)
    )
    DigitalObject.objects.update(page_count=2000)
    assert 'inputmode="numeric" value="1500"' in Client().get(f"/vi/read/{found.public_id}?page=1500").content.decode()
    body = Client().get(f"/iiif/presentation/3/{found.public_id}/manifest").json()
    assert len(body["items"]) == 2000
    with django_assert_num_queries(13):  # type: ignore[operator]
        change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Đổi mức chia sẻ")


def test_the_collection_shows_what_is_published(found: DigitalObject) -> None:
    published({"2.jpg": jpeg()}, Terms(Level.RECORD))
    page = Client().get("/vi/read").content.decode()
    assert page.count('class="gallery__title"') == 2
    assert page.count("/iiif/image/") == 1


def test_contents_that_name_no_page_leave_the_manifest_whole(found: DigitalObject) -> None:
    said = {"title": found.title, "kind": "book", "contents": "99 Phụ lục"}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version, reason="Thêm mục lục")
    body = Client().get(f"/iiif/presentation/3/{found.public_id}/manifest").json()
    assert (len(body["items"]), "structures" in body) == (3, False)


def test_the_address_of_a_search_is_an_address(found: DigitalObject) -> None:
    body = Client().get(f"/iiif/search/2/{found.public_id}?q=voi%20r%E1%BB%ABng%26").json()
    assert body["id"].endswith("?q=voi+r%E1%BB%ABng%26")


def test_a_line_of_the_contents_is_named_by_its_place_in_the_text(found: DigitalObject) -> None:
    said = {"title": found.title, "kind": "book", "contents": "1 Mở đầu\n\nKết"}
    with pytest.raises(Invalid) as refused:
        describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version, reason="Thêm mục lục")
    assert refused.value.params == {"field": "contents", "line": 3}


def test_hits_of_a_line_end_have_a_box_a_line(found: DigitalObject) -> None:
    text = PageText.objects.get(page__position=1)
    text.lines = [[0, 0, 90, 9, [["nhà", 50, 0, 20, 9, 90]]], [0, 20, 90, 9, [["mồ,", 5, 20, 15, 9, 90]]]]
    text.text = "nhà\nmồ,"
    text.save()
    (hit,) = hits(found, "nhà mồ")
    assert hit.boxes == ((50, 0, 20, 9), (5, 20, 15, 9))
    body = Client().get(f"/iiif/search/2/{found.public_id}?q=nhà mồ").json()
    assert [one["target"].split("#")[1] for one in body["items"]] == ["xywh=50,0,20,9", "xywh=5,20,15,9"]


def test_a_query_of_any_length_is_cut(found: DigitalObject) -> None:
    asked = "voi " * 5000
    body = Client().get(f"/iiif/search/2/{found.public_id}", {"q": asked}).json()
    assert (body["items"], len(body["id"]) < 400) == ([], True)


@pytest.mark.parametrize(
    ("asked", "images", "back", "on"),
    [
        ("page=1&view=spread", [1], None, 2),
        ("page=2&view=spread", [2, 3], 1, None),
        ("page=3&view=spread", [2, 3], 1, None),
        ("page=3", [3], 2, None),
        ("page=2&view=nonsense", [2], 1, 3),
    ],
)
def test_two_pages_lie_open_as_in_a_book(
    found: DigitalObject, asked: str, images: list[int], back: int | None, on: int | None
) -> None:
    page = Client().get(f"/vi/read/{found.public_id}?{asked}").content.decode()
    figure = page.split("<figure")[1].split("</figure>")[0]
    ids = [sealed(Page.objects.get(position=n).pk) for n in images]
    assert figure.split('data-info="')[1].split('"')[0].split() == [f"/iiif/image/3/{one}/info.json" for one in ids]
    assert figure.count("<img ") == len(images)
    assert (f"?page={back}&amp;view=spread" in page or f"?page={back}" in page) == bool(back)
    for rel, leads in (("prev", back), ("next", on)):
        assert (f'rel="{rel}"' in page) == bool(leads)


def test_words_to_select_and_lit_ones_are_those_of_the_pages_shown(found: DigitalObject) -> None:
    page = Client().get(f"/vi/read/{found.public_id}?page=3&view=spread&q=voi").content.decode()
    lines = json.loads(page.split('id="lines-here" type="application/json">')[1].split("<")[0])
    boxes = json.loads(page.split('id="hits-here" type="application/json">')[1].split("<")[0])
    assert [" ".join(line[4] for line in one) for one in lines] == [TEXTS[1], TEXTS[2]]
    assert [len(one) for one in boxes] == [0, 1]


def test_how_to_cite_names_who_what_when_and_where(found: DigitalObject) -> None:
    said = {
        "title": "Địa chí Đăk Nông",
        "kind": "book",
        "creators": "Nguyễn Văn An",
        "date_text": "1931",
        "rights": "PDM",
    }
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version, reason="Đúng theo bản gốc")
    page = Client().get(f"/vi/read/{found.public_id}?page=2").content.decode()
    assert (
        f"Nguyễn Văn An. Địa chí Đăk Nông. 1931. Tr. 2. http://testserver/ark:/99999/{found.public_id}/p2 (đọc ngày"
        in page
    )
    assert "Thuộc về công chúng" in page


def test_a_closed_text_gives_no_words_to_select(found: DigitalObject) -> None:
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Đổi mức chia sẻ")
    page = Client().get(f"/vi/read/{found.public_id}?page=2&view=spread&q=voi").content.decode()
    assert ("lines-here" in page, "Nghề" in page, "Tr. 2" in page) == (False, False, False)


def test_a_manifest_is_what_viewers_need(found: DigitalObject) -> None:
    """Presentation 3.0, the properties that are required: https://iiif.io/api/presentation/3.0/#a-summary-of-property-requirements"""
    describe(
        actor=SYSTEM,
        object_id=found.pk,
        said={"title": "Voi", "kind": "book", "contents": "1 Mở đầu\n3 Kết"},
        version=found.version,
    )
    answer = Client().get(f"/iiif/presentation/3/{found.public_id}/manifest")
    body = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert (body["@context"], body["type"]) == ("http://iiif.io/api/presentation/3/context.json", "Manifest")
    assert all(isinstance(text, list) for text in body["label"].values())
    seen: list[str] = [body["id"]]
    for canvas in body["items"]:
        (page,) = canvas["items"]
        (painting,) = page["items"]
        image = painting["body"]
        assert (canvas["type"], page["type"], painting["type"], image["type"]) == (
            "Canvas",
            "AnnotationPage",
            "Annotation",
            "Image",
        )
        assert (painting["motivation"], painting["target"]) == ("painting", canvas["id"])
        assert (image["width"], image["height"], image["format"]) == (canvas["width"], canvas["height"], "image/jpeg")
        (service,) = image["service"]
        assert (service["type"], service["profile"]) == ("ImageService3", "level2")
        info = Client().get(service["id"].removeprefix("http://testserver") + "/info.json").json()
        assert (info["id"], info["width"]) == (service["id"], canvas["width"])
        assert Client().get(canvas["thumbnail"][0]["id"].removeprefix("http://testserver")).status_code == 200
        seen += [canvas["id"], page["id"], painting["id"]]
    canvases = {canvas["id"] for canvas in body["items"]}
    assert {item["id"] for span in body["structures"] for item in span["items"]} <= canvases
    seen += [span["id"] for span in body["structures"]]
    assert len(seen) == len(set(seen))
    assert all(one.startswith("http://testserver/iiif/") for one in seen)
