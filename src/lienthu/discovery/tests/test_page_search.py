"""Search in page texts: found as typed, shown on the image, and never what the reader may not read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone

from lienthu.discovery import engines
from lienthu.discovery.pages.events import TURN
from lienthu.discovery.pages.rebuild import rebuild_pages
from lienthu.kernel import jobs
from lienthu.kernel.models import Job
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.events import announce_texts
from lienthu.repository.models import DigitalObject, Page, PageText
from lienthu.repository.rules.access import Level, Place, Restriction, Surface
from lienthu.repository.rules.states import Act
from lienthu.repository.search_inside import hits
from lienthu.repository.tests import readers
from lienthu.repository.tests.conftest import desk  # noqa: F401 - a fixture
from lienthu.repository.tests.helpers import SYSTEM, pdf, published
from lienthu.repository.tests.test_access_rules import expected

pytestmark = pytest.mark.usefixtures("desk")
TEXTS = ("Voi rừng Bản Đôn và người M'Nông", "Nghề dệt thổ cẩm. Hoà bình, hòa nhạc", "voi RỪNG về làng")


@pytest.fixture(autouse=True)
def index(settings: LazySettings, tmp_path, desk: None) -> Iterator[None]:  # type: ignore[no-untyped-def] # noqa: F811
    settings.SEARCH_URL = f"tantivy://{tmp_path / 'index'}"
    yield
    engines.pages().close()


@pytest.fixture
def found() -> DigitalObject:
    made = published({"1.pdf": pdf(*TEXTS)})
    jobs.drain()
    return made


def asked(query: str, client: Client | None = None, **more: str) -> dict:  # type: ignore[type-arg]
    return (client or Client()).get("/api/v1/pages", {"q": query, **more}).json()  # type: ignore[no-any-return]


def positions(answer: dict) -> list[int]:  # type: ignore[type-arg]
    return sorted(page["position"] for one in answer["documents"] for page in one["pages"])


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("voi rừng", [1, 3]),
        ("voi rung", [1, 3]),
        ("rừng voi", [1, 3]),
        ('"rừng voi"', []),
        ("hòa", [2]),
        ("hoa", [2]),
        ("M’nông", [1]),
        ("voi -làng", [1]),
        ("voi ruwngf", [1, 3]),
        ("voi năm: 1931", []),
        ("", []),
        ('\x00 ??? "', []),
    ],
)
def test_pages_are_found_as_typed(found: DigitalObject, query: str, pages: list[int]) -> None:
    answer = asked(query)
    assert (positions(answer), answer["total"]) == (pages, len(pages))


def test_what_stands_with_other_accents_only_is_said(found: DigitalObject) -> None:
    answer = asked("hoá")
    assert (positions(answer), answer["loosened"]) == ([2], True)
    assert "other accents" in Client().get("/en/search/pages?q=hoá").content.decode()


def test_a_hit_has_its_words_and_boxes_inside_the_page(found: DigitalObject) -> None:
    (document,) = asked("dệt thổ cẩm")["documents"]
    (page,) = document["pages"]
    assert (document["id"], page["position"], len(page["boxes"])) == (found.public_id, 2, 3)
    assert "Nghề dệt thổ cẩm." in page["snippet"]
    for x, y, w, h in page["boxes"]:
        assert 0 < x < x + w <= page["width"]
        assert 0 < y < y + h <= page["height"]


def test_the_page_marks_words_on_the_image_and_leads_there(found: DigitalObject) -> None:
    page = Client().get("/vi/search/pages?q=dệt thổ cẩm")
    body = page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert (body.count("<rect "), body.count("<mark>")) == (3, 3)
    assert f"/vi/read/{found.public_id}?page=2&amp;q=d%E1%BB%87t+th%E1%BB%95+c%E1%BA%A9m" in body
    strip = body.split('<img src="/iiif/')[1].split('"')[0]
    assert Client().get(f"/iiif/{strip}").status_code == 200


def test_the_index_answers_inside_one_document_with_its_lines_of_these_pages_only(
    found: DigitalObject, django_assert_num_queries: object
) -> None:
    PageText.objects.filter(page__position=3).update(text="đã đổi mà chưa báo", lines=[])
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert [hit.position for hit in hits(found, "voi rừng")] == [1]


def test_a_corrected_text_is_found_and_the_old_one_is_not(found: DigitalObject) -> None:
    page = Page.objects.get(object=found, position=3)
    PageText.objects.filter(page=page).update(text="tượng nhà mồ", lines=[[0, 0, 9, 9, [["mồ", 1, 1, 5, 5, 90]]]])
    with transaction.atomic():
        announce_texts([page.pk])
    assert [hit.position for hit in hits(found, "mồ")] == [3]
    jobs.drain()
    assert (positions(asked("nhà mồ")), positions(asked("làng"))) == ([3], [])


def test_a_new_title_and_a_new_index(found: DigitalObject) -> None:
    said = {"title": "Săn voi Tây Nguyên", "kind": "book", "year": 1931}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version, reason="Đúng theo bản gốc")
    jobs.drain()
    assert positions(asked('nhan đề: "săn voi" hòa')) == [2]
    assert positions(asked("voi năm: 1931")) == [1, 3]
    rebuild_pages(actor=SYSTEM)
    jobs.drain()
    assert positions(asked("voi rung")) == [1, 3]


def test_a_missing_index_is_built(found: DigitalObject) -> None:
    root = engines.pages()._store.root  # type: ignore[attr-defined]
    (root / "current").unlink()
    answer = Client().get("/api/v1/pages?q=voi")
    assert answer.status_code == 503
    jobs.drain()
    assert positions(asked("voi")) == [1, 3]


def test_what_was_withdrawn_is_gone_before_the_index_knows(found: DigitalObject) -> None:
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    assert asked("voi")["total"] == 0
    jobs.drain()
    assert (asked("voi")["total"], engines.pages().size) == (0, 0)


def test_an_embargo_ends_by_itself(found: DigitalObject, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    terms = Terms(Level.READ, starts=today + timedelta(days=3))
    change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Hết hạn bảo hộ")
    jobs.drain()
    assert asked("voi")["total"] == 0
    assert Job.objects.filter(kind=TURN, params={"day": str(today + timedelta(days=3))}).count() == 1
    monkeypatch.setattr(timezone, "localdate", lambda *_: today + timedelta(days=3))
    Job.objects.filter(kind=TURN).update(run_after=timezone.now())
    jobs.drain()
    assert asked("voi")["total"] == 2


def test_a_rule_that_ended_closes_by_the_day_alone(found: DigitalObject, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    terms = Terms(Level.READ, ends=today)
    change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Hết hạn cho đọc")
    jobs.drain()
    assert asked("voi")["total"] == 2
    monkeypatch.setattr(timezone, "localdate", lambda *_: today + timedelta(days=1))
    assert asked("voi")["total"] == 0


@pytest.fixture
def clients(found: DigitalObject) -> dict[str, Client]:
    return readers.clients()


@pytest.mark.slow
def test_hits_counts_and_snippets_for_every_level_class_place_and_reader(
    found: DigitalObject, clients: dict[str, Client]
) -> None:
    named = get_user_model().objects.get(username="named").pk
    leaks, refusals, tried = [], [], 0
    classes = [one for one in Restriction if one is not Restriction.SECRET]
    for level, restriction, place in itertools.product(Level, classes, Place):
        terms = Terms(level, restriction, place, readers={named: "Giấy giới thiệu 12"})
        change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Thử từng mức")
        before = {who: asked("voi rừng", client) for who, client in clients.items()}
        assert {answer["total"] for answer in before.values()} == {0}  # the index does not know yet
        jobs.drain()
        for who, client in clients.items():
            answer = asked("voi rừng", client)
            got, want = answer["total"], 2 if Surface.TEXT in expected(level, restriction, place, who) else 0
            assert len(positions(answer)) == got
            leaks += [(level, restriction, place, who)] if got > want else []
            refusals += [(level, restriction, place, who)] if got < want else []
            tried += 1
    assert (leaks, refusals, tried) == ([], [], 4 * 4 * 4 * 7)


def test_a_secret_by_mistake_is_never_found(found: DigitalObject, clients: dict[str, Client]) -> None:
    found.rules.update(restriction="b")
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    for act in (Act.REOPEN, Act.SUBMIT, Act.PUBLISH):
        move_on(actor=SYSTEM, object_id=found.pk, act=act, note="Nhầm lẫn")
    jobs.drain()
    assert {asked("voi", client)["total"] for client in clients.values()} == {0}
    assert engines.pages().size == 0


def test_suggestions_say_nothing_of_what_pages_say(found: DigitalObject) -> None:
    assert Client().get("/vi/search?q=voi").status_code == 200
    assert Client().get("/vi/search/suggest?q=voi").json() == []


def test_where_pages_are_counted_only_what_was_asked_for_is_shown() -> None:
    published({"1.pdf": pdf(*TEXTS)}, Terms(Level.READ, quota=2))
    jobs.drain()
    client = readers.clients()["signed in"]
    (one,) = asked("bản đôn", client)["documents"]
    assert [(page["position"], page["snippet"]) for page in one["pages"]] == [(1, "… Bản Đôn …")]
    assert "Voi rừng" not in client.get("/vi/search/pages?q=bản đôn").content.decode()
    assert asked("bản đôn")["documents"] == []
