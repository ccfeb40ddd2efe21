"""The array of records inside the answer of a service: `{"total": 2, "records": [{…}, {…}], "next": null}`.

The array may stand one level deeper (`{"data": {"records": […]}}`). What stands before and behind it is no record.
"""

from __future__ import annotations

import re

import orjson

#: Bytes before the array's first object, and behind its last one.
LONGEST = 64 * 1024
_ARRAY = re.compile(rb'"([^"\\]{1,80})"\s*:\s*\[\s*(?=\{)')
#: Arrays of a record itself.
_OF_A_RECORD = frozenset({b"fields", b"controlfield", b"datafield", b"subfields", b"subfield"})
_MOST_TRIED = 20
_CLOSED = (b"]}", b"]}}")
_OPENED = (b'{"a":[', b'{"a":{"a":[')


def entered(data: bytes) -> int:
    """How many bytes at the beginning of `data` lead to the first object of such an array; 0 where there is none."""
    start = len(data) - len(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if data[start : start + 1] != b"{":
        return 0
    for number, match in enumerate(_ARRAY.finditer(data, start, start + LONGEST)):
        if number == _MOST_TRIED or match[1] in _OF_A_RECORD:
            return 0
        if any(_is_json(data[start : match.end()] + closed) for closed in _CLOSED):
            return match.end()
    return 0


def is_end(data: bytes) -> bool:
    """Whether `data`, from the array's `]` on, is the rest of the answer and nothing more."""
    return len(data) < LONGEST and any(_is_json(opened + data) for opened in _OPENED)


def _is_json(data: bytes) -> bool:
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return True
