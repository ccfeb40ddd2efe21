"""A list of scanned or pasted numbers. Pure."""

from __future__ import annotations

import re

from lienthu.kernel.errors import Invalid
from lienthu.text import clean

MOST_CODES = 20_000
LONGEST_CODE = 100
_BREAK = re.compile(r"[\r\n\t;,]+")


def codes_in(text: str) -> list[str]:
    """One a line, or parted by tab, comma or semicolon; in their order, those that come twice twice."""
    codes = [code for part in _BREAK.split(text.replace("\x00", "")) if (code := clean(part)[:LONGEST_CODE])]
    if len(codes) > MOST_CODES:
        raise Invalid("catalogue.too_many_codes", most=f"{MOST_CODES:,}".replace(",", "."))
    return codes
