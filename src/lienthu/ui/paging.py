"""Addresses of other pages of the same list."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Entry:
    """A page number with its address; number 0 is a gap."""

    number: int
    url: str = ""
    current: bool = False


def query_of(path: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(path).query))


def with_param(path: str, name: str, value: str | int, drop: tuple[str, ...] = ()) -> str:
    """`path` with one parameter set; an empty value takes it away."""
    parts = urlsplit(path)
    pairs = [(key, val) for key, val in parse_qsl(parts.query) if key != name and key not in drop]
    if value != "":
        pairs.append((name, str(value)))
    return f"{parts.path}?{urlencode(pairs)}" if pairs else parts.path


def numbered(path: str, number: int, last: int, param: str = "page") -> list[Entry]:
    """First, last, and two on each side of the current page."""
    shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    entries: list[Entry] = []
    for page in shown:
        if entries and page > entries[-1].number + 1:
            entries.append(Entry(0))
        entries.append(Entry(page, with_param(path, param, "" if page == 1 else page), page == number))
    return entries
