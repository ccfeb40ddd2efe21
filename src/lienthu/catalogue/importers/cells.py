"""What a cell's value is as text, whichever library read it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

CELL_LIMIT = 32_767  # Excel's own, for what is written
_LONGEST = 1_000_000  # a text file has no such limit
MOST_COLUMNS = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cell_text(value: Any) -> str:
    """A cell as a person sees it: 2019.0 is 2019, a date dd/mm/yyyy; a formula is its stored value."""
    if isinstance(value, str):
        text = value if value.isprintable() else _CONTROL.sub("", value)
        return text.replace("\xa0", " ").strip()[:_LONGEST]
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 6))
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, (time, timedelta)):
        return str(value)
    return "" if value is None else str(value)
