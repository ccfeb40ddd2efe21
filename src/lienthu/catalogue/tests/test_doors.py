"""The same import through the pages, REST and the command; what comes back."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lienthu.accounts.actions import memberships, people
from lienthu.accounts.models import Role, User
from lienthu.catalogue import commands, report
from lienthu.catalogue.commands import Export, Import, Repair
from lienthu.catalogue.models import ColumnMapping, ImportBatch, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, library, marc_file, outcome, read, workbook
from lienthu.kernel.permissions import Permission
from lienthu.marc import iso2709, marcxml
from lienthu.marc.record import Field
from lienthu.marc.tests.samples import master_file

pytestmark = pytest.mark.django_db
SHEET = workbook(("Tựa đề gì đó", "Người viết"), ("Một", "Y Phôn"), ("", "Không tên"), ("=1+1", "H'Linh"))


@pytest.fixture
def client() -> Client:
    """Holds every right in library TINH."""
    Role.objects.create(code="all", name_vi="Tất cả", name_en="All", permissions=[each.value for each in Permission])
    user = people.open_account(
        actor=SYSTEM, username="lan", display_name="Lan", password="rừng thông mùa khô 2026", library_id=None
    )
    User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
    memberships.grant(
        actor=SYSTEM, user=user, role_code="all", library_id=library().id, valid_from=timezone.localdate()
    )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(client: Client, data: bytes, name: str) -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("catalogue:upload"), {"library": "TINH", "mode": "add", "file": file})


def command(tmp_path: Path, data: bytes, *options: str) -> tuple[int, list[dict[str, Any]]]:
    path = tmp_path / "a.mrc"
    path.write_bytes(data)
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    told: list[dict[str, Any]] = []
    verb = Import()
    verb.add_arguments(parser)
    verb.out_json = told.append  # type: ignore[method-assign]
    return verb.run(parser.parse_args([str(path), "--library", "TINH", "--json", *options])), told


def test_a_sheet_is_previewed_corrected_remembered_and_returned(client: Client) -> None:
    answer = upload(client, SHEET, "Sách.xlsx")
    batch = ImportBatch.objects.get()
    assert (answer.status_code, batch.state) == (302, "mapping")
    page = client.get(reverse("catalogue:batch", args=[batch.public_id])).content.decode()
    assert 'name="c0-0"' in page
    columns = {"c0-0": "title", "c0-1": "author", "name": "Sổ cũ"}
    client.post(reverse("catalogue:columns", args=[batch.public_id]), columns)
    assert ColumnMapping.objects.get().targets == ["title", "author"]
    batch = read(ImportBatch.objects.get())
    assert outcome(batch) == (3, 1, 0, 2, 0)
    result = client.get(reverse("catalogue:batch", args=[batch.public_id])).content.decode()
    assert "Không có nhan đề." in result or "There is no title." in result
    answer = client.get(reverse("catalogue:report", args=[batch.public_id]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:2] for row in rows[:2]] == [["Tựa đề gì đó", "Người viết"], ["Một", "Y Phôn"]]
    assert len(rows[0]) == 4 and rows[2][3]
    # The next file with these heads needs no preview.
    more = workbook(("Tựa đề gì đó", "Người viết"), ("Hai", "Ba"))
    upload(client, more, "Sách 2.xlsx")
    assert ImportBatch.objects.latest("id").state == "waiting"


def test_what_a_spreadsheet_would_run_comes_back_as_text() -> None:
    data = "Tên sách,Tác giả\r\n=cmd|' /C calc'!A0,@SUM(A1)\r\n+84 12,-5\r\n".encode()
    batch = hand_in(data, name="a.csv")
    out = io.BytesIO()
    report.write(batch, out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [["'=cmd|' /C calc'!A0", "'@SUM(A1)"], ["'+84 12", "-5"]]


def test_rest_takes_a_file_and_tells_its_rows(client: Client) -> None:
    file = SimpleUploadedFile("a.mrc", marc_file(book("A1", "Một"), book("A2", "")))
    answer = client.post("/api/v1/imports", {"library": "TINH", "file": file})
    assert answer.status_code == 201, answer.content
    batch = read(ImportBatch.objects.get(public_id=answer.json()["id"]))
    state = client.get(f"/api/v1/imports/{batch.public_id}").json()
    assert (state["state"], state["rows"], state["accepted"], state["rejected"]) == ("done", 2, 1, 1)
    rows = client.get(f"/api/v1/imports/{batch.public_id}/rows?outcome=rejected").json()["items"]
    assert [(row["row"], row["reasons"][0]["code"]) for row in rows] == [(2, "catalogue.no_title")]
    record = SourceRecord.objects.get()
    assert client.get(f"/api/v1/records/source/{record.id}").json()["control_no"] == "A1"
    assert client.get("/api/v1/imports/000000000").status_code == 404


def test_a_repaired_row_shows_what_was_changed(client: Client) -> None:
    batch = hand_in(marc_file(book("A1", "TruyÖn KiÒu vµ nh÷ng c©u chuyÖn")))
    page = client.get(reverse("catalogue:batch", args=[batch.public_id])).content.decode()
    assert "<del>TruyÖn</del>" in page and "<ins>Truyện</ins>" in page and "245$a · TCVN3" in page
    row = client.get(f"/api/v1/imports/{batch.public_id}/rows").json()["items"][0]
    assert row["changes"] == [
        {
            "place": "245$a",
            "before": "TruyÖn KiÒu vµ nh÷ng c©u chuyÖn",
            "after": "Truyện Kiều và những câu chuyện",
            "encoding": "TCVN3",
        }
    ]


def test_the_files_of_a_base_are_chosen_together(client: Client) -> None:
    mst, xrf = master_file([[(24, b"So do"), (26, b"^aH.^bVan hoc^c%d" % year)] for year in range(1990, 2000)])
    both = [SimpleUploadedFile("SACH.MST", mst), SimpleUploadedFile("SACH.XRF", xrf)]
    assert client.post(reverse("catalogue:upload"), {"library": "TINH", "file": both}).status_code == 302
    for one in both:
        one.seek(0)
    answer = client.post("/api/v1/imports", {"library": "TINH", "file": both, "preview": True})
    assert answer.status_code == 201, answer.content
    assert answer.json()["format"] == "isis-mst"
    alone = client.post(reverse("catalogue:upload"), {"library": "TINH", "file": SimpleUploadedFile("a.xrf", xrf)})
    assert alone.status_code == 422 and ".mst" in alone.content.decode()


def test_a_bad_upload_stays_on_the_page_with_its_sentence(client: Client) -> None:
    answer = upload(client, b"%PDF-1.4", "a.xlsx")
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize("name", ["overview", "upload", "restrictions"])
def test_pages_open_without_data(client: Client, name: str) -> None:
    assert client.get(reverse(f"catalogue:{name}")).status_code == 200


def test_the_command_counts_and_exits(tmp_path: Path) -> None:
    library()
    code, told = command(tmp_path, marc_file(book("A1", "Một"), book("A2", "")))
    assert code == 1
    wanted = {"rows": 2, "accepted": 1, "repaired": 0, "rejected": 1, "unchanged": 0}
    assert {name: told[0][name] for name in wanted} == wanted
    assert set(told[0]) >= {*wanted, "seconds", "report"}
    assert command(tmp_path, marc_file(book("A1", "Một")))[0] == 0


def test_export_gives_back_what_came_in_and_names_what_is_too_long(tmp_path: Path) -> None:
    long = book("A2", "Hai")
    long.fields += [Field("520", "", "  ", [("a", "x" * 9_000)]) for _ in range(12)]
    hand_in(marc_file(book("A1", "Một")))
    hand_in(b"".join(marcxml.write_collection([long])), name="a.xml")
    out = tmp_path / "out.mrc"
    verb = Export()
    said: list[str] = []
    verb.err = said.append  # type: ignore[method-assign]
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    verb.add_arguments(parser)
    assert verb.run(parser.parse_args(["--format", "marc21", "-o", str(out)])) == 1
    assert out.read_bytes() == iso2709.write(book("A1", "Một"))
    assert len(said) == 1 and "A2" in said[0]
    long.fields[0].value = "A3"
    hand_in(b"".join(marcxml.write_collection([long])), name="b.xml")
    said.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "SHOWN", 1)
        assert verb.run(parser.parse_args(["--format", "marc21", "-o", str(out)])) == 1
    assert len(said) == 2 and "1 biểu ghi nữa" in said[1]
    assert verb.run(parser.parse_args(["--format", "marcxml", "-o", str(out)])) == 0
    assert out.read_bytes().count(b"<record>") == 3


def test_repair_reads_lines_in_any_code(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Đất rừng phương Nam\n".encode() + "§Êt rõng ph\u00ad¬ng Nam\n".encode("latin-1"))
    verb = Repair()
    told: list[Any] = []
    verb.out_json = told.append  # type: ignore[method-assign]
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    verb.add_arguments(parser)
    assert verb.run(parser.parse_args([str(path), "--json"])) == 0
    assert (told[0]["text"], told[0]["changed"]) == ("Đất rừng phương Nam", False)
    assert (told[1]["text"], told[1]["changed"]) == ("Đất rừng phương Nam", True)
