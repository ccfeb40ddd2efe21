"""Scores follow the catalogue and the union; pages, REST and commands show them to those who may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority, remove_name
from lienthu.catalogue.actions.save_record import save_record
from lienthu.catalogue.events import announce
from lienthu.catalogue.models import Item, SourceRecord
from lienthu.catalogue.rules.authority_data import FormRole
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.tests.helpers import book, marc_file
from lienthu.catalogue.tests.helpers import hand_in as read_file
from lienthu.kernel import jobs, outbox
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.errors import Conflict, NotFound, Refused
from lienthu.kernel.permissions import Permission
from lienthu.kernel.worker import PROCESSES
from lienthu.marc.record import Field, Record, from_compact
from lienthu.registry.tests import acting
from lienthu.union import quality, quality_storage
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.score_anew import score_anew
from lienthu.union.actions.score_records import prepare, score_records, write
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.models import Quality, QualityDay
from lienthu.union.rules.quality import reasons, score
from lienthu.union.tests.test_match_records import BOOK, hand_in, library, set_state
from lienthu.union.tests.test_people import entry_of
from lienthu.union.tests.test_surface import main

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def staff(*library_ids: int | None, rights: Sequence[Permission] = (Permission.CATALOGUE_VIEW,)) -> Actor:
    grants = frozenset(Grant(right, library_id) for right in rights for library_id in library_ids)
    return Actor(ActorKind.PERSON, "Lan", 1, grants)


@pytest.fixture
def _acting(settings: object) -> Iterator[None]:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"  # type: ignore[attr-defined]
    yield


def reasons_of(record_id: int) -> list[str]:
    return reasons(Quality.objects.get(pk=record_id).reasons)


def day(code: str) -> tuple[int, int]:
    one = QualityDay.objects.filter(library_id=library(code).id).latest("day")
    return one.records, one.points


def by(author: str, record: Record) -> Record:
    return Record(
        record.leader, [Field("100", "", "0 ", [("a", author)]) if f.tag == "100" else f for f in record.fields]
    )


def sums_are_right() -> bool:
    """The kept sums against the records themselves."""
    wanted: dict[int, list[int]] = {}
    for one in Quality.objects.all():
        sums = wanted.setdefault(one.library_id, [0, 0])
        sums[0] += 1
        sums[1] += score(one.reasons)
    kept: dict[int, list[int]] = {}
    for entry in QualityDay.objects.order_by("day"):
        kept[entry.library_id] = [entry.records, entry.points]
    return {key: value for key, value in kept.items() if value != [0, 0]} == wanted


def test_an_import_is_scored_by_what_was_found_when_it_came_in() -> None:
    read_file(marc_file(book("1", "Số đỏ", copies="HK001"), book("2", "Tắt đèn")))
    jobs.drain()
    first, second = SourceRecord.objects.order_by("id")
    lacking = ["no_subject", "no_call_number", "no_classification", "no_language", "no_heading", "no_country"]
    lacking.append("names_unlinked")
    assert reasons_of(first.id) == lacking
    assert set(reasons_of(second.id)) == {*lacking, "no_accession"}
    assert day("TINH") == (2, 2 * (100 - 36) - 7)
    before = list(Quality.objects.values())
    job = score_anew(actor=SYSTEM, library_id=None)
    jobs.drain(only=job)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"changed": 0, "records": 2})
    assert list(Quality.objects.values()) == before


def test_an_edit_and_a_copy_change_the_score_and_the_sums() -> None:
    read_file(marc_file(book("1", "Số đỏ")))
    jobs.drain()
    record = SourceRecord.objects.get()
    marc = from_compact(record.marc)
    marc.fields.append(Field("653", "", "  ", [("a", "Tiểu thuyết")]))
    save_record(actor=SYSTEM, library_id=record.library_id, marc=marc, record_id=record.id, expected_version=1)
    jobs.drain()
    assert "no_subject" not in reasons_of(record.id)
    assert Quality.objects.get().record_version == 2
    Item.objects.create(record=record, library=record.library, accession_no="D9", call_number="V23")
    with transaction.atomic():
        announce([record.id])
    jobs.drain()
    assert reasons_of(record.id) == [
        "no_classification", "no_language", "no_heading", "no_country", "names_unlinked",
    ]  # fmt: skip
    assert Quality.objects.get().copies == 1
    assert day("TINH") == (1, 80)


def test_what_leaves_the_catalogue_leaves_the_sums() -> None:
    ids = [hand_in(BOOK, "TINH", "1"), hand_in(replace(BOOK, year="2014"), "TINH", "2")]
    score_records(record_ids=ids)
    total = day("TINH")
    set_state(ids[0], "restricted")
    assert score_records(record_ids=ids) == 1
    assert not Quality.objects.filter(pk=ids[0]).exists()
    assert day("TINH") == (1, total[1] // 2)
    set_state(ids[0], "active")
    score_records(record_ids=ids)
    assert day("TINH") == total
    assert sums_are_right()


def test_two_records_of_one_library_in_one_entry_are_duplicates_until_they_are_taken_apart() -> None:
    ids = [hand_in(BOOK, "TINH", "1"), hand_in(BOOK, "TINH", "2"), hand_in(BOOK, "GN")]
    score_records(record_ids=ids)
    assert [("duplicate" in reasons_of(one)) for one in ids] == [False, False, False]
    score_records(record_ids=[], entries=match_records(record_ids=ids))
    assert [("duplicate" in reasons_of(one)) for one in ids] == [True, True, False]
    assert sums_are_right()
    entry = entry_of(ids[0])
    own = unmerge(actor=SYSTEM, public_id=entry.public_id, record_id=ids[1])
    jobs.drain()
    assert [("duplicate" in reasons_of(one)) for one in ids] == [False, False, False]
    merge(actor=SYSTEM, public_id=entry.public_id, other=own.public_id)
    jobs.drain()
    assert [("duplicate" in reasons_of(one)) for one in ids] == [True, True, False]
    set_state(ids[1], "withdrawn")
    with transaction.atomic():
        announce([ids[1]])
    jobs.drain()
    assert [("duplicate" in reasons_of(one)) for one in ids[::2]] == [False, False]
    assert sums_are_right()


def test_headings_that_nobody_knows_and_then_somebody_does() -> None:
    read_file(marc_file(*(book(str(n), f"Sách {n}") for n in range(3))))
    jobs.drain()
    ids = list(SourceRecord.objects.order_by("id").values_list("id", flat=True))
    assert all("names_unlinked" in reasons_of(one) and "subjects_unlinked" not in reasons_of(one) for one in ids)
    before = day("TINH")
    names = ((FormRole.PEN_NAME, "Nguyễn Văn An"),)
    one = create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "Nam Cao", names))
    jobs.drain()
    assert not any("names_unlinked" in reasons_of(each) for each in ids)
    assert day("TINH") == (3, before[1] + 9)
    remove_name(actor=SYSTEM, form_id=one.forms.get(text="Nguyễn Văn An").pk)
    jobs.drain()
    assert day("TINH") == before and sums_are_right()
    read_file(marc_file(by("Nam Cao", book("9", "Sách 9"))))
    jobs.drain()
    assert "names_unlinked" not in reasons_of(SourceRecord.objects.latest("id").pk)
    job = score_anew(actor=SYSTEM, library_id=None)
    jobs.drain(only=job)
    job.refresh_from_db()
    assert job.result["changed"] == 0


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_size_of_batches_does_not_matter(size: int) -> None:
    ids = [hand_in(replace(BOOK, year=str(2000 + n // 3)), ("TINH", "GN")[n % 2], str(n)) for n in range(9)]
    for start in range(0, len(ids), size):
        changed = match_records(record_ids=ids[start : start + size])
        score_records(record_ids=ids[start : start + size], entries=changed)
    assert sorted(one for one in ids if "duplicate" in reasons_of(one)) == sorted(
        one for n, one in enumerate(ids) if n % 3 != 1
    )
    assert sums_are_right()


def test_an_older_reading_never_replaces_a_newer_one() -> None:
    record_id = hand_in(replace(BOOK, publisher="", year=""))
    old = prepare([record_id])
    hand_in(BOOK)
    score_records(record_ids=[record_id])
    now = Quality.objects.values().get()
    with transaction.atomic():
        quality_storage.lock()
        assert write(old) == 0
    assert Quality.objects.values().get() == now


def test_the_job_goes_on_where_it_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [hand_in(BOOK, "TINH", str(n)) for n in range(5)]
    monkeypatch.setattr("lienthu.union.quality_jobs.AT_ONCE", 2)
    monkeypatch.setattr("lienthu.union.quality_jobs.SLICE_SECONDS", -1)
    job = score_anew(actor=SYSTEM, library_id=library("TINH").id)
    with pytest.raises(Conflict, match="job_exists"):
        score_anew(actor=SYSTEM, library_id=library("TINH").id)
    jobs.run_once(only=job.id)
    monkeypatch.setattr("lienthu.union.quality_jobs.SLICE_SECONDS", 60)
    real = quality_storage.write
    monkeypatch.setattr(quality_storage, "write", lambda values: [real(values), 1 // 0])
    jobs.run_once(only=job.id)
    assert Quality.objects.count() == 0
    monkeypatch.setattr(quality_storage, "write", real)
    job.run_after = timezone.now()
    job.refresh_from_db()
    type(job).objects.filter(pk=job.pk).update(run_after=timezone.now())
    jobs.drain(only=job)
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == ("done", 5, {"changed": 5, "records": 5})
    assert set(Quality.objects.values_list("pk", flat=True)) == set(ids)
    assert sums_are_right()


def test_a_library_judges_its_own_and_the_network_everything() -> None:
    own, other = library("TINH").id, library("GN").id
    editor = staff(own, rights=[Permission.CATALOGUE_EDIT])
    with pytest.raises(Refused):
        score_anew(actor=editor, library_id=other)
    with pytest.raises(Refused):
        score_anew(actor=editor, library_id=None)
    assert score_anew(actor=editor, library_id=own).library_id == own


def test_the_fix_list_is_ordered_by_points_times_copies() -> None:
    few = [hand_in(replace(BOOK, year=str(2001 + n)), "TINH", str(n)) for n in range(3)]
    many = hand_in(replace(BOOK, author="", statement=""), "TINH", "9")
    for n in range(30):
        Item.objects.create(record_id=many, library=library("TINH"), accession_no=f"D{n}", call_number="V23")
    score_records(record_ids=[*few, many])
    sheet = quality.sheet([library("TINH").id])
    by_code = {fix.code: (fix.records, fix.benefit) for fix in sheet.fixes}
    assert by_code["no_author"] == (1, 6 * 30)
    assert by_code["no_accession"] == (3, 7 * 3)
    assert by_code["no_subject"] == (4, 8 * 33)
    assert [fix.code for fix in sheet.fixes][:2] == ["no_subject", "no_classification"]
    assert sum(bar.count for bar in sheet.bands) == sheet.records == 4
    assert (sheet.missing, sheet.course[-1][1]) == (0, sheet.score)
    listed, _page = quality.records_with([library("TINH").id], "no_subject")
    assert [one.record.pk for one in listed] == [many, *reversed(few)]


def test_the_course_carries_libraries_on() -> None:
    for code, score_of, when in [("TINH", 50, 3), ("GN", 100, 2), ("TINH", 70, 1)]:
        QualityDay.objects.create(
            library_id=library(code).id, day=timezone.localdate() - dt.timedelta(when), records=1, points=score_of
        )
    both = [library("TINH").id, library("GN").id]
    assert [score for _day, score in quality.course(both)] == [50, 75, 85]
    assert [one.score for one in quality.standings([library("TINH"), library("GN"), library("CJ")])] == [70, 100]


def test_matching_and_indexing_are_done_by_different_processes() -> None:
    shares = PROCESSES.count("events")
    lanes = [outbox._CONSUMERS[name].lane % shares for name in ("union.match", "discovery.index", "union.quality")]
    assert (shares, lanes) == (2, [0, 1, 1])


PAGE = "/vi/union/quality"


@pytest.mark.usefixtures("_acting")
class TestPages:
    def test_everybody_sees_the_own_libraries_only(self) -> None:
        own, other = hand_in(BOOK, "TINH"), hand_in(BOOK, "GN")
        score_records(record_ids=[own, other])
        with acting.acting(staff(library("TINH").id)):
            page = Client().get(PAGE).content.decode()
            listed = Client().get(f"{PAGE}/no_subject").content.decode()
            foreign = Client().get(f"{PAGE}?library=GN")
        assert "Thiếu từ khóa và chủ đề" in page
        assert listed.count("Dế mèn phiêu lưu ký") == 1
        assert foreign.status_code == 404

    def test_editors_get_a_link_to_the_record(self) -> None:
        record_id = hand_in(BOOK)
        score_records(record_ids=[record_id])
        editor = staff(library("TINH").id, rights=[Permission.CATALOGUE_VIEW, Permission.CATALOGUE_EDIT])
        with acting.acting(editor):
            listed = Client().get(f"{PAGE}/no_subject").content.decode()
            own = Client().get(f"/vi/cataloguing/records/{record_id}").content.decode()
        assert f"/vi/cataloguing/records/{record_id}" in listed
        assert "Chất lượng" in own
        assert "Nhập ít nhất một từ khóa (653) hoặc một chủ đề (650)." in own

    def test_before_anything_is_judged_there_is_a_button(self) -> None:
        hand_in(BOOK)
        editor = staff(library("TINH").id, rights=[Permission.CATALOGUE_VIEW, Permission.CATALOGUE_EDIT])
        with acting.acting(editor):
            assert "Chấm mọi biểu ghi" in Client().get(PAGE).content.decode()
            assert Client().post(f"{PAGE}/again", {"library": "TINH"}).status_code == 302
            assert "Đang chấm lại" in Client().get(PAGE).content.decode()
            jobs.drain()
            assert "biểu ghi đã có điểm" in Client().get(PAGE).content.decode()

    def test_one_click_writes_the_heading_that_alone_can_be_meant(self) -> None:
        create_authority(actor=SYSTEM, data=NewAuthority(Kind.BODY, "Bộ Giáo dục và Đào tạo"))
        read_file(marc_file(by("Bộ Giáo dục và Đào tạo", book("1", "Toán 6")), book("2", "Toán 7")))
        jobs.drain()
        record = SourceRecord.objects.order_by("id")[0]
        own = library("TINH").id
        sent = {"record": str(record.pk), "version": "1", "library": "TINH"}
        with acting.acting(staff(own)):
            assert "Ghi tiêu đề này" not in Client().get(f"{PAGE}/names_unlinked").content.decode()
            assert Client().post(f"{PAGE}/names_unlinked/fix", sent).status_code == 403
        editor = staff(own, rights=[Permission.CATALOGUE_VIEW, Permission.CATALOGUE_EDIT])
        with acting.acting(editor):
            listed = Client().get(f"{PAGE}/names_unlinked").content.decode()
            assert listed.count("Ghi tiêu đề này") == 1 and "110 Bộ Giáo dục và Đào tạo" in listed
            assert Client().post(f"{PAGE}/names_unlinked/fix", sent | {"record": "x"}).status_code == 404
            done = Client().post(f"{PAGE}/names_unlinked/fix", sent)
            again = Client().post(f"{PAGE}/names_unlinked/fix", sent, follow=True).content.decode()
            jobs.drain()
        record.refresh_from_db()
        assert (done.status_code, record.version) == (302, 2)
        assert "đã lưu" in again
        assert "names_unlinked" not in reasons_of(record.pk)

    def test_a_reason_that_is_not_there_and_a_bad_mark(self) -> None:
        hand_in(BOOK)
        with acting.acting(staff(library("TINH").id)):
            assert Client().get(f"{PAGE}/khong_co").status_code == 404
            assert Client().get(f"{PAGE}/no_subject?after=xyz").status_code == 422

    def test_pages_ask_the_same_number_of_questions_whatever_they_show(self) -> None:
        asked = []
        for many in (1, 12):
            ids = [hand_in(replace(BOOK, year=str(1990 + n)), "TINH", str(n)) for n in range(many)]
            score_records(record_ids=ids)
            with acting.acting(staff(library("TINH").id)):
                for address in (PAGE, f"{PAGE}/no_subject"):
                    with CaptureQueriesContext(connection) as queries:
                        Client().get(address)
                    asked.append(len(queries))
        assert asked[:2] == asked[2:]

    def test_the_list_is_paged(self) -> None:
        score_records(record_ids=[hand_in(BOOK, "TINH", str(n)) for n in range(7)])
        ids = [library("TINH").id]
        first, page = quality.records_with(ids, "no_subject", size=4)
        rest, last = quality.records_with(ids, "no_subject", after=page.next, size=4)
        numbers = [one.record.pk for one in first + rest]
        assert (numbers, last.next) == (sorted(numbers, reverse=True), None)
        assert len(numbers) == 7

    def test_rest(self) -> None:
        record_id = hand_in(BOOK)
        score_records(record_ids=[record_id])
        with acting.acting(staff(library("TINH").id)):
            sheet = Client().get("/api/v1/quality?library=TINH").json()
            listed = Client().get("/api/v1/quality/no_subject").json()
            refused = Client().post("/api/v1/quality-runs", {"library": "TINH"}, content_type="application/json")
            missing = Client().get("/api/v1/quality?library=GN")
        assert (sheet["records"], sheet["missing"]) == (1, 0)
        assert {"no_subject", "no_accession"} <= {fix["code"] for fix in sheet["fixes"]}
        assert listed["records"][0]["id"] == record_id
        assert (refused.status_code, missing.status_code) == (403, 404)


def test_a_reason_must_be_known() -> None:
    with pytest.raises(NotFound, match="no_such_reason"):
        quality.with_reason([1], "x")


def test_commands(capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(BOOK)
    assert main(["quality", "show", "--json"]) == 1
    assert main(["quality", "again"]) == 0
    assert "1 records judged, 1 scores changed." in capsys.readouterr().out
    assert main(["quality", "show"]) == 0
    assert "Neither keywords nor subjects" in capsys.readouterr().out
