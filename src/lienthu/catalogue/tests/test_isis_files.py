"""A CDS/ISIS base is several files: the master file with its cross-reference and the names of its fields."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.files import Part, base_beside, together
from lienthu.catalogue.models import ImportBatch, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, hand_in, library, outcome
from lienthu.catalogue.views import present
from lienthu.kernel.errors import Invalid
from lienthu.marc.tests.samples import master_file
from lienthu.text import encode

pytestmark = pytest.mark.django_db

ROWS = [
    [(24, f"Lịch sử Đắk Nông tập {number}".encode()), (70, b"Nguyen Du"), (26, b"^aH.^bVan hoc^c%d" % (1990 + number)),
     (30, b"120 tr.")]
    for number in range(12)
]  # fmt: skip
DELETED = {3, 7}
MST, XRF = master_file(ROWS, DELETED)
FDT = (
    b"W:SACH\r\nF:SACH\r\nS:SACH\r\n***\r\n"
    + encode("Nhan đề chính", "tcvn3").encode("latin-1").ljust(30)
    + b"abc".ljust(20)
    + b"24 500 0 0\r\n"
    + b"Tac gia".ljust(30)
    + b" " * 20
    + b"70 100 0 1\r\n"
)


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def states() -> dict[str, str]:
    return dict(SourceRecord.objects.values_list("control_no", "state"))


def test_what_the_cross_reference_calls_deleted_is_withdrawn() -> None:
    batch = hand_in(packed(SACH_MST=MST, sach_xrf=XRF), name="sach.zip")
    assert (batch.format, outcome(batch)) == ("isis-mst", (12, 12, 0, 0, 0))
    assert {number for number, state in states().items() if state == "withdrawn"} == {"3", "7"}
    assert hand_in(MST, name="sach.mst").unchanged == 12  # the records say it themselves


def test_an_older_copy_in_the_master_file_is_not_read() -> None:
    """A walk takes the last copy of MFN 2; the cross-reference points to the first."""
    old, _xrf = master_file([[(24, b"Khac"), (26, b"^aH.^bVan hoc^c1980")]])
    late = bytearray(old[64:])
    struct.pack_into("<i", late, 0, 2)
    with_older = MST.ljust(len(MST) + -len(MST) % 512, b"\0") + bytes(late)
    hand_in(packed(a_mst=with_older, a_xrf=XRF), name="a.zip")
    assert b"Khac" not in bytes(SourceRecord.objects.get(control_no="2").marc)


def test_a_cross_reference_that_is_cut_off_loses_nothing() -> None:
    batch = hand_in(packed(a_mst=MST, a_xrf=XRF[: 4 + 4 * 8]), name="a.zip")
    assert (batch.rows, len(states())) == (12, 12)


def test_the_table_of_fields_names_the_columns() -> None:
    given = together([Part("SACH.MST", [MST]), Part("SACH.FDT", [FDT]), Part("SACH.XRF", [XRF])])
    batch = start_import(
        actor=SYSTEM, library=library(), filename=given.name, chunks=given.chunks, options=Options(preview=True)
    )
    assert (batch.filename, batch.state) == ("SACH.MST", "mapping")
    columns = {one["header"]: one["name"] for one in present.mapping(batch)["sheets"][0]["columns"]}
    assert (columns["24"], columns["70"], columns["30"]) == ("Nhan đề chính", "Tac gia", "")


def test_the_same_files_are_the_same_bytes() -> None:
    parts = [Part("a.mst", [MST]), Part("a.xrf", [XRF])]
    first = hand_in(b"".join(together(parts).chunks), name="a.mst")
    again = hand_in(b"".join(together([Part("A.XRF", [XRF]), Part("A.MST", [MST])]).chunks), name="A.MST")
    assert again.same_as == first


def test_the_command_finds_what_lies_beside_the_master_file(tmp_path: Path) -> None:
    for name in ("Sach.mst", "SACH.XRF", "sach.fdt", "other.xrf", "sach.cnt"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in base_beside(tmp_path / "Sach.mst")] == ["Sach.mst", "SACH.XRF", "sach.fdt"]
    assert base_beside(tmp_path / "a.mrc") == [tmp_path / "a.mrc"]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["a.xrf"], "catalogue.isis_part_alone"),
        (["a.fdt"], "catalogue.isis_part_alone"),
        (["a.xrf", "a.fdt"], "catalogue.files_together"),
        (["a.mst", "b.mst"], "catalogue.files_together"),
        (["a.mrc", "a.xrf"], "catalogue.files_together"),
        (["a.mst", "a.xrf", "a.pdf"], "catalogue.files_together"),
    ],
)
def test_files_that_are_no_base_are_refused(names: list[str], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        together([Part(name, [b"x"]) for name in names])
    assert refusal.value.code == code


OTHER_XRF = master_file([[(24, b"x" * (300 + 7 * number))] for number in range(12)])[1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed(a_xrf=XRF), "catalogue.isis_part_alone"),
        (packed(a_mst=MST, b_mst=MST), "catalogue.isis_several"),
        (packed(a_mst=MST, b_xrf=XRF, c_xrf=XRF), "catalogue.isis_several"),
        (packed(a_mst=b"no master file", a_xrf=XRF), "catalogue.isis_not_a_master"),
        (packed(a_mst=MST, a_xrf=OTHER_XRF), "catalogue.isis_other_xrf"),
        (packed(a_mst=MST, a_xrf=b"\xff" * 512), "catalogue.isis_other_xrf"),
        (packed(a_mst=MST, a_xrf=b""), "catalogue.isis_other_xrf"),
        (packed(a_txt=b"nothing"), "catalogue.not_a_catalogue"),
        (packed(a_mst=MST)[:-30], "catalogue.workbook_unreadable"),
    ],
)
def test_a_zip_that_is_no_base_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hand_in(data, name="a.zip")
    assert (refusal.value.code, ImportBatch.objects.count()) == (code, 0)


def test_a_path_out_of_the_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../a.mst", MST)
    with pytest.raises(Invalid) as refusal:
        hand_in(out.getvalue(), name="a.zip")
    assert refusal.value.code == "catalogue.zip_path"
