from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.discovery import labels
from lienthu.kernel import jobs, outbox
from lienthu.kernel.actor import Actor
from lienthu.marc.record import Record, to_compact
from lienthu.registry.actions.load_areas import load_areas
from lienthu.registry.actions.open_library import open_library
from lienthu.registry.models import AreaVersion, Library
from lienthu.registry.rules.details import LibraryDetails

SYSTEM = Actor.system("test")


@pytest.fixture
def network(db, tmp_path, settings):
    """Two libraries, an index of their own, nothing in it."""
    settings.SEARCH_URL = f"tantivy://{tmp_path / 'index'}"
    load_areas(actor=SYSTEM)
    area = AreaVersion.objects.filter(valid_to=None).first()
    assert area is not None
    made = {
        code: open_library(
            actor=SYSTEM,
            code=code,
            on=dt.date(2015, 5, 1),
            details=LibraryDetails(name=name, kind=kind, area_id=area.area_id),
        )
        for code, name, kind in (("TINH", "Thư viện tỉnh", "province"), ("GN", "Thư viện Gia Nghĩa", "district"))
    }
    labels.forget_cards()
    yield made
    labels.forget_cards()


@pytest.fixture
def hand_in(network: dict[str, Library]) -> Callable[..., SourceRecord]:
    def hand_in(marc: Record, code: str = "TINH", number: str = "1", copies: tuple[str, ...] = ("",)) -> SourceRecord:
        """A record as an import stores and announces it; `copies` are the statuses of its copies."""
        library = network[code]
        with transaction.atomic():
            record, is_new = SourceRecord.objects.update_or_create(
                library=library,
                control_no=number,
                defaults={"marc": to_compact(marc), "digest": b"x", "changed_at": timezone.now()},
            )
            if not is_new:
                SourceRecord.objects.filter(pk=record.pk).update(version=record.version + 1)
            record.items.all().delete()
            for place, status in enumerate(copies):
                Item.objects.create(
                    record=record, library=library, status=status, call_number=f"895.92 T{place}", location="Kho mượn"
                )
            announce(record)
        return record

    return hand_in


def announce(*records: SourceRecord) -> None:
    outbox.publish("catalogue.records_changed", {"records": [record.pk for record in records]})


def set_state(record: SourceRecord, state: str) -> None:
    with transaction.atomic():
        SourceRecord.objects.filter(pk=record.pk).update(state=state)
        announce(record)


def settle() -> None:
    """Everything that is on its way arrives, an index that is missing is built."""
    jobs.drain()
