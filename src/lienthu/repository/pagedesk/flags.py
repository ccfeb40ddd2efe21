"""Which pages seem to be missing, and which to be there twice: by their pictures, by the numbers printed on them, by
the numbers in the names of their files. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

#: Of 256 bits, how many may differ between two pictures of one page.
_SAME: Final = 14
_MOST_MISSING: Final = 40
_EDGE: Final = 0.12
_SUPPORT: Final = 6
_REGULAR: Final = 0.6
_NUMBER: Final = re.compile(r"^[\W_]*(\d{1,4})[\W_]*$")
_IN_NAME: Final = re.compile(r"^(.*?)(\d+)(\D*)$")


@dataclass(frozen=True, slots=True)
class Leaf:
    """`source`: what the page is drawn from, with its recipe; `printed`: the number read on it."""

    id: int
    position: int
    name: str = ""
    source: str = ""
    hash: str = ""
    is_blank: bool = False
    printed: int | None = None


@dataclass(slots=True)
class Flag:
    """`code` and what it says of: the other page's position, or the numbers that are missing before this one."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def flags(leaves: Sequence[Leaf]) -> dict[int, list[Flag]]:
    """Page → flags. `leaves` in order."""
    found: dict[int, list[Flag]] = {}
    for id_, flag in [*_doubles(leaves), *_missing(leaves), *_gaps_in_names(leaves)]:
        found.setdefault(id_, []).append(flag)
    return found


def _doubles(leaves: Sequence[Leaf]) -> list[tuple[int, Flag]]:
    found = []
    for number, leaf in enumerate(leaves):
        for other in leaves[max(0, number - 2) : number]:
            same = bool(leaf.source) and leaf.source == other.source
            alike = leaf.hash and other.hash and not (leaf.is_blank or other.is_blank)
            if same or (alike and (int(leaf.hash, 16) ^ int(other.hash, 16)).bit_count() <= _SAME):
                found.append((leaf.id, Flag("double", {"of": other.position})))
                break
    return found


def _missing(leaves: Sequence[Leaf]) -> list[tuple[int, Flag]]:
    """A number that no neighbour supports was misread."""
    numbered = [(place, leaf) for place, leaf in enumerate(leaves) if leaf.printed is not None]
    offsets = [(leaf.printed or 0) - place for place, leaf in numbered]

    def is_supported(at: int) -> bool:
        near = offsets[max(0, at - _SUPPORT) : at] + offsets[at + 1 : at + 1 + _SUPPORT]
        return offsets[at] in near or len(numbered) <= 2

    sure = [at for at in range(len(numbered)) if is_supported(at)]
    found = []
    for before, after in pairwise(sure):
        lacking = offsets[after] - offsets[before]
        if 0 < lacking <= _MOST_MISSING:
            (_, one), (_, other) = numbered[before], numbered[after]
            first, last = (one.printed or 0) + 1, (other.printed or 0) - 1
            found.append((other.id, Flag("missing", {"first": first, "last": last, "count": lacking})))
    return found


def _gaps_in_names(leaves: Sequence[Leaf]) -> list[tuple[int, Flag]]:
    parts = [_IN_NAME.match(leaf.name.rsplit(".", 1)[0]) for leaf in leaves]
    steps = []
    for place in range(1, len(leaves)):
        one, other = parts[place - 1], parts[place]
        if one and other and (one[1], one[3]) == (other[1], other[3]) and len(one[2]) < 12 and len(other[2]) < 12:
            steps.append((place, int(one[2]), int(other[2])))
    whole = [(place, one, other) for place, one, other in steps if other != one]
    if not whole or sum(other - one == 1 for _place, one, other in whole) < _REGULAR * len(whole):
        return []
    return [
        (leaves[place].id, Flag("name_gap", {"first": one + 1, "last": other - 1, "count": other - one - 1}))
        for place, one, other in whole
        if 1 < other - one <= _MOST_MISSING
    ]


def printed_number(lines: Sequence[Any], height: int) -> int | None:
    """The number at the head or foot of a page, alone in its line or at one end of it. `lines` as in `PageText`."""
    edge = _EDGE * height
    near = [line for line in lines if line[1] + line[3] < edge or line[1] > height - edge]
    for line in near:
        if hit := _NUMBER.match(" ".join(word[0] for word in line[4])):
            return int(hit[1])
    for line in near:
        words = line[4]
        for word in (words[0], words[-1]) if len(words) > 1 else ():
            if (hit := _NUMBER.match(word[0])) and len(hit[1]) < 4:
                return int(hit[1])
    return None


def roman(number: int) -> str:
    """xiv, as front matter is numbered."""
    found = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        while number >= value:
            found, number = found + letters, number - value
    return found
