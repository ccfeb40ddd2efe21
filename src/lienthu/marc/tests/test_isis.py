import io

from lienthu.marc import isis, reading
from lienthu.marc.detect import Format, detect
from lienthu.marc.record import Field
from lienthu.marc.tests.samples import isis_export, master_file

MAPPING = {
    "24": "245",
    "24^b": "245$b",
    "70": "700$a",
    "26^a": "260$a",
    "26^b": "260$b",
    "26^c": "260$c",
    "69": "653$a",
}
ROWS = [
    [(24, "^aTruyện Kiều^bthơ Nôm"), (70, "Nguyễn Du"), (26, "^aH.^bVăn học^c2015"), (69, "<Thơ><Văn học Việt Nam>")],
    [(24, "Số đỏ"), (70, "Vũ Trọng Phụng"), (99, "kho A")],
    [(24, "^a" + "Tên sách rất dài " * 12)],
]
EXPECTED = [
    [
        Field("245", "", "  ", [("a", "Truyện Kiều"), ("b", "thơ Nôm")]),
        Field("700", "", "  ", [("a", "Nguyễn Du")]),
        Field("260", "", "  ", [("a", "H."), ("b", "Văn học"), ("c", "2015")]),
        Field("653", "", "  ", [("a", "Thơ")]),
        Field("653", "", "  ", [("a", "Văn học Việt Nam")]),
    ],
    [
        Field("245", "", "  ", [("a", "Số đỏ")]),
        Field("700", "", "  ", [("a", "Vũ Trọng Phụng")]),
        Field("980", "", "  ", [("t", "99"), ("a", "kho A")]),
    ],
    [Field("245", "", "  ", [("a", "Tên sách rất dài " * 12)])],
]


def test_iso_export_in_lines_of_eighty():
    data = isis_export(ROWS)
    assert max(map(len, data.split(b"\r\n"))) == 80
    assert detect(data) is Format.ISIS_ISO
    items = list(isis.read_iso(io.BytesIO(data), mapping=MAPPING))
    assert [item.record.fields for item in items] == EXPECTED
    assert b"".join(item.raw for item in items) == data


def test_without_a_mapping_tags_stay_as_they_are():
    items = list(reading.read(io.BytesIO(isis_export(ROWS))))
    assert [field.tag for field in items[0].record.fields] == ["024", "070", "026", "069"]


def master(deleted=frozenset()):
    return master_file([[(tag, text.encode()) for tag, text in row] for row in ROWS * 5], deleted)


def test_master_file_with_and_without_cross_reference():
    mst, xrf = master()
    assert detect(mst) is Format.ISIS_MASTER
    for items in (
        list(isis.read_master(io.BytesIO(mst), io.BytesIO(xrf), mapping=MAPPING)),
        list(isis.read_master(io.BytesIO(mst), mapping=MAPPING)),
    ):
        assert [item.record.control("001") for item in items] == [str(n) for n in range(1, 16)]
        assert [item.record.fields[1:] for item in items] == EXPECTED * 5
        assert all(not item.faults for item in items)


def test_deleted_and_broken_records_are_reported():
    mst, xrf = master(deleted={2})
    items = list(isis.read_master(io.BytesIO(mst[:1500]), io.BytesIO(xrf), mapping=MAPPING))
    assert len(items) == 15
    assert items[0].record.fields[1:] == EXPECTED[0]
    assert (items[1].record, items[1].fault_codes) == (None, ["deleted"])
    assert items[-1].fault_codes == ["block_wrong"]


def test_the_fold_may_fall_anywhere():
    """Between the two closing signs, right behind them, or between the signs of an empty field."""
    rows = [[(24, "^a" + "x" * length), (70, ""), (26, "^aH.")] for length in range(180)]
    data = isis_export(rows)
    assert b"#\r\n#\r\n" in data and b"##\r\n" in data
    items = list(isis.read_iso(io.BytesIO(data), mapping=MAPPING))
    assert [len(item.record.first("245", "a")) for item in items] == list(range(180))
    assert all(item.record.first("260", "a") == "H." for item in items)
    assert b"".join(item.raw for item in items) == data
