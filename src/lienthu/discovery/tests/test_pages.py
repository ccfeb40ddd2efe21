"""The reader's pages over a real index, from the hand-in of a record on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lienthu.discovery import engines
from lienthu.discovery.actions.rebuild_index import rebuild_index
from lienthu.discovery.analysis import publisher_name
from lienthu.discovery.events import write_entries
from lienthu.discovery.models import ChangedEntry
from lienthu.discovery.search import Request, search
from lienthu.discovery.tests.conftest import SYSTEM, set_state, settle
from lienthu.kernel.models import Delivery
from lienthu.marc.record import Field, Record
from lienthu.registry.actions.move_library import move_library
from lienthu.registry.models import AreaVersion
from lienthu.registry.queries import version_at
from lienthu.union.models import Entry

pytestmark = pytest.mark.django_db


def book(title: str, creator: str = "Nguyễn Du", year: str = "2015", subject: str = "Thơ", **more: str) -> Record:
    fields = [
        Field("100", "", "0 ", [("a", creator)]),
        Field("245", "", "10", [("a", title), ("c", creator)]),
        Field("260", "", "  ", [("a", "Hà Nội :"), ("b", "Văn học,"), ("c", year)]),
        Field("650", "", " 7", [("a", subject)]),
        Field("911", "", "  ", [("a", "Cán bộ Bí Mật")]),
    ]
    fields += [Field(tag[1:], "", "  ", [("a", text)]) for tag, text in more.items()]
    return Record("00000nam a2200000 a 4500", fields)


def ids(text: str) -> set[str]:
    return {hit.brief.title for hit in search(Request(text=text)).hits}


def entry_of(title: str) -> Entry:
    return next(entry for entry in Entry.objects.filter(state="active") if entry.fields["title"]["v"] == title)


@pytest.fixture
def shelf(hand_in):
    hand_in(book("Truyện Kiều"), "TINH", "1", ("", "on_loan"))
    hand_in(book("Truyện Kiều"), "GN", "1", ("on_loan",))
    hand_in(book("Đường về quê mẹ", "Trần Văn Thắng", "2001", "Truyện ngắn"), "GN", "2")
    hand_in(book("Kỹ thuật trồng cà phê", "Lê Hòa", "2019", "Cà phê"), "TINH", "3")
    settle()


def test_a_handed_in_record_is_found_everywhere(shelf, client: Client) -> None:
    page = client.get("/vi/search?q=truyen+kieu").content.decode()
    assert "<mark>Truyện</mark> <mark>Kiều</mark>" in page
    assert "Còn ở Thư viện tỉnh" in page
    assert "và 1 thư viện khác" in page
    answer = client.get("/api/v1/search?q=truyen kieu").json()
    assert answer["total"] == 1
    assert [place["code"] for place in answer["hits"][0]["libraries"]] == ["TINH", "GN"]
    assert answer["suggestion"] == "truyện kiều"


def test_the_record_page_says_where_it_is(shelf, client: Client) -> None:
    entry = entry_of("Truyện Kiều")
    page = client.get(f"/vi/record/{entry.public_id}").content.decode()
    assert "Thư viện tỉnh" in page
    assert "Thư viện Gia Nghĩa" in page
    assert "Đang cho mượn" in page
    assert "895.92 T0" in page
    assert "Bí Mật" not in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert data["name"] == "Truyện Kiều"


@pytest.mark.parametrize("extension", ["mrc", "xml", "json", "ris", "bib", "dc"])
def test_exports_hold_the_title_and_no_staff(shelf, client: Client, extension: str) -> None:
    entry = entry_of("Truyện Kiều")
    answer = client.get(f"/vi/record/{entry.public_id}.{extension}")
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "Kiều" in body
    assert "Bí Mật" not in body
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_record_too_long_for_iso2709_is_offered_as_marcxml(hand_in, client: Client) -> None:
    hand_in(book("Sách dài", m520="x" * 12_000))
    settle()
    entry = entry_of("Sách dài")
    refused = client.get(f"/vi/record/{entry.public_id}.mrc")
    assert refused.status_code == 422
    assert "MARCXML" in refused.content.decode()
    assert client.get(f"/vi/record/{entry.public_id}.xml").status_code == 200


def test_titles_are_text_and_never_markup(hand_in, client: Client) -> None:
    title = "<script>alert(1)</script> </script><b>Kiều</b> & 'x'"
    hand_in(book(title, "<i>Ai</i>", subject="<img src=x>"))
    settle()
    entry = entry_of(title)
    for address in (f"/vi/record/{entry.public_id}", "/vi/", "/vi/search?q=kieu", "/vi/search?q=%3Cscript%3Ealert"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<i>Ai" not in page
    cover = client.get(f"/cover/{entry.public_id}.svg")
    assert b"<script" not in cover.content
    assert cover["Content-Type"] == "image/svg+xml"


def test_merged_identifiers_lead_on(shelf, client: Client) -> None:
    target, old = entry_of("Truyện Kiều"), entry_of("Đường về quê mẹ")
    Entry.objects.filter(pk=old.pk).update(state="redirect", merged_into=target)
    answer = client.get(f"/vi/record/{old.public_id}")
    assert (answer.status_code, answer["Location"]) == (301, f"/vi/record/{target.public_id}")


def test_a_cover_is_asked_for_anew_and_gone_with_its_record(hand_in, client: Client) -> None:
    record = hand_in(book("Truyện Kiều"))
    other = hand_in(book("Truyện Kiều", creator="Nguyễn Du"), "GN")
    settle()
    entry = entry_of("Truyện Kiều")
    address = f"/cover/{entry.public_id}.svg"
    first = client.get(address)
    assert (first.status_code, first["Cache-Control"]) == (200, "public, no-cache")
    kept = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (kept.status_code, kept.content, kept["Cache-Control"]) == (304, b"", "public, no-cache")
    # One record left: the union has not heard yet, the cover is drawn of what may be seen.
    type(record).objects.filter(pk=record.pk).update(state="restricted")
    assert client.get(address).status_code == 200
    type(other).objects.filter(pk=other.pk).update(state="withdrawn")
    gone = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert gone.status_code == 404
    assert "Kiều" not in gone.content.decode()
    set_state(record, "restricted")
    settle()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 404


def test_a_restricted_record_is_nowhere_even_before_the_union_has_heard(hand_in, client: Client) -> None:
    shown = hand_in(book("Truyện Kiều", m520="Lời giới thiệu"), "TINH", "1")
    hidden = hand_in(book("Truyện Kiều", m520="Điều bí mật quốc phòng"), "GN", "1")
    settle()
    entry = entry_of("Truyện Kiều")
    type(hidden).objects.filter(pk=hidden.pk).update(state="restricted")
    write_entries([entry.pk])
    assert ids("bí mật") == set()
    page = client.get(f"/vi/record/{entry.public_id}").content.decode()
    assert "quốc phòng" not in page
    assert "Gia Nghĩa" not in page
    set_state(shown, "withdrawn")
    settle()
    assert ids("kiều") == set()
    assert client.get(f"/vi/record/{entry.public_id}").status_code == 404
    assert client.get(f"/api/v1/records/{entry.public_id}").status_code == 404


def test_nothing_found_offers_the_way_out(shelf, client: Client) -> None:
    page = client.get("/vi/search?q=truyện+kiều+zzzq&library=GN").content.decode()
    assert "Không tìm thấy" in page
    assert "Bỏ từ “zzzq”: truyện kiều" in page
    assert "Tìm mà không dùng bộ lọc" not in page
    page = client.get("/vi/search?q=cà+phê&library=GN").content.decode()
    assert "Tìm mà không dùng bộ lọc" in page


@pytest.mark.parametrize(("typed", "meant"), [("truyeejn kieeuf", "truyện kiều"), ("d9u7o7ng2 ve62", "đường về")])
def test_keyboard_codes_are_understood_and_said(shelf, client: Client, typed: str, meant: str) -> None:
    found = search(Request(text=typed))
    assert (found.total, found.understood) == (1, meant)
    assert meant in client.get(f"/vi/search?q={quote(typed)}").content.decode()
    assert search(Request(text=typed, literal=True)).total == 0


def test_a_slip_is_corrected_and_accents_put_back(shelf) -> None:
    found = search(Request(text="truyen kieiu"))
    assert (found.total, found.suggestion) == (0, "truyện kiều")


def test_suggestions(shelf, client: Client) -> None:
    found = client.get("/api/v1/suggest?q=nguyen").json()
    assert {"text": "Nguyễn Du", "field": "creator", "count": 1, "id": ""} in found
    titles = client.get("/vi/search/suggest?q=truyện ki").json()
    assert titles[0]["url"] == f"/vi/record/{entry_of('Truyện Kiều').public_id}"
    assert client.get("/vi/search/suggest?q=").json() == []


@pytest.mark.parametrize("size", [3, 30])
def test_pages_ask_the_database_the_same_number_of_questions(
    hand_in, client: Client, django_assert_max_num_queries, size: int
) -> None:
    for number in range(size):
        hand_in(book(f"Sách số {number}", f"Tác giả {number}"), "TINH", str(number))
    settle()
    client.get("/vi/search?q=sach")
    with django_assert_max_num_queries(3):
        client.get("/vi/")
    with django_assert_max_num_queries(22):
        client.get(f"/vi/record/{entry_of('Sách số 1').public_id}")


@pytest.mark.parametrize(
    "address",
    [
        "/vi/search",
        "/en/search?q=sach",
        "/vi/search?q=sach&sort=title",
        "/vi/search?q=s%C3%A1ch+s%E1%BB%91&library=TINH&format=book&year_from=2000",
        "/vi/search?q=t%C3%A1c+gi%E1%BA%A3:+T%C3%A1c+gi%E1%BA%A3+1&more=library",
        "/vi/search?q=sach&page=2",
        "/vi/search?q=%22s%C3%A1ch+s%E1%BB%91%22&language=vie&area=x",
        "/vi/search?q=truyeejn",
        "/vi/search?q=khong+co+gi",
    ],
)
def test_a_strangers_result_page_asks_only_what_is_withheld_and_whose_name_the_words_are(
    hand_in, client: Client, django_assert_max_num_queries, address: str
) -> None:
    for number in range(25):
        hand_in(book(f"Sách số {number}", f"Tác giả {number}"), "TINH", str(number))
    settle()
    client.get("/vi/search")  # the libraries' names are read once in half a minute
    with django_assert_max_num_queries(2) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    withheld, *names = (query["sql"] for query in asked.captured_queries)
    assert "records_hidden" in withheld
    assert all("catalogue_authorityform" in sql for sql in names)
    assert not answer.cookies


def test_rebuild_catches_up_with_what_changed_meanwhile(shelf, hand_in) -> None:
    before = (Path(settings.SEARCH_URL.removeprefix("tantivy://")) / "current").read_text()
    rebuild_index(actor=SYSTEM)
    ChangedEntry.objects.create(entry_id=entry_of("Truyện Kiều").pk)
    hand_in(book("Sách mới về"), "GN", "9")
    settle()
    assert (Path(settings.SEARCH_URL.removeprefix("tantivy://")) / "current").read_text() != before
    assert engines.current().size == 4
    assert ids("sách mới về") == {"Sách mới về"}
    assert not ChangedEntry.objects.exists()
    assert not Delivery.objects.exists()


def test_a_lost_index_is_one_sentence_and_comes_back_by_itself(shelf, hand_in, client: Client) -> None:
    pointer = Path(settings.SEARCH_URL.removeprefix("tantivy://")) / "current"
    pointer.unlink()
    answer = client.get("/vi/search?q=kieu")
    assert answer.status_code == 503
    assert "Tìm kiếm đang được chuẩn bị" in answer.content.decode()
    assert client.get("/vi/").status_code == 200
    assert client.get("/api/v1/search?q=kieu").json()["code"] == "discovery.unavailable"
    hand_in(book("Sách mới về"), "GN", "9")
    settle()
    assert ids("kieu") == {"Truyện Kiều"}


def test_a_change_is_searchable_without_reopening(shelf, hand_in) -> None:
    assert ids("kieu") == {"Truyện Kiều"}
    hand_in(book("Kiều ở lầu Ngưng Bích", year="2020"), "GN", "7")
    settle()
    assert ids("kieu") == {"Truyện Kiều", "Kiều ở lầu Ngưng Bích"}


def test_bad_requests_are_answered_in_a_sentence(shelf, client: Client) -> None:
    assert client.get("/api/v1/search?q=kieu&sort=none").json()["code"] == "discovery.bad_sort"
    assert client.get("/api/v1/search?page=99999").status_code == 422
    for address in ("/vi/search?q=%00", "/vi/search?page=abc&year_from=x", "/vi/record/%00", "/vi/search?library=%00"):
        assert client.get(address).status_code in (200, 404)
    assert client.get("/vi/record/nothere.mrc").status_code == 404


def test_the_readers_own_library_stands_first(shelf, client: Client) -> None:
    page = client.get("/vi/search?q=kieu").content.decode()
    assert 'href="/vi/search/near?next=%2Fvi%2Fsearch%3Fq%3Dkieu"' in page
    chooser = client.get("/vi/search/near?next=/vi/search?q=kieu").content.decode()
    assert '<option value="GN">Thư viện Gia Nghĩa</option>' in chooser
    answer = client.post("/vi/search/near", {"near": "GN", "next": "/vi/search?q=kieu"})
    assert answer["Location"] == "/vi/search?q=kieu"
    assert '<option value="GN" selected>' in client.get("/vi/search/near").content.decode()
    page = client.get("/vi/search?q=kieu").content.decode()
    assert "Ở Thư viện Gia Nghĩa, hiện không còn trên giá" in page
    assert client.post("/vi/search/near", {"near": "x", "next": "https://evil.example"})["Location"] == "/vi/"


def test_a_library_page_shows_what_is_there(shelf, network, client: Client) -> None:
    page = client.get(f"/vi/library/{network['GN'].public_id}").content.decode()
    assert "2 nhan đề trong mục lục" in page
    assert "Đường về quê mẹ" in page
    assert "Kỹ thuật trồng cà phê" not in page
    assert '<input type="hidden" name="library" value="GN">' in page


def test_local_history_stands_on_the_front_page(hand_in, client: Client) -> None:
    hand_in(book("Địa chí Cư Jút", subject="Tây Nguyên"), "TINH", "1")
    hand_in(book("Sách khác"), "TINH", "2")
    settle()
    band = client.get("/vi/").content.decode().partition("Đất và người quê ta")[2].partition("</section>")[0]
    assert "Địa chí Cư Jút" in band
    assert "Sách khác" not in band


def test_the_record_page_says_a_subject_once_and_offers_similar_ones(hand_in, client: Client) -> None:
    hand_in(book("Thơ một", subject="Thơ ca", m653="thơ ca.; Việt Nam; việt nam"), "TINH", "1")
    hand_in(book("Thơ hai", "Lê Ba", "2001", "Thơ ca"), "TINH", "2")
    settle()
    page = client.get(f"/vi/record/{entry_of('Thơ một').public_id}").content.decode()
    onward = page.partition("Xem thêm cùng chủ đề")[2].partition("</section>")[0]
    assert onward.lower().count(">thơ ca<") == 1
    assert onward.lower().count(">việt nam<") == 1
    assert "Thơ hai" in page.partition("Sách cùng chủ đề")[2]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Nxb. Văn học", "Văn học"),
        ("NXB Trẻ", "Trẻ"),
        ("Nhà xuất bản: giáo dục", "Giáo dục"),
        ("NXBGD", "NXBGD"),
        ("Nxb.", "Nxb."),
        ("Kim Đồng", "Kim Đồng"),
    ],
)
def test_a_publisher_is_named_without_saying_that_it_is_one(written: str, shown: str) -> None:
    assert publisher_name(written) == shown


def test_where_only_accents_differ_the_reader_is_not_corrected(shelf, client: Client) -> None:
    page = client.get("/vi/search?q=truyen+kieu").content.decode()
    assert "Có phải bạn tìm" not in page
    assert "Chỉ tìm đúng “truyện kiều”" in page
    assert "Có phải bạn tìm" in client.get("/vi/search?q=truyen+kieiu").content.decode()


def test_areas_are_counted_on_the_map_before_the_reform_too(shelf, network, client: Client) -> None:
    commune = AreaVersion.objects.get(name="Cư Jút", level="commune", valid_to=None).area_id
    today = timezone.localdate()
    move_library(actor=SYSTEM, library_id=network["GN"].pk, on=today, area_id=commune, address="1 Lê Lợi")
    settle()
    answer = client.get("/api/v1/search?boundaries=old").json()
    assert "area" not in answer["facets"]
    counted = {one["label"]: (one["value"], one["count"]) for one in answer["facets"]["area_old"]}
    assert counted["Huyện Cư Jút"] == ("662", 2)
    assert client.get("/api/v1/search?area_old=662").json()["total"] == 2
    page = client.get("/vi/search?area_old=662").content.decode()
    assert "Huyện Cư Jút" in page and "Theo địa giới hiện nay" in page
    assert "Theo địa giới trước 01/07/2025" in client.get("/vi/search").content.decode()


def test_what_a_moved_library_holds_is_found_in_its_new_area(shelf, network) -> None:
    old = version_at(network["GN"].pk, timezone.localdate()).area_id
    new = AreaVersion.objects.filter(valid_to=None).exclude(area=old).values_list("area_id", flat=True)[0]

    def areas() -> dict[str, int]:
        (facet,) = search(Request(facets=("area",))).facets
        return {choice.value: choice.count for choice in facet.values}

    before = areas()
    move_library(actor=SYSTEM, library_id=network["GN"].pk, on=timezone.localdate(), area_id=new, address="1 Lê Lợi")
    settle()
    (first,) = before
    after = areas()
    assert before == {first: 3}
    assert after.pop(first) == 2
    assert list(after.values()) == [2]
