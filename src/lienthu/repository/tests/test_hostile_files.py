"""Files that are broken, lie about themselves or want to act: each is named with its fault, and the rest goes on."""

from __future__ import annotations

import io

import pikepdf
import pytest
import pyvips
from django.conf import LazySettings
from django.test import Client

from lienthu.kernel import jobs
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.actions.make_pdf import make_pdf
from lienthu.repository.actions.package import link_to
from lienthu.repository.images import apart
from lienthu.repository.models import DigitalObject, Package, Page, PageText
from lienthu.repository.queries import image_id
from lienthu.repository.rules.access import Level
from lienthu.repository.stores import MASTERS, PYRAMIDS, QUARANTINE
from lienthu.repository.tests import hostile
from lienthu.repository.tests.helpers import SYSTEM, handed_over, jpeg, pdf, published
from lienthu.repository.tests.test_deposits import outcomes
from lienthu.repository.tests.test_media import OPF, epub

pytestmark = pytest.mark.usefixtures("desk")
ACT = "repository.active_content"
TWO = "repository.two_things"
NOT_TAKEN = "repository.kind_not_taken"
BROKEN = "repository.file_broken"
LARGE = "repository.too_many_pixels"
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
ATTACHED = {4: b"<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>", 5: hostile.stream(b"", b"MZ")}
FORM = {4: hostile.stream(b"", b"<xdp/>")}


def linked(action: bytes) -> bytes:
    return hostile.one_page(page=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<<%s>>>>]" % action)


def acting() -> dict[str, tuple[bytes, str]]:
    one = hostile.one_page
    return {
        "mở là chạy.pdf": (one(b"/OpenAction" + SCRIPT), ACT),
        "theo tên.pdf": (one(b"/Names<</JavaScript<</Names[(a)4 0 R]>>>>", more={4: SCRIPT}), ACT),
        "tên viết khác.pdf": (one(b"/OpenAction<</S/J#61vaScript/J#53(x)>>"), ACT),
        "mở chương trình.pdf": (one(page=b"/AA<</O<</S/Launch/F(cmd.exe)>>>>"), ACT),
        "kèm tệp.pdf": (one(b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>", more=ATTACHED), ACT),
        "mở tệp kèm.pdf": (one(b"/OpenAction<</S/GoToE/T<</R/C/N(a)>>>>"), ACT),
        "biểu mẫu.pdf": (one(b"/AcroForm<</XFA 4 0 R>>", more=FORM), ACT),
        "gửi đi.pdf": (one(page=b"/Annots[<</Type/Annot/A<</S/SubmitForm/F(http://x)>>>>]"), ACT),
        "mở tệp khác.pdf": (linked(b"/S/GoToR/F(\\\\\\\\may-chu\\\\a.pdf)/D[0/Fit]"), ACT),
        "trang sau mở tệp khác.pdf": (
            one(page=b"/AA<</C<</S/URI/URI(http://x)/Next<</S/GoToR/F(//may-chu/b.pdf)>>>>>>"),
            ACT,
        ),
        "mở máy khác.pdf": (linked(b"/S/GoToR/F<</UF<FEFF005C005C006D0061>>>"), ACT),
        "mở tập hai.pdf": (linked(b"/S/GoToR/F(tap-2.pdf)/D[0/Fit]"), "taken"),
        "mở ổ đĩa.pdf": (linked(b"/S/GoToR/F<</F(C:/sach/tap-2.pdf)>>"), "taken"),
        "phim.pdf": (one(page=b"/Annots[<</Subtype/Movie/Movie<</F(a.avi)>>>>]"), ACT),
        "phim ngoài.pdf": (linked(b"/S/Rendition/OP 0/R<</S/MR/C<</S/MCD/D(http://x/a.mp4)>>>>"), ACT),
        "đa phương tiện.pdf": (one(page=b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]>>]"), ACT),
        "ba chiều.pdf": (one(more={4: hostile.stream(b"/Type/3D/OnInstantiate 5 0 R", b"U3D"), 5: FORM[4]}), ACT),
        "nạp dữ liệu.pdf": (linked(b"/S/ImportData/F(a.fdf)"), ACT),
        "liên kết mã.pdf": (linked(b"/S/URI/URI( JavaScript:alert\\(1\\))"), ACT),
        "liên kết tệp.pdf": (linked(b"/S/URI/URI(file://may-chu/a.pdf)"), ACT),
        "liên kết đĩa.pdf": (linked(b"/S/URI/URI(file:///D:/Van ban/a.doc)"), "taken"),
        "liên kết số.pdf": (linked(b"/S/URI/URI 99999999999"), "taken"),
        "liên kết máy khác.pdf": (linked(b"/S/URI/URI(//may-chu/a)"), ACT),
        "liên kết.pdf": (linked(b"/S/URI/URI(http://x)"), "taken"),
        "liên kết thư.pdf": (linked(b"/S/URI/URI(mailto:thuvien@daklak.vn)"), "taken"),
        "liên kết trống.pdf": (linked(b"/S/URI/URI(www.daklak.gov.vn/a:b)"), "taken"),
        "liên kết trong tệp.pdf": (linked(b"/S/GoTo/D[3 0 R/Fit]"), "taken"),
    }


def two_things() -> dict[str, tuple[bytes, str]]:
    return {
        "pdf và zip.pdf": (hostile.with_archive(hostile.one_page()), TWO),
        "pdf, zip, rồi pdf.pdf": (hostile.with_archive(hostile.one_page(), b"\n%%EOF\n"), TWO),
        "ảnh và zip.jpg": (hostile.with_archive(jpeg(30, 20), b"\xff\xd9"), TWO),
        "ảnh và trang.jpg": (hostile.with_page(), TWO),
        "pdf và trang.pdf": (b"%PDF-1.7\n%<HTML><script>\n" + hostile.one_page()[9:], TWO),
        "sách và pdf.epub": (epub(**{"META-INF/container.xml": b"%PDF-1.7"}), TWO),
        "ảnh động và mã.gif": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", NOT_TAKEN),
    }


def not_taken() -> dict[str, tuple[bytes, str]]:
    macros = {"word/vbaProject.bin": hostile.OLE}
    return {
        "có macro.docm": (hostile.office(**macros), NOT_TAKEN),
        "có macro.docx": (hostile.office(**macros), NOT_TAKEN),
        "công văn.docx": (hostile.office(), NOT_TAKEN),
        "công văn.doc": (hostile.OLE + b"\0" * 2000, NOT_TAKEN),
        "mang tên khác.pdf": (hostile.office(**macros), NOT_TAKEN),
        "vẽ.svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NOT_TAKEN),
        "chương trình.jpg": (b"MZ\x90\0" + b"\0" * 400, NOT_TAKEN),
        "ảnh thật.pdf": (jpeg(30, 20), "taken"),
    }


def broken() -> dict[str, tuple[bytes, str]]:
    return {
        "hỏng.pdf": (b"%PDF-1.7\nnothing follows", BROKEN),
        "cắt ngang.pdf": (pdf("Một trang")[:900], BROKEN),
        "khóa.pdf": (hostile.locked("mat khau"), "repository.file_locked"),
        "không khóa khi đọc.pdf": (hostile.locked(""), "taken"),
        "không trang.pdf": (hostile.no_page(), "repository.file_without_pages"),
        "trang vòng.pdf": (hostile.turning_pages(), BROKEN),
        "lồng nhau.pdf": (hostile.one_page(b"/X" + b"[" * 50_000 + b"]" * 50_000), BROKEN),
        "50000 trang.pdf": (hostile.many_pages(50_000), "repository.too_many_pages"),
        "hai tỷ.jpg": (hostile.jpeg_of(65_500), LARGE),
        "vô tận.png": (hostile.png(2**31 - 1, 2**31 - 1), BROKEN),
        "vô tận.jp2": (hostile.jp2_of(150_000), LARGE),
        "to hơn mức.tif": (hostile.tiff((50_000, 45_000)), LARGE),
    }


@pytest.mark.parametrize("made", [acting, two_things, not_taken, broken], ids=lambda made: made.__name__)
def test_each_is_named_with_its_fault_and_leaves_nothing(made: object) -> None:
    files = made()  # type: ignore[operator]
    deposit = handed_over({name: data for name, (data, _) in files.items()} | {"tốt.jpg": jpeg(60, 40)})
    wanted = {name: outcome for name, (_, outcome) in files.items()} | {"tốt.jpg": "taken"}
    assert (deposit.state, outcomes(deposit)) == ("done", wanted)
    taken = [name for name, outcome in wanted.items() if outcome == "taken"]
    assert sorted(DigitalObject.objects.get().files.values_list("name", flat=True)) == sorted(taken)
    assert list(Page.objects.exclude(fault="")) == []
    assert len([path for path in MASTERS.root.rglob("*") if path.is_file()]) == len(taken)
    assert [path for path in QUARANTINE.root.rglob("*") if path.is_file()] == []


def test_a_later_page_that_is_too_large_is_a_broken_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first page of a TIFF is measured when it is counted."""
    handed_over({"a.tif": hostile.tiff((100, 100), (60_000, 40_000), (100, 90))})
    assert list(Page.objects.order_by("position").values_list("fault", "height")) == [
        ("", 100),
        ("repository.page_broken", 1754),
        ("", 90),
    ]


def test_pages_of_a_tiff_that_lead_in_a_circle_are_made_once() -> None:
    handed_over({"a.tif": hostile.tiff((100, 100), turning=True)})
    assert Page.objects.filter(fault="").count() == 1


def test_a_small_grey_picture_is_a_picture() -> None:
    sizes = ((1, 1), (10, 10), (80, 80), (100, 128), (128, 128), (256, 256), (257, 256), (3, 9_000))
    plain = {
        f"{n}.png": (pyvips.Image.black(*size) + 128).cast("uchar").pngsave_buffer() for n, size in enumerate(sizes)
    }
    handed_over(plain)
    assert list(Page.objects.order_by("position").values_list("width", "height", "fault")) == [
        (*size, "") for size in sizes
    ]


def test_what_a_picture_notes_is_not_unpacked(settings: LazySettings) -> None:
    handed_over({"a.png": hostile.png(64, 64, hostile.blown_up(64))})
    assert (Page.objects.get().fault, Page.objects.get().width) == ("", 64)


def test_a_book_with_thousands_of_contents_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from lienthu.repository import epub as reading  # noqa: PLC0415

    read: list[str] = []
    plain = reading._bytes
    monkeypatch.setattr(reading, "_bytes", lambda archive, name: read.append(name) or plain(archive, name))
    line = '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    more = "".join(line.replace('id="nav"', f'id="nav{number}"') for number in range(3_000))
    deposit = handed_over({"a.epub": epub(**{"OEBPS/book.opf": OPF.replace(line, line + more)})})
    assert outcomes(deposit) == {"a.epub": "taken"}
    assert read.count("OEBPS/nav.xhtml") == 1


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"OEBPS/book.opf": OPF.replace("text/one.xhtml", "../../../../etc/passwd")}, "one"),
        ({"OEBPS/book.opf": OPF.replace("text/one.xhtml", "file:///etc/passwd")}, "one"),
        (
            {
                "OEBPS/book.opf": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                + OPF.replace("Săn voi", "&e;")
            },
            "two",
        ),
    ],
)
def test_a_book_that_points_out_of_itself_gets_nothing_from_there(files: dict[str, str], name: str) -> None:
    found = published({"a.epub": epub(**files)}) if name == "two" else None
    if found is None:
        deposit = handed_over({"a.epub": epub(**files)})
        assert outcomes(deposit) in ({"a.epub": "taken"}, {"a.epub": BROKEN})
        found = DigitalObject.objects.first()
    if found is not None:
        assert "root:" not in Client().get(f"/vi/read/{found.public_id}").content.decode()


def noted() -> bytes:
    """A photograph that says where it was taken, by whom and with what."""
    picture = pyvips.Image.new_from_buffer(jpeg(400, 300), "").copy()
    place = {"exif-ifd3-GPSLatitude": "12/1 0/1 0/1", "exif-ifd0-Artist": "Nguyen Van Kin", "exif-ifd0-Make": "MAYANH"}
    for field, said in place.items():
        picture.set_type(pyvips.GValue.gstr_type, field, f"{said} ({said}, ASCII, 20 components, 20 bytes)")
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li>Nguyen Van Kin</rdf:li></x:xmpmeta>'
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", xmp)
    return bytes(picture.jpegsave_buffer(keep="all"))


def words_in(data: bytes) -> list[str]:
    marks = (b"Exif", b"GPS", b"xmpmeta", b"Nguyen Van Kin", b"MAYANH")
    return [mark.decode() for mark in marks if mark in data]


def unpacked(data: bytes) -> bytes:
    """What a PDF holds packed too; its own description of itself is no camera's."""
    if not data.startswith(b"%PDF-"):
        return data
    with pikepdf.open(io.BytesIO(data)) as opened:
        streams = [one for one in opened.objects if isinstance(one, pikepdf.Stream)]
        return b"".join(one.read_raw_bytes() for one in streams if one.get("/Type") != "/Metadata")


def test_a_picture_out_of_a_book_says_nothing_of_its_camera() -> None:
    data = noted()
    assert words_in(data) == ["Exif", "xmpmeta", "Nguyen Van Kin", "MAYANH"]
    found = published({"a.epub": epub(**{"OEBPS/img/voi.png": data})})
    shown = Client().get(f"/vi/read/{found.public_id}/book/1/OEBPS/img/voi.png")
    assert (shown.status_code, shown["Content-Type"], words_in(shown.content)) == (200, "image/jpeg", [])
    assert pyvips.Image.new_from_buffer(shown.content, "").width == 400


def test_no_published_copy_of_a_photograph_says_where_it_was_taken() -> None:
    found = published({"a.jpg": noted()}, Terms(Level.DOWNLOAD))
    make_pdf(actor=SYSTEM, object_id=found.pk)
    for kind in ("zip", "pdf"):
        Client().post(f"/vi/read/{found.public_id}/take-away/new", {"kind": kind})
    jobs.drain()
    image = f"/iiif/image/3/{image_id(found.pages.get().pk)}"
    addresses = [f"{image}/{part}" for part in ("full/max/0/default.jpg", "full/!200,200/0/default.jpg")]
    addresses += [f"{image}/{part}" for part in ("0,0,400,300/400,300/0/default.jpg", "0,0,99,99/99,/0/default.webp")]
    addresses += [
        f"{image}/full/max/90/gray.png",
        f"/iiif/image/2/{image_id(found.pages.get().pk)}/full/full/0/default.jpg",
    ]
    addresses += [f"/vi/read/{found.public_id}/page/1.jpg", f"/vi/read/{found.public_id}/file/1"]
    addresses += [f"/vi/read/package/{link_to(one)}" for one in Package.objects.order_by("id")]
    told = {}
    for address in addresses:
        answer = Client().get(address)
        assert answer.status_code == 200, address
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told[address] = words_in(unpacked(data))
    assert (len(told), [address for address, words in told.items() if words]) == (10, [])
    assert words_in(MASTERS.path(found.files.get(role="master").sha256).read_bytes()) != []


def test_a_page_that_asks_for_gigabytes_or_for_ever_is_a_broken_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(apart.BOUNDS, "pdf", apart.Bounds(400 * 1024**2, 2))
    files = {"1.pdf": hostile.blown_up_page(512), "2.pdf": hostile.page_without_end(), "3.pdf": pdf("Trang lành")}
    deposit = handed_over(files)
    assert (deposit.state, outcomes(deposit)) == ("done", dict.fromkeys(files, "taken"))
    assert list(Page.objects.order_by("position").values_list("name", "fault")) == [
        ("1.pdf", "repository.page_broken"),
        ("2.pdf", "repository.page_broken"),
        ("3.pdf", ""),
    ]
    assert PageText.objects.get().text == "Trang lành"


def test_a_file_that_asks_for_gigabytes_to_be_looked_at_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(apart.BOUNDS, "pdf", apart.Bounds(400 * 1024**2, 60))
    deposit = handed_over({"1.pdf": hostile.blown_up_objects(512), "2.pdf": pdf("Trang lành")})
    assert outcomes(deposit) == {"1.pdf": "repository.file_exhausts", "2.pdf": "taken"}


def test_a_picture_that_asks_for_gigabytes_or_for_ever_is_a_broken_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(apart.BOUNDS, "drawing", apart.Bounds(600 * 1024**2, 1))
    files = {
        "1.tif": hostile.tiff_of_bands(40_000, 1_000),
        "2.jp2": hostile.jp2_of_precincts(9_999),
        "3.tif": hostile.tiff((40_000, 45_000)),
        "4.jpg": jpeg(300, 200),
    }
    deposit = handed_over(files)
    assert (deposit.state, outcomes(deposit)) == ("done", dict.fromkeys(files, "taken"))
    assert list(Page.objects.order_by("position").values_list("name", "fault", "width")) == [
        ("1.tif", "repository.page_broken", 1240),
        ("2.jp2", "repository.page_broken", 1240),
        ("3.tif", "repository.page_broken", 1240),
        ("4.jpg", "", 300),
    ]
    assert [path for path in PYRAMIDS.root.iterdir() if path.is_file()] == []


def test_a_file_that_ended_the_process_three_times_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_STOPS", 2)
    monkeypatch.setitem(apart.BOUNDS, "pdf", apart.Bounds(2 * 1024**3, 1))
    asked: list[bytes] = []
    plain = apart._asked
    monkeypatch.setattr(apart, "_asked", lambda module, line: asked.append(line) or plain(module, line))
    path = QUARANTINE.scratch(".pdf")
    path.write_bytes(hostile.page_without_end())
    for _again in range(4):
        with pytest.raises(apart.StoppedError):
            apart.ask("pdf", path, do="page", number=0, dpi=72)
    assert len(asked) == 2


def test_the_process_is_let_go_when_nobody_asks_and_comes_back_when_somebody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "REST", 0.01)
    path = QUARANTINE.scratch(".pdf")
    path.write_bytes(pdf("Một", "Hai"))
    assert apart.ask("pdf", path, do="count")[0]["pages"] == 2
    (resting,) = apart._resting
    resting.join(20)
    assert not apart._beside
    assert apart.ask("pdf", path, do="count")[0]["pages"] == 2
