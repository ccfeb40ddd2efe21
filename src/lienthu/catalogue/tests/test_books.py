"""Books in without MARC: own copies, books of the network, books that nobody has."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from lienthu.catalogue import known_books
from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority
from lienthu.catalogue.actions.keep_series import SeriesData, begin_series
from lienthu.catalogue.known_books import KnownBook
from lienthu.catalogue.models import Item, SourceRecord, TitleCodeRime
from lienthu.catalogue.rules.authority_data import FormRole
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.rules.short_form import ShortBook, call_number, short_record
from lienthu.catalogue.rules.title_code import confirmed, free_numbers
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, library, marc_file, sizes
from lienthu.catalogue.tests.test_doors import client  # noqa: F401 - a fixture
from lienthu.marc.record import Field, Record, from_compact
from lienthu.marc.validation import validate

ISBN, OTHER = "9786040000002", "9786040000019"
MATHS = ShortBook(
    "Toán 6", ISBN, volume="1", author="Nguyễn Văn A; Trần B", publisher="Giáo dục", place="Hà Nội", year="2021",
    pages="120", size="24", price="15.000đ", subject="Số học", grade="6", kind="textbook", class_no="510",
)  # fmt: skip


def shelf_book() -> Record:
    record = book("HCM1", "Đất rừng phương Nam")
    record.fields[1:1] = [
        Field("020", "", "  ", [("a", OTHER)]),
        Field("082", "", "04", [("a", "895.922"), ("b", "Đ124R")]),
    ]
    record.fields += [Field("852", "", "  ", [("j", "KHO90001")]), Field("911", "", "  ", [("a", "Người biên mục")])]
    return record


class OneBook:
    def by_isbn(self, isbn: str) -> list[KnownBook]:
        return [KnownBook("abc234567", shelf_book(), 3)] if isbn == OTHER else []

    def by_key(self, key: str) -> KnownBook | None:
        return KnownBook("abc234567", shelf_book(), 3) if key == "abc234567" else None


@pytest.fixture(autouse=True)
def _network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_books, "_source", OneBook())


def series() -> None:
    begin_series(actor=SYSTEM, library_id=library("TINH").id, data=SeriesData("Kho chung", "SGK{n:05}"))


def page(client: Client, code: str) -> str:  # noqa: F811
    return client.get(reverse("catalogue:books"), {"code": code}).content.decode()


def marc(number: str) -> Record:
    return from_compact(SourceRecord.objects.get(control_no=number).marc)


def test_the_short_form_writes_good_marc() -> None:
    record = short_record(MATHS, entered="261128", titles=confirmed())
    assert record.leader == "00000nam a2200000 c 4500"
    assert [(field.tag, field.indicators, field.text(sep="|")) for field in record.fields] == [
        ("008", "  ", "261128s2021    vm     j      000 0 vie d"),
        ("020", "  ", f"{ISBN}|15.000đ"),
        ("041", "0 ", "vie"),
        ("082", "04", "510|T4066"),
        ("100", "0 ", "Nguyễn Văn A"),
        ("245", "10", "Toán 6|T.1|Nguyễn Văn A; Trần B"),
        ("264", " 1", "Hà Nội|Giáo dục|2021"),
        ("300", "  ", "120 tr.|24cm"),
        ("336", "  ", "txt|rdacontent"),
        ("337", "  ", "n|rdamedia"),
        ("338", "  ", "nc|rdacarrier"),
        ("521", "  ", "Lớp 6"),
        ("653", "  ", "Số học"),
        ("653", "  ", "Lớp 6"),
        ("653", "  ", "Sách giáo khoa"),
        ("655", " 4", "Sách giáo khoa"),
        ("700", "0 ", "Trần B"),
    ]
    assert {one.code for one in validate(record)} == {"no_control_number", "no_accession"}
    assert call_number(record) == "510 T4066"


@pytest.mark.parametrize(
    ("title", "language", "indicators"),
    [
        ("The old man and the sea", "eng", "04"), ("Another day", "eng", "00"), ("L’étranger", "fre", "02"),
        ("Les misérables", "fre", "04"), ("The gioi", "vie", "00"), ("La rừng", "vie", "00"),
    ],
)  # fmt: skip
def test_articles_are_passed_over_in_their_own_language(title: str, language: str, indicators: str) -> None:
    record = short_record(ShortBook(title, language=language), entered="261128", titles={})
    assert record.get("245").indicators == indicators  # type: ignore[union-attr]


def test_a_title_code_that_is_not_known_is_left_out() -> None:
    strange = replace(MATHS, title="Xyzzy plugh")
    assert short_record(strange, entered="261128", titles=confirmed()).get("082").text("ab") == "510"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_what_the_library_has_gets_more_copies_with_the_next_numbers(client: Client) -> None:  # noqa: F811
    series()
    hand_in(marc_file(shelf_book()), library("TINH"))
    one = SourceRecord.objects.get()
    for code in (OTHER, "978-604-000001-9", "KHO90001", "dat rung"):
        assert "Đất rừng phương Nam" in page(client, code), code
    answer = client.post(reverse("catalogue:add_book"), {"library": "TINH", "record": one.id, "copies": 2}, follow=True)
    assert "đã thêm 2 bản, số SGK00001 – SGK00002" in answer.content.decode()
    assert list(Item.objects.filter(is_own=True).values_list("accession_no", "call_number")) == [
        ("SGK00001", "895.922 Đ124R"), ("SGK00002", "895.922 Đ124R"),
    ]  # fmt: skip
    one.refresh_from_db()
    assert one.version == 1


@pytest.mark.django_db
def test_a_book_of_the_network_is_taken_with_one_button(client: Client) -> None:  # noqa: F811
    series()
    found = page(client, OTHER)
    assert "Đất rừng phương Nam" in found and "3 thư viện" in found
    answer = client.post(
        reverse("catalogue:add_book"), {"library": "TINH", "key": "abc234567", "copies": 1}, follow=True
    )
    assert "SGK00001" in answer.content.decode()
    record = marc("TINH-000001")
    assert record.control("003") == "TINH"
    assert record.first("035", "a") == "(lienthu)abc234567"
    assert record.first("245", "a") == "Đất rừng phương Nam"
    assert not {field.tag for field in record.fields} & {"852", "911"}
    assert Item.objects.get().accession_no == "SGK00001"
    assert "Thư viện bạn đã có" in page(client, OTHER)


@pytest.mark.django_db
def test_a_book_that_nobody_has_is_told_about(client: Client) -> None:  # noqa: F811
    series()
    assert f'value="{ISBN}"' in page(client, ISBN)
    said = {"library": "TINH", "title": "Toán 6", "isbn": ISBN, "kind": "textbook", "grade": "6", "price": "15000",
            "language": "vie", "copies": 3, "class_no": "510"}  # fmt: skip
    answer = client.post(reverse("catalogue:make_book"), said, follow=True)
    assert "số SGK00001 – SGK00003" in answer.content.decode()
    assert marc("TINH-000001").get("020").subfields == [("a", ISBN), ("c", "15.000đ")]  # type: ignore[union-attr]
    assert list(Item.objects.values_list("price", flat=True)) == [15000] * 3


@pytest.mark.django_db
def test_without_a_series_copies_have_no_number_and_the_page_says_so(client: Client) -> None:  # noqa: F811
    said = {"library": "TINH", "title": "Toán 6", "kind": "other", "language": "vie", "copies": 2}
    answer = client.post(reverse("catalogue:make_book"), said, follow=True)
    assert "chưa có dãy số đăng ký cá biệt" in answer.content.decode()
    assert list(Item.objects.values_list("accession_no", flat=True)) == ["", ""]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "Trường này"), ({"isbn": "9786040000003"}, "Số kiểm tra"), ({"price": "đắt"}, "54000"),
        ({"copies": "999"}, "200"), ({"kind": "x"}, "x"),
    ],
)  # fmt: skip
def test_a_wrong_form_comes_back_with_what_was_typed(client: Client, said: dict[str, str], sentence: str) -> None:  # noqa: F811
    good = {
        "library": "TINH",
        "title": "Toán 6",
        "author": "Nguyễn & Văn",
        "kind": "other",
        "language": "vie",
        "copies": "1",
    }
    answer = client.post(reverse("catalogue:make_book"), good | said)
    text = answer.content.decode()
    assert sentence in text and "Nguyễn &amp; Văn" in text
    assert sizes() == (0, 0, 0)


@pytest.mark.django_db
def test_what_is_not_there_is_not_taken(client: Client) -> None:  # noqa: F811
    hand_in(marc_file(book("B1", "Sách nơi khác")), library("GN"))
    other = SourceRecord.objects.get()
    for said in ({"key": "zzz"}, {"record": other.id}, {"record": "x"}, {}):
        answer = client.post(reverse("catalogue:add_book"), {"library": "TINH", "copies": 1} | said)
        assert answer.status_code == 404, said
    assert client.post(reverse("catalogue:add_book"), {"copies": 0, "record": other.id}).status_code == 302
    assert "Thư viện bạn đã có" not in page(client, "Sách nơi khác")
    assert Item.objects.filter(is_own=True).count() == 0
    assert "số kiểm tra" in page(client, "9786040000003").lower()


@pytest.mark.django_db
def test_a_rime_without_a_number_is_asked_once_and_learnt(client: Client) -> None:  # noqa: F811
    typed = {"title": "Tuyết trắng", "class_no": "895.92234", "kind": "story", "language": "vie", "copies": "0"}
    page = client.post(reverse("catalogue:make_book"), typed).content.decode()
    assert "“uyêt”" in page and 'name="rime_code"' in page and not SourceRecord.objects.exists()
    free = free_numbers("uyêt", confirmed())
    asked = typed | {"rime_asked": "1", "rime_word": "Tuyết"}
    wrong = client.post(reverse("catalogue:make_book"), asked | {"rime_code": "100"})
    assert "aria-invalid" in wrong.content.decode()
    assert not SourceRecord.objects.exists() and not TitleCodeRime.objects.exists()
    client.post(reverse("catalogue:make_book"), asked | {"rime_code": str(free[0])})
    assert from_compact(SourceRecord.objects.get().marc).first("082", "b") == f"T{free[0]}TR"


@pytest.mark.django_db
def test_a_rime_that_nobody_knows_holds_nothing_up(client: Client) -> None:  # noqa: F811
    typed = {"title": "Tuyết trắng", "class_no": "895.92234", "kind": "story", "language": "vie", "copies": "0"}
    client.post(reverse("catalogue:make_book"), typed | {"rime_asked": "1", "rime_word": "Tuyết", "rime_code": ""})
    assert from_compact(SourceRecord.objects.get().marc).get("082").subfields == [("a", "895.92234")]  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_subject_that_the_authority_file_has_becomes_a_heading(client: Client) -> None:  # noqa: F811
    names = ((FormRole.VARIANT, "Số học"),)
    create_authority(actor=SYSTEM, data=NewAuthority(Kind.SUBJECT, "Toán học", names))
    typed = {"title": "Toán 6", "subject": "số học; đại số", "kind": "other", "language": "vie", "copies": "0"}
    client.post(reverse("catalogue:make_book"), typed)
    made = from_compact(SourceRecord.objects.get().marc)
    assert [field.first("a") for field in made.all("650")] == ["Toán học"]
    assert [field.first("a") for field in made.all("653")] == ["đại số"]
