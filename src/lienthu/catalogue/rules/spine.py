"""A call number as the lines of a spine label: class, book number (title code or cutter), year, volume."""

from __future__ import annotations

import re
from typing import Final

#: DDC as it is shown, with spaces in threes (`398.597 55`), or BBK (`84(1)7-44`), or one of the 19 classes (`3K5H`).
_CLASS: Final = re.compile(r"^(\d{3}(?:\.\d+(?: \d{1,3})*)?|\d{1,2}\(\w+\)\S*|\d{1,2}\S*)(?=\s|$)")
_YEAR: Final = re.compile(r"\b(1[5-9]\d\d|20\d\d)$")
_SHELF: Final = re.compile(r"^([^\s/]{2,12})/(\S+)$")


def spine_lines(call_number: str, year: str = "", volume: str = "") -> list[str]:
    """`398.597 55 V115H` → 398.597 55 | V115H; `320.973 CLI 1997` → 320.973 | CLI | 1997; `VV-D2/00033` → VV-D2 | 00033

    `year` is added when the call number does not end in one, `volume` as `T.2`."""
    text = " ".join(call_number.split())
    shelf = _SHELF.match(text)
    if shelf:
        return [shelf[1], shelf[2]]
    ending = _YEAR.search(text)
    if ending:
        text, year = text[: ending.start()].strip(), ending[1]
    head = _CLASS.match(text)
    first, rest = (head[1], text[head.end() :].strip()) if head else ("", text)
    number = f"T.{volume}" if volume.isdecimal() else volume
    return [line for line in (first, rest, year, number) if line]
