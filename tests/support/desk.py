"""What the desk does, from outside: `python -m tests.support.desk VERB …` in a house, to be killed in the middle."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

CODE = "TINH"
COUNCIL = "Bà Lan\nÔng Y Phôn\nBà H'Linh"


def _saves(times: str) -> dict[str, int]:
    """Saves every record so often, one after another; says each save once it is stored."""
    from lienthu.catalogue.actions.save_record import save_record  # noqa: PLC0415
    from lienthu.catalogue.models import SourceRecord  # noqa: PLC0415
    from lienthu.marc.record import Field, from_compact  # noqa: PLC0415

    for _time in range(int(times)):
        for record in SourceRecord.objects.order_by("id")[:40]:
            marc = from_compact(record.marc)
            marc.fields.append(Field("500", "", "  ", [("a", f"Lần {record.version + 1}")]))
            saved = save_record(actor=_actor(), library_id=record.library_id, marc=marc, record_id=record.pk,
                                expected_version=record.version)  # fmt: skip
            print(f"{saved.record_id} {saved.version}", flush=True)  # noqa: T201
    return {}


def _scans(count: str) -> dict[str, int]:
    """Scans the copies by fives, each five with its token: from the start again, as who got no answer does."""
    from lienthu.catalogue.actions.take_stock import Scope, record_scans, start_stocktake  # noqa: PLC0415
    from lienthu.catalogue.models import Item, Stocktake  # noqa: PLC0415

    taking = Stocktake.objects.first()
    if taking is None:
        taking = start_stocktake(actor=_actor(), library_id=_library().pk, scope=Scope("Kiểm kê"))
    numbers = list(Item.objects.exclude(accession_no="").order_by("id").values_list("accession_no", flat=True))
    for start in range(0, int(count), 5):
        record_scans(actor=_actor(), stocktake=taking, codes=numbers[start : start + 5], token=f"t{start}")
        print(start, flush=True)  # noqa: T201
    return {}


def _batch() -> dict[str, int]:
    """Proposes a note for every record and, once it is counted, starts the work."""
    from lienthu.catalogue.actions import edit_batch  # noqa: PLC0415
    from lienthu.catalogue.models import BatchEdit  # noqa: PLC0415
    from lienthu.catalogue.rules.batch_edit import Operation  # noqa: PLC0415
    from lienthu.kernel import jobs  # noqa: PLC0415

    note = Operation("add", tag="500", code="a", to="Kiểm tra 2026")
    edit = edit_batch.propose(actor=_actor(), library_id=_library().pk, selection={"by": "all"}, operation=note)
    jobs.drain(only=edit.job)
    edit_batch.run(actor=_actor(), edit=BatchEdit.objects.get())
    return {"records": edit.records.count()}


def _weed() -> dict[str, int]:
    """A tenth of the copies, whole records first, through all papers up to the start of the work."""
    from lienthu.catalogue.actions import weed  # noqa: PLC0415
    from lienthu.catalogue.actions.take_stock import Scope, close_stocktake, start_stocktake  # noqa: PLC0415
    from lienthu.catalogue.models import Item, WeedingCopy  # noqa: PLC0415
    from lienthu.catalogue.rules.weeding import Reason  # noqa: PLC0415

    taking = start_stocktake(actor=_actor(), library_id=_library().pk, scope=Scope("Kiểm kê"))
    taking = close_stocktake(actor=_actor(), stocktake=taking)
    round = weed.open_round(actor=_actor(), library_id=_library().pk, name="Đợt 1", stocktake=taking)
    held = Item.objects.held().order_by("record_id", "id")
    codes = list(held.exclude(accession_no="").values_list("accession_no", flat=True)[: held.count() // 10])
    weed.add_by_list(actor=_actor(), round=round, codes=codes, reason=Reason.DAMAGED)
    weed.propose(actor=_actor(), round=round, paper="TTr 01", council=COUNCIL)
    weed.review(actor=_actor(), round=round, paper="BB 02")
    weed.approve(actor=_actor(), round=round, paper="QĐ 15")
    weed.execute(actor=_actor(), round=round)
    return {"copies": WeedingCopy.objects.count()}


def _state() -> dict[str, Any]:
    """What a test compares: every history whole, and each thing done once."""
    from lienthu.catalogue.models import (  # noqa: PLC0415
        Item,
        ItemEvent,
        PastMarc,
        SourceRecord,
        SourceVersion,
        StocktakeCopy,
        StocktakeScan,
        WeedingCopy,
        WeedingStep,
    )
    from lienthu.kernel.models import AuditEntry  # noqa: PLC0415
    from lienthu.marc.record import from_compact  # noqa: PLC0415

    versions: dict[int, list[int]] = {}
    for record_id, number in SourceVersion.objects.order_by("record_id", "number").values_list("record_id", "number"):
        versions.setdefault(record_id, []).append(number)
    records = list(SourceRecord.objects.values_list("id", "version", "state", "marc"))
    past = Counter(PastMarc.objects.values_list("record_id", flat=True))
    notes = {one: [field.text() for field in from_compact(marc).all("500")] for one, _v, _s, marc in records}
    held = set(Item.objects.held().values_list("record_id", flat=True))
    return {
        "whole": all(versions[one] == list(range(1, version + 1)) for one, version, _s, _m in records)
        and all(past[one] == version - 1 for one, version, _s, _m in records),
        "versions": {one: version for one, version, _s, _m in records},
        "notes": notes,
        "audit": dict(Counter(AuditEntry.objects.values_list("code", flat=True))),
        "weeded": Item.objects.filter(status="withdrawn").exclude(left_at=None).count(),
        "weeded_events": ItemEvent.objects.filter(kind="weeded").count(),
        "outcomes": dict(Counter(WeedingCopy.objects.values_list("outcome", flat=True))),
        "executed": WeedingStep.objects.filter(step="executed").count(),
        "empty_and_active": sum(state == "active" and one not in held for one, _v, state, _m in records),
        "withdrawn": sum(state == "withdrawn" for _one, _v, state, _m in records),
        "scans": StocktakeScan.objects.count(),
        "found": StocktakeCopy.objects.filter(outcome="found").count(),
        "twice": StocktakeScan.objects.exclude(outcome="found").count(),
    }


def _actor() -> Any:
    from lienthu.kernel.actor import Actor  # noqa: PLC0415

    return Actor.system("test")


def _library() -> Any:
    from lienthu.registry.models import Library  # noqa: PLC0415

    return Library.objects.get(code=CODE)


def _main(verb: str, *arguments: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    verbs: dict[str, Callable[..., Any]] = {
        "saves": _saves, "scans": _scans, "batch": _batch, "weed": _weed, "state": _state,
    }  # fmt: skip
    print(json.dumps(verbs[verb](*arguments)))  # noqa: T201


if __name__ == "__main__":
    _main(*sys.argv[1:])
