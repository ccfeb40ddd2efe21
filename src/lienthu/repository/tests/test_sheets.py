"""Sheets that describe a deposit: any table of any age, heads as people write them, rows and cells told by name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl import Workbook, load_workbook

from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.sentences import sentence
from lienthu.registry.models import Agency
from lienthu.repository import bags
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.actions.hand_in import hand_in
from lienthu.repository.actions.put_sheet import drop_sheet, put_sheet
from lienthu.repository.models import Deposit, DepositFile, DigitalObject, SheetRow
from lienthu.repository.sheets.fields import BY_SPELLING, Field, find_head, meaning
from lienthu.repository.sheets.standing import standing
from lienthu.repository.sheets.template import workbook
from lienthu.repository.stores import MASTERS, QUARANTINE
from lienthu.repository.tests.helpers import CLEAR, SYSTEM, command, jpeg, library
from lienthu.repository.tests.test_hand_in import agency, folder
from lienthu.text import encode, fold

__all__ = ["agency"]
pytestmark = pytest.mark.usefixtures("desk")
HEADS = [
    "STT",
    "Tên tệp",
    "Nhan đề",
    "Tác giả",
    "Năm",
    "Loại tài liệu",
    "Từ khóa",
    "Mức chia sẻ",
    "Bản quyền",
    "Số cặp",
]
ROWS = [
    [1, "a.jpg", "Bản đồ Đắk Nông", "Nguyễn Văn An; Trần Thị Bé", 1931, "Bản đồ",
     "địa chí, bản đồ", "Đọc trực tuyến", "Công cộng", "C-12"],
    [2, "b.jpg", "Chợ Gia Nghĩa", "", "khoảng 1965", "Ảnh", "chợ", "download", "CC-BY", ""],
    [3, "c.jpg", "Khởi nghĩa N'Trang Lơng", "Y", "không rõ", "Sách cổ tích lạ", "", "thích thì đọc", "của tôi", ""],
    [4, "z.jpg", "Không có tệp", "", "", "", "", "", "", ""],
    [5, "a", "Bản đồ lần nữa", "", "", "", "", "", "", ""],
    [6, "", "Không nói tệp nào", "", "", "", "", "", "", ""],
]  # fmt: skip


def xlsx(*rows: list[Any], title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(*names: str, arrangement: str = "documents") -> Deposit:
    made = open_deposit(
        actor=SYSTEM, library_id=library().pk, title="Tư liệu", clearance=CLEAR, arrangement=arrangement
    )
    for number, name in enumerate(names):
        add_file(actor=SYSTEM, deposit=made, name=name, chunks=[jpeg(300, 400 + number)])
    return made


def put(deposit: Deposit, data: bytes, name: str = "mô tả.xlsx") -> Deposit:
    put_sheet(actor=SYSTEM, deposit=deposit, name=name, chunks=[data])
    return deposit


def taken(deposit: Deposit) -> Deposit:
    close_deposit(actor=SYSTEM, deposit=deposit)
    jobs.drain()
    deposit.refresh_from_db()
    assert deposit.state == "done"
    return deposit


def test_rows_describe_files_and_the_rest_goes_on() -> None:
    deposit = taken(put(opened("a.jpg", "b.jpg", "c.jpg", "d.jpg"), xlsx(["SỞ VĂN HÓA"], [], HEADS, *ROWS)))
    first = DigitalObject.objects.get(title="Bản đồ Đắk Nông")
    assert (first.kind, first.creators, first.year, first.date_text, first.rights) == (
        "map",
        ["Nguyễn Văn An", "Trần Thị Bé"],
        1931,
        "1931",
        "PDM",
    )
    assert first.subjects == ["địa chí", "bản đồ"]
    assert DigitalObject.objects.get(title="Chợ Gia Nghĩa").year == 1965
    assert DigitalObject.objects.count() == 4
    assert DigitalObject.objects.get(title="d").sheet_rows.count() == 0
    row = SheetRow.objects.get(object=first)
    assert (row.number, row.said["level"], row.extra) == (4, "read", {"STT": "1", "Số cặp": "C-12"})
    faults = dict(deposit.sheet_rows.exclude(fault="").values_list("number", "fault"))
    assert faults == {
        7: "repository.row_without_file",
        8: "repository.row_doubles",
        9: "repository.row_names_nothing",
    }
    now = standing(deposit)
    assert (now.rows, now.described, now.loose) == (6, 3, ["d.jpg"])


def test_rows_and_columns_are_named_in_the_readers_language() -> None:
    deposit = put(opened("a.jpg", "b.jpg", "c.jpg"), xlsx(HEADS, *ROWS))
    with translation.override("en"):
        told = {row.number: row.said for row in standing(deposit).told}
        assert told[4] == [
            "Column E (Năm): no year is seen in “không rõ”; it is kept as it stands.",
            "Column F (Loại tài liệu): “Sách cổ tích lạ” is no kind of document known here. Use book, newspaper, "
            "manuscript, map, photograph, document, audio or video.",
            "Column H (Mức chia sẻ): “thích thì đọc” is no sharing level. Use record, read, download or paid.",
            "Column I (Bản quyền): “của tôi” is no rights statement or licence known here, such as PDM, InC or CC-BY.",
        ]
        assert told[6] == ["The files of this row belong to row 2 already."]
    with translation.override("vi"):
        assert standing(deposit).told[0].said[0].startswith("Cột E (Năm)")


@pytest.mark.parametrize("code", ["tcvn3", "vni", "viscii", "utf-8", "utf-16", "utf-8-sig"])
def test_text_files_of_any_age(code: str) -> None:
    lines = [
        HEADS,
        *ROWS[:3],
        *[[n, f"n{n}.jpg", f"Lịch sử Đảng bộ huyện số {n}", "Trần Hữu Phước"] for n in range(30)],
    ]
    text = "\r\n".join("\t".join(map(str, line)) for line in lines)
    data = text.encode(code) if code.startswith("utf") else encode(text, code).encode("latin-1")
    put(opened("a.jpg"), data, "mota.csv")
    first = SheetRow.objects.order_by("number")[0]
    assert (first.said["title"], first.said["kind"], first.said["level"]) == ("Bản đồ Đắk Nông", "map", "read")


def test_a_workbook_in_an_old_font_reads_as_one_in_unicode() -> None:
    heads = [encode(head, "tcvn3") for head in HEADS]
    rows = [[encode(cell, "tcvn3") if isinstance(cell, str) else cell for cell in row] for row in ROWS[:3]]
    put(opened("a.jpg"), xlsx(heads, *rows))
    first = SheetRow.objects.order_by("number")[0]
    assert (first.said["title"], first.said["creators"]) == ("Bản đồ Đắk Nông", ["Nguyễn Văn An", "Trần Thị Bé"])


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("TÊN FILE", Field.FILE),
        ("ten tep tin", Field.FILE),
        ("Filename", Field.FILE),
        ("Thư mục", Field.FOLDER),
        ("dc.title[vi]", Field.TITLE),
        ("dcterms.created", Field.DATE),
        ("dc:creator", Field.CREATORS),
        ("Tên tài liệu", Field.TITLE),
        ("Trích yếu nội dung", Field.TITLE),
        ("Tac gia / Chu bien", Field.CREATORS),
        ("Mức độ chia sẻ (theo NĐ 93)", Field.LEVEL),
        ("Diện hạn chế", Field.RESTRICTION),
        ("Độ mật", Field.SECRECY),
        ("Nơi giữ bản gốc", Field.SOURCE),
        ("Số tệp", None),
        ("Dung lượng file", None),
        ("Ghi chú", None),
        ("Số hộp", None),
    ],
)
def test_heads_as_people_write_them(head: str, field: Field | None) -> None:
    found = meaning(head)
    assert (found[0] if found else None) is field


def test_every_spelling_is_folded() -> None:
    assert [spelling for spelling in BY_SPELLING if fold(spelling) != spelling] == []


def test_a_column_full_of_the_names_holds_the_files_whatever_it_is_called() -> None:
    rows = [["Ký hiệu", "Nhan đề", "Năm"], ["HS01", "Một", "1950"], ["HS02", "Hai", "1951"]]
    found = find_head(rows, ["HS01", "HS02", "HS03"])
    assert found is not None
    assert found.columns[0].field is Field.FILE
    assert find_head(rows, ["khác"]).names_files is False  # type: ignore[union-attr]


def test_what_is_no_sheet_is_refused_in_one_sentence() -> None:
    deposit = opened("a.jpg")
    with pytest.raises(Invalid, match=r"catalogue\.not_a_catalogue"):
        put(deposit, b"%PDF-1.7 etc")
    with pytest.raises(Invalid, match=r"repository\.sheet_without_files"):
        put(deposit, xlsx(["Nhan đề", "Tác giả"], ["Một", "Hai"]))
    with pytest.raises(Invalid, match=r"repository\.sheet_without_rows"):
        put(deposit, xlsx(HEADS))
    with pytest.raises(Invalid, match=r"repository\.file_empty"):
        put(deposit, b"")
    with pytest.raises(Invalid, match=r"repository\.sheet_without_files"):
        put(deposit, b"chi co mot dong chu\n" * 3, "x.csv")
    assert (deposit.sheet_rows.count(), deposit.sheet) == (0, {})


def test_what_the_sheet_calls_a_secret_is_refused_and_not_remembered() -> None:
    deposit = opened("mat.jpg", "b.jpg")
    heads = ["Tên tệp", "Nhan đề", "Độ mật"]
    taken(put(deposit, xlsx(heads, ["mat.jpg", "Kế hoạch phòng thủ", "Tối mật"], ["b.jpg", "Chợ", "không"])))
    file = DepositFile.objects.get(name="mat.jpg")
    assert (file.state, file.fault) == ("refused", "repository.row_says_secret")
    assert not MASTERS.holds(file.sha256)
    assert not QUARANTINE.holds(file.sha256)
    assert list(DigitalObject.objects.values_list("title", flat=True)) == ["Chợ"]
    assert "phòng thủ" not in str(list(SheetRow.objects.values()))


def test_folders_several_files_and_patterns() -> None:
    names = ["HS01/1.jpg", "HS01/2.jpg", "HS02/x_1.jpg", "HS02/x_2.jpg", "HS02/y.jpg", "HS03/1.jpg"]
    heads = ["Thư mục", "Tên tệp", "Nhan đề"]
    rows = [
        ["HS01", "", "Cả thư mục"],
        ["", "D:\\quét\\HS02\\y.jpg", "Đường dẫn trên máy người gửi"],
        ["HS02", "x_*.jpg", "Mẫu"],
        ["HS03", "1.jpg; 9.jpg", "Nhiều tệp"],
    ]
    taken(put(opened(*names, arrangement="folders"), xlsx(heads, *rows)))
    counted = dict(DigitalObject.objects.values_list("title", "page_count"))
    assert counted == {"Cả thư mục": 2, "Đường dẫn trên máy người gửi": 1, "Mẫu": 2, "Nhiều tệp": 1}


def test_a_sheet_comes_before_the_deposit_is_closed_or_not_at_all() -> None:
    deposit = put(opened("a.jpg"), xlsx(HEADS, *ROWS[:1]))
    drop_sheet(actor=SYSTEM, deposit=deposit)
    assert deposit.sheet_rows.count() == 0
    taken(deposit)
    with pytest.raises(Conflict, match=r"repository\.deposit_closed"):
        put(deposit, xlsx(HEADS, *ROWS[:1]))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sheet_to_fill_in_can_be_read_back(language: str) -> None:
    deposit = opened("a.jpg", "=b.jpg")
    with translation.override(language):
        book = load_workbook(io.BytesIO(workbook(deposit)))
    sheet = book.worksheets[0]
    assert [sheet.cell(row, 2).value for row in (2, 3)] == ["a.jpg", "=b.jpg"]
    for column, said in enumerate(["Tên", "map", "An", "1931", "vie", "chợ", "mô tả", "kho", "PDM", "read"], 3):
        sheet.cell(2, column, said)
    out = io.BytesIO()
    book.save(out)
    put(deposit, out.getvalue())
    row = deposit.sheet_rows.get(number=2)
    said = "creators date_text description kind language level rights source subjects title year"
    assert sorted(row.said) == said.split()
    assert (row.notes, row.extra) == ([], {})


def test_by_page(staff: Client) -> None:
    deposit = opened("a.jpg", "b.jpg")
    address = f"/vi/repository/deposits/{deposit.public_id}"
    assert "sheet.xlsx" in staff.get(f"{address}/sheet").content.decode()
    bad = staff.post(f"{address}/sheet", {"sheet": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert bad.status_code == 422
    given = SimpleUploadedFile("mô tả.xlsx", xlsx(HEADS, *ROWS))
    assert staff.post(f"{address}/sheet", {"sheet": given}).status_code == 302
    page = staff.get(f"{address}/sheet").content.decode()
    assert "Cột E (Năm)" in page
    assert "Số cặp" in page
    assert "mô tả.xlsx" in staff.get(address).content.decode()
    taken(deposit)
    found = DigitalObject.objects.get(title="Bản đồ Đắk Nông")
    desk = staff.get(f"/vi/repository/objects/{found.public_id}").content.decode()
    assert "C-12" in desk
    assert "Đọc trực tuyến" in desk
    assert staff.post(f"{address}/sheet/drop").status_code == 302
    assert deposit.sheet_rows.count() == 6


def test_by_rest(staff: Client) -> None:
    deposit = opened("a.jpg", "d.jpg")
    address = f"/api/v1/deposits/{deposit.public_id}/sheet"
    assert staff.get(address).status_code == 404
    given = SimpleUploadedFile("m.xlsx", xlsx(HEADS, *ROWS))
    said = staff.post(address, {"sheet": given}).json()
    assert (said["rows"], said["described"], said["files_without_row"]) == (6, 1, ["d.jpg"])
    assert {one["letter"]: one["field"] for one in said["columns"]}["B"] == "file"
    assert staff.get(address).json() == said
    assert staff.delete(address).status_code == 204
    assert staff.get(address).status_code == 404


def test_by_command_with_a_sheet_of_its_own(agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lot = folder(tmp_path / "lô", {"a.jpg": jpeg(), "d.jpg": jpeg(shade=9)})
    (tmp_path / "m.xlsx").write_bytes(xlsx(HEADS, ROWS[0], ROWS[3]))
    words = [
        "deposit",
        str(lot),
        "--agency",
        "BAO-DN",
        "--sheet",
        str(tmp_path / "m.xlsx"),
        "--arrangement",
        "documents",
    ]
    assert command(*words) == 1
    told = capsys.readouterr().out
    assert "z.jpg" in told or "3:" in told
    assert "d.jpg" in told
    assert DigitalObject.objects.filter(title="Bản đồ Đắk Nông", year=1931).count() == 1


def test_a_sheet_called_metadata_lies_among_the_files(agency: Agency, tmp_path: Path) -> None:
    lot = folder(tmp_path / "lô", {"1.jpg": jpeg(), "2.jpg": jpeg(shade=9)})
    (lot / "Mô tả.xlsx").write_bytes(xlsx(["Tệp", "Nhan đề"], ["*", "Sách hai trang"]))
    package = bags.read(lot)
    assert [one.path for one in package.files] == ["1.jpg", "2.jpg"]
    result = hand_in(actor=SYSTEM, package=package, library_id=library().pk, agency=agency, clearance=CLEAR)
    jobs.drain()
    made = DigitalObject.objects.get(deposited__deposit=result.deposit, deposited__name="1.jpg")
    assert (made.title, made.page_count) == ("Sách hai trang", 2)
    (lot / "Mô tả.xlsx").write_bytes(xlsx(["Tệp", "Nhan đề"], ["*", "Tên khác"]))
    again = hand_in(actor=SYSTEM, package=bags.read(lot), library_id=library().pk, agency=agency, clearance=CLEAR)
    assert (again.known, again.unread) == (True, True)
    (lot / "Mô tả.xlsx").write_bytes(b"%PDF-1.7")
    (lot / "3.jpg").write_bytes(jpeg(shade=50))
    with pytest.raises(Invalid):
        hand_in(actor=SYSTEM, package=bags.read(lot), library_id=library().pk, agency=agency, clearance=CLEAR)
    assert Deposit.objects.count() == 1


def test_every_sentence_takes_its_parameters() -> None:
    assert sentence("repository.row_doubles", {"row": 3})
