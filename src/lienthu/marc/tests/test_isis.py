import io

from lienthu.marc import isis
from lienthu.marc.detect import Format, detect
from lienthu.marc.tests.samples import isis_export, master_file

ROWS = [
    [(24, "^aTruyện Kiều^bthơ Nôm"), (70, "Nguyễn Du"), (26, "^aH.^bVăn học^c2015"), (69, "<Thơ><Văn học Việt Nam>")],
    [(24, "Số đỏ"), (70, "Vũ Trọng Phụng"), (99, "kho A")],
    [(24, "^a" + "Tên sách rất dài " * 12)],
]
EXPECTED = [
    [
        ("024", [("a", "Truyện Kiều"), ("b", "thơ Nôm")]),
        ("070", [("a", "Nguyễn Du")]),
        ("026", [("a", "H."), ("b", "Văn học"), ("c", "2015")]),
        ("069", [("a", "<Thơ><Văn học Việt Nam>")]),
    ],
    [("024", [("a", "Số đỏ")]), ("070", [("a", "Vũ Trọng Phụng")]), ("099", [("a", "kho A")])],
    [("024", [("a", "Tên sách rất dài " * 12)])],
]


def parts(fields):
    return [(field.tag, field.subfields) for field in fields]


def test_iso_export_in_lines_of_eighty():
    data = isis_export(ROWS)
    assert max(map(len, data.split(b"\r\n"))) == 80
    assert detect(data) is Format.ISIS_ISO
    items = list(isis.read_iso(io.BytesIO(data)))
    assert [parts(item.record.fields) for item in items] == EXPECTED
    assert b"".join(item.raw for item in items) == data


def master(deleted=frozenset()):
    return master_file([[(tag, text.encode()) for tag, text in row] for row in ROWS * 5], deleted)


def test_master_file_with_and_without_cross_reference():
    mst, xrf = master()
    assert detect(mst) is Format.ISIS_MASTER
    for items in (
        list(isis.read_master(io.BytesIO(mst), io.BytesIO(xrf))),
        list(isis.read_master(io.BytesIO(mst))),
    ):
        assert [item.record.control("001") for item in items] == [str(n) for n in range(1, 16)]
        assert [parts(item.record.fields[1:]) for item in items] == EXPECTED * 5
        assert all(not item.faults for item in items)


def test_deleted_and_broken_records_are_reported():
    mst, xrf = master(deleted={2})
    items = list(isis.read_master(io.BytesIO(mst[:1500]), io.BytesIO(xrf)))
    assert len(items) == 15
    assert parts(items[0].record.fields[1:]) == EXPECTED[0]
    assert (items[1].record.leader[5], items[1].fault_codes) == ("d", ["deleted"])
    assert [item.record.leader[5] for item in items[:3]] == ["n", "d", "n"]
    # A walk knows them by the status in the record itself.
    walked = list(isis.read_master(io.BytesIO(mst)))
    assert [number for number, item in enumerate(walked, 1) if "deleted" in item.fault_codes] == [2]
    assert items[-1].fault_codes == ["master_cut_off"]


def test_the_fold_may_fall_anywhere():
    """Between the two closing signs, right behind them, or between the signs of an empty field."""
    rows = [[(24, "^a" + "x" * length), (70, ""), (26, "^aH.")] for length in range(180)]
    data = isis_export(rows)
    assert b"#\r\n#\r\n" in data and b"##\r\n" in data
    items = list(isis.read_iso(io.BytesIO(data)))
    assert [len(item.record.first("024", "a")) for item in items] == list(range(180))
    assert all(item.record.first("026", "a") == "H." for item in items)
    assert b"".join(item.raw for item in items) == data
