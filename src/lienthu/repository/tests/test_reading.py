"""Reading: pages, manifests that viewers can open, words found on the image."""

from __future__ import annotations

import pytest
from django.test import Client

from lienthu.kernel.errors import Invalid
from lienthu.kernel.ids import sealed
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.models import DigitalObject, Page
from lienthu.repository.rules.access import Level
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


def test_search_inside_answers_as_annotations(found: DigitalObject) -> None:
    body = Client().get(f"/iiif/search/2/{found.public_id}?q=voi").json()
    assert [one["target"].split("/canvas/")[1].split("#")[0] for one in body["items"]] == ["1", "3"]


def test_contents_become_ranges_and_links(found: DigitalObject) -> None:
    said = {"title": found.title, "kind": "book", "contents": "1 Mở đầu\n3 Kết"}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version)
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
    with django_assert_num_queries(12):  # type: ignore[operator]
        change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Đổi mức chia sẻ")


def test_the_collection_shows_what_is_published(found: DigitalObject) -> None:
    published({"2.jpg": jpeg()}, Terms(Level.RECORD))
    page = Client().get("/vi/read").content.decode()
    assert page.count('class="gallery__title"') == 2
    assert page.count("/iiif/image/") == 1


def test_contents_that_name_no_page_leave_the_manifest_whole(found: DigitalObject) -> None:
    said = {"title": found.title, "kind": "book", "contents": "99 Phụ lục"}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version)
    body = Client().get(f"/iiif/presentation/3/{found.public_id}/manifest").json()
    assert (len(body["items"]), "structures" in body) == (3, False)


def test_the_address_of_a_search_is_an_address(found: DigitalObject) -> None:
    body = Client().get(f"/iiif/search/2/{found.public_id}?q=voi%20r%E1%BB%ABng%26").json()
    assert body["id"].endswith("?q=voi+r%E1%BB%ABng%26")


def test_a_line_of_the_contents_is_named_by_its_place_in_the_text(found: DigitalObject) -> None:
    said = {"title": found.title, "kind": "book", "contents": "1 Mở đầu\n\nKết"}
    with pytest.raises(Invalid) as refused:
        describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version)
    assert refused.value.params == {"field": "contents", "line": 3}
