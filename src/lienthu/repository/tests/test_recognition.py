"""Pages read by machine, from hand-over to search; what is there already is not read again; a worker that dies."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
import pyvips
from django.test import Client
from lxml import etree

from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, Unavailable
from lienthu.kernel.models import Job
from lienthu.repository import recognition, take_up_job
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.actions.recognise import BULK, RECOGNISE, WAITED_FOR, job_key, recognise
from lienthu.repository.models import DigitalObject, Page, PageText
from lienthu.repository.ocr import read, tesseract
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.states import Act
from lienthu.repository.search_inside import hits
from lienthu.repository.tests.helpers import CLEAR, SYSTEM, handed_over, library, pdf, published
from lienthu.ui.build import DIST

pytestmark = pytest.mark.usefixtures("desk")
_REAL = tesseract.command
FONT = DIST / "print" / "NotoSans_400Regular.ttf"
real = pytest.mark.skipif(not shutil.which("tesseract"), reason="reads with Tesseract, which ./check installs")


def picture(*lines: str, lean: float = 0) -> bytes:
    """A page set in type, as a scanner gives it."""
    text = pyvips.Image.text("\n".join(lines), font="Noto Sans 14", fontfile=str(FONT), dpi=300, spacing=12)
    page = pyvips.Image.black(1700, 900).insert(text, 120, 200).invert()
    if lean:
        turned = page.rotate(lean, background=[255])
        page = turned.crop((turned.width - 1700) // 2, (turned.height - 900) // 2, 1700, 900)
    return bytes(page.cast("uchar").copy(interpretation="b-w").pngsave_buffer())


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An engine that reads every page the same; counts what it read."""
    asked: list[int] = []

    def read_image(image: Any, size: tuple[int, int]) -> read.Recognised:
        asked.append(image.width)
        return read.Recognised("voi rừng", [[1, 2, 30, 8, [["voi", 1, 2, 9, 8, 80], ["rừng", 12, 2, 19, 8, 60]]]], 70.0)

    monkeypatch.setattr(tesseract, "command", lambda: "/usr/bin/tesseract")
    monkeypatch.setattr(tesseract, "engine", lambda: "tesseract 5 vie")
    monkeypatch.setattr(read, "read_image", read_image)
    return asked


def made(files: dict[str, bytes], **said: str) -> DigitalObject:
    return DigitalObject.objects.filter(deposited__deposit=handed_over(files, **said)).distinct().get()


@real
def test_a_scan_is_read_and_its_words_are_found_where_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "command", _REAL)
    found = published(
        {"1.png": picture("Voi rừng ở Đăk Nông", "người M'Nông kể chuyện"), "2.png": picture("Nghề dệt", lean=1.5)}
    )
    texts = PageText.objects.order_by("page__position")
    assert [text.text for text in texts] == ["Voi rừng ở Đăk Nông\nngười M'Nông kể chuyện", "Nghề dệt"]
    assert [(text.origin, text.engine.startswith("tesseract "), text.fault) for text in texts] == [
        ("ocr", True, "")
    ] * 2
    assert all((text.confidence or 0) > 80 for text in texts)
    (hit,) = hits(found, "rừng")
    x, y, w, h = hit.box
    assert 120 < x < x + w < 1700
    assert 190 < y < y + h < 320
    body = Client().get(f"/vi/read/{found.public_id}/text/1.xml").content
    alto = etree.fromstring(body)
    words = alto.findall(".//{*}String")
    assert [word.get("CONTENT") for word in words[:3]] == ["Voi", "rừng", "ở"]
    assert words[1].get("HPOS") == str(x)


def test_pages_without_text_are_read_after_the_hand_over_and_a_files_own_text_stays(engine: list[int]) -> None:
    found = made({"1.pdf": pdf("Trang một"), "2.png": picture("x")})
    assert list(PageText.objects.order_by("page__position").values_list("origin", "text", "recipe")) == [
        ("pdf", "Trang một", 0),
        ("ocr", "voi rừng", read.RECIPE),
    ]
    job = Job.objects.get(unique_key=job_key(found.pk))
    assert (job.state, job.done, job.total, job.priority, len(engine)) == ("done", 1, 1, BULK, 1)


def test_read_again_leaves_what_people_corrected(engine: list[int]) -> None:
    found = made({"1.png": picture("x"), "2.png": picture("y")})
    PageText.objects.filter(page__position=1).update(origin="person", text="Voi rừng")
    recognise(actor=SYSTEM, object_id=found.pk)
    jobs.drain()
    assert len(engine) == 2  # nothing was without text
    recognise(actor=SYSTEM, object_id=found.pk, again=True)
    jobs.drain()
    assert list(PageText.objects.order_by("page__position").values_list("text", "version")) == [
        ("Voi rừng", 1),
        ("voi rừng", 2),
    ]
    assert len(engine) == 3


def test_a_worker_that_dies_leaves_what_it_saved_and_nothing_is_read_twice(
    engine: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "_SLICE_SECONDS", 0.0)
    monkeypatch.setattr(recognition, "_AT_ONCE", 1)
    saved: list[int] = []
    real_save = recognition._save

    def dies(run: Any, found: Any, page: Page, *rest: Any) -> None:
        if page.position == 2 and not saved:
            saved.append(1)
            raise SystemExit(9)
        real_save(run, found, page, *rest)

    monkeypatch.setattr(recognition, "_save", dies)
    with pytest.raises(SystemExit):
        made({f"{n}.png": picture(str(n)) for n in (1, 2, 3)})
    assert list(PageText.objects.values_list("page__position", flat=True)) == [1]
    Job.objects.filter(kind="repository.recognise").update(lease_until="2000-01-01T00:00:00Z")
    jobs.drain()
    job = Job.objects.get(kind="repository.recognise")
    assert (job.state, job.done, PageText.objects.count(), len(engine)) == ("done", 3, 3, 4)


def test_a_page_that_cannot_be_read_says_why_and_the_others_go_on(
    engine: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = read.read_image

    def fails_once(image: Any, size: tuple[int, int]) -> read.Recognised:
        if not engine:
            engine.append(0)
            raise Invalid("repository.recognition_too_slow", seconds=180)
        return good(image, size)

    monkeypatch.setattr(read, "read_image", fails_once)
    monkeypatch.setattr(recognition, "_AT_ONCE", 1)
    made({"1.png": picture("x"), "2.png": picture("y")})
    assert list(PageText.objects.order_by("page__position").values_list("fault", "text")) == [
        ("repository.recognition_too_slow", ""),
        ("", "voi rừng"),
    ]


def test_a_full_disk_is_no_fault_of_a_page_and_reading_goes_on_by_itself(
    engine: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = read.read_image

    def finds_no_room(image: Any, size: tuple[int, int]) -> read.Recognised:
        raise pyvips.Error("unable to call write", "system error: No space left on device")

    monkeypatch.setattr(read, "read_image", finds_no_room)
    made({"1.png": picture("x"), "2.png": picture("y")})
    stopped = Job.objects.get(kind=RECOGNISE)
    assert (stopped.state, stopped.error_code, PageText.objects.count()) == ("failed", "kernel.disk_full", 0)
    monkeypatch.setattr(read, "read_image", good)
    for room, state, texts in ((False, "failed", 0), (True, "done", 2)):
        monkeypatch.setattr(take_up_job, "_there_is_room", lambda room=room: room)
        jobs.start(actor=SYSTEM, kind=take_up_job.TakeUp.name, params={})
        jobs.drain()
        stopped.refresh_from_db()
        assert (stopped.state, PageText.objects.filter(fault="", text="voi rừng").count()) == (state, texts)


def test_without_the_engine_nothing_is_started_and_it_is_said(staff: Client) -> None:
    found = made({"1.png": picture("x")})
    assert not Job.objects.filter(kind="repository.recognise").exists()
    with pytest.raises(Unavailable):
        recognise(actor=SYSTEM, object_id=found.pk)
    page = staff.get(f"/vi/repository/objects/{found.public_id}").content.decode()
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in page
    assert staff.get(f"/vi/read/{found.public_id}/text/1.xml").status_code == 404


@pytest.mark.parametrize("kind", ["photograph", "manuscript"])
def test_what_is_no_print_waits_to_be_asked_for(engine: list[int], kind: str, staff: Client) -> None:
    deposit = open_deposit(actor=SYSTEM, library_id=library().pk, title="Ảnh", clearance=CLEAR, details={"kind": kind})
    add_file(actor=SYSTEM, deposit=deposit, name="1.png", chunks=[picture("x")])
    close_deposit(actor=SYSTEM, deposit=deposit)
    jobs.drain()
    assert engine == []
    found = DigitalObject.objects.get()
    assert staff.post(f"/vi/repository/objects/{found.public_id}/recognise").status_code == 302
    jobs.drain()
    assert len(engine) == 1
    assert "70" in staff.get(f"/vi/repository/objects/{found.public_id}").content.decode()


def test_what_is_published_goes_first(engine: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    found = made({"1.png": picture("x")})
    PageText.objects.all().delete()
    Job.objects.filter(unique_key=job_key(found.pk)).update(state="queued")
    with pytest.raises(Conflict):
        recognise(actor=SYSTEM, object_id=found.pk)
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.READ), reason="Công bố")
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.SUBMIT)
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.PUBLISH)
    assert Job.objects.get(unique_key=job_key(found.pk)).priority == WAITED_FOR


@pytest.mark.parametrize("name", ["hangs", "eats"])
def test_a_program_that_hangs_or_fails_is_ended(name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\n" + {"hangs": "sleep 60\n", "eats": "cat >/dev/null; exit 3\n"}[name])
    program.chmod(0o755)
    monkeypatch.setattr(tesseract, "command", lambda: str(program))
    monkeypatch.setattr(tesseract, "SECONDS", 0.3)
    with pytest.raises(Invalid) as refused:
        tesseract.words((pyvips.Image.black(400, 400) + 255).cast("uchar"))
    code = {"hangs": "repository.recognition_too_slow", "eats": "repository.recognition_failed"}[name]
    assert refused.value.code == code
