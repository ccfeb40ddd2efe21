"""What must hold for any record and any bytes."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.marc import dialects, iso2709, marcjson, marcxml, reading, tagged
from lienthu.marc.detect import detect
from lienthu.marc.fields import Bib
from lienthu.marc.holdings import items
from lienthu.marc.record import Field, Record, from_compact, to_compact
from lienthu.marc.tests.samples import book, raw
from lienthu.marc.validation import validate

TEXT = st.text(
    st.one_of(
        st.sampled_from("ăâđêôơưạệễừỹ ABCabc019.,:;/-()#$^<>&\"'"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Mn", "Mc", "Me")),
    ),
    max_size=40,
).map(lambda text: __import__("unicodedata").normalize("NFC", text))
CODES = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789")
CONTROL = st.builds(Field, st.sampled_from(["001", "003", "005", "007", "008"]), TEXT)
DATA = st.builds(
    lambda tag, indicators, subfields: Field(tag, "", indicators, subfields),
    st.sampled_from(["020", "100", "245", "260", "500", "650", "700", "852", "911", "928"]),
    st.sampled_from(["  ", "10", "0 ", " 7"]),
    st.lists(st.tuples(CODES, TEXT), min_size=1, max_size=5),
)
RECORDS = st.lists(st.one_of(CONTROL, DATA), min_size=1, max_size=12).map(
    lambda fields: Record("00000nam a2200000 a 4500", fields)
)


@given(RECORDS)
def test_iso2709_round_trip(record):
    (item,) = iso2709.read(io.BytesIO(iso2709.write(record)))
    assert item.record.fields == record.fields
    assert not item.faults


@given(RECORDS)
def test_marcxml_round_trip(record):
    (item,) = marcxml.read(io.BytesIO(b"".join(marcxml.write_collection([record]))))
    assert item.record == record
    assert marcxml.parse(marcxml.write(record).encode()).record == record


@given(RECORDS)
def test_json_and_compact_round_trip(record):
    (item,) = marcjson.read(io.BytesIO(marcjson.write(record)))
    assert item.record == record
    assert from_compact(to_compact(record)) == record


@given(RECORDS, st.text(max_size=20))
def test_marcxml_is_well_formed_whatever_the_text(record, text):
    record.fields.append(Field("500", "", "  ", [("a", text)]))
    (item,) = marcxml.read(io.BytesIO(marcxml.write(record).encode()))
    assert item.record is not None
    assert "xml_broken" not in item.fault_codes


@given(RECORDS)
def test_nothing_a_record_holds_stops_the_readers_of_facts(record):
    validate(record)
    items(record)
    bib = Bib(record)
    assert isinstance(bib.full_title, str)
    assert isinstance([bib.creators, bib.years, bib.isbns, bib.languages, bib.subjects, bib.format, bib.pages], list)


@given(st.binary(max_size=400))
def test_no_reader_raises_on_arbitrary_bytes(data):
    detect(data)
    for reader in reading.READERS.values():
        for item in reader(io.BytesIO(data), None):
            assert item.raw or item.faults


@settings(max_examples=300)
@given(st.data())
def test_a_mutated_record_never_costs_its_neighbours(data):
    middle = bytearray(raw(2))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(middle) - 1))
        kind = data.draw(st.sampled_from(["change", "delete", "insert"]))
        if kind == "change":
            middle[at] = data.draw(st.integers(0, 255))
        elif kind == "delete":
            del middle[at : at + data.draw(st.integers(1, 40))]
        else:
            middle[at:at] = data.draw(st.binary(min_size=1, max_size=20))
        if not middle:
            middle = bytearray(b"x")
    if middle[-1] != 0x1D:
        middle.append(0x1D)
    whole = raw(1) + bytes(middle) + raw(3) + raw(4)
    found = list(iso2709.read(io.BytesIO(whole)))
    assert found[0].record.fields == book(1).fields
    assert [item.record.fields for item in found[-2:]] == [book(3).fields, book(4).fields]
    position = 0
    for item in found:
        assert not whole[position : item.offset].strip(b"\r\n\0 \t\x1a\xef\xbb\xbf")
        assert whole[item.offset : item.offset + len(item.raw)] == item.raw
        position = item.offset + len(item.raw)
    assert position == len(whole)


@settings(max_examples=200)
@given(st.data())
def test_cut_anywhere_the_next_record_survives(data):
    cut = data.draw(st.integers(0, len(raw(2))))
    found = list(iso2709.read(io.BytesIO(raw(1) + raw(2)[:cut] + raw(3))))
    assert found[0].record.fields == book(1).fields
    assert found[-1].record.fields == book(3).fields


PLAIN = st.text(st.sampled_from("ăâđêôơưệ ABCxyz012.,:;/()"), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=4))
def test_dialects_round_trip(pairs):
    records = [
        Record("00000nam a2200000 a 4500", [
            Field("001", f"TVL{number}"),
            Field("245", "", "10", [("a", title), ("b", rest)]),
            Field("911", rest),
        ])
        for number, (title, rest) in enumerate(pairs)
    ]  # fmt: skip
    fields = [record.fields for record in records]
    a = iso2709.read(io.BytesIO(b"".join(map(dialects.write_a, records))))
    b = dialects.read_printable(io.BytesIO(b"".join(map(dialects.write_b, records))))
    c = tagged.read(io.BytesIO(b"".join(map(dialects.write_c, records))))
    assert [item.record.fields for item in a] == fields
    assert [item.record.fields for item in b] == fields
    assert [item.record.fields for item in c] == fields
