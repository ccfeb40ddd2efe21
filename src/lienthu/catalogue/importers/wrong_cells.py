"""Cells that hold what a program could not work out: `#N/A`, `#REF!`. Their text is no text of the list."""

from __future__ import annotations

import re

#: Of [MS-XLS] 2.5.10 (Bes), by their codes; LibreOffice writes the same and `Err:502`.
OF_CODE = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_ALL = frozenset(OF_CODE.values()) | {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!"}
_NUMBERED = re.compile(r"Err:5\d\d")


def is_wrong(text: str) -> bool:
    return text[:1] in ("#", "E") and (text.upper() in _ALL or _NUMBERED.fullmatch(text) is not None)


def blanked(cells: list[str]) -> tuple[list[str], dict[int, str]]:
    """The cells without such texts, and which they were by column; the list itself where there are none."""
    wrong = {index: cell for index, cell in enumerate(cells) if is_wrong(cell)}
    return ([("" if index in wrong else cell) for index, cell in enumerate(cells)] if wrong else cells), wrong
