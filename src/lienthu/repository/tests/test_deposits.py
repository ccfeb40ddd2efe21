"""From files handed over to pages: what is taken, what is refused and named, what happens when the scanner is away."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import pyvips
from django.conf import LazySettings

from lienthu.files import clamd, kinds, screening
from lienthu.files.storage import Folder
from lienthu.kernel import jobs
from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.errors import Conflict, LienThuError, Refused, Unavailable
from lienthu.kernel.models import AuditEntry, Job
from lienthu.repository import examine, take_up_job
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.actions.take_up import take_up
from lienthu.repository.images import drawing, pages
from lienthu.repository.images import pdf as pdf_work
from lienthu.repository.models import Deposit, DepositFile, DigitalObject, Page, PageText
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.stores import MASTERS, PYRAMIDS, QUARANTINE
from lienthu.repository.tests.helpers import BAD, CLEAR, SYSTEM, handed_over, jpeg, library, pdf

pytestmark = pytest.mark.usefixtures("desk")


def outcomes(deposit: Deposit) -> dict[str, str]:
    return {file.name: file.fault or file.state for file in deposit.files.all()}


def test_pictures_become_pages_in_the_order_of_their_numbers() -> None:
    deposit = handed_over({f"trang {n}.jpg": jpeg(600, 800 + n) for n in (10, 2, 1)})
    made = DigitalObject.objects.get()
    assert (deposit.state, made.state, made.page_count, made.title) == ("done", "draft", 3, "Lịch sử Đăk Nông")
    assert list(made.pages.order_by("position").values_list("name", "height")) == [
        ("trang 1.jpg", 801),
        ("trang 2.jpg", 802),
        ("trang 10.jpg", 810),
    ]


def test_masters_are_kept_byte_for_byte_and_quarantine_is_empty() -> None:
    data = jpeg()
    handed_over({"a.jpg": data})
    file = DepositFile.objects.get()
    assert MASTERS.path(file.sha256).read_bytes() == data
    assert not QUARANTINE.holds(file.sha256)


def test_a_pdf_keeps_its_own_text_with_boxes() -> None:
    handed_over({"sách.pdf": pdf("Người M'Nông ở Đăk Nông", "Trang hai nói về lúa rẫy")})
    texts = list(PageText.objects.order_by("page__position").values_list("text", "origin"))
    assert texts == [("Người M'Nông ở Đăk Nông", "pdf"), ("Trang hai nói về lúa rẫy", "pdf")]
    page = Page.objects.get(position=1)
    x, y, w, h, words = page.transcript.lines[0]
    assert 0 < x < x + w < page.width
    assert 0 < y < y + h < page.height
    assert [word[0] for word in words] == ["Người", "M'Nông", "ở", "Đăk", "Nông"]


def test_faulty_files_are_named_and_the_rest_goes_on() -> None:
    files = {
        "1.jpg": jpeg(),
        "2.jpg": jpeg(shade=90) + BAD,
        "3.pdf": b"%PDF-1.7\nnothing follows",
        "4.exe.jpg": b"MZ\x90\0" + b"\0" * 400,
        "5.jpg": jpeg(shade=120)[:4000],
        "6.pdf": pdf("Một trang"),
    }
    deposit = handed_over(files)
    assert outcomes(deposit) == {
        "1.jpg": "taken",
        "2.jpg": "repository.malware",
        "3.pdf": "repository.file_broken",
        "4.exe.jpg": "repository.kind_not_taken",
        "5.jpg": "taken",
        "6.pdf": "taken",
    }
    assert list(Page.objects.order_by("position").values_list("name", "fault")) == [
        ("1.jpg", ""),
        ("5.jpg", "repository.page_broken"),
        ("6.pdf", ""),
    ]


def test_a_file_that_is_also_an_archive_is_refused() -> None:
    end_of_zip = b"PK\x05\x06" + b"\0" * 18
    deposit = handed_over({"1.jpg": jpeg() + end_of_zip, "2.jpg": jpeg(shade=1)})
    assert outcomes(deposit) == {"1.jpg": "repository.two_things", "2.jpg": "taken"}


def test_a_pdf_that_runs_something_is_refused() -> None:
    import pikepdf  # noqa: PLC0415 - only here

    path = QUARANTINE.scratch(".pdf")
    path.write_bytes(pdf("x"))
    with pikepdf.open(path, allow_overwriting_input=True) as opened:
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        opened.save(path)
    deposit = handed_over({"1.pdf": path.read_bytes()})
    assert outcomes(deposit) == {"1.pdf": "repository.active_content"}
    assert DigitalObject.objects.count() == 0


def test_a_file_that_the_scanner_cannot_read_whole_is_refused_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = jpeg(60, 40)
    monkeypatch.setattr(clamd, "MOST_BYTES", len(small))
    monkeypatch.setattr(examine, "OVERLAP", 0)
    assert outcomes(handed_over({"1.pdf": pdf("x" * len(small)), "2.jpg": small})) == {
        "1.pdf": "repository.too_large_to_screen",
        "2.jpg": "taken",
    }


@pytest.mark.parametrize("at", [20, 300, 511, 512, 530, 1000, 1400])
def test_a_large_picture_is_screened_in_stretches_that_overlap(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    monkeypatch.setattr(clamd, "MOST_BYTES", 512)
    monkeypatch.setattr(examine, "OVERLAP", len(BAD))
    note = bytearray(1500)
    plain = jpeg(60, 40)
    made = {}
    for name in ("1.jpg", "2.jpg"):
        made[name] = plain[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + plain[2:]
        note[at : at + len(BAD)] = BAD
    assert outcomes(handed_over(made)) == {"1.jpg": "taken", "2.jpg": "repository.malware"}


def test_each_file_may_be_a_document_of_its_own() -> None:
    handed_over({"Bản đồ 1931.jpg": jpeg(), "Báo 1975.pdf": pdf("a", "b")}, arrangement="documents")
    made = DigitalObject.objects.order_by("id").values_list("title", "page_count")
    assert list(made) == [("Bản đồ 1931", 1), ("Báo 1975", 2)]


@pytest.mark.parametrize(
    ("clearance", "why"),
    [
        (Clearance(holds_secrets=True, may_share=True, name="An Nguyễn"), "repository.secrets_not_taken"),
        (Clearance(holds_secrets=False, may_share=False, name="An Nguyễn"), "repository.no_right_to_share"),
        (Clearance(holds_secrets=False, may_share=True, name=" "), "repository.clearance_needs_name"),
    ],
)
def test_without_clearance_nothing_is_stored(clearance: Clearance, why: str) -> None:
    with pytest.raises(Refused, match=why):
        open_deposit(actor=SYSTEM, library_id=library().pk, title="Mật", clearance=clearance)
    assert (Deposit.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_without_a_scanner_everything_stays_in_quarantine(settings: LazySettings, tmp_path: Path) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "none.sock")
    deposit = handed_over({"1.jpg": jpeg()})
    job = Job.objects.get()
    assert (job.state, job.error_code) == ("failed", "files.screening_unavailable")
    assert (deposit.state, outcomes(deposit), Page.objects.count()) == ("failed", {"1.jpg": "waiting"}, 0)
    assert not MASTERS.root.exists()


def test_after_the_scanner_is_back_the_work_goes_on(settings: LazySettings, tmp_path: Path) -> None:
    there, settings.CLAMD_SOCKET = settings.CLAMD_SOCKET, str(tmp_path / "none.sock")
    handed_over({"1.jpg": jpeg(), "2.jpg": jpeg(shade=1)})
    settings.CLAMD_SOCKET = there
    jobs.resume(actor=SYSTEM, job=Job.objects.get())
    jobs.drain()
    assert (DigitalObject.objects.get().page_count, Deposit.objects.get().state) == (2, "done")


def test_what_passes_by_itself_is_taken_up_by_itself(settings: LazySettings, tmp_path: Path) -> None:
    there, settings.CLAMD_SOCKET = settings.CLAMD_SOCKET, str(tmp_path / "none.sock")
    deposit = handed_over({"1.jpg": jpeg()})
    jobs.start(actor=SYSTEM, kind=take_up_job.TakeUp.name, params={})
    jobs.drain()
    deposit.refresh_from_db()
    assert (deposit.state, deposit.fault) == ("failed", "files.screening_unavailable")
    settings.CLAMD_SOCKET = there
    jobs.start(actor=SYSTEM, kind=take_up_job.TakeUp.name, params={})
    jobs.drain()
    deposit.refresh_from_db()
    assert (deposit.state, deposit.fault, DigitalObject.objects.get().page_count) == ("done", "", 1)
    with pytest.raises(Conflict, match="deposit_not_stopped"):
        take_up(actor=SYSTEM, deposit=deposit)


def test_a_full_disk_is_no_fault_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops the taking in; when there is room, the page is made as it is."""
    scratch = Folder.scratch

    def full(folder: Folder, suffix: str = "") -> Path:
        target = scratch(folder, suffix)
        if folder is PYRAMIDS:
            target.unlink()
            target.symlink_to("/dev/full")
        return target

    monkeypatch.setattr(Folder, "scratch", full)
    deposit = handed_over({"1.jpg": jpeg()})
    assert (deposit.state, deposit.fault, Page.objects.count()) == ("failed", "kernel.disk_full", 0)
    monkeypatch.setattr(Folder, "scratch", scratch)
    take_up(actor=SYSTEM, deposit=deposit)
    jobs.drain()
    deposit.refresh_from_db()
    assert (deposit.state, Page.objects.get().fault) == ("done", "")


def test_a_picture_that_opens_only_as_a_whole_has_a_lower_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_AT_ONCE", 300 * 200 - 1)
    picture = pyvips.Image.new_from_buffer(jpeg(300, 200), "")
    files = {
        "1.png": picture.pngsave_buffer(interlace=True),
        "2.jpg": picture.jpegsave_buffer(interlace=True),
        "3.png": picture.pngsave_buffer(),
        "4.jpg": picture.jpegsave_buffer(),
    }
    assert outcomes(handed_over(files)) == {
        "1.png": "repository.too_many_at_once",
        "2.jpg": "repository.too_many_at_once",
        "3.png": "taken",
        "4.jpg": "taken",
    }


def test_a_closed_deposit_takes_nothing_more() -> None:
    deposit = handed_over({"1.jpg": jpeg()})
    with pytest.raises(Conflict, match="deposit_closed"):
        add_file(actor=SYSTEM, deposit=deposit, name="2.jpg", chunks=[b"x"])
    with pytest.raises(Conflict, match="deposit_closed"):
        close_deposit(actor=SYSTEM, deposit=deposit)


def test_the_same_file_twice_is_one_and_another_under_its_name_is_refused() -> None:
    deposit = open_deposit(actor=SYSTEM, library_id=library().pk, title="T", clearance=CLEAR)
    first = add_file(actor=SYSTEM, deposit=deposit, name=r"C:\quét\1.jpg", chunks=[b"a"])
    again = add_file(actor=SYSTEM, deposit=deposit, name="1.jpg", chunks=[b"a"])
    assert (first.pk, first.name) == (again.pk, "1.jpg")
    with pytest.raises(Conflict, match="file_there_already"):
        add_file(actor=SYSTEM, deposit=deposit, name="1.jpg", chunks=[b"b"])
    assert deposit.files.count() == 1


def test_nobody_hands_files_over_without_the_right() -> None:
    with pytest.raises(LienThuError, match="not_signed_in"):
        open_deposit(actor=ANONYMOUS, library_id=library().pk, title="T", clearance=CLEAR)


def test_a_picture_that_lies_on_its_side_is_set_upright() -> None:
    lying = pyvips.Image.new_from_buffer(jpeg(1300, 2000), "").copy()
    lying.set_type(pyvips.GValue.gint_type, "orientation", 6)
    handed_over({"1.jpg": bytes(lying.jpegsave_buffer())})
    page = Page.objects.get()
    assert (page.fault, page.width, page.height) == ("", 2000, 1300)


def test_what_is_left_of_a_broken_picture_is_streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(image: pyvips.Image) -> pyvips.Image:
        raise MemoryError(f"{image.width} x {image.height}")

    handed_over({"1.jpg": jpeg(), "2.jpg": jpeg(shade=9)[:4000]})
    assert list(Page.objects.order_by("position").values_list("fault", "height")) == [
        ("", 900),
        ("repository.page_broken", 900),
    ]
    monkeypatch.setattr(pyvips.Image, "copy_memory", refused)
    broken = str(MASTERS.path(Page.objects.get(position=2).master))
    asked = {"path": broken, "mime": "image/jpeg", "number": 0, "steps": [], "target": str(PYRAMIDS.scratch(".tif"))}
    assert drawing.answer(asked | {"whole": True}) == ({"fault": "broken"}, b"")
    assert drawing.answer(asked | {"whole": False})[0]["size"] == [1300, 900]


def test_a_text_layer_that_cannot_be_read_leaves_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise pypdfium2.PdfiumError("Failed to get charbox.")

    path = QUARANTINE.scratch(".pdf")
    path.write_bytes(pdf("Một trang"))
    assert pdf_work.page(str(path), 0, 72)[0]["own"][0] == "Một trang"
    monkeypatch.setattr(pdf_work, "_words", refused)
    said, pixels = pdf_work.page(str(path), 0, 72)
    assert (said["own"], len(pixels)) == (None, 4 * said["width"] * said["height"])


def test_a_pdf_is_counted_once_a_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    deposit = open_deposit(actor=SYSTEM, library_id=library().pk, title="T", clearance=CLEAR)
    add_file(actor=SYSTEM, deposit=deposit, name="1.pdf", chunks=[pdf(*"abcdef")])
    counted: list[Path] = []
    plain = pages.count

    def count(path: Path, kind: kinds.Kind) -> int:
        counted.append(path)
        return plain(path, kind)

    monkeypatch.setattr(pages, "count", count)
    monkeypatch.setattr("lienthu.repository.jobs._SLICE_SECONDS", 600)
    close_deposit(actor=SYSTEM, deposit=deposit)
    jobs.drain()
    assert (Page.objects.count(), len(counted)) == (6, 2)  # screened, then made into pages


def test_the_scanners_own_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(chunks: object) -> None:
        raise Unavailable("files.screening_failed", said="INSTREAM size limit exceeded. ERROR")

    monkeypatch.setattr(screening, "screen", refused)
    deposit = handed_over({"1.jpg": jpeg()})
    job = Job.objects.get()
    assert (job.state, job.error_code, outcomes(deposit)) == ("failed", "files.screening_failed", {"1.jpg": "waiting"})
