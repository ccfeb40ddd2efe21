"""Real documents of a folder of open data are published like everybody's; what the folder lacks is left out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from PIL import Image

from lienthu.config.demo.collection import load_collection
from lienthu.config.demo.people import load_network
from lienthu.kernel.actor import Actor
from lienthu.repository.models import Deposit, DigitalObject
from lienthu.repository.tests.conftest import desk

__all__ = ["desk"]

PAGE = "vn-text/nomna/page/kieu1871-p1-reassembled.png"
TITLE = "Kim Vân Kiều tân truyện: trang đầu bản Liễu Văn Đường"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = tmp_path / PAGE
    page.parent.mkdir(parents=True)
    image = io.BytesIO()
    Image.new("L", (300, 400), 200).save(image, "PNG")
    page.write_bytes(image.getvalue())
    return tmp_path


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("desk")
def test_what_is_there_is_published_once(folder: Path) -> None:
    actor = Actor.system("demo")
    load_network(actor)
    assert load_collection(actor, folder) == [TITLE]
    assert load_collection(actor, folder) == [TITLE]
    made = DigitalObject.objects.get()
    assert (made.title, made.state, made.rights, made.pages.count()) == (TITLE, DigitalObject.State.PUBLISHED, "PDM", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("desk")
def test_what_cannot_be_screened_waits(folder: Path, settings: LazySettings) -> None:
    settings.CLAMD_SOCKET = str(folder / "nobody")
    actor = Actor.system("demo")
    load_network(actor)
    load_collection(actor, folder)
    assert not DigitalObject.objects.exists()
    assert Deposit.objects.get().title == TITLE
