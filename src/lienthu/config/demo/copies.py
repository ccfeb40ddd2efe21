"""What the demo shows of the provincial library's copies: its series of numbers, and a stock-taking under way."""

from __future__ import annotations

from django.db.models import Count

from lienthu.catalogue.actions.change_items import Change, change_items
from lienthu.catalogue.actions.keep_series import SeriesData, begin_series
from lienthu.catalogue.actions.take_stock import Scope, record_scans, start_stocktake
from lienthu.catalogue.models import AccessionSeries, Item, Stocktake
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Library

WHERE = "TINH"
NAME = "Kiểm kê định kỳ năm 2026"
MEMBERS = "Bà Nguyễn Thị Lan, Phó Giám đốc, Trưởng ban\nÔng Y Phôn Êban, Thủ kho\nBà H'Linh Niê, Thủ thư, Thư ký"
LEAST, SCANNED, FORGOTTEN = 12, 60, 9


def show_copies(actor: Actor) -> None:
    """Writes nothing where the library has taken stock already."""
    library = Library.objects.get(code=WHERE)
    if Stocktake.objects.filter(library=library).exists():
        return
    if not AccessionSeries.objects.filter(library=library).exists():
        begin_series(actor=actor, library_id=library.pk, data=SeriesData("Sổ đăng ký cá biệt", "HK{n:06}"))
    held = Item.objects.held().filter(library=library).exclude(accession_key="")
    store = held.values("location").annotate(n=Count("id")).filter(n__gte=LEAST).order_by("n", "location").first()
    if store is None:
        return
    items = list(held.filter(location=store["location"], status=ItemStatus.AVAILABLE).order_by("id")[: SCANNED * 2])
    change_items(
        actor=actor,
        library_id=library.pk,
        item_ids=[item.pk for item in items[-3:]],
        change=Change(ItemStatus.LOST),
        reason="Bạn đọc báo mất",
    )
    scope = Scope(NAME, store=store["location"], decision="Quyết định số 18/QĐ-TVT", members=MEMBERS)
    taking = start_stocktake(actor=actor, library_id=library.pk, scope=scope)
    codes = [item.accession_no for number, item in enumerate(items[:SCANNED]) if number % FORGOTTEN]
    elsewhere = Item.objects.held().exclude(library=library).exclude(accession_key="").order_by("id").first()
    odd = [codes[0], items[-1].accession_no, "HK999999", *([elsewhere.accession_no] if elsewhere else [])]
    record_scans(actor=actor, stocktake=taking, codes=[*codes, *odd], store=store["location"], token="demo")  # noqa: S106
