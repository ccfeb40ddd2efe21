"""The four shapes measured in real Vietnamese exports, rebuilt synthetically."""

import io

import pytest

from lienthu.marc import dialects, iso2709, reading, tagged
from lienthu.marc.detect import Format, detect
from lienthu.marc.record import Field, Record
from lienthu.marc.tests.samples import book, ids

BARE = {"911": "Administrator", "926": "0", "927": "SH"}


def as_bare(record: Record) -> list[Field]:
    return [Field(field.tag, BARE[field.tag]) if field.tag in BARE else field for field in record.fields]


def test_a_directory_closed_by_1f_and_local_fields_without_subfields():
    data = b"".join(dialects.write_a(book(number)) for number in (1, 2, 3))
    assert data[int(data[12:17]) - 1] == 0x1F
    assert detect(data) is Format.DIALECT_A
    items = list(iso2709.read(io.BytesIO(data)))
    assert [item.record.fields for item in items] == [as_bare(book(number)) for number in (1, 2, 3)]
    assert {item.dialect for item in items} == {"A"}
    assert items[0].fault_codes == ["directory_terminator"]


def test_b_titles_with_hash_and_dollar_are_cut_by_byte_lengths():
    records = [
        book(1, "Lập trình C# căn bản"),
        book(2, "Bán với giá $25 ở Đắk Nông"),
        book(3, "F# và C# ##"),
        book(4, "Thường", rest="US$100 và 5$ /"),
    ]
    data = b"\xef\xbb\xbf" + b"".join(map(dialects.write_b, records))
    assert detect(data) is Format.DIALECT_B
    items = list(dialects.read_printable(io.BytesIO(data)))
    assert [item.record.fields for item in items] == [as_bare(record) for record in records]
    assert all(item.dialect == "B" and not item.faults for item in items)
    assert items[0].offset == 3


@pytest.mark.parametrize("length", [b"00100", b"99999", b"abcde"])
def test_b_a_bad_length_loses_nothing(length):
    parts = [dialects.write_b(book(number)) for number in (1, 2, 3)]
    parts[1] = length + parts[1][5:]
    items = list(dialects.read_printable(io.BytesIO(b"\r\n".join(parts))))
    assert [item.record.fields for item in items] == [as_bare(book(number)) for number in (1, 2, 3)]


def test_b_truncated_record_keeps_the_next():
    data = dialects.write_b(book(1))[:-60] + b"##" + dialects.write_b(book(2))
    items = list(dialects.read_printable(io.BytesIO(data)))
    assert ids(items) == ["TVL00000001", "TVL00000002"]
    assert items[1].record.fields == as_bare(book(2))
    assert "directory_wrong" in items[0].fault_codes


def test_b_without_any_end_is_cut_and_reported():
    head = dialects.write_b(book(1))[:100]
    items = list(dialects.read_printable(io.BytesIO(head + b"x" * 5_000), limit=2_000))
    assert sum(len(item.raw) for item in items) == 5_100
    assert items[0].fault_codes == ["too_long_piece"]


def test_c_tagged_text():
    data = b"".join(dialects.write_c(book(number)) for number in (1, 2, 3))
    assert data.startswith(b"Ldr 00025nam")
    assert b"#020    $a" in data
    assert detect(data) is Format.DIALECT_C
    items = list(tagged.read(io.BytesIO(data)))
    assert [item.record.fields for item in items] == [as_bare(book(number)) for number in (1, 2, 3)]
    assert all(item.faults == [] for item in items)
    assert items[1].raw == data[items[1].offset : items[1].offset + len(items[1].raw)]


@pytest.mark.parametrize(
    ("line", "indicators"),
    [
        ("#245    $aTên", "  "),
        ("#245 10 $aTên", "10"),
        ("#245 10$aTên", "10"),
        ("#245 1 $aTên", "1 "),
        ("#24510$aTên", "10"),
        ("#245   $aTên", "  "),
    ],
)
def test_c_indicators_of_two_or_three_characters(line, indicators):
    (item,) = tagged.read(io.BytesIO(f"Ldr 00025nam a22\n#001 X1\n{line}\n##\n".encode()))
    assert item.record.fields == [Field("001", "X1"), Field("245", "", indicators, [("a", "Tên")])]


def test_c_lost_ends_and_continued_lines():
    text = (
        "Ldr 00025nam a22\n#245    $aMột dòng\nnối tiếp\nLdr 00025nam a22\n#245    $aHai ##\nLdr 00025nam\n#245    $aBa"
    )
    items = list(tagged.read(io.BytesIO(text.encode())))
    assert [item.record.first("245", "a") for item in items] == ["Một dòng nối tiếp", "Hai ", "Ba"]
    assert items[0].fault_codes == ["no_terminator"]


def test_c_marcedit_mnemonic():
    text = (
        "=LDR  00000nam a2200000 a 4500\n=001  X1\n=008  260101s2019\\\\\\\\vm\n"
        "=245  10$aGiá {dollar}5\n=500  \\\\$aGhi chú\n\n"
    )
    assert detect(text.encode()) is Format.MNEMONIC
    (item,) = reading.read(io.BytesIO(text.encode()))
    assert item.record.fields == [
        Field("001", "X1"),
        Field("008", "260101s2019    vm"),
        Field("245", "", "10", [("a", "Giá $5")]),
        Field("500", "", "  ", [("a", "Ghi chú")]),
    ]


def test_d_double_encoded_text_is_left_for_the_repairer():
    title = "Việt Nam: Báo tiền phong"
    damaged = "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in title.encode()
    )
    (item,) = tagged.read(io.BytesIO(dialects.write_c(book(1, damaged))))
    assert item.record.first("245", "a") == f"{damaged} :"
    assert item.encoding == "utf-8"


def test_c_a_record_of_too_many_fields_is_refused():
    (item,) = tagged.read(io.BytesIO(b"#245 $ax\n" * 20_001))
    assert (item.record, item.fault_codes) == (None, ["field_too_many"])


def test_the_edition_of_a_class_is_no_price():
    text = b"Ldr 00025nam a2200025 a 4500\n#082    $a305.8$bTR527TH$223\n#020    $c$223\n#245    $aA\n##\n"
    (item,) = tagged.read(io.BytesIO(text))
    assert next(item.record.all("082")).subfields == [("a", "305.8"), ("b", "TR527TH"), ("2", "23")]
    assert next(item.record.all("020")).subfields == [("c", "$223")]
