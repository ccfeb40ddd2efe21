"""Accession numbers (số đăng ký cá biệt): patterns, what a number says under one, and how numbers are compared. Pure.

A pattern is literal text with `{n}` or `{n:06}` (the running number, filled with zeros) once, and `{yyyy}` or `{yy}` at
most once: `HK{n:06}`, `{yyyy}/{n:03}`, `VV-D2/{n:05}`. With a year the numbers begin again each year.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from lienthu.kernel.errors import Invalid

_FIELD = re.compile(r"{([^{}]*)}")
_N = re.compile(r"n(?::0?(\d{1,2}))?\Z")
MOST_DIGITS = 9
LONGEST_PATTERN = 40
LARGEST = 10**MOST_DIGITS - 1


def key_of(number: str) -> str:
    """Numbers that a person takes for one: `Hk000003`, `HK 000003` and `HK000003`."""
    return "".join(number.upper().split())


@dataclass(frozen=True)
class Pattern:
    """`parts`: literals and the fields `n`, `yyyy`, `yy` in their order."""

    text: str
    parts: tuple[tuple[str, str], ...]
    digits: int

    @property
    def has_year(self) -> bool:
        return any(kind in ("yyyy", "yy") for kind, _text in self.parts)

    @property
    def form(self) -> str:
        """The same for patterns that differ in zeros or in case only."""
        return "".join(key_of(text) if kind == "text" else f"{{{kind[0]}}}" for kind, text in self.parts)

    @property
    def prefix(self) -> str:
        """The key that every number begins with; empty where a field comes first."""
        kind, text = self.parts[0]
        return key_of(text) if kind == "text" else ""

    def number(self, n: int, year: int) -> str:
        shown = {"n": f"{n:0{self.digits}}", "yyyy": f"{year:04}", "yy": f"{year % 100:02}"}
        return "".join(text if kind == "text" else shown[kind] for kind, text in self.parts)

    @cached_property
    def _reader(self) -> re.Pattern[str]:
        fields = {
            "n": rf"(?P<n>[0-9]{{{self.digits},{MOST_DIGITS}}})",
            "yyyy": r"(?P<y>[0-9]{4})",
            "yy": r"(?P<y>[0-9]{2})",
        }
        return re.compile(
            "".join(re.escape(key_of(text)) if kind == "text" else fields[kind] for kind, text in self.parts)
        )

    def read(self, key: str) -> tuple[int, int] | None:
        """(year, n) of a key, year 0 where the pattern has none; None when it is no number of this pattern."""
        found = self._reader.fullmatch(key)
        if found is None:
            return None
        digits = found["n"]
        if len(digits) > self.digits and digits[0] == "0":
            return None
        year = int(found["y"]) if self.has_year else 0
        return (2000 + year if len(found.groupdict().get("y", "")) == 2 else year), int(digits)


def parse(text: str) -> Pattern:
    """Raises `Invalid` with what is wrong with the pattern."""
    if not text or len(text) > LONGEST_PATTERN:
        raise Invalid("catalogue.pattern_length", most=LONGEST_PATTERN)
    parts: list[tuple[str, str]] = []
    digits = 0
    for index, piece in enumerate(_FIELD.split(text)):
        if index % 2 == 0:
            if "{" in piece or "}" in piece:
                raise Invalid("catalogue.pattern_brace")
            if piece:
                parts.append(("text", piece))
            continue
        running = _N.match(piece)
        if running is None and piece not in ("yyyy", "yy"):
            raise Invalid("catalogue.pattern_field", field=piece[:20])
        parts.append(("n" if running else piece, ""))
        digits = max(digits, int(running[1] or 1)) if running else digits
    kinds = [kind[0] for kind, _text in parts if kind != "text"]
    if kinds.count("n") != 1:
        raise Invalid("catalogue.pattern_number")
    if kinds.count("y") > 1:
        raise Invalid("catalogue.pattern_year")
    if digits > MOST_DIGITS - 1:
        raise Invalid("catalogue.pattern_digits", most=MOST_DIGITS - 1)
    if not kinds or _touch(parts):
        raise Invalid("catalogue.pattern_touch")
    return Pattern(text, tuple(parts), max(digits, 1))


def _touch(parts: list[tuple[str, str]]) -> bool:
    """Digits beside digits could be read in two ways."""
    for (kind, text), (next_kind, next_text) in itertools.pairwise(parts):
        left = kind != "text" or text[-1:].isdigit()
        right = next_kind != "text" or next_text[:1].isdigit()
        if left and right:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a library's numbers say under a pattern, for one year. `odd`: numbers spelled otherwise (`Hk000003`)."""

    count: int = 0
    highest: int = 0
    odd: tuple[str, ...] = ()

    @property
    def gaps(self) -> int:
        return self.highest - self.count


MOST_EXAMPLES = 5


def survey(pattern: Pattern, numbers: Iterable[str], year: int) -> Seen:
    """`numbers` as they are written; those of other years and other patterns do not count."""
    year = year if pattern.has_year else 0
    found: set[int] = set()
    odd: list[str] = []
    for number in numbers:
        said = pattern.read(key_of(number))
        if said is None or said[0] != year:
            continue
        found.add(said[1])
        if len(odd) < MOST_EXAMPLES and number != pattern.number(said[1], year):
            odd.append(number)
    return Seen(len(found), max(found, default=0), tuple(odd))


def after(last: int, reserved: Collection[tuple[int, int]]) -> int:
    """The next number that no reserved range (first, last) holds."""
    n = last + 1
    for first, end in sorted(reserved):
        if first <= n <= end:
            n = end + 1
    return n


@dataclass(frozen=True, slots=True)
class Purpose:
    """A series as the choice sees it."""

    series_id: int
    store: str
    kind: str


def choose(series: Iterable[Purpose], store: str, kind: str) -> int | None:
    """The series most particular to a store and a kind of document; None when none is for them."""
    fitting = [one for one in series if one.store in ("", store) and one.kind in ("", kind)]
    fitting.sort(key=lambda one: (one.store == "", one.kind == "", one.series_id))
    return fitting[0].series_id if fitting else None
