import io
import json

import pytest

from lienthu.marc import marcjson
from lienthu.marc.record import Field
from lienthu.marc.tests.samples import book, ids


def read(data: bytes):
    return list(marcjson.read(io.BytesIO(data)))


def as_text(number: int, **options) -> str:
    return json.dumps(marcjson.to_json(book(number)), **options)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("frame", ["[%s]", "%s", "  %s  "])
def test_arrays_lines_and_single_records(frame, indent):
    joint = "\n" if frame == "%s" else ",\n"
    body = joint.join(as_text(number, indent=indent, ensure_ascii=False) for number in (1, 2, 3))
    data = (frame % body).encode()
    items = read(data)
    assert [item.record for item in items] == [book(1), book(2), book(3)]
    assert all(data[item.offset :].startswith(item.raw) for item in items)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "frame",
    [
        '{"records":[%s]}',
        '\ufeff{"data": [%s]}\n',
        '{"total": 3, "links": {"self": "x", "tags": ["a"]}, "records": [%s], "next": null}',
        '{"data": {"count": 3, "items": [%s]}, "meta": {"page": {"size": 3}, "kinds": [{"a": 1}]}}',
        '{"messages": [], "records":\n[\n%s\n]\n}',
    ],
)
def test_the_answer_of_a_service_with_records_in_it(frame, indent):
    body = ",".join(as_text(number, indent=indent, ensure_ascii=False) for number in (1, 2, 3))
    data = (frame % body).encode()
    items = read(data)
    assert [item.record for item in items] == [book(1), book(2), book(3)]
    assert all(data[item.offset :].startswith(item.raw) for item in items)


def test_records_that_name_themselves():
    body = ",".join(f'{{"record": {as_text(number)}}}' for number in (1, 2))
    assert ids(read(f'{{"records": [{body}]}}'.encode())) == ["TVL00000001", "TVL00000002"]


def test_what_is_behind_the_records_and_no_end_of_an_answer_is_not_lost():
    data = f'{{"records": [{as_text(1)}], broken {as_text(2)}'.encode()
    items = read(data)
    assert ids(items)[0] == "TVL00000001" and ids(items)[-1] == "TVL00000002"
    assert any(item.record is None for item in items)


def test_many_records_in_an_answer_are_read_piece_by_piece():
    body = ",\n".join(as_text(number) for number in range(1, 1500))
    items = read(f'{{"records": [{body}], "total": 1499}}'.encode())
    assert len(items) == 1499 and all(item.record is not None for item in items)


def test_one_broken_line_costs_only_itself():
    lines = [as_text(1), as_text(2)[:-30], as_text(3), '{"leader": 5, "fields": []}', as_text(4)]
    items = read("\n".join(lines).encode())
    assert ids(items) == ["TVL00000001", None, "TVL00000003", None, "TVL00000004"]
    assert items[1].fault_codes == ["json_broken"]
    assert items[1].faults[0].params["line"] == 2
    assert items[1].faults[0].params["text"] in lines[1]
    assert items[3].fault_codes == ["json_shape"]


def test_older_shapes():
    hashed = {"type": "marc-hash", "leader": "x" * 24, "fields": [["001", "1"], ["245", "1", "0", [["a", "Tên"]]]]}
    listed = {
        "leader": "x" * 24,
        "controlfield": [{"tag": "001", "data": "1"}],
        "datafield": [{"tag": "245", "ind": "10", "subfield": [{"code": "a", "data": "Tên"}]}],
    }
    expected = [Field("001", "1"), Field("245", "", "10", [("a", "Tên")])]
    for shape in (hashed, listed):
        assert read(json.dumps(shape).encode())[0].record.fields == expected


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ([5], ("json_shape", {"text": "fields"})),
        ([{"24": "x"}], ("json_tag", {"tag": "24"})),
        ([{"245": {"ind1": "12", "subfields": []}}], ("json_indicator", {"tag": "245"})),
        ([{"245": {"subfields": [{"ab": "x"}]}}], ("json_subfield", {"subfield": "ab", "tag": "245"})),
        ([{"245": {"subfields": [{"a": {}}]}}], ("json_subfield", {"subfield": "a", "tag": "245"})),
        ([{"245": {"subfields": "a"}}], ("json_shape", {"text": "245.subfields"})),
        ([{"245": []}], ("json_shape", {"text": "245"})),
        ([["245"]], ("json_shape", {"text": "fields"})),
    ],
)
def test_other_json_is_refused_with_a_reason(fields, fault):
    (item,) = read(json.dumps({"leader": "x", "fields": fields}).encode())
    assert item.record is None
    assert item.faults == [fault]


def test_bare_control_characters_are_tolerated_and_reported():
    (item,) = read(as_text(1).replace("SH", "S\tH").encode())
    assert item.record.first("927", "a") == "S\tH"
    assert item.fault_codes == ["json_lenient"]


def test_crafted_files_end_in_few_pieces_and_lose_no_byte():
    for data in (
        b"{" * 600_000,
        b'{"' + b'\\"' * 300_000,
        b'{"fields":' * 60_000,
        b'{"leader":{ {"fields":[]}' * 2_000,
    ):
        found = list(marcjson.read(io.BytesIO(data)))
        assert len(found) <= 2_001
        assert sum(len(item.raw.replace(b" ", b"")) for item in found) == len(data.replace(b" ", b""))
        assert all(item.record is None for item in found if item.fault_codes)


def test_a_good_record_after_a_text_that_never_ends():
    data = b'[{"leader": "x, "fields": []},\n{"fields": [{"001": "2"}]}]'
    assert [item.record.control("001") for item in marcjson.read(io.BytesIO(data)) if item.record] == ["2"]


def test_fields_that_name_their_tag():
    data = (
        b'{"leader": "01331cam a22003494i 4500", "fields": [{"tag": "001", "value": "A1"},'
        b'{"tag": "245", "ind1": "1", "ind2": "0", "subfields": [{"code": "a", "value": "S\xc3\xa1ch"}]}]}'
    )
    (item,) = read(data)
    assert item.record.fields == [Field("001", "A1"), Field("245", "", "10", [("a", "Sách")])]
