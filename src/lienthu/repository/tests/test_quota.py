"""So many pages a day: a page counts once, whether it is opened as a picture, as text or beside another one."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.accounts.actors import person
from lienthu.kernel.errors import Refused
from lienthu.kernel.ids import sealed
from lienthu.repository import gate
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.actions.correct import propose
from lienthu.repository.models import Correction, DigitalObject, Page, PageOpened
from lienthu.repository.rules.access import Level
from lienthu.repository.search_inside import hits
from lienthu.repository.tests.helpers import pdf, published

pytestmark = pytest.mark.usefixtures("desk")
TEXTS = ("Voi rừng Bản Đôn một", "Nghề dệt thổ cẩm hai", "Cồng chiêng Tây Nguyên ba", "Bếp lửa nhà dài bốn")
ALTO = {"accept": "application/json"}


@pytest.fixture
def found() -> DigitalObject:
    return published({"1.pdf": pdf(*TEXTS)}, Terms(Level.READ, quota=2))


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user("an", password="x" * 20))
    return client


def picture(client: Client, found: DigitalObject, number: int) -> int:
    image = sealed(found.pages.get(position=number).pk)
    return client.get(f"/iiif/image/3/{image}/0,0,512,512/512,512/0/default.jpg", headers=ALTO).status_code


def alto(client: Client, found: DigitalObject, number: int) -> int:
    return client.get(f"/vi/read/{found.public_id}/text/{number}.xml", headers=ALTO).status_code


def counted() -> list[int]:
    return sorted(PageOpened.objects.values_list("page__position", flat=True))


def test_a_text_counts_as_the_page_that_it_is_of(found: DigitalObject, reader: Client) -> None:
    assert [alto(reader, found, 1), picture(reader, found, 1), alto(reader, found, 1)] == [200, 200, 200]
    assert counted() == [1]
    assert [alto(reader, found, 2), alto(reader, found, 3), picture(reader, found, 3)] == [200, 403, 403]
    assert counted() == [1, 2]
    said = reader.get(f"/vi/read/{found.public_id}/text/4.xml", headers=ALTO).json()
    assert said["message"] == "Mỗi ngày được mở 2 trang của tài liệu này và bạn đã mở đủ. Mời đọc tiếp vào ngày mai."
    assert alto(Client(), found, 1) == 401
    assert counted() == [1, 2]


def test_the_page_beside_counts_and_its_text_stays_away_when_the_day_is_used_up(
    found: DigitalObject, reader: Client
) -> None:
    def texts() -> list[str]:
        shown = reader.get(f"/vi/read/{found.public_id}?page=2&view=spread")
        return ["".join(line[4] for line in lines) for lines in shown.context["page_lines"]]

    assert (texts(), counted()) == ([TEXTS[1], TEXTS[2]], [2, 3])
    PageOpened.objects.filter(page__position=3).update(page=found.pages.get(position=1))
    assert (texts(), counted()) == ([TEXTS[1], ""], [1, 2])


def test_who_corrects_a_page_has_opened_it(found: DigitalObject, reader: Client) -> None:
    first, _second, third, fourth = Page.objects.order_by("position")
    here = f"/vi/read/{found.public_id}/text"
    assert reader.get(f"{here}/1/correct").status_code == 200
    visitor = gate.Visitor(person(get_user_model().objects.get(username="an")))
    assert propose(visitor=visitor, page=third, version=1, lines={0: "Cồng chiêng"}) == 1
    assert counted() == [1, 3]
    assert reader.get(f"{here}/4/correct").status_code == 403
    with pytest.raises(Refused, match="quota_reached"):
        propose(visitor=visitor, page=fourth, version=1, lines={0: "Bếp"})
    assert (counted(), Correction.objects.count()) == ([1, 3], 1)
    assert propose(visitor=visitor, page=first, version=1, lines={0: "Voi"}) == 1


def test_hits_say_where_and_not_what_stands_around(found: DigitalObject, reader: Client) -> None:
    (hit,) = hits(found, "Bản Đôn")
    assert (hit.before, hit.match, hit.after) == ("Voi rừng", "Bản Đôn", "một")
    old = reader.get(f"/iiif/search/1/{found.public_id}?q=Bản Đôn").json()["hits"]
    assert [(one["before"].strip(), one["match"], one["after"].strip()) for one in old] == [("", "Bản Đôn", "")]
    page = reader.get(f"/vi/read/{found.public_id}?page=2&q=Bản Đôn").content.decode()
    assert page.count("<mark>Bản Đôn</mark>") == 1
    assert "Voi rừng" not in page
    assert counted() == [2]


def test_pages_of_an_earlier_version_count_with_those_of_the_current_one(found: DigitalObject, reader: Client) -> None:
    old = published({"1.pdf": pdf(*TEXTS[:2])})
    DigitalObject.objects.filter(pk=old.pk).update(state=DigitalObject.State.EARLIER, current=found)
    old.refresh_from_db()
    assert [alto(reader, found, 1), alto(reader, old, 2), alto(reader, old, 1), alto(reader, found, 2)] == [
        200,
        200,
        403,
        403,
    ]
    assert set(PageOpened.objects.values_list("object", flat=True)) == {found.pk}
