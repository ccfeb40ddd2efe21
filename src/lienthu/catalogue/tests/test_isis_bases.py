"""CDS/ISIS: the tags are the library's own; what they mean is told by contents, corrected and remembered."""

from __future__ import annotations

import pytest

from lienthu.catalogue.actions.confirm_mapping import confirm_mapping
from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.importers.isis_record import terms
from lienthu.catalogue.models import ColumnMapping, ImportBatch, ImportRow, Item, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, hand_in, library, outcome, read, sizes
from lienthu.catalogue.views import present
from lienthu.kernel.errors import Invalid
from lienthu.marc.record import Record, from_compact
from lienthu.marc.tests.samples import isis_export, master_file
from lienthu.text import encode

pytestmark = pytest.mark.django_db

TITLES = [
    "Dế mèn phiêu lưu ký", "Đất rừng phương Nam", "Những ngày thơ ấu", "Lịch sử Đắk Nông", "Số đỏ",
    "Văn hóa cồng chiêng Tây Nguyên", "Kỹ thuật trồng cà phê", "Truyện Kiều",
]  # fmt: skip
AUTHORS = ["Tô Hoài", "Đoàn Giỏi", "Nguyên Hồng", "Lê Văn An", "Vũ Trọng Phụng", "Y Thu", "Trần Lan", "Nguyễn Du"]
Row = list[tuple[int, str]]


def row(number: int, *more: tuple[int, str]) -> Row:
    return [
        (1, f"{number + 1}"),
        (12, f"^a{TITLES[number % 8]}^bbản in {number}^c{AUTHORS[number % 8]}"),
        (15, AUTHORS[number % 8]),
        (21, f"^aH.^bVăn học^c{1990 + number}"),
        (22, f"^a{100 + number} tr.^c19 cm"),
        (33, "<Truyện><Việt Nam>"),
        (44, f"^bKho mượn^jVN{number:05d}"),
        (44, f"^bKho đọc^jVD{number:05d}"),
        *more,
    ]


ROWS = [row(number) for number in range(16)]


def preview(data: bytes, **options: str) -> ImportBatch:
    return start_import(
        actor=SYSTEM, library=library(), filename="a.iso", chunks=[data], options=Options(preview=True, **options)
    )


def columns(batch: ImportBatch) -> dict[str, str]:
    assert batch.layouts is not None
    return {column[1]: column[2] for column in batch.layouts[0]["columns"]}


def stored(number: int = 0) -> Record:
    return from_compact(bytes(SourceRecord.objects.order_by("id")[number].marc))


def test_own_tags_are_recognised_by_their_contents() -> None:
    batch = preview(isis_export(ROWS))
    assert batch.state == ImportBatch.State.MAPPING
    assert columns(batch) == {
        "1": "control_no", "12": "title", "12^b": "subtitle", "12^c": "part", "15": "author", "21": "place",
        "21^b": "publisher", "21^c": "year", "22": "pages", "22^c": "size", "33": "keyword", "44^b": "location",
        "44^j": "accession",
    }  # fmt: skip
    shown = present.mapping(batch)["sheets"][0]
    assert shown["rows"][0][:3] == ["1", TITLES[0], "bản in 0"]
    assert SourceRecord.objects.count() == 0


def test_fields_of_the_base_become_fields_of_marc() -> None:
    assert outcome(hand_in(isis_export(ROWS), name="a.iso"))[:2] == (16, 16)
    assert [(one.tag, one.indicators, one.value or one.subfields) for one in stored().fields] == [
        ("001", "  ", "1"),
        ("245", "10", [("a", TITLES[0]), ("b", "bản in 0"), ("c", "Tô Hoài")]),
        ("100", "0 ", [("a", "Tô Hoài")]),
        ("260", "  ", [("a", "H."), ("b", "Văn học"), ("c", "1990")]),
        ("300", "  ", [("a", "100 tr."), ("c", "19 cm")]),
        ("653", "  ", [("a", "Truyện")]),
        ("653", "  ", [("a", "Việt Nam")]),
        ("852", "  ", [("b", "Kho mượn"), ("j", "VN00000")]),
        ("852", "  ", [("b", "Kho đọc"), ("j", "VD00000")]),
    ]
    assert list(Item.objects.filter(accession_no="VD00003").values_list("location", flat=True)) == ["Kho đọc"]


def test_a_correction_is_remembered_even_where_a_rare_tag_is_new() -> None:
    batch = preview(isis_export(ROWS))
    places = {name: index for index, name in enumerate(columns(batch))}
    read(confirm_mapping(actor=SYSTEM, batch=batch, targets={0: {places["12^b"]: "ignore"}}, name="sách"))
    assert stored().first("245", "b") == ""
    assert [one.subfields for one in stored().all("980")] == [[("t", "12"), ("b", "bản in 0")]]
    mapping = ColumnMapping.objects.get()
    assert (mapping.name, mapping.headers) == ("sách", list(places))
    again = preview(isis_export([*ROWS, row(16, (77, "gì đó"))]))
    assert again.state == ImportBatch.State.WAITING
    read(again)
    assert (again.rows, again.unchanged, again.accepted) == (17, 16, 1)
    assert [one.subfields for one in stored(16).all("980")][-1] == [("t", "77"), ("a", "gì đó")]


def test_the_command_takes_the_saved_columns_by_name() -> None:
    batch = preview(isis_export(ROWS))
    places = {name: index for index, name in enumerate(columns(batch))}
    confirm_mapping(actor=SYSTEM, batch=batch, targets={0: {places["33"]: "note"}}, name="sách")
    named = hand_in(isis_export(ROWS[:8]), name="a.iso", mapping="sách")
    assert stored().first("500", "a") == "<Truyện><Việt Nam>"
    assert named.rejected == 0
    with pytest.raises(Invalid, match="mapping_unknown"):
        hand_in(isis_export(ROWS[:8]), name="a.iso", mapping="khác")


def test_the_tags_that_unesco_gave_out() -> None:
    rows: list[Row] = [
        [
            (24, f"<The> Controlled climate in the plant chamber {number}"),
            (26, f"^aParis^b-^c{1960 + number}"),
            (30, f"^ap. {number + 2}-55^billus."),
            (70, "Went, F.W."),
            (70, "Sestak, Z."),
            (69, "Paper on: <plant physiology><measurement>"),
            (44, "Arid zone research"),
        ]
        for number in range(12)
    ]
    assert outcome(hand_in(isis_export(rows), name="cds.iso"))[3] == 0
    record = stored()
    assert record.first("245", "a") == "The Controlled climate in the plant chamber 0"
    assert (record.first("100", "a"), record.first("700", "a")) == ("Went, F.W.", "Sestak, Z.")
    assert record.first("260", "c") == "1960"
    assert [one.first("a") for one in record.all("653")] == ["plant physiology", "measurement"]


def test_a_master_file_goes_the_same_way() -> None:
    mst, _xrf = master_file([[(tag, text.encode()) for tag, text in one] for one in ROWS])
    assert outcome(hand_in(mst, name="sach.mst"))[:4] == (16, 16, 0, 0)
    assert stored().first("245", "a") == TITLES[0]


def test_a_base_without_recognisable_titles_asks_a_person_and_answers_the_command_in_one_sentence() -> None:
    data = isis_export([[(811, "x"), (812, f"{number % 3}")] for number in range(9)])
    with pytest.raises(Invalid, match="no_title_column"):
        hand_in(data, name="a.iso")
    assert sizes() == (0, 0, 0)
    batch = preview(data)
    assert batch.state == ImportBatch.State.MAPPING
    with pytest.raises(Invalid, match="no_title_column"):
        confirm_mapping(actor=SYSTEM, batch=batch, targets={})
    read(confirm_mapping(actor=SYSTEM, batch=batch, targets={0: {0: "title"}}))
    assert stored().first("245", "a") == "x"


def test_a_sheet_has_no_parts_of_fields() -> None:
    data = "Nhan đề,Tác giả\nDế mèn,Tô Hoài\nSố đỏ,Vũ Trọng Phụng\n".encode()
    batch = start_import(
        actor=SYSTEM, library=library(), filename="a.csv", chunks=[data], options=Options(preview=True)
    )
    with pytest.raises(Invalid, match="target_unknown"):
        confirm_mapping(actor=SYSTEM, batch=batch, targets={0: {1: "part"}})


def test_a_legacy_base_is_repaired_and_says_from_what() -> None:
    batch = hand_in(b"".join(folded(one) for one in ROWS), name="a.iso")
    assert outcome(batch) == (16, 0, 16, 0, 0)
    assert [stored(number).first("245", "a") for number in range(8)] == TITLES
    reasons = ImportRow.objects.filter(batch=batch).values_list("reasons", flat=True)
    assert set(reasons) == {'[["catalogue.bytes_converted",{"encoding":"VNI"}]]'}


def folded(fields: Row) -> bytes:
    """One record of an export in VNI, a byte a character, in lines of eighty."""
    directory, body = b"", b""
    for tag, text in fields:
        data = encode(text, "vni").encode("latin-1") + b"#"
        directory += b"%03d%04d%05d" % (tag, len(data), len(body))
        body += data
    base = 25 + len(directory)
    whole = b"%05d0000000%05d0004500" % (base + len(body) + 1, base) + directory + b"#" + body + b"#"
    return b"".join(whole[at : at + 80] + b"\r\n" for at in range(0, len(whole), 80))


def test_terms_as_isis_marks_them() -> None:
    assert terms("Paper on: <plant physiology><rain>") == ["plant physiology", "rain"]
    assert terms("/Thơ/ /Văn học/") == ["Thơ", "Văn học"]
    assert terms("Thơ; Văn học.") == ["Thơ", "Văn học"]
