"""The reading copy: one PDF/A with a picture and its text a page; made in parts, by a worker that may die."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdf
import pytest
import pyvips
from django.test import Client

from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job
from lienthu.repository import reading_copy
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.actions.make_pdf import make_pdf
from lienthu.repository.images import pdfa
from lienthu.repository.models import DigitalObject, ObjectFile, PageText
from lienthu.repository.reading_copy import PARTS
from lienthu.repository.rules.access import Level
from lienthu.repository.stores import MASTERS
from lienthu.repository.tests.helpers import SYSTEM, jpeg, pdf, published

pytestmark = pytest.mark.usefixtures("desk")


def copies(found: DigitalObject) -> list[bytes]:
    files = found.files.filter(role=ObjectFile.Role.READING)
    return [MASTERS.path(file.sha256).read_bytes() for file in files]


@pytest.fixture
def found() -> DigitalObject:
    return published({"1.pdf": pdf("Voi rừng Đăk Nông", "Nghề dệt"), "2.jpg": jpeg()}, Terms(Level.DOWNLOAD))


def test_the_copy_has_every_page_its_text_and_says_that_it_is_pdf_a(found: DigitalObject) -> None:
    make_pdf(actor=SYSTEM, object_id=found.pk)
    jobs.drain()
    (data,) = copies(found)
    read = pypdf.PdfReader(io.BytesIO(data))
    assert [" ".join(page.extract_text().split()) for page in read.pages] == ["Voi rừng Đăk Nông", "Nghề dệt", ""]
    assert [round(side) for side in read.pages[0].mediabox[2:]] == [420, 595]
    with pikepdf.open(io.BytesIO(data)) as opened:
        with opened.open_metadata() as about:
            assert (about.pdfa_status, about["dc:title"]) == ("2B", found.title)
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert all("/FontFile2" in font for font in _descriptors(opened))
    answer = Client().get(f"/vi/read/{found.public_id}/file/1")
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert not [path for path in PARTS.root.rglob("*") if path.is_file()]


def _descriptors(opened: pikepdf.Pdf) -> list[Any]:
    return [
        one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]


def test_made_again_it_takes_the_place_of_the_first_with_the_text_of_now(found: DigitalObject) -> None:
    make_pdf(actor=SYSTEM, object_id=found.pk)
    with pytest.raises(Conflict):
        make_pdf(actor=SYSTEM, object_id=found.pk)
    jobs.drain()
    PageText.objects.filter(page__position=2).update(lines=[[40, 40, 300, 40, [["Nghề", 40, 40, 120, 40, 100]]]])
    make_pdf(actor=SYSTEM, object_id=found.pk)
    jobs.drain()
    (data,) = copies(found)
    assert pypdf.PdfReader(io.BytesIO(data)).pages[1].extract_text().strip() == "Nghề"


def test_a_worker_that_dies_goes_on_where_it_was(found: DigitalObject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_copy, "_MOST_PAGES", 1)
    job = make_pdf(actor=SYSTEM, object_id=found.pk)
    made: list[int] = []
    part = pdfa.part

    def dies_once(sheets: Any) -> bytes:
        made.append(1)
        if len(made) == 2:
            raise SystemExit(9)
        return part(sheets)

    monkeypatch.setattr(pdfa, "part", dies_once)
    with pytest.raises(SystemExit):
        jobs.drain(only=job)
    assert copies(found) == []
    Job.objects.filter(id=job.pk).update(lease_until="2000-01-01T00:00:00Z")
    jobs.drain(only=job)
    (data,) = copies(found)
    assert (len(pypdf.PdfReader(io.BytesIO(data)).pages), len(made)) == (3, 4)


def test_words_lie_where_they_stand_and_letters_the_font_lacks_are_left_out() -> None:
    image = (pyvips.Image.black(1000, 500) + 255).cast("uchar").copy(interpretation="b-w")
    line = [100, 100, 400, 50, [["Voi", 100, 100, 150, 50, 90], ["𡨸", 300, 100, 60, 50, 90]]]
    page = pypdf.PdfReader(io.BytesIO(pdfa.part([(image, [line], 300)]))).pages[0]
    places: list[tuple[str, int]] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: places.append((text.strip(), round(tm[4]))))
    assert [place for place in places if place[0]] == [("Voi", 24)]
    assert b"/DCTDecode" in pdfa.part([(image, [], 300)])
