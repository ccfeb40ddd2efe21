import io
import unicodedata

import pytest

from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record
from lienthu.marc.tests.samples import book, ids, raw


def read(data: bytes, **options):
    return list(iso2709.read(io.BytesIO(data), **options))


def accounted(data: bytes, items) -> bool:
    position = 0
    for item in items:
        if data[position : item.offset].strip(b"\r\n\0 \t\x1a\xef\xbb\xbf"):
            return False
        if data[item.offset : item.offset + len(item.raw)] != item.raw:
            return False
        position = item.offset + len(item.raw)
    return not data[position:].strip(b"\r\n\0 \t\x1a\xef\xbb\xbf")


def test_clean_file():
    items = read(raw(1) + raw(2) + raw(3))
    assert ids(items) == ["TVL00000001", "TVL00000002", "TVL00000003"]
    assert [item.index for item in items] == [0, 1, 2]
    assert items[1].offset == len(raw(1))
    assert items[1].raw == raw(2)
    assert all(item.faults == [] and item.encoding == "utf-8" for item in items)
    assert items[0].record.fields == book(1).fields


@pytest.mark.parametrize("between", [b"\r\n", b"\n", b"\0\0\0", b"\xef\xbb\xbf", b"  \r\n\x1a", b"\r\n\xef\xbb\xbf"])
def test_filler_between_records(between):
    data = between + raw(1) + between + raw(2) + between
    items = read(data)
    assert ids(items) == ["TVL00000001", "TVL00000002"]
    assert accounted(data, items)


@pytest.mark.parametrize("length", [b"abcde", b"00000", b"00100", b"99999", b"     ", b"0x1f2"])
def test_a_bad_length_in_the_middle_loses_nothing(length):
    data = raw(1) + length + raw(2)[5:] + raw(3)
    items = read(data)
    assert ids(items) == ["TVL00000001", "TVL00000002", "TVL00000003"]
    assert items[1].record.fields == book(2).fields
    assert "length_wrong" in items[1].fault_codes
    assert items[2].faults == []
    assert accounted(data, items)


@pytest.mark.parametrize("keep", [10, 24, 60, 200, 300])
def test_a_truncated_record_does_not_take_the_next_with_it(keep):
    data = raw(1) + raw(2)[:keep] + raw(3) + raw(4)
    items = read(data)
    assert ids(items)[-2:] == ["TVL00000003", "TVL00000004"]
    assert items[-2].record.fields == book(3).fields
    assert accounted(data, items)
    assert any(item.faults for item in items)


def test_missing_terminator_between_records():
    items = read(raw(1)[:-1] + raw(2))
    assert ids(items) == ["TVL00000001", "TVL00000002"]
    assert items[0].fault_codes == ["no_terminator"]
    assert items[0].record.fields == book(1).fields


def test_last_record_truncated_keeps_what_is_there():
    items = read(raw(1) + raw(2)[:-40])
    assert ids(items) == ["TVL00000001", "TVL00000002"]
    assert "truncated" in items[1].fault_codes
    assert items[1].record.first("245", "a") == "Lịch sử Đắk Nông :"


def test_terminator_inside_text():
    whole = raw(2).replace(b"Administrator", b"Admini\x1dtrator")
    items = read(raw(1) + whole + raw(3))
    assert ids(items) == ["TVL00000001", "TVL00000002", "TVL00000003"]
    assert items[1].fault_codes[0] == "embedded_terminator"
    assert items[1].record.first("245", "a") == "Lịch sử Đắk Nông :"


def test_lying_directory_and_base_address():
    data = raw(2)
    lying = data[:27] + b"0099" + data[31:]
    wrong_base = data[:12] + b"00031" + data[17:]
    items = read(lying + wrong_base + raw(3))
    assert [item.record.fields for item in items] == [book(2).fields, book(2).fields, book(3).fields]
    assert items[0].fault_codes == ["directory_wrong"]
    assert items[1].fault_codes == ["base_address_wrong"]


def test_spoilt_directory_entry_keeps_its_tag():
    data = raw(2)
    items = read(data[:39] + b"xx9" + data[42:])
    assert items[0].record.fields == book(2).fields
    assert items[0].fault_codes == ["directory_wrong"]


def test_field_terminator_inside_text_does_not_shift_tags():
    damaged = raw(2).replace(b"Administrator", b"Admin\x1etrator")
    item = read(damaged)[0]
    assert item.record.first("911", "a") == "Admin trator"
    assert item.record.first("927", "a") == "SH"


def test_stream_without_terminators_is_cut_and_reported():
    items = read(b"x" * 5_000, limit=1_000)
    assert len(items) == 5
    assert all(item.record is None and item.fault_codes == ["too_long_piece"] for item in items)
    assert sum(len(item.raw) for item in items) == 5_000


def test_filler_without_end_is_no_piece():
    gap = b"\0" * 50_000
    items = read(raw(1) + gap + raw(2) + b"\xef\xbb\xbf" + b"\r\n" * 20_000 + gap, limit=8_000)
    assert [(item.raw, item.offset) for item in items] == [(raw(1), 0), (raw(2), len(raw(1)) + len(gap))]


def test_a_million_tiny_fields_are_refused_not_built():
    data = b"00000nam a2200037 a 4500" + b"245000100000" + b"\x1e" + b"\x1fa" * 300_000 + b"\x1e\x1d"
    item = read(data)[0]
    assert item.record is None
    assert "too_long_piece" in item.fault_codes


def test_empty_and_foreign_files():
    assert read(b"") == []
    assert read(b"\r\n\r\n") == []
    items = read(b"PK\x03\x04 this is a zip file" + bytes(range(256)))
    assert all(item.record is None for item in items)


def test_utf8_flagged_marc8_and_the_reverse():
    flagged = raw(1)[:9] + b" " + raw(1)[10:]
    item = read(flagged)[0]
    assert item.record.fields == book(1).fields
    assert (item.encoding, item.fault_codes) == ("utf-8", ["charset_flag"])


def marc8_record(flag: bytes = b" ") -> bytes:
    # Việt Nam, Đường, ở: tone and vowel marks stand before their letter; ơ ư đ have their own bytes.
    title = b"Vi\xf2\xe3et Nam, \xa3\xf2\xad\xbdng, \xe0\xbc, Th\xbd vi\xf2\xe3en"
    body = b"X1\x1e" + b"10\x1fa" + title + b"\x1e"
    directory = b"001000300000" + b"245%04d00003" % (len(body) - 3)
    base = 25 + len(directory)
    return b"%05dnam %s22%05d a 4500" % (base + len(body) + 1, flag + b"", base) + directory + b"\x1e" + body + b"\x1d"


@pytest.mark.parametrize("flag", [b" ", b"a"])
def test_vietnamese_marc8_comes_out_composed(flag):
    item = read(marc8_record(flag))[0]
    title = item.record.first("245", "a")
    assert item.encoding == "marc-8"
    assert title == unicodedata.normalize("NFC", title)
    assert title.startswith("Việt Nam, ")
    assert title.endswith("ở, Thư viện")


def test_legacy_bytes_keep_every_byte_and_use_the_hook():
    text = "Th− viện".encode("cp1258", "replace") + bytes([0x81, 0x8D, 0xAD, 0xD6])
    data = iso2709.write(Record("", [Field("001", "1"), Field("245", "", "10", [("a", "XXXX")])]))
    body = data.replace(b"XXXX", text)
    item = read(body)[0]
    assert item.encoding == "legacy"
    back = item.record.first("245", "a")
    assert b"".join(c.encode("cp1252") if c.encode("cp1252", "ignore") else c.encode("latin-1") for c in back) == text
    seen: list[bytes] = []
    hooked = read(body, decode=lambda piece: seen.append(piece) or "sửa")[0]
    assert hooked.record.first("245", "a") == "sửa"
    assert seen == [text]


def test_decomposed_text_is_composed_and_reported():
    record = book(1, unicodedata.normalize("NFD", "Tiếng Việt"))
    item = read(iso2709.write(record))[0]
    assert item.record.first("245", "a") == "Tiếng Việt :"
    assert item.fault_codes == ["not_nfc"]


def test_write_refuses_what_iso2709_cannot_hold():
    long_field = Record("", [Field("520", "", "  ", [("a", "đ" * 5_000)])])
    with pytest.raises(iso2709.TooLong) as refused:
        iso2709.write(long_field)
    assert (refused.value.tag, refused.value.length) == ("520", 10_005)
    many = Record("", [Field("520", "", "  ", [("a", "x" * 9_000)]) for _ in range(12)])
    with pytest.raises(iso2709.TooLong) as refused:
        iso2709.write(many)
    assert refused.value.tag is None


def test_write_sets_leader_and_directory():
    data = iso2709.write(book(1))
    assert int(data[:5]) == len(data)
    assert data[9:12] == b"a22"
    assert data[int(data[12:17]) - 1 : int(data[12:17])] == b"\x1e"


def test_overflowed_directory_of_careless_writers():
    """Programs that do not check write six digits for starts past 99,999: every field is still found."""
    fields = [("001", b"1")] + [("500", b"  \x1fa" + b"%05d" % n + b"x" * 9_000) for n in range(20)]
    directory = body = b""
    for tag, text in fields:
        directory += tag.encode() + b"%04d%05d" % (len(text) + 1, len(body))
        body += text + b"\x1e"
    data = b"99999nam a2299999 a 4500" + directory + b"\x1e" + body + b"\x1d"
    item = read(data)[0]
    assert len(item.record.fields) == 21
    assert item.record.fields[20].first("a").startswith("00019")


def test_a_directory_that_claims_the_text_over_and_over_is_believed_once() -> None:
    raw = b"00500nam a2200100 a 4500" + b"245000500000" * 20_000 + b"\x1e" + b"x" * 1_000_000 + b"\x1d"
    (item,) = iso2709.read(io.BytesIO(raw))
    assert item.record is not None
    assert [field.tag for field in item.record.fields] == ["245"]
    assert "field_lost" in item.fault_codes
