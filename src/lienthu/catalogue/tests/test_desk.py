"""The desk: records made and changed by hand, two at once, an import that meets an edit, the way back."""

from __future__ import annotations

from copy import deepcopy

import orjson
import pytest
from django.db import DatabaseError, transaction

from lienthu.catalogue.actions.restore_version import restore_version
from lienthu.catalogue.actions.review_restriction import release_record
from lienthu.catalogue.actions.save_record import Saved, save_record
from lienthu.catalogue.actions.withdraw_record import return_record, withdraw_record
from lienthu.catalogue.models import ImportRow, Item, PastMarc, RestrictionCase, SourceRecord, SourceVersion
from lienthu.catalogue.queries import active_records, export_records, marc_of_version, record_to_edit
from lienthu.catalogue.tests.helpers import (
    SYSTEM,
    book,
    hand_in,
    librarian,
    library,
    marc_file,
    outcome,
    sizes,
)
from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, NotFound, Refused
from lienthu.kernel.models import AuditEntry, Event
from lienthu.kernel.permissions import Permission
from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record, from_compact
from lienthu.registry.models import Library

pytestmark = pytest.mark.django_db
EDIT = Permission.CATALOGUE_EDIT


def cataloguer(*libraries: Library) -> Actor:
    return librarian(*libraries, permission=EDIT)


def current() -> Record:
    return from_compact(SourceRecord.objects.get().marc)


def titled(record: Record, title: str) -> Record:
    changed = deepcopy(record)
    field = changed.get("245")
    assert field is not None
    field.subfields = [("a", title)]
    return changed


def edit(title: str = "Tên đã sửa", *, actor: Actor | None = None, version: int = 1) -> Saved:
    record = SourceRecord.objects.get()
    return save_record(
        actor=actor or cataloguer(record.library),
        library_id=record.library_id,
        record_id=record.id,
        marc=titled(from_compact(record.marc), title),
        expected_version=version,
    )


def title_now() -> str:
    return current().first("245", "a")


def test_a_new_record_gets_a_number_a_version_and_its_copies() -> None:
    mine = library("TINH")
    events = Event.objects.count()
    saved = save_record(actor=cataloguer(mine), library_id=mine.id, marc=book("", "Ký ức", copies="HK00001"))
    record = SourceRecord.objects.get()
    assert (saved.record_id, saved.control_no, saved.version, saved.changed) == (record.id, "TINH-000001", 1, True)
    marc = current()
    assert (marc.control("001"), marc.control("003")) == ("TINH-000001", "TINH")
    assert [field.tag for field in marc.fields][:3] == ["001", "003", "005"]
    version = SourceVersion.objects.get()
    assert (version.origin, version.author_label, version.batch, version.row) == ("desk", "Lan", None, 0)
    assert orjson.loads(bytes(version.raw))["fields"][0] == {"001": "TINH-000001"}
    assert Item.objects.get().accession_no == "HK00001"
    assert list(active_records()) == [record]
    assert Event.objects.count() == events or Event.objects.last().payload == {"records": [record.id]}  # type: ignore[union-attr]
    entry = AuditEntry.objects.get()
    assert (entry.code, entry.actor_label, entry.library_id) == ("catalogue.record_created", "Lan", mine.id)


def test_numbers_follow_one_another_and_step_over_taken_ones() -> None:
    mine = library("TINH")
    hand_in(marc_file(book("TINH-000002", "Có trước")), mine)
    numbers = [
        save_record(actor=SYSTEM, library_id=mine.id, marc=book("", f"Cuốn {n}", year=f"200{n}")).control_no
        for n in range(3)
    ]
    assert numbers == ["TINH-000001", "TINH-000003", "TINH-000004"]
    with pytest.raises(Conflict, match="control_number_taken"):
        save_record(actor=SYSTEM, library_id=mine.id, marc=book("TINH-000003", "Trùng số"))


def test_a_change_is_a_new_version_and_the_old_text_stays_readable() -> None:
    hand_in(marc_file(book("A1", "Tên cũ", copies="HK00001")))
    saved = edit()
    record = SourceRecord.objects.get()
    assert (saved.version, record.version, record.control_no) == (2, 2, "A1")
    assert title_now() == "Tên đã sửa"
    assert marc_of_version(record, 1).first("245", "a") == "Tên cũ"
    assert [item.accession_no for item in Item.objects.all()] == ["HK00001"]
    assert iso2709.parse(bytes(record.versions.get(number=1).raw)).record is not None
    with pytest.raises(NotFound):
        marc_of_version(record, 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        PastMarc.objects.update(number=7)
    with pytest.raises(DatabaseError), transaction.atomic():
        SourceVersion.objects.update(author_label="Ai đó")


def test_saving_what_stands_makes_no_version() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    before = sizes()
    record = SourceRecord.objects.get()
    saved = save_record(
        actor=SYSTEM, library_id=record.library_id, record_id=record.id, marc=current(), expected_version=1
    )
    assert (saved.changed, saved.version, sizes()) == (False, 1, before)
    assert AuditEntry.objects.filter(code__startswith="catalogue.record_").count() == 0


def test_the_second_of_two_cataloguers_is_told_who_was_first() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    edit("Lan sửa")
    before = sizes()
    with pytest.raises(Conflict) as refused:
        edit("Hoa sửa")
    assert refused.value.code == "catalogue.record_overtaken"
    assert refused.value.params["person"] == "Lan"
    assert (title_now(), sizes()) == ("Lan sửa", before)
    with pytest.raises(Invalid, match="version_needed"):
        record = SourceRecord.objects.get()
        save_record(actor=SYSTEM, library_id=record.library_id, record_id=record.id, marc=current())


def test_only_who_may_edit_there_saves() -> None:
    mine, other = library("A"), library("B")
    hand_in(marc_file(book("A1", "Tên cũ")), mine)
    record = SourceRecord.objects.get()
    before = sizes()
    refused: list[tuple[Actor, Library, type[LienThuError]]] = [
        (ANONYMOUS, mine, Refused),
        (librarian(mine), mine, Refused),
        (cataloguer(other), mine, Refused),
        (cataloguer(other), other, NotFound),  # another library's record under the own library's name
    ]
    for actor, where, error in refused:
        with pytest.raises(error):
            save_record(
                actor=actor, library_id=where.id, record_id=record.id, marc=titled(current(), "Lạ"), expected_version=1
            )
    for act in (withdraw_record, return_record):
        with pytest.raises(NotFound):
            act(actor=cataloguer(other), record_id=record.id, expected_version=1, reason="Sách đã mất")
    with pytest.raises(NotFound):
        restore_version(actor=cataloguer(other), record_id=record.id, number=1, expected_version=1)
    assert (title_now(), sizes()) == ("Tên cũ", before)


@pytest.mark.parametrize(
    ("marc", "code"),
    [
        (Record("00000nam a2200000 a 4500", [Field("245", "", "10", [("a", " ")])]), "record_faulty"),
        (Record("00000nam a2200000 a 4500", []), "record_faulty"),
        (Record("00000nam a2200000 a 4500", [*book("", "Một").fields, Field("2#5", "", "  ", [("a", "x")])]), "faulty"),
        (Record(fields=[*book("", "Một").fields, Field("500", "", "  ", [("a", "x" * 1_000_000)])]), "field_too_long"),
        (Record(fields=[*book("", "Một").fields] + [Field("500", "", "  ", [("a", "x")])] * 12_000), "too_many_fields"),
        (Record(fields=[*book("", "Một").fields, Field("500", "", "  ", [("a", "\ud800")])]), "bad_character"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_nothing_is_written(marc: Record, code: str) -> None:
    mine = library("A")
    with pytest.raises(Invalid, match=code):
        save_record(actor=SYSTEM, library_id=mine.id, marc=marc)
    assert sizes() == (0, 0, 0)
    assert AuditEntry.objects.count() == 0


def test_a_long_field_that_a_file_brought_stays() -> None:
    record = book("A1", "Tên cũ")
    long = Field("505", "", "0 ", [("a", "nội dung " * 3_000)])
    hand_in(orjson.dumps(_json(Record(record.leader, [*record.fields, long]))), name="a.json")
    edit()
    assert current().first("505", "a").startswith("nội dung nội dung")
    assert len(current().first("505", "a")) > 20_000


def _json(record: Record) -> object:
    from lienthu.marc import marcjson  # noqa: PLC0415

    return marcjson.to_json(record)


def test_text_is_cleaned_as_a_files_is_and_comes_back_unchanged_from_an_export() -> None:
    mine = library("A")
    marc = book("", "Ho\u0323c va\u0300 la\u0300m\n tiếp")
    save_record(actor=SYSTEM, library_id=mine.id, marc=marc)
    assert title_now() == "Học và làm tiếp"
    exported = b"".join(iso2709.write(record) for _number, record in export_records([mine.id]))
    assert outcome(hand_in(exported, mine)) == (1, 0, 0, 0, 1)


def test_the_control_number_of_a_record_is_fixed() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    record = SourceRecord.objects.get()
    other = current()
    other.fields[0].value = "A2"
    with pytest.raises(Invalid, match="control_number_fixed"):
        save_record(actor=SYSTEM, library_id=record.library_id, record_id=record.id, marc=other, expected_version=1)
    without = Record(other.leader, [*other.fields[1:], Field("500", "", "  ", [("a", "Thêm")])])
    save_record(actor=SYSTEM, library_id=record.library_id, record_id=record.id, marc=without, expected_version=1)
    assert current().control("001") == "A1"


def test_a_secrecy_level_hides_the_record_from_who_typed_it_too() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    record = SourceRecord.objects.get()
    marc = titled(current(), "Tài liệu mật")
    marc.fields.append(Field("926", "", "  ", [("a", "2")]))
    actor = cataloguer(record.library)
    saved = save_record(actor=actor, library_id=record.library_id, record_id=record.id, marc=marc, expected_version=1)
    assert (saved.state, list(active_records())) == ("restricted", [])
    with pytest.raises(NotFound):
        record_to_edit(actor, record.id)
    case = RestrictionCase.objects.get()
    assert (case.level, case.state) == (2, "open")
    release_record(actor=SYSTEM, case=case, reason="Đã giải mật")
    assert record_to_edit(actor, record.id).state == "active"
    assert edit("Vẫn mức hai", version=2).state == "active"


def test_an_import_that_brings_nothing_new_leaves_the_edit_alone() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    edit()
    again = hand_in(marc_file(book("A1", "Tên cũ"), book("A2", "Cuốn khác")))
    assert outcome(again) == (2, 1, 0, 0, 1)
    assert SourceRecord.objects.get(control_no="A1").version == 2
    assert from_compact(SourceRecord.objects.get(control_no="A1").marc).first("245", "a") == "Tên đã sửa"


def test_a_really_changed_row_overtakes_the_edit_and_says_so() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    edit()
    batch = hand_in(marc_file(book("A1", "Tên của tệp mới")))
    assert outcome(batch) == (1, 1, 0, 0, 0)
    record = SourceRecord.objects.get()
    assert (record.version, record.sent_digest, title_now()) == (3, None, "Tên của tệp mới")
    [(code, params)] = orjson.loads(ImportRow.objects.get(batch=batch).reasons)
    assert (code, params["person"]) == ("catalogue.desk_edit_overtaken", "Lan")
    assert marc_of_version(record, 2).first("245", "a") == "Tên đã sửa"
    assert outcome(hand_in(marc_file(book("A1", "Tên của tệp mới")) + b"\n")) == (1, 0, 0, 0, 1)
    restore_version(actor=cataloguer(record.library), record_id=record.id, number=2, expected_version=3)
    assert title_now() == "Tên đã sửa"
    assert SourceVersion.objects.get(number=4).origin == "restore"


def test_a_file_that_sends_the_edit_itself_has_the_last_word_again() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    edit()
    hand_in(iso2709.write(current()))
    assert SourceRecord.objects.get().sent_digest is None
    assert outcome(hand_in(marc_file(book("A1", "Tên cũ")) + b"\n")) == (1, 1, 0, 0, 0)
    assert title_now() == "Tên cũ"


def test_a_restored_version_keeps_the_copies_of_today() -> None:
    hand_in(marc_file(book("A1", "Tên cũ", copies="HK00001")))
    record = SourceRecord.objects.get()
    marc = titled(current(), "Tên mới")
    marc.fields.append(Field("852", "", "  ", [("b", "Kho mượn"), ("j", "HK00002")]))
    save_record(actor=SYSTEM, library_id=record.library_id, record_id=record.id, marc=marc, expected_version=1)
    restore_version(actor=SYSTEM, record_id=record.id, number=1, expected_version=2)
    assert title_now() == "Tên cũ"
    assert [item.accession_no for item in Item.objects.order_by("id")] == ["HK00001", "HK00002"]
    with pytest.raises(Conflict, match="nothing_changed"):
        restore_version(actor=SYSTEM, record_id=record.id, number=1, expected_version=3)


def test_withdrawn_and_taken_back() -> None:
    hand_in(marc_file(book("A1", "Tên cũ")))
    record = SourceRecord.objects.get()
    actor = cataloguer(record.library)
    with pytest.raises(Invalid, match="reason_needed"):
        withdraw_record(actor=actor, record_id=record.id, expected_version=1, reason=" ")
    with pytest.raises(Conflict, match="not_withdrawn"):
        return_record(actor=actor, record_id=record.id, expected_version=1, reason="Tìm thấy rồi")
    withdraw_record(actor=actor, record_id=record.id, expected_version=1, reason="Mất hết bản")
    assert (SourceRecord.objects.get().state, list(active_records())) == ("withdrawn", [])
    with pytest.raises(Conflict, match="withdrawn_already"):
        withdraw_record(actor=actor, record_id=record.id, expected_version=2, reason="Mất hết bản")
    hand_in(marc_file(book("A1", "Tên cũ"), book("A2", "Cuốn khác")))
    assert SourceRecord.objects.get(control_no="A1").state == "withdrawn"
    return_record(actor=actor, record_id=record.id, expected_version=2, reason="Tìm thấy rồi")
    stored = SourceRecord.objects.get(control_no="A1")
    assert (stored.state, stored.version, from_compact(stored.marc).leader[5]) == ("active", 3, "c")
    codes = AuditEntry.objects.filter(code__startswith="catalogue.record_").order_by("number")
    assert [entry.code for entry in codes] == ["catalogue.record_withdrawn", "catalogue.record_returned"]


def test_a_full_file_withdraws_no_record_that_was_made_here_and_brings_an_edited_one_back() -> None:
    mine = library("TINH")
    hand_in(marc_file(book("A1", "Một"), book("A2", "Hai"), book("A3", "Ba")), mine)
    first = SourceRecord.objects.get(control_no="A1")
    save_record(
        actor=SYSTEM, library_id=mine.id, record_id=first.id, marc=titled(from_compact(first.marc), "Một đã sửa"),
        expected_version=1,
    )  # fmt: skip
    made = save_record(actor=SYSTEM, library_id=mine.id, marc=book("", "Làm ở đây"))
    hand_in(marc_file(book("A2", "Hai"), book("A3", "Ba")), mine, mode="full")
    states = dict(SourceRecord.objects.values_list("control_no", "state"))
    assert states == {"A1": "withdrawn", "A2": "active", "A3": "active", made.control_no: "active"}
    hand_in(marc_file(book("A1", "Một"), book("A2", "Hai"), book("A3", "Ba")) + b"\n", mine)
    first.refresh_from_db()
    assert (first.state, from_compact(first.marc).first("245", "a")) == ("active", "Một đã sửa")
