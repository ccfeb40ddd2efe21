"""Kills, full disks, hostile files: a clear sentence, nothing lost, nothing doubled."""

from __future__ import annotations

import errno
import io
import os
import random
import zipfile
from typing import Any

import orjson
import pytest
from django.utils import translation

from lienthu.catalogue import files, report
from lienthu.catalogue import jobs as import_jobs
from lienthu.catalogue.actions.continue_import import resume_import
from lienthu.catalogue.actions.start_import import start_import
from lienthu.catalogue.importers.limits import safe_name
from lienthu.catalogue.models import ImportBatch, ImportRow, Item, SourceRecord, SourceVersion
from lienthu.catalogue.tests.helpers import (
    SYSTEM,
    book,
    hand_in,
    library,
    marc_file,
    outcome,
    read,
    sizes,
    workbook,
)
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.models import Event, Job
from lienthu.kernel.sentences import sentence
from lienthu.marc import marcxml

pytestmark = pytest.mark.django_db
XLSX_NAME = "sach.xlsx"


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "SLICE", 3)


def file_of(format: str, count: int) -> bytes:
    books = [book(f"A{number}", f"Sách {number}", copies=f"HK{number:03d}01-03") for number in range(count)]
    if format == "xlsx":
        rows = [(f"Sách {number}", f"HK{number:03d}01-03") for number in range(count)]
        return workbook(("Tên sách", "Số ĐKCB"), *rows)
    return b"".join(marcxml.write_collection(books)) if format == "marcxml" else marc_file(*books)


def kill_at(monkeypatch: pytest.MonkeyPatch, call: int, error: BaseException) -> None:
    """The store writes its slice and then the process ends before the transaction does."""
    real, calls = import_jobs.store, []

    def store(**arguments: Any) -> Any:
        result = real(**arguments)
        calls.append(1)
        if len(calls) == call:
            raise error
        return result

    monkeypatch.setattr(import_jobs, "store", store)


@pytest.mark.parametrize("format", ["marc21", "marcxml", "xlsx"])
@pytest.mark.parametrize("call", [1, 2, 4])
@pytest.mark.usefixtures("small_slices")
def test_killed_in_a_slice_and_resumed(monkeypatch: pytest.MonkeyPatch, format: str, call: int) -> None:
    batch = start_import(actor=SYSTEM, library=library(), filename="a", chunks=[file_of(format, 11)])
    with monkeypatch.context() as patch:
        kill_at(patch, call, Killed())
        with pytest.raises(Killed):
            read(batch)
    assert SourceRecord.objects.count() == 3 * (call - 1)
    Job.objects.update(lease_until="2020-01-01T00:00Z")  # the lease of the dead process runs out
    batch = read(batch)
    assert (batch.state, outcome(batch)) == ("done", (11, 11, 0, 0, 0))
    assert sizes() == (11, 11, 33)
    assert sorted(SourceVersion.objects.values_list("row", flat=True)) == sorted(
        ImportRow.objects.values_list("number", flat=True)
    )


@pytest.mark.parametrize("bearable", [1, 20])
def test_a_process_that_dies_of_every_large_transaction_still_gets_on(
    monkeypatch: pytest.MonkeyPatch, bearable: int
) -> None:
    monkeypatch.setattr(import_jobs, "SLICE", 64)
    real = import_jobs.store

    def store(*, batch: ImportBatch, drafts: list[Any]) -> Any:
        if len(drafts) > bearable:
            raise Killed
        return real(batch=batch, drafts=drafts)

    monkeypatch.setattr(import_jobs, "store", store)
    batch = start_import(actor=SYSTEM, library=library(), filename="a.mrc", chunks=[file_of("marc21", 30)])
    deaths = 0
    while batch.state not in ("done", "stopped"):
        try:
            batch = read(batch)
        except Killed:
            deaths += 1
            Job.objects.update(lease_until="2020-01-01T00:00Z")
    assert (batch.state, outcome(batch)) == ("done", (30, 30, 0, 0, 0))
    assert deaths == {1: 3, 20: 1}[bearable]
    assert sizes() == (30, 30, 90)


def test_large_rows_are_stored_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "_HEAVY", 10_000)
    real, taken = import_jobs.store, []

    def store(*, batch: ImportBatch, drafts: list[Any]) -> Any:
        taken.append(len(drafts))
        return real(batch=batch, drafts=drafts)

    monkeypatch.setattr(import_jobs, "store", store)
    books = [book(f"A{number}", "Rừng " * 500) for number in range(10)]
    assert outcome(hand_in(marc_file(*books))) == (10, 10, 0, 0, 0)
    assert taken == [3, 3, 3, 1]  # 3.5 KB each


@pytest.mark.usefixtures("small_slices")
def test_a_full_disk_says_so_and_the_import_goes_on_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = start_import(actor=SYSTEM, library=library(), filename="a.mrc", chunks=[file_of("marc21", 8)])
    with monkeypatch.context() as patch:
        kill_at(patch, 2, OSError(errno.ENOSPC, "No space left on device"))
        batch = read(batch)
    assert batch.job is not None
    assert (batch.state, batch.job.error_code, batch.rows) == ("stopped", "kernel.disk_full", 3)
    resume_import(actor=SYSTEM, batch=batch)
    batch = read(batch)
    assert (batch.state, outcome(batch)) == ("done", (8, 8, 0, 0, 0))
    assert SourceRecord.objects.count() == 8


@pytest.mark.usefixtures("small_slices")
def test_the_same_file_twice_at_once() -> None:
    data = file_of("marc21", 7)
    first = start_import(actor=SYSTEM, library=library(), filename="a.mrc", chunks=[data])
    with pytest.raises(Conflict) as refusal:
        start_import(actor=SYSTEM, library=library(), filename="b.mrc", chunks=[data])
    assert refusal.value.code == "catalogue.import_running"
    assert ImportBatch.objects.count() == 1
    # With a byte more it is another file: both are read, slice by slice in turns.
    second = start_import(actor=SYSTEM, library=library(), filename="b.mrc", chunks=[data, b"\n"])
    jobs.drain()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.rows, second.rows) == (7, 7)
    assert first.accepted + second.accepted == 7
    assert first.unchanged + second.unchanged == 7
    assert sizes() == (7, 7, 21)


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
FAR = (  # the reader would make room for seventeen thousand million cells, or end the whole process
    b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A99999999999"><v>1</v></c>',
    b'<row r="4294967290"><c><v>1</v></c></row>',
    b'<c a="/" r="XFD1048576"><v>1</v></c>', b'<c a=">" r="xfd1048576"><v>1</v></c>', b'<c r="XFD3600"><v>1</v></c>',
    b'<c a="' + b"z" * 1_500_000 + b'" r="XFD1048576"><v>1</v></c>', b'<x:c r="AAAA1"><v>1</v></x:c>',
)  # fmt: skip
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>'
HOSTILE = {
    "empty": (b"", "catalogue.file_empty"),
    "only blanks": (b" \r\n\0\0", "catalogue.file_empty"),
    "pdf": (b"%PDF-1.7 ...", "catalogue.not_a_catalogue"),
    "picture named xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "catalogue.not_a_catalogue"),
    "html": (b"<!DOCTYPE html><html><table><tr><td>a</td></tr></table>", "catalogue.saved_as_web_page"),
    "bomb": (packed({**BOOK, "xl/worksheets/sheet1.xml": b"0" * (64 * 1024**2)}), "catalogue.zip_bomb"),
    "path": (packed({**BOOK, "../../etc/cron.d/x": b"x"}), "catalogue.zip_path"),
    "entities": (packed({**BOOK, "xl/workbook.xml": ENTITY}), "catalogue.xml_entities"),
    "entities in UTF-16": (
        packed({**BOOK, "xl/workbook.xml": ENTITY.decode().encode("utf-16")}),
        "catalogue.xml_entities",
    ),
    "entities far down": (
        packed({**BOOK, "xl/workbook.xml": b"<!--" + b"x" * 1_100_000 + b"-->" + ENTITY}, zipfile.ZIP_STORED),
        "catalogue.xml_entities",
    ),
    "drive": (packed({**BOOK, "C:/x": b"x"}), "catalogue.zip_path"),
    "binary": (packed({**BOOK, "xl/workbook.bin": b"x"}), "catalogue.saved_as_binary"),
    "zip": (packed({"a.txt": b"x"}), "catalogue.not_a_catalogue"),
    "cut zip": (packed(BOOK)[:60], "catalogue.workbook_unreadable"),
    "hollow workbook": (packed(BOOK), "catalogue.workbook_unreadable"),
    "noise": (bytes(range(29)) * 400, "catalogue.format_unknown"),
    "prose": ("Kính gửi thư viện tỉnh.\nDanh sách sẽ gửi sau.\n".encode(), "catalogue.format_unknown"),
}


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/other.dat"])
@pytest.mark.parametrize("cell", FAR, ids=range(len(FAR)))
def test_cells_in_far_corners_are_refused_wherever_the_sheet_stands(cell: bytes, name: str) -> None:
    with pytest.raises(Invalid, match=r"zip_bomb|workbook_unreadable"):
        hand_in(packed({**BOOK, name: b"<sheetData>" + cell + b"</sheetData>"}, zipfile.ZIP_STORED), name="a.xlsx")


def test_a_part_whose_bytes_are_damaged_gets_the_sentence_of_a_damaged_workbook() -> None:
    whole = bytearray(workbook(("Tên sách", "Tác giả"), *((f"Sách {n}", f"Tên {n * 7919}") for n in range(300))))
    at = whole.find(b"xl/worksheets/sheet1.xml") + 200
    whole[at : at + 50] = random.Random(3).randbytes(50)
    with pytest.raises(Invalid, match="workbook_unreadable"):
        hand_in(bytes(whole), name="a.xlsx")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_one_sentence_and_leave_nothing(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(Invalid) as refusal:
        hand_in(data, name="sach.xlsx")
    assert refusal.value.code == code
    with translation.override("vi"):
        assert "%(" not in sentence(code, refusal.value.params)
    assert (ImportBatch.objects.count(), Job.objects.count(), Event.objects.count(), sizes()) == (0, 0, 0, (0, 0, 0))


def test_xml_entities_are_refused_and_never_followed() -> None:
    data = b'<?xml version="1.0"?><!DOCTYPE c [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + b"".join(
        marcxml.write_collection([book("A1", "&e;")])
    ).split(b"?>", 1)[1].replace(b"&amp;e;", b"&e;")
    batch = hand_in(data, name="a.xml")
    assert (batch.accepted, batch.rejected) == (0, 2)
    assert batch.reasons["marc.xml_forbidden"][0] >= 1
    assert not any(b"root:" in bytes(record.marc) for record in SourceRecord.objects.all())


SLIM = '<collection xmlns="http://www.loc.gov/MARC21/slim">%s</collection>'
RECORD = (
    '<record><controlfield tag="001">%s</controlfield>'
    '<datafield tag="245" ind1=" " ind2=" "><subfield code="a">%s</subfield></datafield></record>'
)
FINE = {"leader": "00000nam a2200000 a 4500", "fields": [{"001": "A1"}, {"245": {"subfields": [{"a": "Một"}]}}]}
AUTHORITY = FINE | {"leader": "00000nz  a2200000n  4500"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "a.xml",
            SLIM % (RECORD % ("A1", "Một") + "\n" + RECORD % ("A2", "Lúa & ngô")),
            "XML hỏng ở dòng 2: dấu & hoặc < để trần trong văn bản; phải viết là &amp; hoặc &lt;.",
        ),
        (
            "a.xml",
            SLIM % (RECORD % ("A1", "Một") + (RECORD % ("A2", "Hai")).replace("</subfield>", "")),
            "XML hỏng ở dòng 1: có thẻ không được đóng hoặc đóng bằng thẻ khác.",
        ),
        (
            "a.xml",
            SLIM % (RECORD % ("A1", "Một") + "\n" + (RECORD % ("A2", "Hai")).replace('tag="245"', 'tag="24"')),
            "Dòng 2: “24” không phải nhãn trường.",
        ),
        (
            "a.json",
            orjson.dumps(FINE).decode() + '\n{"leader": "x", "fields": [{"001": "A2"} {"245": "Hai"}]}\n',
            'JSON hỏng ở dòng 2, gần “ds": [{"001": "A2"} {"245": "Hai"}]}”.',
        ),
        (
            "a.json",
            orjson.dumps(FINE).decode() + '\n{"leader": "x", "fields": [{"2\\u0000": "A2"}]}\n',
            "“2” không phải nhãn trường: nhãn có ba ký tự.",
        ),
        (
            "a.json",
            (orjson.dumps(FINE) + b"\n" + orjson.dumps(AUTHORITY)).decode(),
            "Đây là biểu ghi mục từ chuẩn, không phải sách (loại z ở vị trí 06 của đầu biểu). "
            "Hãy nộp tệp này ở phần mục từ chuẩn.",
        ),
    ],
)
def test_what_is_wrong_in_a_record_is_said_in_vietnamese_alone(name: str, data: str, said: str) -> None:
    batch = hand_in(data.encode(), name=name)
    assert (batch.rows, SourceRecord.objects.filter(control_no="A1").count()) == (2, 1)
    with translation.override("vi"):
        assert said in report.reason_text(ImportRow.objects.get(number=2).reasons)


def test_macros_are_noticed_and_never_kept() -> None:
    whole = io.BytesIO(workbook(("Tên sách", "Tác giả"), ("Một", "Y Phôn")))
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    batch = hand_in(whole.getvalue(), name="sach.xlsm")
    assert (batch.accepted, batch.reasons["catalogue.macros_ignored"]) == (1, [1, []])


def test_a_file_over_the_limit_leaves_nothing(settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 1000
    with pytest.raises(Invalid) as refusal:
        hand_in(file_of("marc21", 50))
    assert refusal.value.code == "catalogue.file_too_large"
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\Sách 2023.xlsx", "Sách 2023.xlsx"),
        ("a\x00b\u202egnp.exe", "abgnp.exe"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_names_are_never_paths(given: str, shown: str) -> None:
    assert safe_name(given) == shown


def test_damage_in_the_middle_costs_only_itself() -> None:
    good = [marc_file(book(f"A{number}", f"Sách {number}")) for number in range(4)]
    broken = b"99999" + good[1][5:60] + b"\x1d"
    batch = hand_in(good[0] + broken + good[2] + b"\r\n\0" + good[3], name="a.mrc")
    assert set(SourceRecord.objects.values_list("control_no", flat=True)) >= {"A0", "A2", "A3"}
    assert batch.rows == 4
    row = ImportRow.objects.get(number=2)
    assert (row.outcome, bytes(row.raw or b"")) == (ImportRow.Outcome.REJECTED, broken)


def test_long_fields_and_control_characters_are_kept() -> None:
    long = "Rừng " * 20_000
    data = b"".join(marcxml.write_collection([book("A1", long), book("A2", "Một\x07 hai")]))
    hand_in(data, name="a.xml")
    assert Item.objects.count() == 0
    assert len(bytes(SourceRecord.objects.get(control_no="A1").marc)) > 100_000
    assert b"\\u0007" not in bytes(SourceRecord.objects.get(control_no="A2").marc)


@pytest.mark.django_db
def test_xml_without_records_is_refused_whole() -> None:
    data = b'<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim"><r><l>x</l></r></collection>'
    with pytest.raises(Invalid, match="no_records"):
        hand_in(data, name="turbo.xml")
    assert (ImportBatch.objects.count(), SourceRecord.objects.count()) == (0, 0)


def test_what_a_killed_upload_left_is_swept_after_a_day() -> None:
    hand_in(marc_file(book("A1", "Một")))
    old, young = files.IMPORTS.root / "incoming-old", files.IMPORTS.root / "incoming-young"
    for left in (old, young):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))
    hand_in(marc_file(book("A2", "Hai")))
    assert (old.exists(), young.exists()) == (False, True)
    young.unlink()


def test_noise_with_terminators_is_one_sentence_and_not_a_row_for_each_piece() -> None:
    noise = random.Random(5).randbytes(200_000)
    with pytest.raises(Invalid, match="no_records"):
        hand_in(noise, name="a.mrc")
    assert (ImportBatch.objects.count(), sizes()) == (0, (0, 0, 0))


def test_one_true_record_among_noise_is_found() -> None:
    noise = random.Random(5).randbytes(20_000)
    batch = hand_in(noise + b"\x1d" + marc_file(book("A1", "Một")), name="a.mrc")
    assert (batch.accepted + batch.repaired, SourceRecord.objects.get().control_no) == (1, "A1")


def lying() -> bytes:
    """100 KB of text that no entry of the directory names."""
    whole = marc_file(book("A1", "Một"))
    long = whole[:-1] + b"  \x1fa" + b"Dai " * 25_000 + b"\x1e\x1d"
    return b"99999" + long[5:]


def test_text_that_the_directory_does_not_name_is_told_each_time() -> None:
    told = []
    for more in (b"", b"\n"):  # another file with the same record
        batch = hand_in(lying() + more)
        told.append((outcome(batch), orjson.loads(ImportRow.objects.get(batch=batch).reasons)))
    assert [one[0] for one in told] == [(1, 0, 1, 0, 0), (1, 0, 0, 0, 1)]
    assert ["marc.text_unlisted", {"bytes": 100_005}] in told[0][1]
    assert told[1][1] == [["marc.text_unlisted", {"bytes": 100_005}]]
    assert b"Dai " * 25_000 in bytes(SourceVersion.objects.get().raw)


def test_control_characters_in_numbers_and_tags_stop_no_database() -> None:
    record = book("A1", "Một")
    record.fields[0].value = "\x00Z4\x07"
    data = marc_file(record, book("A2", "Hai")).replace(b"260", b"\x00\xff0", 1)
    batch = hand_in(data)
    assert (batch.rows, batch.rejected) == (2, 0)
    assert set(SourceRecord.objects.values_list("control_no", flat=True)) == {"Z4", "A2"}
    assert not any(b"\\u0000" in bytes(one.marc) for one in SourceRecord.objects.all())
