"""The code of a job: on its paper as a barcode, as the name of its folder and as the beginning of its files' names.

`DC26-0042-K`: the project, the job's number in it, a check character over both (ISO/IEC 7064 MOD 37,36), so that a
folder typed wrongly belongs to no job instead of to another one.
"""

from __future__ import annotations

import re
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PROJECT: Final = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_CODE: Final = re.compile(r"(?<![A-Z0-9])[A-Z][A-Z0-9]{1,11}-\d{4,5}-[0-9A-Z](?![A-Z0-9])")
_PAGE: Final = re.compile(r"[_\- ]0*(\d{1,5})(?=\.|$)")
_TARGET: Final = re.compile(r"target|thang[-_ ]?mau|colou?r[-_ ]?(?:chart|card|checker)", re.IGNORECASE)


def is_project_code(text: str) -> bool:
    """Two to twelve capital letters and digits, a letter first: nothing that a file system or a barcode forbids."""
    return _PROJECT.fullmatch(text) is not None


def check_character(text: str) -> str:
    """Finds every wrong character and nearly every turned pair. Dashes do not count."""
    carry = 36
    for letter in text:
        if letter in _ALPHABET:
            carry = ((carry + _ALPHABET.index(letter)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - carry) % 36]


def job_code(project: str, number: int) -> str:
    body = f"{project}-{number:04}"
    return f"{body}-{check_character(body)}"


def recognised(text: str) -> str:
    """The first whole code in a scan, or in the name of a folder or file; empty for none."""
    for match in _CODE.finditer(text.upper()):
        body, _dash, check = match[0].rpartition("-")
        if check_character(body) == check:
            return match[0]
    return ""


def page_name(code: str, number: int, suffix: str = "tif") -> str:
    """How the file of a page is called."""
    return f"{code}_{number:04}.{suffix}"


def page_number(name: str, code: str) -> int | None:
    """Which page a file is, by its name; None where it does not say."""
    match = _PAGE.search(name.upper().replace(code, "", 1)) if code in name.upper() else _PAGE.search(f"_{name}")
    return int(match[1]) if match else None


def is_target(name: str) -> bool:
    """A picture of the colour target, not of a page."""
    return _TARGET.search(name) is not None
