"""The editor's pages: without JavaScript every button works by a round trip; nothing that was typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lienthu.catalogue.actions.add_copy import add_copy
from lienthu.catalogue.actions.hold_record import hold_record, leave_record
from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority
from lienthu.catalogue.actions.keep_series import SeriesData, begin_series
from lienthu.catalogue.actions.save_record import save_record
from lienthu.catalogue.models import EditLock, SourceRecord, TitleCodeRime
from lienthu.catalogue.queries import find_records
from lienthu.catalogue.rules.authority_data import FormRole
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.rules.title_code import confirmed, free_numbers
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, librarian, library, marc_file
from lienthu.catalogue.tests.test_doors import client  # noqa: F401 - a fixture
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.permissions import Permission
from lienthu.marc import marcjson
from lienthu.marc.record import Field, Record, from_compact

pytestmark = pytest.mark.django_db
EDIT = Permission.CATALOGUE_EDIT
INPUT = re.compile(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"|<textarea[^>]*?name="([^"]+)"[^>]*>([^<]*)<')
Pairs = list[tuple[str, str]]


def record(number: str = "A1", title: str = "Đất rừng", **more: Any) -> SourceRecord:
    hand_in(marc_file(book(number, title, **more)), library("TINH"))
    return SourceRecord.objects.get(control_no=number)


def posted(page: HttpResponse) -> Pairs:
    """What a browser without JavaScript would send: the fields of the editor's form."""
    text = page.content.decode()
    form = text[text.index('id="desk"') : text.rindex("</form>")]
    pairs = [(a or c, unescape(b or d)) for a, b, c, d in INPUT.findall(form)]
    selects = re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', form, re.DOTALL)
    pairs += [(n, unescape(m[1])) for n, body in selects if (m := re.search(r'value="([^"]*)" selected', body))]
    return [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"]


def replaced(pairs: Pairs, old: str, new: str) -> Pairs:
    return [(name, value.replace(old, new)) for name, value in pairs]


def send(client: Client, path: str, pairs: Pairs, act: str) -> Any:  # noqa: F811
    data: dict[str, list[str]] = {}
    for name, value in [*pairs, ("act", act)]:
        data.setdefault(name, []).append(value)
    return client.post(path, data)


def address(one: SourceRecord) -> str:
    return reverse("catalogue:record", args=[one.id])


def tags(page: HttpResponse) -> list[str]:
    return [value for name, value in posted(page) if name == "tag"]


def marc(one: SourceRecord) -> Record:
    one.refresh_from_db()
    return from_compact(one.marc)


def test_what_was_opened_and_sent_back_is_unchanged_in_both_views(client: Client) -> None:  # noqa: F811
    one = record(copies="HK00001")
    for view in ("grid", "form"):
        page = client.get(address(one), {"view": view})
        answer = send(client, address(one), posted(page), "save")
        assert answer.status_code == 302
    one.refresh_from_db()
    assert one.version == 1


def test_a_typed_change_is_saved_and_the_next_page_shows_it(client: Client) -> None:  # noqa: F811
    one = record()
    pairs = replaced(posted(client.get(address(one))), "Đất rừng", "Đất rừng phương Nam")
    answer = send(client, address(one), pairs, "save")
    assert (answer.status_code, answer["Location"]) == (302, address(one))
    assert marc(one).first("245", "a") == "Đất rừng phương Nam"
    assert "phiên bản 2" in client.get(address(one)).content.decode()


def test_the_form_and_the_fixed_fields_write_marc(client: Client) -> None:  # noqa: F811
    one = record()
    pairs = posted(client.get(address(one), {"view": "form"}))
    said = {"n653.a.0": "Rừng", "x008.0.35": "vie", "x008.0.33": "1"}
    send(client, address(one), [(name, said.get(name, value)) for name, value in pairs], "save")
    found = marc(one)
    assert found.first("653", "a") == "Rừng"
    assert found.control("008")[33:38] == "1 vie"


def test_buttons_arrange_lines_by_the_server(client: Client) -> None:  # noqa: F811
    one = record()
    page = client.get(address(one))
    assert tags(page) == ["001", "100", "245", "260"]
    pairs = posted(page)
    for act, expected in (
        ("up:2", ["001", "245", "100", "260"]),
        ("down:1", ["001", "245", "100", "260"]),
        ("copy:3", ["001", "100", "245", "260", "260"]),
        ("remove:1", ["001", "245", "260"]),
        ("add", ["001", "100", "245", "260", ""]),
        ("up:99", ["001", "100", "245", "260"]),
        ("view:form", ["001", "100", "245", "260"]),
    ):
        assert tags(send(client, address(one), pairs, act)) == expected, act
    one.refresh_from_db()
    assert one.version == 1


def test_the_legal_minimum_leads_to_what_is_missing(client: Client) -> None:  # noqa: F811
    one = record()
    page = client.get(address(one)).content.decode()
    assert "còn thiếu 3" in page
    assert 'value="add:653"' in page and reverse("catalogue:copies_of", args=[one.id]) + '">Thêm bản' in page
    added = send(client, address(one), posted(client.get(address(one))), "add:653")
    assert tags(added) == ["001", "100", "245", "260", "653"]
    begin_series(actor=SYSTEM, library_id=one.library_id, data=SeriesData("Sổ", "HK{n:06}"))
    add_copy(actor=SYSTEM, record_id=one.id)
    assert "còn thiếu 2" in client.get(address(one)).content.decode()  # the copy has the accession number


def test_a_refused_text_comes_back_as_it_was_typed(client: Client) -> None:  # noqa: F811
    one = record()
    pairs = replaced(posted(client.get(address(one))), "‡a Đất rừng ‡c Nguyễn Văn An", "‡c Không có nhan đề & <b>")
    answer = send(client, address(one), pairs, "save")
    text = answer.content.decode()
    assert "Chưa lưu biểu ghi" in text and "‡c Không có nhan đề &amp; &lt;b&gt;" in text
    one.refresh_from_db()
    assert one.version == 1


def test_the_second_cataloguer_compares_merges_and_saves(client: Client) -> None:  # noqa: F811
    one = record()
    pairs = replaced(posted(client.get(address(one))), "Nguyễn Văn An", "Đoàn Giỏi")
    other = marc(one)
    other.fields.append(Field("653", "", "  ", [("a", "Rừng")]))
    actor = Actor(ActorKind.PERSON, "Hoa", 99, frozenset({Grant(EDIT, one.library_id)}))
    save_record(actor=actor, library_id=one.library_id, record_id=one.id, marc=other, expected_version=1)
    answer = send(client, address(one), pairs, "save")
    text = answer.content.decode()
    assert "Hoa đã lưu biểu ghi này" in text and "Đoàn Giỏi" in text and "Ghép hai bản" in text
    assert marc(one).first("100", "a") == "Nguyễn Văn An"
    merged = send(client, address(one), posted(answer), "merge")
    assert "chưa lưu" in merged.content.decode()
    assert send(client, address(one), posted(merged), "save").status_code == 302
    found = marc(one)
    assert (found.first("100", "a"), found.first("653", "a"), one.version) == ("Đoàn Giỏi", "Rừng", 3)


def test_saving_over_the_other_text_keeps_it_in_the_history(client: Client) -> None:  # noqa: F811
    one = record()
    pairs = replaced(posted(client.get(address(one))), "Đất rừng", "Của tôi")
    save_record(actor=SYSTEM, library_id=one.library_id, record_id=one.id, expected_version=1,
                marc=book("A1", "Của người khác"))  # fmt: skip
    answer = send(client, address(one), pairs, "save")
    assert send(client, address(one), posted(answer), "save").status_code == 302
    assert marc(one).first("245", "a") == "Của tôi"
    page = client.get(reverse("catalogue:version", args=[one.id, 2])).content.decode()
    assert "<del>" in page and "<ins>" in page
    answer = client.post(reverse("catalogue:restore", args=[one.id, 2]), {"version": 3})
    assert answer.status_code == 302
    assert marc(one).first("245", "a") == "Của người khác"
    assert client.post(reverse("catalogue:restore", args=[one.id, 2]), {"version": 3}).status_code == 302
    assert one.version == 4


def test_a_new_record_starts_from_a_kind_or_from_another_record(client: Client) -> None:  # noqa: F811
    one = record(copies="HK00001")
    start = reverse("catalogue:new_record") + "?library=TINH&kind=serial"
    page = client.get(start)
    assert {"022", "310", "362"} <= set(tags(page))
    pairs = replaced(posted(page), "‡a ‡b ‡c", "‡a Tạp chí Cao nguyên ‡b ‡c")
    answer = send(client, start, pairs, "save")
    made = SourceRecord.objects.get(control_no="TINH-000001")
    assert answer["Location"] == address(made)
    assert "310" not in [field.tag for field in marc(made).fields]
    copy = client.get(reverse("catalogue:new_record"), {"library": "TINH", "copy": one.id})
    assert tags(copy) == ["100", "245", "260"]
    assert client.get(reverse("catalogue:new_record"), {"library": "GN"}).status_code == 404


def test_findings_are_answered_while_somebody_types(client: Client) -> None:  # noqa: F811
    one = record()
    pairs = posted(client.get(address(one)))
    at = [name for name, _value in pairs].index("tag")
    pairs[at:at] = [("tag", "020"), ("ind", "##"), ("text", "‡a 9786041000003")]
    answer = send(client, reverse("catalogue:check", args=[one.id]), pairs, "check")
    text = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert 'href="#line-0">ISBN 9786041000003: ' in text
    assert send(client, reverse("catalogue:check", args=[0]), pairs, "check").status_code == 200
    assert client.post(reverse("catalogue:check", args=[0]), {"tag": ["1", "2"]}).status_code == 400


def test_who_has_the_record_open_is_told_to_the_next_and_runs_out() -> None:
    one = record()
    lan = librarian(one.library, permission=EDIT)
    hoa = Actor(ActorKind.PERSON, "Hoa", 2, frozenset({Grant(EDIT, one.library_id)}))
    assert hold_record(actor=lan, record_id=one.id) == []
    assert [lock.person for lock in hold_record(actor=hoa, record_id=one.id)] == ["Lan"]
    since = EditLock.objects.get(person="Lan").since
    hold_record(actor=lan, record_id=one.id)
    assert EditLock.objects.get(person="Lan").since == since
    EditLock.objects.filter(person="Lan").update(seen=timezone.now() - timedelta(minutes=6))
    assert hold_record(actor=hoa, record_id=one.id) == []
    leave_record(actor=hoa, record_id=one.id)
    assert EditLock.objects.count() == 0


def test_an_open_page_hears_of_others_and_of_a_newer_version(client: Client) -> None:  # noqa: F811
    one = record()
    hoa = Actor(ActorKind.PERSON, "Hoa", 99, frozenset({Grant(EDIT, one.library_id)}))
    hold_record(actor=hoa, record_id=one.id)
    assert "Hoa đang mở biểu ghi này" in client.get(address(one)).content.decode()
    beat = reverse("catalogue:held", args=[one.id])
    assert "đã có người lưu" in client.post(beat, {"version": 7}).content.decode().lower()
    assert "đã có người lưu" not in client.post(beat, {"version": 1}).content.decode().lower()


@pytest.mark.parametrize(
    ("words", "found"),
    [("A1", ["A1"]), ("HK00001", ["A1"]), ("dat rung", ["A2", "A1"]), ("Đất rừng phương", ["A2"]),
     ("9786041000001", []),
     ("nguyen van an", ["A2", "A1"]), ("không có", []), ("'; --%_", []), ("\x00A1", ["A1"])],
)  # fmt: skip
def test_a_record_is_found_by_number_copy_title_and_name(words: str, found: list[str]) -> None:
    hand_in(marc_file(book("A1", "Đất rừng", copies="HK00001"), book("A2", "Đất rừng phương Nam")), library("TINH"))
    hand_in(marc_file(book("B1", "Đất rừng")), library("GN"))
    actor = librarian(library("TINH"), permission=EDIT)
    assert [one.control_no for one in find_records(actor, words)] == found


def test_a_restricted_record_is_in_no_list_of_the_desk() -> None:
    hand_in(marc_file(book("A1", "Đất rừng", secrecy="3")), library("TINH"))
    assert list(find_records(librarian(library("TINH"), permission=EDIT), "")) == []
    assert len(find_records(SYSTEM, "")) == 1


def test_the_list_costs_the_same_however_long_it_is(
    client: Client,  # noqa: F811
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    hand_in(marc_file(*[book(f"A{n}", f"Cuốn {n}", copies=f"HK{n:05}") for n in range(60)]), library("TINH"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("catalogue:records"))
    assert page.content.decode().count("<tr>") == 51


def test_hostile_marc_opens_and_is_shown_harmlessly(client: Client) -> None:  # noqa: F811
    evil = book("A1", "<script>alert(1)</script> \u202egnud")
    evil.fields.append(Field("505", "", "0 ", [("a", "x" * 1_000_000)]))
    evil.fields += [Field("852", "", "  ", [("b", "Kho"), ("j", f"HK{n:05}")]) for n in range(4_000)]
    hand_in(orjson.dumps(marcjson.to_json(evil)), library("TINH"), name="a.json")
    one = SourceRecord.objects.get()
    page = client.get(address(one))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<script>alert" not in text and "⟦202E⟧" in text
    assert "4.001 trường 505, 852 được giữ nguyên" in text and len(text) < 120_000
    send(client, address(one), replaced(posted(page), "Nguyễn Văn An", "Đoàn Giỏi"), "save")
    found = marc(one)
    assert (one.version, found.first("100", "a")) == (2, "Đoàn Giỏi")
    assert (len(found.first("505", "a")), sum(field.tag == "852" for field in found.fields)) == (1_000_000, 4_000)
    assert one.items.count() == 4_000
    pairs = [*posted(client.get(address(one))), ("tag", "500"), ("ind", "##"), ("text", "‡a" + "y" * 30_000)]
    answer = send(client, address(one), pairs, "save")
    assert "Trường 500 dài 30000 ký tự" in answer.content.decode()


def test_withdrawal_asks_for_a_reason_and_can_be_taken_back(client: Client) -> None:  # noqa: F811
    one = record()
    standing = reverse("catalogue:standing", args=[one.id])
    client.post(standing, {"act": "withdraw", "version": 1, "reason": " "})
    one.refresh_from_db()
    assert (one.state, one.version) == ("active", 1)
    client.post(standing, {"act": "withdraw", "version": 1, "reason": "Mất hết bản"})
    one.refresh_from_db()
    assert (one.state, one.version) == ("withdrawn", 2)
    assert "Mất hết bản" in client.get(reverse("catalogue:history", args=[one.id])).content.decode()
    client.post(standing, {"act": "return", "version": 2, "reason": "Tìm thấy rồi"})
    one.refresh_from_db()
    assert one.state == "active"


def test_help_is_a_page_and_a_part_of_one(client: Client) -> None:  # noqa: F811
    address = reverse("catalogue:field_help", args=["245"])
    assert "Nhan đề chính" in client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Nhan đề chính" in part and "<html" not in part
    assert client.get(reverse("catalogue:field_help", args=["zzz"])).status_code == 404


def with_classes(title: str) -> SourceRecord:
    hand = book("C1", title)
    hand.fields.append(Field("082", "", "04", [("a", "306.09597"), ("2", "23")]))
    hand.fields.append(Field("084", "", "  ", [("a", "9(V)"), ("2", "19lop")]))
    hand.fields.append(Field("094", "", "  ", [("a", "63.5(1)")]))
    hand_in(marc_file(hand), library("TINH"))
    return SourceRecord.objects.get(control_no="C1")


class TestHelp:
    """Buttons that work on the draft: nothing is stored until it is saved."""

    @pytest.mark.parametrize("view", ["grid", "form"])
    def test_the_title_code_is_written_beside_three_classifications(self, client: Client, view: str) -> None:  # noqa: F811
        one = with_classes("Văn hóa Tây Nguyên")
        answer = send(client, address(one), posted(client.get(address(one), {"view": view})), "code")
        assert "Đã ghi ký hiệu tên sách V115H vào 3 trường" in answer.content.decode()
        one.refresh_from_db()
        assert one.version == 1
        assert send(client, address(one), posted(answer), "save").status_code == 302
        assert [(field.tag, field.first("b")) for field in marc(one).all("082", "084", "094")] == [
            ("082", "V115H"), ("084", "V115H"), ("094", "V115H"),
        ]  # fmt: skip

    def test_a_gap_is_asked_and_learnt(self, client: Client) -> None:  # noqa: F811
        one = with_classes("Tuyết trắng")
        answer = send(client, address(one), posted(client.get(address(one))), "code")
        page = answer.content.decode()
        assert "“uyêt”" in page and 'name="rime_code"' in page
        wrong = send(client, address(one), [*posted(answer), ("rime_code", "100")], "code").content.decode()
        assert "field-error" in wrong and not TitleCodeRime.objects.exists()
        free = free_numbers("uyêt", confirmed())
        done = send(client, address(one), [*posted(answer), ("rime_code", str(free[0]))], "code").content.decode()
        assert f"T{free[0]}TR" in done and TitleCodeRime.objects.get().rime == "uyêt"
        assert client.get("/vi/cataloguing/title-codes/suggest", {"title": "Tuyết trắng"}).json() == [
            {"text": f"T{free[0]}TR", "hint": f"Tuyết → T{free[0]} · trắng → TR"}
        ]

    def test_headings_of_the_authority_file(self, client: Client) -> None:  # noqa: F811
        create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "Nguyễn Văn An, 1950-"))
        one = record()
        answer = send(client, address(one), posted(client.get(address(one))), "headings")
        page = answer.content.decode()
        assert "<ins>100 Nguyễn Văn An, 1950-</ins>" in page and "Chưa lưu" in page
        send(client, address(one), posted(answer), "save")
        assert marc(one).first("100", "d") == "1950-"
        again = send(client, address(one), posted(client.get(address(one))), "headings").content.decode()
        assert "Không tiêu đề chưa nối nào khớp" in again

    def test_suggestions_say_what_the_subfields_hold(self, client: Client) -> None:  # noqa: F811
        create_authority(
            actor=SYSTEM, data=NewAuthority(Kind.PERSON, "Nguyễn Văn An, 1950-", ((FormRole.PEN_NAME, "Hải Âu"),))
        )
        found = client.get("/vi/cataloguing/authorities/suggest", {"tag": "700", "q": "hai a"}).json()
        assert [(one["text"], one["a"], one["d"], one["hint"]) for one in found] == [
            ("Nguyễn Văn An, 1950-", "Nguyễn Văn An", "1950-", "Hải Âu")
        ]
        assert client.get("/vi/cataloguing/authorities/suggest", {"tag": "653", "q": "hai a"}).json() == []
