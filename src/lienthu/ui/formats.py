"""Numbers, dates and money the Vietnamese way, in both languages (English keeps dd/mm/yyyy, groups with commas)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language


def count(value: Any) -> str:
    """54500 → 54.500; None → empty."""
    if value in (None, ""):
        return ""
    text = f"{value:,}"
    return text if get_language() == "en" else text.translate(str.maketrans(",.", ".,"))


def vnd(value: Any) -> str:
    """54500 → 54.500 ₫, with a space that does not break."""
    return f"{count(int(Decimal(value)))}\u00a0₫" if value not in (None, "") else ""


def vdate(value: date | datetime | None) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def vdatetime(value: datetime | None) -> str:
    if value is None:
        return ""
    local = localtime(value) if is_aware(value) else value
    return f"{vdate(value)}\u00a0{local.hour:02}:{local.minute:02}"


def shown(value: Any) -> Any:
    """Numbers and dates in our way, everything else as it is."""
    if isinstance(value, date):
        return vdate(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return count(value)
    return value
