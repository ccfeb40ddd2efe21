"""Labels, cards and registers through page, REST and command; title codes that are learnt."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import pypdf
import pytest

from lienthu.catalogue.actions.learn_title_code import forget_title_code, learn_title_code
from lienthu.catalogue.models import TitleCodeRime
from lienthu.catalogue.print_commands import Print, TitleCodeOf
from lienthu.catalogue.queries import title_codes
from lienthu.catalogue.rules.title_code import title_code
from lienthu.catalogue.tests.helpers import Staff, book, hand_in, librarian, library, marc_file, signed_in
from lienthu.kernel.audit import sentence
from lienthu.kernel.commands import Command
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import Field, Record

pytestmark = pytest.mark.django_db
PAGE = "/vi/cataloguing/prints"


def shelved(number: str, title: str, copies: str, secrecy: str = "") -> Record:
    record = book(number, title, copies=copies, secrecy=secrecy)
    record.fields.append(Field("082", "", "04", [("a", "398.597"), ("b", "V115H")]))
    return record


@pytest.fixture
def client(db: None) -> Staff:
    hand_in(marc_file(shelved("A1", "Văn hóa M'Nông ơ̆ ƀ", "HK000009-12"), shelved("A2", "Sáu người", "HK000020")))
    hand_in(marc_file(shelved("S1", "Tài liệu mật", "HK000030", secrecy="5")))
    return signed_in()


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_spine_labels_of_a_range(client: Staff) -> None:
    answer = client.get(PAGE, {"what": "spine-labels", "library": "TINH", "numbers": "HK000009-12", "sheet": "65"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    (text,) = pages(answer.content)
    assert [number for number in range(8, 14) if f"HK{number:06}" in text] == [9, 10, 11, 12]
    assert text.count("V115H") == text.count("2010") == text.count("398.597") == 4


def test_used_labels_and_small_sheets_make_more_pages(client: Staff) -> None:
    asked = {"what": "barcodes", "library": "TINH", "numbers": "HK000009-12", "sheet": "1x2:60x30", "skip": "1"}
    found = pages(client.get(PAGE, asked).content)
    assert [sum(f"HK{n:06}" in page for n in range(9, 13)) for page in found] == [1, 2, 1]
    assert "Văn hóa M'Nông" in found[0]


def test_cards_hold_isbd_and_the_numbers_of_their_copies(client: Staff) -> None:
    (text,) = pages(client.get(PAGE, {"what": "cards", "library": "TINH", "numbers": "HK000009, HK000010"}).content)
    assert "Nguyễn Văn An" in text
    assert "HK000009, HK000010" in text
    assert "Giáo dục, 2010" in text.replace("\n", " ")


def test_the_register_is_in_the_order_of_numbers_without_restricted_records(client: Staff) -> None:
    (text,) = pages(client.get(PAGE, {"what": "accession-register", "library": "TINH"}).content)
    places = [text.rindex(f"HK{number:06}") for number in (9, 10, 11, 12, 20)]
    assert places == sorted(places)
    assert "SỔ ĐĂNG KÝ CÁ BIỆT" in text
    assert "HK000030" not in text
    assert "mật" not in text
    page = client.get(PAGE, {"what": "accession-register", "library": "TINH", "volumes": "1"}).content.decode()
    assert "HK000009 – HK000020" in page


def test_the_general_register_sums_what_came_in(client: Staff) -> None:
    (text,) = pages(client.get(PAGE, {"what": "general-register", "library": "TINH"}).content)
    assert "Nhập Tổng nhập 2 5 0" in " ".join(text.split())
    assert "Hiện có Còn trong kho đến hôm nay 5 0" in " ".join(text.split())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"numbers": "HK000099"}, "Thư viện không có bản HK000099"),
        ({"numbers": "HK000030"}, "Thư viện không có bản HK000030"),
        ({"numbers": "", "since": "2001-01-01", "until": "2001-01-02"}, "Không có bản sách nào"),
        ({"sheet": "7"}, "Không có tờ nhãn “7”"),
        ({"sheet": "9x9:90x90"}, "không vừa trang A4"),
        ({"numbers": ", ".join(f"HK{n:06}" for n in range(1, 390))}, "Thư viện không có bản"),
        ({"library": "GN"}, "GN"),
        ({"what": "posters"}, "posters"),
        ({"skip": "-1"}, "0"),
        ({"since": "hôm qua"}, "Vào sổ từ ngày"),
    ],
)
def test_what_cannot_be_printed_is_said(client: Staff, change: dict[str, str], said: str) -> None:
    asked = {"what": "spine-labels", "library": "TINH", "numbers": "HK000009"} | change
    answer = client.get(PAGE, asked)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_rest_gives_the_same_file_and_another_library_none(client: Staff) -> None:
    key = client.key()
    answer = key.get("/api/v1/prints/spine-labels", {"library": "TINH", "numbers": "HK000020"})
    assert (answer.status_code, "HK000020" in pages(answer.content)[0]) == (200, True)
    library("GN")
    assert key.get("/api/v1/prints/spine-labels", {"library": "GN"}).status_code == 422
    assert key.get("/api/v1/prints/posters", {"library": "TINH"}).status_code == 422


def told(verb: Command, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    verb.add_arguments(parser)
    return verb.run(parser.parse_args(arguments))


def test_the_command_writes_a_file_or_none(client: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "labels.pdf"
    asked = ("barcodes", "--library", "TINH", "-o", str(file), "--numbers")
    with pytest.raises(Invalid):
        told(Print(), *asked, "HK1")
    assert not file.exists()
    assert told(Print(), *asked, "HK000009") == 0
    assert "HK000009" in pages(file.read_bytes())[0]
    assert told(TitleCodeOf(), "Văn hóa") == 0
    assert capsys.readouterr().out == "V115H\n"
    assert told(TitleCodeOf(), "Sáu") == 1


def test_a_gap_is_asked_learnt_used_and_taken_back(client: Staff) -> None:
    page = client.get("/vi/cataloguing/title-codes", {"title": "Sáu người"}).content.decode()
    assert "Vần “au” của tiếng “Sáu” chưa có số trong bảng." in page
    assert "chỉ còn trống số 111" in page
    client.post("/vi/cataloguing/title-codes/learn?title=S%C3%A1u", {"word": "Sáu", "code": "111"})
    assert title_code("Sáu người", title_codes()).code == "S111NG"
    assert "S111NG" in client.get("/vi/cataloguing/title-codes", {"title": "Sáu người"}).content.decode()
    assert sentence(AuditEntry.objects.latest("number")) == "Mã hóa tên sách: vần au mang số 111"
    client.post("/vi/cataloguing/title-codes/forget", {"rime": "au"})
    assert not TitleCodeRime.objects.exists()


@pytest.mark.parametrize(
    ("word", "code", "error"),
    [
        ("sáu", "112", Invalid),
        ("sáu", "11", Invalid),
        ("sáu", "abc", Invalid),
        ("văn", "116", Conflict),
        ("marketing", "116", Invalid),
        ("", "116", Invalid),
    ],
)
def test_a_wrong_number_is_refused_and_nothing_changes(word: str, code: str, error: type[Exception]) -> None:
    actor = librarian(library(), permission=Permission.CATALOGUE_ITEMS)
    with pytest.raises(error):
        learn_title_code(actor=actor, word=word, code=code)
    assert not TitleCodeRime.objects.exists()
    assert not AuditEntry.objects.exists()


def test_only_those_who_keep_copies_fill_the_table() -> None:
    with pytest.raises(Refused):
        learn_title_code(actor=librarian(library()), word="sáu", code="111")
    with pytest.raises(NotFound):
        forget_title_code(actor=librarian(library(), permission=Permission.CATALOGUE_ITEMS), rime="ăn")
