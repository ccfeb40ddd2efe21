"""Keyset pages: the next page starts after a mark, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Generic, TypeVar

import orjson
from django.db.models import Model, Q, QuerySet

from lienthu.kernel.errors import Invalid

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    items: list[M]
    next: str | None


def page(queryset: QuerySet[M], *, by: tuple[str, ...], after: str | None = None, size: int = 50) -> Page[M]:
    """One page of `queryset` ordered by the fields `by` (ascending; the last one unique; `-` turns all around)."""
    descending = by[0].startswith("-")
    names = [name.lstrip("-") for name in by]
    queryset = queryset.order_by(*by)
    if after:
        values = _decode(after, len(names))
        try:
            queryset = queryset.filter(_after(names, values, descending))
        except (TypeError, ValueError, OverflowError) as error:  # a mark of another list, or an invented one
            raise Invalid("kernel.bad_cursor") from error
    items = list(queryset[: size + 1])
    more = len(items) > size
    items = items[:size]
    return Page(items, _encode([getattr(items[-1], name) for name in names]) if more else None)


def _after(names: list[str], values: list[object], descending: bool) -> Q:
    relation = "__lt" if descending else "__gt"
    condition = Q()
    for place, name in enumerate(names):
        equal = {earlier: values[index] for index, earlier in enumerate(names[:place])}
        condition |= Q(**equal, **{name + relation: values[place]})
    return condition


def _encode(values: list[object]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values, default=str)).decode().rstrip("=")


def _decode(mark: str, count: int) -> list[object]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Invalid("kernel.bad_cursor") from error
    if not isinstance(values, list) or len(values) != count:
        raise Invalid("kernel.bad_cursor")
    if not all(_is_plain(value) for value in values):
        raise Invalid("kernel.bad_cursor")
    return values


def _is_plain(value: object) -> bool:
    """What a column can be compared with on both databases: a 64-bit number, or a text without NUL."""
    if isinstance(value, str):
        return "\x00" not in value
    return isinstance(value, int) and -(2**63) <= value < 2**63
