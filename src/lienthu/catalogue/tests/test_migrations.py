"""A database that was in use goes on: its copies become lasting things."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from lienthu.catalogue.models import Item, StocktakeCopy
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


@pytest.mark.django_db(transaction=True)
def test_what_was_confirmed_as_a_whole_is_said_of_each_line() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    now = timezone.now()
    try:
        old = migrate([("catalogue", "0015_stocktake_lines")])
        library = old.get_model("registry", "Library").objects.create(code="TINH")
        record = old.get_model("catalogue", "SourceRecord").objects.create(
            library=library, control_no="A1", digest=b"", marc=to_compact(book("A1", "Một")), changed_at=now
        )
        items = old.get_model("catalogue", "Item").objects
        one, other = (items.create(record=record, library=library, status="missing") for _number in range(2))
        act = old.get_model("catalogue", "ItemAct").objects.create(
            library=library, done=1, same=0, refused=1, at=now, actor_label="Lan"
        )
        old.get_model("catalogue", "ItemEvent").objects.create(item=one, at=now, kind="status", act=act)
        taking = old.get_model("catalogue", "Stocktake").objects.create(
            library=library, name="Cũ", started_at=now, missing_act=act
        )
        for item in (one, other):
            old.get_model("catalogue", "StocktakeCopy").objects.create(stocktake=taking, item=item, outcome="")
        migrate([("catalogue", "0016_lines_as_they_were")])
        lines = StocktakeCopy.objects.order_by("item_id").values_list("settled", "act_id")
        assert list(lines) == [("missing", act.pk), ("", None)]
    finally:
        migrate(latest)
