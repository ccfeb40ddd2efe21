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

_TO = r"\s*(?:[-=]>|→|÷|~|\.{2,3}|…|-|–|—|đến|tới)\s*"
_RANGE = re.compile(rf"^(?P<head>.*?)(?P<first>[0-9]+){_TO}(?P<repeat>.*?)(?P<last>[0-9]+)$")
#: Two numbers beside each other, unless the space belongs to a range.
_BESIDE = r"(?<![-–—÷~…→>\s])(?<!\.\.)(?<!đến)(?<!tới)\s+(?=[A-ZĐ]{1,4}[-.]?[A-Z0-9]*[/.]?[0-9]{3,})"
_LIST = re.compile(rf"\s*[;,]\s*|\s+(?:và|and|&)\s+|{_BESIDE}|\n+")
_NUMBER = re.compile(r"[0-9]")
#: A number or a range that leaves out what stands before it: `HK12, 13, 15-18`.
_BARE = re.compile(rf"(?P<first>[0-9]+)(?P<rest>(?:{_TO}[0-9]+)?)")
_LAST_DIGITS = re.compile(r"^(?P<head>.*[^0-9])(?P<digits>[0-9]+)$")
_FROM = re.compile(r"^từ\s+(?:số\s+)?", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^()]*\)$")


class Doubt(NamedTuple):
    """`code`: range_backwards, range_too_long, range_two_names (all kept as they stand) or range_remark."""

    code: str
    text: str


class Expansion(NamedTuple):
    numbers: list[str]
    faults: list[Doubt]


def expand(text: str, most: int = MOST_COPIES) -> Expansion:
    """Every accession number in `text`; a range that cannot be meant is kept as one number and reported."""
    numbers: list[str] = []
    faults: list[Doubt] = []
    before = ""
    for part in _LIST.split(_FROM.sub("", text.strip(" .;,"))):
        if not part:
            continue
        if before and part[0].isdigit():
            part = _continued(part, before)
        found, fault = _range(part, most)
        if fault:
            faults.append(Doubt(fault, part))
        numbers += found
        before = found[-1]
    return Expansion(list(dict.fromkeys(numbers)), faults)


def _continued(part: str, before: str) -> str:
    """`VV-D2/00033, 00035` and `HK000012, 13`: the store, and leading zeros, stand once."""
    bare, last = _BARE.fullmatch(part), _LAST_DIGITS.match(before)
    if bare is None or last is None or not any(map(str.isalpha, last["head"])):
        return part
    digits, first = last["digits"], bare["first"]
    if digits.startswith("0") and 1 < len(first) < len(digits):
        whole = int(digits[: -len(first)] + first)
        whole += 10 ** len(first) if whole < int(digits) else 0
        first = f"{whole:0{len(digits)}d}"
    elif digits.startswith("0"):
        first = first.zfill(len(digits))
    return last["head"] + first + bare["rest"]


def _range(part: str, most: int) -> tuple[list[str], str]:
    match = _RANGE.match(part)
    if match is None:
        without = _REMARK.sub("", part)
        found, _fault = _range(without, most) if without != part else ([part], "")
        return (found, "range_remark") if len(found) > 1 else ([part], "")
    head, first, last = match["head"], match["first"], match["last"]
    repeat = match["repeat"].strip()
    if head.endswith(("-", ".")) and head.rstrip("-.").isdigit():
        return [part], ""  # a date or a class number
    if repeat and repeat != head.strip() and repeat != head.rpartition("/")[2].strip():
        # Two different names around a dash.
        named = any(map(str.isalpha, head)) and any(map(str.isalpha, repeat))
        return [part], "range_two_names" if named else ""
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
