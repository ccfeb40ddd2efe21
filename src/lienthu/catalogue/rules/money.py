"""Prices as they stand in Vietnamese catalogues: `54.500đ`, `99,000 VNĐ`, `.99.000đ`, `54500.0`."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d[\d.,\s]*")
_FOREIGN = re.compile(r"[$€£¥]|\b(?:usd|eur|gbp|dm|ff|fr)\b", re.IGNORECASE)
#: `45k`, `12,5 nghìn`
_SHORT = re.compile(r"(?<![\d.,])(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:k|nghìn|ngàn|ng\.?)(?!\w)", re.IGNORECASE)
MOST = 2_000_000_000


def dong(text: str) -> int | None:
    """The amount in đồng; None where there is none, or where it is another currency.

    >>> dong("54.500đ"), dong("99,000 VNĐ"), dong("54500.0"), dong("$25"), dong("45k")
    (54500, 99000, 54500, None, 45000)
    """
    if not text or not any(character.isdigit() for character in text):
        return None
    if _FOREIGN.search(text):
        return None
    if short := _SHORT.search(text):
        return round(float(short[1].replace(",", ".")) * 1000)
    match = _NUMBER.search(text)
    if match is None:
        return None
    digits = re.sub(r"\s", "", match.group()).rstrip(".,")
    # One or two digits after the last mark are decimals; three are thousands.
    digits = re.sub(r"[.,]\d{1,2}$", "", digits)
    amount = int(re.sub(r"[.,]", "", digits) or "0")
    return amount if 0 < amount <= MOST else None
