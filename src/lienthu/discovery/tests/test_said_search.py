"""Search over what is said in recordings and written in books: found like pages, and closed like pages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.discovery import engines
from lienthu.discovery.pages.rebuild import rebuild_pages
from lienthu.kernel import jobs
from lienthu.repository import media_files
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.correct_transcript import correct_transcript
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import DigitalObject, Removal
from lienthu.repository.rules.access import Level, Place, Restriction, Surface
from lienthu.repository.rules.states import Act
from lienthu.repository.search_inside import asked as asked_inside
from lienthu.repository.search_inside import numbers_with
from lienthu.repository.search_spoken import hits
from lienthu.repository.tests import readers
from lienthu.repository.tests.conftest import desk  # noqa: F401 - a fixture
from lienthu.repository.tests.helpers import SYSTEM, published
from lienthu.repository.tests.test_access_rules import expected
from lienthu.repository.tests.test_media import MP3, SPOKEN, epub

pytestmark = pytest.mark.usefixtures("desk")
ALL = [("chapter", 1, "Mở đầu"), ("chapter", 2, "Kết"), ("recording", 1, "0:05")]


@pytest.fixture(autouse=True)
def index(settings: LazySettings, tmp_path, desk: None) -> Iterator[None]:  # type: ignore[no-untyped-def] # noqa: F811
    settings.SEARCH_URL = f"tantivy://{tmp_path / 'index'}"
    yield
    engines.pages().close()


@pytest.fixture
def recording() -> DigitalObject:
    return published({"ke.mp3": MP3, "ke.vtt": SPOKEN.encode()})


@pytest.fixture
def book() -> DigitalObject:
    return published({"san-voi.epub": epub()})


@pytest.fixture
def both(recording: DigitalObject, book: DigitalObject) -> dict[str, DigitalObject]:
    jobs.drain()
    return {"recording": recording, "book": book}


def asked(query: str, client: Client | None = None) -> dict[str, Any]:
    return (client or Client()).get("/api/v1/pages", {"q": query}).json()  # type: ignore[no-any-return]


def found(answer: dict[str, Any]) -> list[tuple[str, int, str]]:
    return sorted(
        (page["kind"], page["position"], page["label"]) for one in answer["documents"] for page in one["pages"]
    )


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("hòa thuận", [("recording", 1, "0:05")]),
        ("hoa thuan", [("recording", 1, "0:05")]),
        ("hoá thuận", [("recording", 1, "0:05")]),
        ('"bon này voi"', [("recording", 1, "0:01")]),
        ("điểu kré", [("recording", 1, "0:01")]),
        ("Hết", [("recording", 1, "1:02:03")]),
        ("voi", ALL),
        ('"chương hai"', [("chapter", 2, "Kết")]),
        ("chuowng hai", [("chapter", 2, "Kết")]),
        ("alert", []),
        ("voi -thuận", [("chapter", 1, "Mở đầu"), ("chapter", 2, "Kết")]),
    ],
)
def test_what_is_said_and_written_is_found_as_typed(
    both: dict[str, DigitalObject], query: str, wanted: list[tuple[str, int, str]]
) -> None:
    answer = asked(query)
    assert (found(answer), answer["total"]) == (wanted, len(wanted))
    assert answer["loosened"] == (query == "hoá thuận")


def test_words_across_two_minutes_are_found_once() -> None:
    spoken = [f"từ{n} " * 9 + f"cuối{n}." for n in range(15)]
    times = [f"00:{2 * n:02}.000 --> 00:{2 * n + 2:02}.000" for n in range(15)]
    cues = "\n\n".join(f"{time}\n{line}" for time, line in zip(times, spoken, strict=True))
    published({"ke.mp3": MP3, "ke.vtt": f"WEBVTT\n\n{cues}\n".encode()})
    jobs.drain()
    wanted = {'"cuối11 từ12"': ["0:22"], '"từ12 từ12"': ["0:24"], "cuối12": ["0:24"], "cuối11": ["0:22"]}
    answers = {query: asked(query) for query in wanted}
    assert {query: [label for *_, label in found(answer)] for query, answer in answers.items()} == wanted
    assert [answer["total"] for answer in answers.values()] == [1, 1, 1, 1]


def test_hits_lead_to_the_time_and_to_the_chapter(both: dict[str, DigitalObject]) -> None:
    body = Client().get("/vi/search/pages?q=hoà thuận").content.decode()
    said = f"/vi/read/{both['recording'].public_id}?media=1&amp;t=5&amp;q=ho%C3%A0+thu%E1%BA%ADn#t=5"
    assert (said in body, body.count("<mark>"), "0:05</a>" in body) == (True, 2, True)
    body = Client().get("/vi/search/pages?q=chuong hai").content.decode()
    assert f"/vi/read/{both['book'].public_id}?chapter=2&amp;q=chuong+hai#e-found-1" in body
    page = asked("hoa thuan")["documents"][0]["pages"][0]
    assert (page["seconds"], page["image"], page["boxes"], page["width"]) == (5, None, [], 0)
    assert page["snippet"] == "… ở bon này voi & người sống chung. Hòa thuận. Hết"


def test_the_index_answers_inside_a_book(both: dict[str, DigitalObject]) -> None:
    book = both["book"]
    known = numbers_with(book, asked_inside("chuong hai"))
    assert known is not None
    assert len(known) == 1
    assert [hit.chapter for hit in hits(book, list(book.files.all()), "chuong hai")] == [2]


def test_a_new_index_has_them(both: dict[str, DigitalObject]) -> None:
    rebuild_pages(actor=SYSTEM)
    jobs.drain()
    assert engines.pages().size == 3
    assert (asked("voi")["total"], asked("hòa thuận")["total"]) == (3, 1)


def test_what_was_withdrawn_or_reported_is_gone_before_the_index_knows(both: dict[str, DigitalObject]) -> None:
    move_on(actor=SYSTEM, object_id=both["recording"].pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    assert (asked("hoa thuan")["total"], asked("chuong hai")["total"]) == (0, 1)
    person = get_user_model().objects.create_user("nguoibao", password="x" * 20)
    client = Client()
    client.force_login(person)
    assert client.post(f"/vi/read/{both['book'].public_id}/report").status_code == 302
    assert Removal.objects.filter(object=both["book"], state=Removal.State.REPORTED).count() == 1
    assert asked("chuong hai")["total"] == 0
    jobs.drain()
    assert (asked("voi")["total"], engines.pages().size) == (0, 0)


def test_a_quota_that_cannot_be_counted_closes_text_and_count(both: dict[str, DigitalObject]) -> None:
    clients = readers.clients()
    for one in both.values():
        change_access(actor=SYSTEM, object_id=one.pk, terms=Terms(Level.READ, quota=5), reason="Đổi mức chia sẻ")
    assert {asked("voi", client)["total"] for client in clients.values()} == {0}
    jobs.drain()
    assert {asked("voi", client)["total"] for client in clients.values()} == {0}


@pytest.mark.slow
def test_hits_counts_and_snippets_for_every_level_class_place_and_reader(both: dict[str, DigitalObject]) -> None:
    clients = readers.clients()
    named = get_user_model().objects.get(username="named").pk
    leaks, refusals, tried = [], [], 0
    classes = [one for one in Restriction if one is not Restriction.SECRET]
    for level, restriction, place in itertools.product(Level, classes, Place):
        terms = Terms(level, restriction, place, readers={named: "Giấy giới thiệu 12"})
        for one in both.values():
            change_access(actor=SYSTEM, object_id=one.pk, terms=terms, reason="Thử từng mức")
        assert asked("voi", clients["named on own device"])["total"] == 0  # the index does not know yet
        jobs.drain()
        for who, client in clients.items():
            is_open = Surface.TEXT in expected(level, restriction, place, who)
            answer = asked("voi", client)
            for surface, got, want in (
                ("count", answer["total"], 3),
                ("hits", found(answer), ALL),
                ("page", client.get("/vi/search/pages?q=voi").content.decode().count("<mark>"), 3),
                ("inside said", _inside(client, both["recording"], "voi"), 1),
                ("inside written", _inside(client, both["book"], "chuong hai"), 1),
            ):
                case = (level, restriction, place, who, surface)
                leaks += [case] if got and not is_open else []
                refusals += [case] if is_open and got != want else []
                tried += 1
    assert (leaks, refusals, tried) == ([], [], 4 * 4 * 4 * 7 * 5)


def _inside(client: Client, one: DigitalObject, query: str) -> int:
    page = client.get(f"/vi/read/{one.public_id}", {"q": query}).content.decode()
    return page.count("#t=5") + page.count("#e-found-1") if "<mark" in page else 0


def test_a_corrected_transcript_is_found_and_the_old_one_is_not(both: dict[str, DigitalObject]) -> None:
    found_in = both["recording"]
    before = found_in.files.get(name="ke.vtt").sha256
    source = "WEBVTT\n\n00:07.000 --> 00:09.000\nnhà mồ Tây Nguyên\n"
    correct_transcript(actor=SYSTEM, object_id=found_in.pk, recording=1, source=source, seen=before)
    files = media_files.files_of(found_in)
    assert [hit.cue.second for hit in hits(found_in, files, "nhà mồ") if hit.cue] == [7]
    assert found(asked("hòa thuận")) == []  # the index has it still, what it says stands no more
    jobs.drain()
    assert found(asked("nhà mồ")) == [("recording", 1, "0:07")]
    assert (asked("hòa thuận")["total"], asked("voi")["total"]) == (0, 2)
    assert [hit.cue.second for hit in hits(found_in, files, "nha mo") if hit.cue] == [7]
