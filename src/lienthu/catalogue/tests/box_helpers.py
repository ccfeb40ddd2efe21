"""Three open libraries, the books of one of them, and boxes on the way between them."""

from __future__ import annotations

import datetime as dt

from lienthu.catalogue.actions.fill_box import Filled, fill_box, make_box
from lienthu.catalogue.actions.move_box import Sending, send_box
from lienthu.catalogue.actions.receive_box import Received, check_copies, receive_box
from lienthu.catalogue.models import Item, RotationBox, RotationLeg
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, library, marc_file
from lienthu.kernel.clock import today
from lienthu.registry.models import Area, AreaVersion, Library, LibraryVersion

NAMES = {"TINH": "Thư viện tỉnh", "XDS": "Thư viện xã Đắk Sôr", "XNX": "Thư viện xã Nam Xuân"}
SINCE = dt.date(2020, 1, 1)


def stock() -> None:
    """Six copies of TINH in three books, one of XDS with a number that TINH has too."""
    area = Area.objects.create()
    AreaVersion.objects.create(area=area, code="1", name="Tỉnh", level="commune", kind="xa", valid_from=SINCE)
    for code, name in NAMES.items():
        LibraryVersion.objects.create(library=library(code), name=name, kind="commune", area=area, valid_from=SINCE)
    records = book("A1", "Dế Mèn", copies="HK001-3"), book("A2", "Đất rừng", copies="HK004-5")
    hand_in(marc_file(*records, book("A3", "Sóng", copies="HK006")))
    hand_in(marc_file(book("B1", "Của xã", copies="HK001")), library("XDS"))


def item(number: str) -> Item:
    return Item.objects.get(accession_no=number, library=library("TINH"))


def where(number: str) -> tuple[str, str, bool]:
    """Status, the code of the library where it is known to be, and whether it is away in a box."""
    one = Item.objects.select_related("at_library").get(pk=item(number).pk)
    return one.status, one.at_library.code if one.at_library else "", one.box_id is not None


def box(*numbers: str, code: str = "HLC-01") -> RotationBox:
    made = make_box(actor=SYSTEM, library_id=library("TINH").pk, code=code, name="Sách thiếu nhi")
    if numbers:
        fill(made, *numbers)
    return made


def fill(made: RotationBox, *numbers: str) -> Filled:
    return fill_box(actor=SYSTEM, box=made, codes=numbers)


def send(made: RotationBox, to: str = "XDS", days: int = 60) -> RotationLeg:
    due = None if to == "TINH" else today() + dt.timedelta(days=days)
    return send_box(actor=SYSTEM, box=made, to_library_id=library(to).pk, sending=Sending(due, giver="Bà Lan"))


def receive(made: RotationBox, *numbers: str, all_here: bool = False) -> Received:
    if numbers:
        check_copies(actor=SYSTEM, box=made, codes=numbers)
    return receive_box(actor=SYSTEM, box=made, receiver="Ông Y Phôn", rest_is_here=all_here)


def at_host(*numbers: str) -> RotationBox:
    made = box(*numbers)
    send(made)
    receive(made, *numbers)
    return again(made)


def again(made: RotationBox) -> RotationBox:
    return RotationBox.objects.select_related("library", "holder", "to_library").get(pk=made.pk)


def libraries() -> list[Library]:
    return [library(code) for code in NAMES]
