"""Which records a batch edit looks at. Rooms above add ways of their own: `register("reason", narrow, offered)`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q, QuerySet

from lienthu.catalogue.models import ImportBatch, ImportRow, SourceRecord
from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.batch_edit import Where
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.kernel.errors import Invalid
from lienthu.ui.formats import vdatetime

Narrow = Callable[[QuerySet[SourceRecord], str], QuerySet[SourceRecord]]
#: Ids of the libraries that are asked about → (value, what it is called).
Offered = Callable[[Collection[int]], list[tuple[str, str]]]
_IMPORTS_OFFERED = 50


def _everything(records: QuerySet[SourceRecord], _value: str) -> QuerySet[SourceRecord]:
    return records


def _numbers(records: QuerySet[SourceRecord], value: str) -> QuerySet[SourceRecord]:
    """Control or accession numbers, one a line."""
    codes = codes_in(value)
    if not codes:
        raise Invalid("catalogue.batch_incomplete", field="value")
    held = Q(items__accession_key__in={key_of(code) for code in codes}, items__left_at=None)
    return records.filter(id__in=records.filter(Q(control_no__in=codes) | held).values("id"))


def _import(records: QuerySet[SourceRecord], value: str) -> QuerySet[SourceRecord]:
    return records.filter(id__in=ImportRow.objects.filter(batch__public_id=value).values("record_id"))


def _imports(library_ids: Collection[int]) -> list[tuple[str, str]]:
    batches = ImportBatch.objects.filter(library_id__in=library_ids, dry_run=False, same_as=None)
    found = batches.select_related("library").order_by("-id")[:_IMPORTS_OFFERED]
    return [(one.public_id, f"{one.filename} · {one.library.code} · {vdatetime(one.created_at)}") for one in found]


_WAYS: dict[str, Narrow] = {"all": _everything, "numbers": _numbers, "import": _import}
_OFFERED: dict[str, Offered] = {"import": _imports}


def register(name: str, narrow: Narrow, offered: Offered) -> None:
    _WAYS[name], _OFFERED[name] = narrow, offered


def ways() -> list[str]:
    return list(_WAYS)


def offered(library_ids: Collection[int]) -> dict[str, list[tuple[str, str]]]:
    """Way → the values that can be chosen for it."""
    return {way: values(library_ids) for way, values in _OFFERED.items()}


def records_of(library_id: int, selection: dict[str, Any]) -> QuerySet[SourceRecord]:
    """Active records of the library that the selection names; what is in their fields is asked by `where_of`."""
    narrow = _WAYS.get(selection.get("by", "all"))
    if narrow is None:
        raise Invalid("catalogue.batch_selection")
    records = SourceRecord.objects.filter(library_id=library_id, state=SourceRecord.State.ACTIVE)
    return narrow(records, str(selection.get("value", "")))


def where_of(selection: dict[str, Any]) -> Where:
    found = Where(**selection.get("where") or {})
    if found.how not in ("", "contains", "equals", "missing"):
        raise Invalid("catalogue.batch_selection")
    if found.how and not found.tag:
        raise Invalid("catalogue.batch_incomplete", field="tag")
    return found
