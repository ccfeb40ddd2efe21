"""What the demo shows of rotation: a box of the provincial library at a commune, and one on its way to another."""

from __future__ import annotations

import datetime as dt

from lienthu.catalogue.actions.fill_box import fill_box, make_box
from lienthu.catalogue.actions.move_box import Sending, send_box
from lienthu.catalogue.actions.receive_box import check_copies, receive_box
from lienthu.catalogue.models import Item, RotationBox, SourceRecord
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.rotation import Finding
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.registry.models import Library

OWNER, HOST, NEXT = "TINH", "XNX", "XDS"
EACH = 12
GIVER, RECEIVER = "Bà Nguyễn Thị Lan, Thủ kho", "Ông Y Bhăm Niê, Thư viện xã"


def show_boxes(actor: Actor) -> None:
    """Goes on where it was killed; a box that has been sent stays as it is."""
    host, received = _sent(actor, "HLC-01", "Sách thiếu nhi vùng cao", HOST, 120, 0)
    if host is not None and received:
        codes = [copy.item.public_id for copy in host.copies.select_related("item").order_by("id")]
        check_copies(actor=actor, box=host, codes=codes[:-2])
        check_copies(actor=actor, box=host, codes=codes[-2:-1], finding=Finding.DAMAGED, note="rách bìa")
        receive_box(actor=actor, box=host, receiver=RECEIVER)
    _sent(actor, "HLC-02", "Nông nghiệp và đời sống", NEXT, 150, 1)


def _sent(actor: Actor, code: str, name: str, to: str, days: int, part: int) -> tuple[RotationBox | None, bool]:
    """The box, and whether it waits for its receipt."""
    owner, target = (Library.objects.get(code=one) for one in (OWNER, to))
    box = RotationBox.objects.filter(library=owner, code=code).first()
    if box is None:
        box = make_box(actor=actor, library_id=owner.pk, code=code, name=name)
    if box.state == "home" and not box.legs.exists():
        fill_box(actor=actor, box=box, codes=_numbers(owner, part))
        if not box.copies.exists():
            return None, False
        sending = Sending(today() + dt.timedelta(days=days), giver=GIVER)
        send_box(actor=actor, box=box, to_library_id=target.pk, sending=sending)
        box.refresh_from_db()
    return box, box.state == "on_the_way"


def _numbers(owner: Library, part: int) -> list[str]:
    """One copy each of the next dozen records that have one on the shelf."""
    items = Item.objects.held().filter(
        library=owner, status=ItemStatus.AVAILABLE, record__state=SourceRecord.State.ACTIVE
    )
    records: dict[int, Item] = {}
    for item in items.exclude(accession_key="").order_by("-id")[: EACH * 20]:
        records.setdefault(item.record_id, item)
    chosen = list(records.values())[part * EACH : (part + 1) * EACH]
    return [item.public_id for item in chosen]
