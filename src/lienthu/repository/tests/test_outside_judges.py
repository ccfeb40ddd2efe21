"""What viewers and archives are given, one document of each kind. `scripts/judge-documents` lets outside judges read
them: it names a folder with LIENTHU_OUTSIDE_JUDGES, and they are written there too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.kernel.ids import sealed
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.export_objects import export_objects
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level, Place
from lienthu.repository.rules.stories import Content, Item, Words
from lienthu.repository.tests.helpers import SYSTEM, jpeg, pdf, published
from lienthu.repository.tests.test_iiif import BACKEND
from lienthu.repository.tests.test_media import SPOKEN
from lienthu.repository.tests.test_recordings import mp4, wav
from lienthu.repository.tests.test_stories import KINDS, begun, shown
from lienthu.repository.tests.test_versions import renewed

pytestmark = pytest.mark.usefixtures("desk")
P3, P2 = "/iiif/presentation/3/{}/manifest", "/iiif/presentation/2/{}/manifest"


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user("an", password="x" * 20), backend=BACKEND)
    return client


def book(**more: str) -> DigitalObject:
    made = published({"1.pdf": pdf("Voi rừng Bản Đôn", "Nghề dệt thổ cẩm", "Hết")})
    said = {
        "title": "Săn voi & “thuần” voi ở Bản Đôn",
        "kind": "book",
        "contents": "1 Mở đầu\n2 Nghề",
        "creators": "Nguyễn An\nĐiểu Kré",
        "description": "Một cuốn sách",
        "subjects": "Voi",
        "rights": "CC-BY",
    } | more
    describe(actor=SYSTEM, object_id=made.pk, said=said, version=made.version, reason="Bổ sung mô tả")
    made.refresh_from_db()
    return made


def closed(found: DigitalObject) -> None:
    user = get_user_model().objects.get(username="an").pk
    terms = Terms(Level.READ, place=Place.NAMED, readers={user: "Giấy giới thiệu"})
    change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Thử từng mức")


def images(found: DigitalObject, name: str) -> dict[str, str]:
    image = sealed(found.pages.get(position=1).pk)
    return {f"image3-{name}": f"/iiif/image/3/{image}/info.json", f"image2-{name}": f"/iiif/image/2/{image}/info.json"}


def manifests(found: DigitalObject, name: str) -> dict[str, str]:
    one = found.public_id
    return {f"presentation3-{name}": P3.format(one), f"presentation2-{name}": P2.format(one)}


def documents(reader: Client) -> dict[str, dict[str, Any]]:
    open_book, closed_book = book(), book(title="Đọc có điều kiện", rights="InC", description="", contents="")
    closed(closed_book)
    plain = published({"1.jpg": jpeg(900, 700)})
    old = renewed(plain, jpeg(300, 200, 60), jpeg(300, 200, 61))
    sound = published({"ghi âm.wav": wav(2.5), "ghi âm.vtt": SPOKEN.encode()})
    film = published({"phim.mp4": mp4(61.5, 640, 360)})
    collection = shown(
        begun(KINDS.COLLECTION, "Voi"), Content(Words("Voi"), items=(Item("a", object=open_book.public_id),))
    )
    asked = {
        **manifests(open_book, "open"),
        **manifests(closed_book, "closed"),
        **manifests(plain, "newest"),
        **manifests(old, "earlier"),
        "presentation3-sound": P3.format(sound.public_id),
        "presentation3-film": P3.format(film.public_id),
        **images(open_book, "open"),
        **images(closed_book, "closed"),
        "presentation3-collection": f"/iiif/presentation/3/collection/{collection.public_id}",
        "search2": f"/iiif/search/2/{open_book.public_id}?q=voi",
        "search1": f"/iiif/search/1/{open_book.public_id}?q=voi",
        "search1-none": f"/iiif/search/1/{open_book.public_id}/2?q=khong+co",
        "auth2-probe-open": f"/iiif/auth/2/probe/{sealed(closed_book.pages.get(position=1).pk)}",
    }
    answers = {name: reader.get(address) for name, address in asked.items()}
    closed_image = asked["auth2-probe-open"]
    answers["auth2-probe-closed"] = Client().get(closed_image)
    assert {name: one.status_code for name, one in answers.items() if one.status_code != 200} == {}
    found = {name: one.json() for name, one in answers.items()}
    token = "/iiif/auth/2/token?messageId=7&origin=https://viewer.example"
    return found | {
        "auth2-token": reader.get(token).context["body"],
        "auth2-token-error": Client().get(token).context["body"],
    }


def kept(folder: Path, name: str, data: bytes) -> None:
    (Path(os.environ.get("LIENTHU_OUTSIDE_JUDGES", folder)) / name).write_bytes(data)


def test_each_kind_of_document_is_given(reader: Client, tmp_path: Path) -> None:
    given = documents(reader)
    for name, body in given.items():
        kept(tmp_path, f"{name}.json", orjson.dumps(body, option=orjson.OPT_INDENT_2))
    assert len(given) == 22
    assert all("@context" in body for body in given.values())


def test_each_kind_of_description_for_archives_is_given(tmp_path: Path) -> None:
    found = book()
    old = renewed(found, jpeg(300, 200, 60), jpeg(300, 200, 61))
    found.files.update(checked_at="2026-11-20T03:00:00Z")
    closed_one = published({"1.jpg": jpeg(300, 200)}, Terms(Level.RECORD))
    address = "/vi/read/{}/mets.xml"
    asked = {
        "open": address.format(found.public_id),
        "earlier": address.format(old.public_id),
        "versions": address.format(found.public_id) + "?version=all",
        "closed": address.format(closed_one.public_id),
    }
    for name, where in asked.items():
        kept(tmp_path, f"mets-{name}.xml", Client().get(where).content)
    here = Path(os.environ.get("LIENTHU_OUTSIDE_JUDGES", tmp_path)) / "packages"
    for format, version in (("bagit", "all"), ("aip", ""), ("ocfl", "")):
        done = export_objects(
            actor=SYSTEM, objects=DigitalObject.objects.all(), folder=here / format, format=format, version=version
        )
        assert (done.written, done.faults) == (2, [])
    for format in ("bagit", "aip"):
        for number, path in enumerate(sorted(one for one in (here / format).rglob("*.xml") if "EAD" not in one.name)):
            kept(tmp_path, f"{format}-{number}-{path.name.lower()}", path.read_bytes())
    assert len(list(Path(os.environ.get("LIENTHU_OUTSIDE_JUDGES", tmp_path)).glob("*.xml"))) == 17
