"""The words of recordings and books: cut into passages, found inside one document, and led to by time or chapter."""

from __future__ import annotations

import pytest
from django.test import Client

from lienthu.repository import passages
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.cues import Cue
from lienthu.repository.rules.stretches import joined, minutes, parts
from lienthu.repository.search_spoken import SaidHit, hits
from lienthu.repository.tests.helpers import SYSTEM, published
from lienthu.repository.tests.test_media import MP3, SPOKEN, body_of, epub

pytestmark = pytest.mark.usefixtures("desk")


def said(count: int, each: str) -> list[Cue]:
    return [Cue(2.0 * n, 2.0 * n + 2, "", each) for n in range(count)]


def test_a_minute_ends_with_a_sentence_or_when_it_is_long() -> None:
    calm = said(30, "một hai ba bốn năm sáu bảy tám chín mười.")
    assert [(one.first, one.own) for one in minutes(calm)] == [(0, 12), (12, 12), (24, None)]
    endless = said(40, "một hai ba bốn năm sáu bảy tám chín mười")
    assert [(one.first, one.own) for one in minutes(endless)] == [(0, 30), (30, None)]
    assert list(minutes([])) == []


def test_a_minute_holds_the_words_that_follow_it() -> None:
    cues = [Cue(2.0 * n, 2.0 * n + 2, "", f"a{n} b{n} c{n} d{n} e{n} f{n} g{n} h{n} i{n} k{n}.") for n in range(14)]
    first, second = minutes(cues)
    assert (len(first.cues), first.own, len(second.cues)) == (14, 12, 2)
    assert first.text.endswith("k11.\na12 b12 c12 d12 e12 f12 g12 h12 i12 k12.\n" + cues[13].text)
    at = first.text.index("k11.")
    assert (first.is_own(at), first.is_own(at + 5), first.cue_at(at + 5), second.is_own(0)) == (True, False, 12, True)
    assert [len(one.cues) for one in minutes(cues[:12])] == [12]
    assert next(iter(minutes(cues[:12]))).is_own(at)


def test_a_character_leads_to_its_cue_and_a_speaker_is_named_where_it_changes() -> None:
    cues = [Cue(1, 2, "Kré", "Ngày xưa"), Cue(3, 4, "Kré", "có voi."), Cue(5.9, 7, "Mai", "Ở đâu?")]
    one = joined(cues, first=10)
    assert one.text == "Kré: Ngày xưa\ncó voi.\nMai: Ở đâu?"
    places = [one.text.index(word) for word in ("Kré", "xưa", "có", "voi", "Mai", "đâu")]
    assert [one.cue_at(place) for place in places] == [10, 10, 11, 11, 12, 12]


def test_a_very_long_chapter_is_parted_at_its_paragraphs() -> None:
    text = "\n".join(["một hai ba", "bốn năm", "sáu"])
    assert list(parts(text)) == [text]
    assert list(parts(text, most=4)) == ["một hai ba\nbốn năm", "sáu"]
    assert list(parts("")) == []


@pytest.fixture
def recording() -> DigitalObject:
    return published({"ke.mp3": MP3, "ke.vtt": SPOKEN.encode()})


@pytest.fixture
def book() -> DigitalObject:
    return published({"san-voi.epub": epub()})


def inside(found: DigitalObject, query: str) -> list[SaidHit]:
    return hits(found, list(found.files.order_by("position")), query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hoà thuận", [(5, "chung.", "Hòa thuận.", "Hết")]),
        ("hoa thuan", [(5, "chung.", "Hòa thuận.", "Hết")]),
        ("hoá", []),
        ("người voi", []),
        ("này voi", [(1, "bon", "này voi", "& người")]),
        ("điểu kré", [(1, "", "Điểu Kré:", "Ngày xưa")]),
        ("hết", [(3723, "thuận.", "Hết", "")]),
        ("", []),
    ],
)
def test_inside_a_recording(recording: DigitalObject, query: str, found: list[tuple[int, str, str, str]]) -> None:
    got = [
        (
            hit.cue.second if hit.cue else None,
            " ".join(hit.before.split()[-1:]),
            hit.match,
            " ".join(hit.after.split()[:2]),
        )
        for hit in inside(recording, query)
    ]
    assert got == found


def test_words_across_two_cues_light_both(recording: DigitalObject) -> None:
    (hit,) = inside(recording, "nay voi")
    assert hit.cues == (0, 1)
    page = body_of(recording, "?q=nay voi")
    assert page.count("<mark>Ngày xưa ở bon này</mark>") == 1
    assert page.count("<mark>voi &amp; người sống chung. Hòa thuận.</mark>") == 1
    assert f'<a href="?media={hit.recording}&amp;t=1&amp;q=nay+voi#t=1">' in page


def test_a_time_is_for_the_recording_that_it_means(recording: DigitalObject) -> None:
    address = f"/vi/read/{recording.public_id}/media/1"
    assert f'src="{address}#t=5"' in body_of(recording, "?media=1&t=5")
    assert f'src="{address}"' in body_of(recording, "?media=2&t=5")


def test_inside_a_book(book: DigitalObject) -> None:
    got = inside(book, "voi ve lang")
    assert [(hit.chapter, hit.title, hit.before, hit.match) for hit in got] == [
        (1, "Mở đầu", "Chương một", "Voi về làng"),
        (2, "Kết", "Chương hai", "Voi về làng"),
    ]
    assert [hit.address("voi ve lang") for hit in got] == [
        "?chapter=1&q=voi+ve+lang#e-found-1",
        "?chapter=2&q=voi+ve+lang#e-found-1",
    ]
    assert [(hit.chapter, hit.match) for hit in inside(book, "chương hai")] == [(2, "Chương hai")]
    assert [inside(book, query) for query in ("chướng hai", "alert", "ẩn", "")] == [[], [], [], []]


def test_a_chapter_opens_with_its_words_marked(book: DigitalObject) -> None:
    page = body_of(book, "?chapter=2&q=voi về làng")
    text = page.split('<article class="prose book__text"')[1].split("</article>")[0]
    assert '<mark id="e-found-1">Voi về làng</mark>' in " ".join(text.split())
    assert "<mark" not in body_of(book, "?chapter=2").split('<article class="prose book__text"')[1]


def test_marks_go_through_tags_and_bring_no_other(book: DigitalObject) -> None:
    chapter = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Nhà <b>r</b>ông &lt;script&gt;<!-- voi --> và nhà'
        "<i> rông</i></p><script>nhà rông</script></body></html>"
    )
    other = published({"nha.epub": epub(**{"OEBPS/text/one.xhtml": chapter})})
    text = body_of(other, "?q=nha rong").split('<article class="prose book__text"')[1].split("</article>")[0]
    assert (
        '<p><mark id="e-found-1">Nhà </mark><b><mark>r</mark></b><mark>ông</mark> &lt;script&gt; và '
        '<mark id="e-found-2">nhà</mark><i><mark> rông</mark></i></p>' in text
    )


def test_a_passage_is_named_as_long_as_its_file_stands(recording: DigitalObject, book: DigitalObject) -> None:
    there = {one.number: one for found in (recording, book) for one in passages.passages_of(found)}
    assert len(there) == 3
    assert passages.passages_named(there) == there
    assert all(passages.is_passage(number) for number in there)
    ObjectFile.objects.filter(object=book).delete()
    assert list(passages.passages_named(there)) == [one.number for one in passages.passages_of(recording)]
    ObjectFile.objects.filter(object=recording, name="ke.vtt").update(sha256="0" * 64)
    assert passages.passages_named(there) == {}


def test_what_is_closed_finds_nothing_inside(recording: DigitalObject, book: DigitalObject) -> None:
    for terms in (Terms(Level.RECORD), Terms(Level.READ, quota=5)):
        for found in (recording, book):
            change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Đổi mức chia sẻ")
            page = Client().get(f"/vi/read/{found.public_id}?q=voi").content.decode()
            assert ("<mark" in page, "Voi về" in page, "người sống" in page, "Mở đầu" in page) == (False,) * 4
