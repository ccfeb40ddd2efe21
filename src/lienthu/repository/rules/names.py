"""File names in the order people mean: `trang 2` before `trang 10`."""

from __future__ import annotations

import re

from lienthu.text import sort_key

_NUMBER = re.compile(r"(\d+)")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key."""
    parts = _NUMBER.split(name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, sort_key(part)) for part in parts if part)
