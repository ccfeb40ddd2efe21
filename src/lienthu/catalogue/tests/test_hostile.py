"""What somebody may try with files, names and pages that are not meant for them."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from django.test import Client
from openpyxl import load_workbook

from lienthu.accounts.actions import memberships, people
from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.catalogue import report
from lienthu.catalogue.actions.confirm_mapping import confirm_mapping
from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.models import ColumnMapping, ImportBatch, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, library, marc_file, outcome, workbook
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.marc.record import Field

pytestmark = pytest.mark.django_db
LIST = "Nhan đề,Tác giả,Năm,Độ mật\nKế hoạch phòng thủ,Ban chỉ huy,2001,2\nDế mèn phiêu lưu ký,Tô Hoài,1999,0\n"


def signed_in(role: str) -> Client:
    ensure_first_roles()
    user = people.open_account(
        actor=SYSTEM, username=role, display_name=role, password="rừng thông mùa khô", library_id=None
    )
    user.is_second_factor_waived = True
    user.save()
    memberships.grant(actor=SYSTEM, user=user, role_code=role, library_id=library().pk, valid_from=today())
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize(("role", "sees"), [("librarian", False), ("reviewer", True)])
def test_a_restricted_row_is_shown_to_reviewers_only(role: str, sees: bool) -> None:
    batch = hand_in(LIST.encode(), name="kho.csv")
    assert SourceRecord.objects.get(state="restricted").restriction.state == "open"
    client = signed_in(role)
    page = client.get(f"/vi/cataloguing/{batch.public_id}?outcome=all").content.decode()
    answer = client.get(f"/api/v1/imports/{batch.public_id}/report")
    table = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "Dế mèn phiêu lưu ký" in page
    assert "Dế mèn phiêu lưu ký" in table
    assert ("Kế hoạch phòng thủ" in page, "Kế hoạch phòng thủ" in table) == (sees, sees)


def test_staff_names_do_not_leave_by_rest() -> None:
    record = book("A1", "Một")
    record.fields.append(Field("911", "", "  ", [("a", "Nguyễn Thị Lan")]))
    hand_in(marc_file(record))
    answer = signed_in("librarian").get(f"/api/v1/records/source/{SourceRecord.objects.get().pk}")
    assert answer.status_code == 200
    assert "Nguyễn Thị Lan" not in answer.content.decode()


def test_a_sheet_may_have_a_name_that_excel_refuses() -> None:
    plain = io.BytesIO(workbook(["Nhan đề", "Tác giả"], ["Dế mèn", "Tô Hoài"]))
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part, data.replace(b'name="Sheet"', 'name="Lớp 6/7 [a]*?:"'.encode()))
    batch = hand_in(out.getvalue(), name="a.xlsx")
    written = io.BytesIO()
    report.write(batch, written)
    assert load_workbook(written).sheetnames == ["Lớp 6-7 -a----"]


def test_two_kinds_of_columns_do_not_share_a_name() -> None:
    batches = [
        start_import(
            actor=SYSTEM, library=library(), filename="a.csv", chunks=[text.encode()], options=Options(preview=True)
        )
        for text in ("Nhan đề,Tác giả\nA,B\nC,D\n", "Tên sách,Tác giả,Năm\nA,B,2001\nC,D,2002\n")
    ]
    confirm_mapping(actor=SYSTEM, batch=batches[0], targets={}, name="Sổ kho")
    with pytest.raises(Conflict) as refused:
        confirm_mapping(actor=SYSTEM, batch=batches[1], targets={}, name="Sổ\x00 kho")
    assert refused.value.code == "catalogue.mapping_name_taken"
    assert ColumnMapping.objects.get().name == "Sổ kho"
    assert ImportBatch.objects.get(pk=batches[1].pk).state == "mapping"


@pytest.mark.parametrize("name", ["idna", "unicode_escape", "punycode", "hex", "zip", "a\x00b", "utf" + "-" * 60 + "8"])
def test_an_encoding_is_one_that_files_have(name: str) -> None:
    with pytest.raises(Invalid):
        hand_in(LIST.encode(), name="a.csv", encoding=name)
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_a_csv_is_run(cell: str) -> None:
    assert report.safe_cell(cell) == "'" + cell


def corners(far: str) -> bytes:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Nhan đề</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Dế mèn phiêu lưu ký</t></is></c></row>'
        f'<row r="1048576">{far}</row>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["Nhan đề"], ["A"]))) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            sheet = f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode()
            target.writestr(part, sheet if is_sheet else source.read(part))
    return out.getvalue()


def test_two_cells_in_far_corners_do_not_take_all_memory() -> None:
    with pytest.raises(Invalid) as refused:
        hand_in(corners('<c r="XFD1048576"><v>1</v></c>'), name="a.xlsx")
    assert refused.value.code == "catalogue.zip_bomb"


def test_a_far_corner_that_is_only_coloured_takes_no_room() -> None:
    assert outcome(hand_in(corners('<c r="XFD1048576" s="0"/>'), name="a.xlsx")) == (1, 1, 0, 0, 0)


def test_merged_cells_over_one_another_do_not_take_all_memory() -> None:
    with zipfile.ZipFile(io.BytesIO(corners(""))) as source:
        parts = {part.filename: source.read(part) for part in source.infolist()}
    merges = "".join(f'<mergeCell ref="A{2 + step}:GQ{4900 + step}"/>' for step in range(300))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    tracemalloc.start()
    try:
        batch = hand_in(out.getvalue(), name="a.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 300 * 1024**2
    finally:
        tracemalloc.stop()
    # One merged cell over the first 4,899 rows: its text stands in each of them.
    assert (batch.state, batch.rejected) == ("done", 0)
