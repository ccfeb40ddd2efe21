"""Accession numbers as libraries write them: single, listed, and in ranges with a shortened end.

`VV-D2/03704-3729` = VV-D2/03704 … VV-D2/03729 · `VV-D2/00033-34` · `00090-92` · `HK000012-15`
"""

from __future__ import annotations

import re
from typing import NamedTuple

# More copies of one book than any library buys: the range is a typing slip.
MOST_COPIES = 1000
#: `000097-00` goes over the hundred; more than this many copies across it are a typing slip.
_MOST_ACROSS = 30

_RANGE = re.compile(r"^(?P<head>.*?)(?P<first>[0-9]+)\s*(?:-|–|—|->|→|÷|đến)\s*(?P<repeat>.*?)(?P<last>[0-9]+)$")
_LIST = re.compile(r"\s*[;,]\s*|\s+(?=[A-ZĐ]{1,4}[-.]?[A-Z0-9]*[/.]?[0-9]{3,})|\n+")
_NUMBER = re.compile(r"[0-9]")


class Expansion(NamedTuple):
    numbers: list[str]
    faults: list[str]


def expand(text: str, most: int = MOST_COPIES) -> Expansion:
    """Every accession number in `text`; a range that cannot be meant is kept as one number and reported."""
    numbers: list[str] = []
    faults: list[str] = []
    store = ""
    for part in _LIST.split(text.strip(" .;,")):
        if not part:
            continue
        if store and part[0].isdigit():
            part = store + part  # `VV-D2/00033, 00035`: the store stands once
        found, fault = _range(part, most)
        if fault:
            faults.append(fault)
        numbers += found
        store = _store(found[0])
    return Expansion(list(dict.fromkeys(numbers)), faults)


def _store(number: str) -> str:
    head, slash, tail = number.rpartition("/")
    return head + slash if slash and tail.isdigit() and not head.isdigit() else ""


def _range(part: str, most: int) -> tuple[list[str], str]:
    match = _RANGE.match(part)
    if match is None:
        return [part], ""
    head, first, last = match["head"], match["first"], match["last"]
    repeat = match["repeat"].strip()
    if head.endswith(("-", ".")) and head.rstrip("-.").isdigit():
        return [part], ""  # a date or a class number
    if repeat and repeat != head.strip() and repeat != head.rpartition("/")[2].strip():
        return [part], ""  # two different names around a dash
    if len(last) > len(first):
        # `VV12-00033`: the digits before the dash belong to the store's name.
        return [part], ""
    end = int(first[: len(first) - len(last)] + last)
    start = int(first)
    if end < start and len(last) > 1 and end + 10 ** len(last) - start < _MOST_ACROSS:
        end += 10 ** len(last)
    if end < start:
        return [part], "range_backwards"
    if end - start >= most:
        return [part], "range_too_long"
    width = len(first)
    return [f"{head}{number:0{width}d}" for number in range(start, end + 1)], ""


def store_of(number: str) -> str:
    """The store in `VV-D2/03704` (before the slash) or `HK000012` (the letters), else an empty string."""
    head, slash, _ = number.rpartition("/")
    if slash and not head.isdigit():
        return head.strip()
    match = _NUMBER.search(number)
    return number[: match.start()].strip(" .-") if match and not slash else ""
