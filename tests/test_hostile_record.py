"""A record that means harm (markup, direction marks, control characters, a megabyte in one field, thousands of fields)
through every door in and every page, print and file out: shown harmlessly, in pages of a bounded size, or refused in
one sentence with nothing written."""

from __future__ import annotations

import json

import orjson
import pytest
from django.test import Client
from django.urls import reverse

from lienthu.catalogue.actions import edit_batch
from lienthu.catalogue.actions.keep_series import SeriesData, begin_series
from lienthu.catalogue.models import Item, SourceRecord, SourceVersion
from lienthu.catalogue.print_queries import Selection
from lienthu.catalogue.printing import Wanted, What, made
from lienthu.catalogue.rules.batch_edit import Operation
from lienthu.catalogue.tests.helpers import SYSTEM, Staff, book, hand_in, library, marc_file, signed_in
from lienthu.kernel import jobs
from lienthu.marc import marcjson
from lienthu.marc.record import Field, Record
from lienthu.union.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SCRIPT = "<script>alert(1)</script>"
TITLE = f"{SCRIPT}\"'><img src=x onerror=alert(2)> \u202egnud"
#: The editor folds what is beyond 1,500 lines.
LARGEST_PAGE = 2_500_000


def evil() -> Record:
    one = book("E1", TITLE)
    one.fields[1].subfields = [("a", f"{SCRIPT}, {{{{7*7}}}}")]
    one.fields += [
        Field("490", "", "0 ", [("a", '=HYPERLINK("http://x")'), ("v", SCRIPT)]),
        Field("500", "", "  ", [("a", "chuông \x07 và \x00 rỗng \x1b[31m")]),
        Field("520", "", "  ", [("a", "Rừng " * 200_000)]),
        Field("856", "", "40", [("u", "javascript:alert(3)"), ("y", SCRIPT)]),
        *(Field("653", "", "  ", [("a", f"{SCRIPT} {n}")]) for n in range(2_500)),
        *(Field("852", "", "  ", [("b", SCRIPT), ("j", f"HK{n:06}")]) for n in range(2_500)),
    ]
    return one


@pytest.fixture
def staff() -> Staff:
    hand_in(orjson.dumps(marcjson.to_json(evil())), library("TINH"), name="a.json")
    jobs.drain()
    return signed_in(library("TINH"))


def stored() -> SourceRecord:
    return SourceRecord.objects.get(control_no="E1")


def harmless(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    text = answer.content.decode()
    assert "<script>alert" not in text and "<img src=x" not in text, address
    assert 'href="javascript:' not in text, address
    assert len(text) < LARGEST_PAGE, (address, len(text))
    return text


def test_every_page_shows_it_harmlessly(staff: Staff) -> None:
    one = stored()
    entry = Member.objects.get(record=one).entry.public_id
    begin_series(actor=SYSTEM, library_id=one.library_id, data=SeriesData("Sổ", "DK{n:06}"))
    bells = Operation("replace", tag="500", code="a", text="chuông", to=SCRIPT)
    edit = edit_batch.propose(actor=SYSTEM, library_id=one.library_id, selection={"by": "all"}, operation=bells)
    jobs.drain()
    copy = Item.objects.filter(record=one).order_by("id")[0]
    for address in (
        reverse("catalogue:records"),
        reverse("catalogue:record", args=[one.id]),
        reverse("catalogue:record", args=[one.id]) + "?view=form",
        reverse("catalogue:history", args=[one.id]),
        reverse("catalogue:version", args=[one.id, 1]),
        reverse("catalogue:new_record") + f"?copy={one.id}&library=TINH",
        reverse("catalogue:copies_of", args=[one.id]),
        reverse("catalogue:copy", args=[copy.public_id]),
        reverse("catalogue:copies"),
        reverse("catalogue:books") + "?code=HK000001",
        reverse("catalogue:batch_edit", args=[edit.public_id]),
        reverse("union:quality"),
        reverse("union:members", args=[entry]),
        reverse("discovery:record", args=[entry]),
        reverse("discovery:search") + "?q=script",
    ):
        harmless(staff, address)
    for what in (What.SPINES, What.BARCODES, What.CARDS, What.REGISTER):
        printed = made(SYSTEM, library("TINH"), Wanted(what, Selection("HK000001-5"), "65", 0))
        assert printed[:5] == b"%PDF-", what


def test_every_file_holds_it_or_says_why_not(staff: Staff) -> None:
    entry = Member.objects.get(record=stored()).entry.public_id
    for extension in ("xml", "json", "ris", "bib", "dc"):
        answer = staff.get(reverse("discovery:export", args=[entry, extension]))
        assert answer.status_code == 200, extension
        assert b"\x00" not in answer.content and b"\x07" not in answer.content, extension
    too_long = staff.get(reverse("discovery:export", args=[entry, "mrc"]))
    assert 400 <= too_long.status_code < 500
    assert "MARCXML" in too_long.content.decode()


def test_the_editor_takes_it_back_unchanged(staff: Staff) -> None:
    one = stored()
    client = staff.key()
    address = f"/api/v1/records/source/{one.id}/marc"
    text = client.get(address).json()
    sent = client.put(address, {"marc": text["marc"]}, content_type="application/json", headers={"If-Match": '"1"'})
    assert (sent.status_code, sent.json()["changed"]) == (200, False)


@pytest.mark.parametrize(
    "title",
    [r'"Nửa \ud800 ký tự"', '"' + "x" * 1_000_000 + '"', r'"rỗng \u0000"', r'"chuông \u0007"'],
    ids=["surrogate", "megabyte", "nul", "bell"],
)
def test_rest_refuses_or_cleans(title: str) -> None:
    client = signed_in(library("TINH")).key()
    marc = json.dumps(marcjson.to_json(book("", "TITLE"))).replace('"TITLE"', title)
    answer = client.post(
        "/api/v1/records/source", f'{{"library": "TINH", "marc": {marc}}}', content_type="application/json"
    )
    assert answer.status_code in (201, 400, 413, 422), answer.content[:200]
    if answer.status_code == 201:
        title_now = bytes(SourceRecord.objects.get().marc).decode()
        assert "\x00" not in title_now and "\x07" not in title_now
    else:
        assert (SourceRecord.objects.count(), SourceVersion.objects.count()) == (0, 0)
        assert b"Traceback" not in answer.content


def test_the_editor_refuses_too_many_fields_in_one_sentence() -> None:
    hand_in(marc_file(book("A1", "Đất rừng")), library("TINH"))
    one, client = SourceRecord.objects.get(), signed_in(library("TINH"))
    lines = {"tag": ["245", *["653"] * 13_000], "ind": ["10", *["##"] * 13_000], "text": ["‡a Đất", *["‡a x"] * 13_000]}
    answer = client.post(
        reverse("catalogue:record", args=[one.id]), {**lines, "version": "1", "base": "1", "act": "save"}
    )
    assert answer.status_code < 500
    one.refresh_from_db()
    assert one.version == 1
