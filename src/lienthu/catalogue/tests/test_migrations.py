"""A database that was in use goes on: its copies become lasting things."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from lienthu.catalogue.models import Item
from lienthu.catalogue.tests.helpers import book
from lienthu.marc.record import to_compact

BEFORE, AFTER = [("catalogue", "0003_the_desk")], [("catalogue", "0005_items_as_they_were")]


def migrate(target: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


@pytest.mark.django_db(transaction=True)
def test_old_copies_get_their_key_and_status() -> None:
    # Of all rooms: going back takes down what upper rooms have built on these tables.
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        old = migrate(BEFORE)
        library = old.get_model("registry", "Library").objects.create(code="TINH")
        record = old.get_model("catalogue", "SourceRecord").objects.create(
            library=library, control_no="A1", digest=b"", marc=to_compact(book("A1", "Một")), changed_at=timezone.now()
        )
        for number, status in (("Hk 000003", ""), ("HK2", "lost"), ("", "Đang mượn")):
            old.get_model("catalogue", "Item").objects.create(
                record=record, library=library, accession_no=number, status=status
            )
        migrate(AFTER)
        found = Item.objects.order_by("id").values_list("accession_key", "status", "source_status", "is_own", "left_at")
        assert list(found) == [
            ("HK000003", "available", "", False, None),
            ("HK2", "lost", "lost", False, None),
            ("", "available", "Đang mượn", False, None),
        ]
    finally:
        migrate(latest)
