"""Where a copy in a rotation box is found: the index follows each handover, the record page names both libraries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from lienthu.catalogue.actions.fill_box import fill_box, make_box
from lienthu.catalogue.actions.move_box import Sending, send_box
from lienthu.catalogue.actions.receive_box import receive_box
from lienthu.catalogue.models import Item, RotationBox, SourceRecord
from lienthu.discovery.engines.base import Filters
from lienthu.discovery.search import Request, search
from lienthu.discovery.tests.conftest import SYSTEM, settle
from lienthu.discovery.tests.test_pages import book, entry_of
from lienthu.kernel.clock import today
from lienthu.registry.models import Library

pytestmark = pytest.mark.django_db


def held() -> dict[str, tuple[int, int]]:
    (hit,) = search(Request(text="Truyện Kiều")).hits
    return {place.library: (place.copies, place.available) for place in hit.brief.held}


def found_in(code: str) -> int:
    filters = Filters({"library": (code,), "availability": ("available",)})
    return search(Request(text="Truyện Kiều", filters=filters)).total


def test_search_and_pages_follow_a_box(
    hand_in: Callable[..., SourceRecord], network: dict[str, Library], client: Client
) -> None:
    hand_in(book("Truyện Kiều"), "TINH", "1", ("available", "available"))
    settle()
    tinh, host = network["TINH"], network["GN"]
    box = make_box(actor=SYSTEM, library_id=tinh.pk, code="H1", name="Hộp số 1")
    fill_box(actor=SYSTEM, box=box, codes=[item.public_id for item in Item.objects.all()])
    settle()
    assert held() == {"TINH": (2, 2)}
    address = f"/vi/record/{entry_of('Truyện Kiều').public_id}"

    due = Sending(today() + dt.timedelta(days=30))
    send_box(actor=SYSTEM, box=box, to_library_id=host.pk, sending=due)
    settle()
    assert (held(), found_in("GN")) == ({"TINH": (2, 0)}, 0)
    assert "Đang trên đường luân chuyển tới Thư viện Gia Nghĩa" in client.get(address).content.decode()

    receive_box(actor=SYSTEM, box=RotationBox.objects.get(), rest_is_here=True)
    settle()
    assert (held(), found_in("GN")) == ({"TINH": (0, 0), "GN": (2, 2)}, 1)
    page = client.get(address).content.decode()
    assert "Sách luân chuyển, thuộc Thư viện tỉnh" in page and "Đang luân chuyển tại Thư viện Gia Nghĩa" in page
    result = client.get("/vi/search", {"q": "Truyện Kiều", "library": "GN"}).content.decode()
    assert "Thư viện Gia Nghĩa" in result

    box = RotationBox.objects.get()
    send_box(actor=SYSTEM, box=box, to_library_id=tinh.pk, sending=Sending())
    receive_box(actor=SYSTEM, box=RotationBox.objects.get(), rest_is_here=True)
    settle()
    assert (held(), found_in("GN")) == ({"TINH": (2, 2)}, 0)
    assert "luân chuyển" not in client.get(address).content.decode()
