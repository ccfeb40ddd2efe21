"""Books of flowing text, recordings and their transcripts: taken in, read, and closed with everything else."""

from __future__ import annotations

import io
import itertools
import zipfile

import pytest
import pyvips
from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.models import DepositFile, DigitalObject, ObjectFile
from lienthu.repository.rules.access import Level, Place, Restriction, Surface
from lienthu.repository.rules.cues import Cue, parsed
from lienthu.repository.stores import MASTERS
from lienthu.repository.tests import readers
from lienthu.repository.tests.helpers import SYSTEM, handed_over, published
from lienthu.repository.tests.test_access_rules import expected

pytestmark = pytest.mark.usefixtures("desk")
# ruff: noqa: E501
PNG = bytes((pyvips.Image.black(8, 6) + 90).cast("uchar").pngsave_buffer())
TOLD = 200  # bytes of a tag
TAGGED = b"ID3\x04\0\0\0\0\x01\x48" + b"TPE1 Nguyen Van A +12.0000+107.6900/".ljust(TOLD, b"x")
MP3 = b"ID3\x04\0\0\0\0\0\0" + bytes(range(256)) * 40
SPOKEN = """WEBVTT

NOTE chép tay

1
00:01.000 --> 00:04.500
<v Điểu Kré>Ngày xưa ở bon này</v>

00:00:05.000 --> 00:00:09.000 align:start
voi &amp; người sống chung.
Hòa thuận.

not a cue

01:02:03.250 --> 01:02:05.000
Hết
"""
CHAPTER = """<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title><script>alert(1)</script>
<style>p{color:red}</style></head><body onload="alert(2)"><h1 id="dau">Chương một</h1><p onclick="alert(3)" style="color:red">Voi về làng
<a id="neo"/>.</p><script>alert(4)</script><img src="../img/voi.png" alt="voi"/><img src="http://elsewhere/x.png"/>
<a href="two.xhtml#het">tiếp</a><a href="javascript:alert(5)">xấu</a><a href="https://vi.wikipedia.org/">ngoài</a>
<a href="#dau">đầu</a><svg onload="alert(6)"><text>ẩn</text></svg><iframe src="//elsewhere"></iframe></body></html>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc"><ol>
<li><a href="text/one.xhtml">Mở đầu</a></li><li><a href="text/two.xhtml#het">Kết</a></li></ol></nav></body></html>"""
OPF = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Săn voi</dc:title></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/><item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="voi" href="img/voi.png" media-type="image/png"/></manifest><spine><itemref idref="one"/><itemref idref="two"/></spine></package>"""
CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def epub(**instead: str | bytes) -> bytes:
    members: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": OPF,
        "OEBPS/nav.xhtml": NAV,
        "OEBPS/text/one.xhtml": CHAPTER,
        "OEBPS/text/two.xhtml": CHAPTER.replace("Chương một", "Chương hai"),
        "OEBPS/img/voi.png": PNG,
        "OEBPS/secret.html": "<script>alert(7)</script>",
    } | instead
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def body_of(found: DigitalObject, asked: str = "") -> str:
    return Client().get(f"/vi/read/{found.public_id}{asked}").content.decode()


def test_a_book_is_read_chapter_by_chapter_and_nothing_in_it_acts() -> None:
    found = published({"san-voi.epub": epub()})
    page = body_of(found)
    text = page.split('<article class="prose book__text"')[1].split("</article>")[0]
    assert '<h1 id="e-dau">Chương một</h1>' in text
    assert "Voi về làng" in text
    for bad in ("<script", "alert", "onclick", "style=", "javascript:", "elsewhere", "<svg", "<iframe", "ẩn"):
        assert bad not in text
    assert f'src="/vi/read/{found.public_id}/book/1/OEBPS/img/voi.png"' in text
    assert f'href="/vi/read/{found.public_id}?chapter=2#e-het"' in text
    assert 'href="#e-dau"' in text
    assert 'href="https://vi.wikipedia.org/"' in text
    assert ("Mở đầu" in page, "Kết" in page, 'rel="next"' in page, 'rel="prev"' in page) == (True, True, True, False)
    assert "Chương hai" in body_of(found, "?chapter=2")
    assert "Chương hai" in body_of(found, "?chapter=99")
    assert "Chương một" in body_of(found, "?chapter=x")


def test_only_plain_pictures_come_out_of_a_book() -> None:
    found = published({"san-voi.epub": epub()})
    base = f"/vi/read/{found.public_id}/book"
    picture = Client().get(f"{base}/1/OEBPS/img/voi.png")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert pyvips.Image.new_from_buffer(picture.content, "").tolist() == [[90] * 8] * 6
    for name in ("1/OEBPS/secret.html", "1/../../etc/passwd", "1/none.png", "2/OEBPS/img/voi.png"):
        assert Client().get(f"{base}/{name}").status_code == 404


@pytest.mark.parametrize(
    "broken",
    [
        {"META-INF/container.xml": "<x/>"},
        {"OEBPS/book.opf": OPF.replace("itemref", "nothing")},
        {"OEBPS/book.opf": "<package"},
        {"OEBPS/nav.xhtml": b"\xff\xfe\0"},
    ],
)
def test_a_broken_book_is_refused_with_its_name(broken: dict[str, str | bytes]) -> None:
    deposit = handed_over({"hong.epub": epub(**broken)})
    file = deposit.files.get()
    assert (file.state, file.fault) == (DepositFile.State.REFUSED, "repository.file_broken")


def test_cues_are_read_and_what_is_no_cue_is_passed_over() -> None:
    cues = parsed(SPOKEN)
    assert cues == [
        Cue(1.0, 4.5, "Điểu Kré", "Ngày xưa ở bon này"),
        Cue(5.0, 9.0, "", "voi & người sống chung. Hòa thuận."),
        Cue(3723.25, 3725.0, "", "Hết"),
    ]
    assert [cue.clock for cue in cues] == ["0:01", "0:05", "1:02:03"]


@pytest.fixture
def recording() -> DigitalObject:
    deposit = handed_over({"ke.mp3": MP3, "ke.vtt": SPOKEN.encode(), "khac.mp3": MP3 + b"x"}, arrangement="documents")
    made = DigitalObject.objects.get(deposited__deposit=deposit, deposited__name="ke.mp3")
    assert {one.name for one in made.files.all()} == {"ke.mp3", "ke.vtt"}
    change_access(actor=SYSTEM, object_id=made.pk, terms=Terms(Level.READ), reason="Người kể cho phép")
    DigitalObject.objects.filter(pk=made.pk).update(state="published")
    return DigitalObject.objects.get(pk=made.pk)


def test_a_recording_is_played_by_ranges_beside_what_is_said(recording: DigitalObject) -> None:
    assert recording.kind == DigitalObject.Kind.AUDIO
    page = body_of(recording, "?q=hoa thuan&t=5")
    address = f"/vi/read/{recording.public_id}/media/1"
    assert f'<audio controls preload="metadata" src="{address}#t=5"' in page
    assert "<mark>voi &amp; người sống chung. Hòa thuận.</mark>" in page
    assert "<strong>Điểu Kré:</strong> Ngày xưa ở bon này" in page
    part = Client().get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 10-19/{len(MP3)}")
    assert b"".join(part.streaming_content) == MP3[10:20]  # type: ignore[attr-defined]
    assert part["Content-Disposition"] == "inline"
    spoken = Client().get(f"/vi/read/{recording.public_id}/media/2/transcript")
    assert (spoken.status_code, spoken["Content-Type"]) == (200, "text/vtt; charset=utf-8")
    assert Client().get(f"/vi/read/{recording.public_id}/media/2").status_code == 404


def test_what_a_recording_tells_beside_its_sound_is_sent_to_nobody() -> None:
    found = published({"ke.mp3": TAGGED + MP3})
    address, whole = f"/vi/read/{found.public_id}/media/1", TAGGED[:10] + bytes(TOLD) + MP3
    master = MASTERS.path(found.files.get().sha256)
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Length"], answer["Accept-Ranges"]) == (200, str(len(whole)), "bytes")
    assert b"".join(answer.streaming_content) == whole  # type: ignore[attr-defined]
    for first, last in ((0, 40), (12, 60), (TOLD, TOLD + 30)):
        part = Client().get(address, headers={"range": f"bytes={first}-{last}"})
        assert (part.status_code, part["Content-Range"]) == (206, f"bytes {first}-{last}/{len(whole)}")
        assert b"".join(part.streaming_content) == whole[first : last + 1]  # type: ignore[attr-defined]
    assert master.read_bytes() == TAGGED + MP3


@pytest.mark.parametrize("terms", [Terms(Level.RECORD), Terms(Level.PAID), Terms(Level.READ, quota=5)])
def test_what_is_closed_plays_and_tells_nothing(recording: DigitalObject, terms: Terms) -> None:
    change_access(actor=SYSTEM, object_id=recording.pk, terms=terms, reason="Đổi mức chia sẻ")
    page = body_of(recording, "?q=voi")
    assert ("<audio" in page, "Ngày xưa" in page, "sống chung" in page) == (False, False, False)
    base = f"/vi/read/{recording.public_id}/media"
    asked = {"accept": "application/json"}
    statuses = {Client().get(f"{base}/{name}", headers=asked).status_code for name in ("1", "2/transcript", "9")}
    assert statuses <= {401, 403}


def test_a_closed_book_gives_neither_text_nor_pictures() -> None:
    found = published({"san-voi.epub": epub()}, Terms(Level.RECORD))
    assert "Voi về làng" not in body_of(found)
    assert Client().get(f"/vi/read/{found.public_id}/book/1/OEBPS/img/voi.png").status_code == 403


def test_a_lost_recording_is_said(recording: DigitalObject) -> None:
    ObjectFile.objects.filter(object=recording, position=1).update(sha256="0" * 64)
    assert Client().get(f"/vi/read/{recording.public_id}/media/1").status_code == 503


@pytest.mark.slow
def test_recordings_and_what_is_said_for_every_level_class_place_and_reader(recording: DigitalObject) -> None:
    clients = readers.clients()
    named = get_user_model().objects.get(username="named").pk
    base = f"/vi/read/{recording.public_id}"
    leaks, refusals, tried = [], [], 0
    classes = [one for one in Restriction if one is not Restriction.SECRET]
    for level, restriction, place in itertools.product(Level, classes, Place):
        terms = Terms(level, restriction, place, readers={named: "Giấy giới thiệu 12"})
        change_access(actor=SYSTEM, object_id=recording.pk, terms=terms, reason="Thử từng mức")
        for who, client in clients.items():
            allowed = expected(level, restriction, place, who)
            page = client.get(f"{base}?q=voi").content.decode()
            asked = {"accept": "application/json"}
            for surface, is_open in (
                (Surface.IMAGE, client.get(f"{base}/media/1", headers=asked).status_code == 200),
                (Surface.TEXT, client.get(f"{base}/media/2/transcript", headers=asked).status_code == 200),
                (Surface.IMAGE, "<audio" in page),
                (Surface.TEXT, "sống chung" in page),
            ):
                leaks += [(level, restriction, place, who, surface)] if is_open and surface not in allowed else []
                refusals += [(level, restriction, place, who, surface)] if surface in allowed and not is_open else []
                tried += 1
    assert (leaks, refusals, tried) == ([], [], 4 * 4 * 4 * 7 * 4)
