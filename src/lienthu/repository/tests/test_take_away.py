"""What readers take away: single pages, all pages as ZIP and PDF, by links that end."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import pyvips
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from lienthu.kernel import jobs
from lienthu.kernel.models import Job
from lienthu.repository import package_jobs
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.package import KEPT, link_to
from lienthu.repository.images import pyramid
from lienthu.repository.models import DigitalObject, Package
from lienthu.repository.rules.access import Level, Restriction
from lienthu.repository.stores import PACKAGES
from lienthu.repository.tests.helpers import SYSTEM, jpeg, published

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def found() -> DigitalObject:
    files = {"1.jpg": jpeg(400, 300), "2.jpg": jpeg(300, 500, 90)}
    return published(files, Terms(Level.DOWNLOAD))


def reader(name: str = "an") -> Client:
    client = Client()
    user = get_user_model().objects.create_user(name, password="x" * 20)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def asked(client: Client, found: DigitalObject, kind: str) -> str:
    """The link to what was put together."""
    assert client.post(f"/vi/read/{found.public_id}/take-away/new", {"kind": kind}).status_code == 302
    jobs.drain()
    return f"/vi/read/package/{link_to(Package.objects.latest('id'))}"


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_zip_has_every_page_in_order_and_says_what_it_is(found: DigitalObject) -> None:
    answer = Client().get(asked(Client(), found, "zip"))
    with zipfile.ZipFile(io.BytesIO(body(answer))) as box:
        assert box.namelist() == ["about.txt", "00001.jpg", "00002.jpg"]
        sizes = [pyvips.Image.new_from_buffer(box.read(name), "") for name in box.namelist()[1:]]
        assert [(one.width, one.height) for one in sizes] == [(400, 300), (300, 500)]
        assert found.title in box.read("about.txt").decode()
    assert (answer["Content-Type"], found.public_id in answer["Content-Disposition"]) == ("application/zip", True)
    assert not list(PACKAGES.root.glob("making/*"))


def test_a_pdf_has_every_page_as_it_is(found: DigitalObject) -> None:
    data = body(Client().get(asked(Client(), found, "pdf")))
    with pikepdf.open(io.BytesIO(data)) as made:
        assert [[float(n) for n in page.MediaBox[2:]] for page in made.pages] == [[144, 108], [108, 180]]
        assert str(made.docinfo["/Title"]) == found.title
        picture = made.pages[1].Resources.XObject.I.read_raw_bytes()
        assert not made.check_pdf_syntax()
    assert picture == package_jobs.picture_of(found.pages.get(position=2), "")


def test_nothing_of_the_scanner_is_told(found: DigitalObject) -> None:
    image = pyvips.Image.new_from_buffer(jpeg(60, 60), "").copy()
    image.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Make", "Zumayanh (Zumayanh, ASCII, 9 components, 9 bytes)")
    target = PACKAGES.scratch()
    pyramid.make(image, target)
    page = found.pages.get(position=1)
    kept = pyramid_kept(target)
    page.pyramid, page.width, page.height = kept, 60, 60
    page.save()
    answer = Client().get(f"/vi/read/{found.public_id}/page/1.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert b"Zumayanh" not in answer.content
    assert b"Exif" not in answer.content


def pyramid_kept(target: Any) -> str:
    from lienthu.repository.stores import PYRAMIDS  # noqa: PLC0415

    return PYRAMIDS.adopt(target).sha256


def test_parts_are_sent_while_the_file_is_the_same(found: DigitalObject) -> None:
    link = asked(Client(), found, "zip")
    whole = Client().get(link)
    data, tag = body(whole), whole["ETag"]
    for headers, status, want in (
        ({"range": "bytes=2-9"}, 206, data[2:10]),
        ({"range": "bytes=-5"}, 206, data[-5:]),
        ({"range": "bytes=2-9", "if-range": tag}, 206, data[2:10]),
        ({"range": "bytes=2-9", "if-range": '"another"'}, 200, data),
        ({"range": "bytes=2-9", "if-range": f"W/{tag}"}, 200, data),
    ):
        answer = Client().get(link, headers=headers)
        assert (answer.status_code, body(answer)) == (status, want)
    assert Client().get(link, headers={"if-none-match": tag}).status_code == 304
    assert Client().get(link, headers={"range": f"bytes={len(data)}-"}).status_code == 416


def test_readers_share_what_has_no_name_on_it(found: DigitalObject) -> None:
    asked(Client(), found, "zip")
    asked(reader(), found, "zip")
    assert Package.objects.count() == 1
    shown = Client().get(f"/vi/read/{found.public_id}/take-away").content.decode()
    assert "/read/package/" in shown


def test_links_that_are_over_or_guessed_are_refused(found: DigitalObject, monkeypatch: pytest.MonkeyPatch) -> None:
    link = asked(Client(), found, "zip")
    json = {"accept": "application/json"}
    for guessed in (link[:-3] + "abc", "/vi/read/package/" + Package.objects.get().public_id, "/vi/read/package/a:b:c"):
        assert Client().get(guessed, headers=json).status_code == 404
    with monkeypatch.context() as patched:
        now = timezone.now() + KEPT + timedelta(seconds=1)
        patched.setattr(timezone, "now", lambda: now)
        assert Client().get(link, headers=json).status_code == 404
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.READ), reason="Chỉ đọc tại chỗ")
    assert Client().get(link, headers=json).status_code == 403
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.DOWNLOAD), reason="Cho tải về lại")
    assert Client().get(link, headers=json).status_code == 404  # made under terms that hold no longer


def test_a_rare_original_carries_its_readers_name_and_is_for_nobody_else(found: DigitalObject) -> None:
    plain = Client().get(f"/vi/read/{found.public_id}/page/1.jpg").content
    terms = Terms(Level.DOWNLOAD, Restriction.RARE)
    change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Bản gốc quý hiếm")
    client = reader()
    marked = client.get(f"/vi/read/{found.public_id}/page/1.jpg")
    assert (marked.status_code, marked.content != plain) == (200, True)
    link = asked(client, found, "zip")
    assert "an" in Package.objects.get().mark
    assert client.get(link).status_code == 200
    for other in (Client(), reader("binh")):
        assert other.get(link, headers={"accept": "application/json"}).status_code == 404
        shown = other.get(f"/vi/read/{found.public_id}/take-away").content.decode()
        assert "/read/package/" not in shown


def test_a_worker_that_died_goes_on_with_the_next_page(found: DigitalObject, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = package_jobs.picture_of

    def counted(page: Any, mark: str) -> bytes:
        made.append(page.position)
        if len(made) == 2:
            raise KeyboardInterrupt  # as good as killed: nothing after it runs
        return real(page, mark)

    monkeypatch.setattr(package_jobs, "_SLICE_SECONDS", 0)
    monkeypatch.setattr(package_jobs, "picture_of", counted)
    Client().post(f"/vi/read/{found.public_id}/take-away/new", {"kind": "pdf"})
    with pytest.raises(KeyboardInterrupt):
        jobs.drain()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.drain()
    assert (made, Package.objects.get().is_ready) == ([1, 2, 2], True)


def test_what_is_over_is_dropped_with_the_next_one(found: DigitalObject) -> None:
    asked(Client(), found, "zip")
    old = Package.objects.get()
    Package.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    asked(Client(), found, "pdf")
    assert (Package.objects.count(), PACKAGES.holds(old.sha256)) == (1, False)


@pytest.mark.parametrize("kind", ["", "exe"])
def test_another_kind_is_not_made(found: DigitalObject, kind: str) -> None:
    assert Client().post(f"/vi/read/{found.public_id}/take-away/new", {"kind": kind}).status_code == 422
    assert not Package.objects.exists()
