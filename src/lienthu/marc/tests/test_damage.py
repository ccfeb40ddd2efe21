"""Damage that cost more than itself: each of these files lost or stopped what followed."""

from __future__ import annotations

import io
import struct

import pytest

from lienthu.marc import isis, marcjson, marcxml
from lienthu.marc.detect import Format
from lienthu.marc.fields import secrecy_level
from lienthu.marc.reading import read
from lienthu.marc.record import Field, Record

XML = (
    '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader>'
    '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{}</subfield></datafield></record></collection>'
)


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#55296;", "&#7;", "&#0;", "&#xFFFF;", "&#x110000;", "&#9999999999;"]
)
def test_a_reference_to_no_character_is_left_out(reference: str) -> None:
    (item,) = marcxml.read(io.BytesIO(XML.format(f"Mặt{reference} trời").encode()))
    assert item.record is not None
    assert item.record.first("245", "a") == "Mặt trời"
    assert item.fault_codes == ["xml_mended"]


def test_half_a_character_in_json_is_replaced_and_told() -> None:
    line = b'{"leader":"00000nam a2200000 a 4500","fields":[{"245":{"ind1":"1","ind2":"0","subfields":[{"a":"x\\ud800 \\ud83d\\ude00"}]}}]}'  # noqa: E501
    (item,) = marcjson.read(io.BytesIO(line))
    assert item.record is not None
    assert (item.record.first("245", "a"), item.fault_codes) == ("x\ufffd \U0001f600", ["unknown_bytes"])


def printable(number: int) -> bytes:
    body = f"P{number}#10$aGiá là $5 # và C##".encode()
    fields = [("001", 3), ("245", len(body) - 3)]
    entries, at = b"", 0
    for tag, length in fields:
        entries += f"{tag}{length:04d}{at:05d}".encode()
        at += length
    base = 24 + len(entries) + 1
    return f"{base + len(body) + 1:05d}nam a22{base:05d} a 4500".encode() + entries + b"#" + body + b"##"


def test_one_mark_too_many_after_a_printable_record_does_not_shift_the_next() -> None:
    data = b"\r\n".join(printable(number) for number in range(4))
    items = list(read(io.BytesIO(data), Format.DIALECT_B))
    assert [item.record.control("001") for item in items if item.record] == ["P0", "P1", "P2", "P3"]


def base(count: int) -> tuple[bytearray, list[int]]:
    """A master file and where its records begin."""
    out, places = bytearray(64), []
    for mfn in range(1, count + 1):
        if len(out) % 512 > 512 - 14:
            out += bytes(512 - len(out) % 512)
        texts = [(200, b"^aRung tham %d" % mfn), (210, b"^aH.^bKim Dong^c1999")]
        entries, body = b"", b""
        for tag, text in texts:
            entries += struct.pack("<HHH", tag, len(body), len(text))
            body += text
        start = 18 + len(entries)
        length = start + len(body) + (start + len(body)) % 2
        places.append(len(out))
        out += (struct.pack("<ihihhhh", mfn, length, 0, 0, start, len(texts), 0) + entries + body).ljust(length, b"\0")
    struct.pack_into("<iiiHHii", out, 0, 0, count + 1, len(out) // 512 + 1, len(out) % 512 + 1, 0, 0, 0)
    return out + bytes(512 - len(out) % 512), places


@pytest.mark.parametrize("length", [500, 20, 0, 32767, -500])
def test_a_wrong_length_in_a_master_file_costs_only_its_record(length: int) -> None:
    data, places = base(40)
    struct.pack_into("<h", data, places[9] + 4, length)
    items = list(isis.read_master(io.BytesIO(bytes(data))))
    titles = {item.record.control("001") for item in items if item.record and item.record.first("200", "a")}
    assert titles >= {str(mfn) for mfn in range(1, 41) if mfn != 10}
    assert len(items) == 40


def test_a_leader_of_noise_in_a_master_file_is_a_row_of_its_own() -> None:
    data, places = base(40)
    data[places[9] : places[9] + 18] = b"\xff" * 18
    items = list(isis.read_master(io.BytesIO(bytes(data))))
    assert [item.record.control("001") for item in items if item.record] == [str(n) for n in range(1, 41) if n != 10]
    assert [item.raw for item in items if item.record is None] == [bytes(data[places[9] : places[10]])]


def test_a_record_cut_off_before_its_fields_says_so() -> None:
    whole = b"00271nam a2200097 a 4500001000800000245000500008"
    items = list(read(io.BytesIO(whole), Format.MARC21))
    assert items[0].fault_codes[:1] == ["truncated"]


def test_the_highest_level_of_a_repeated_subfield_counts() -> None:
    assert secrecy_level(Record(fields=[Field("926", "", "  ", [("a", "0"), ("a", "2")])])) == 2
