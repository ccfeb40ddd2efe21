"""Fixed fields by meaning: leader, 006, 007, 008 as questions with answers instead of counted positions.

Words in `data/fixed.txt`. A page posts each answer as `x008.0.33` (tag, which field of that tag, position) beside
`x008.0.was`; only answers that were changed are written, so that a typed 008 is not overwritten by the panel beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lienthu.marc.grid import BLANK
from lienthu.marc.help import Words
from lienthu.marc.record import Field, Record

LEADER = "LDR"
#: Length of 007 by its first character.
_LENGTHS = {"a": 8, "c": 14, "h": 13, "k": 6, "s": 14, "t": 2, "v": 9}
_KINDS = {"e": "MP", "f": "MP", "c": "MU", "d": "MU", "i": "MU", "j": "MU", "g": "VM", "k": "VM", "o": "VM", "r": "VM",
          "m": "CF", "p": "MX", "s": "CR"}  # fmt: skip
_SERIAL = "bis"
_FIXED_LENGTH = 40
_OFFSET = 17  # 008/18 is 006/01


@dataclass(frozen=True, slots=True)
class Position:
    start: int
    length: int
    name: Words
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as the page shows it. `value` has `#` for blanks; one that the table lacks is in `strange`."""

    key: str
    name: Words
    length: int
    value: str
    choices: tuple[tuple[str, Words], ...]
    strange: bool


@dataclass(frozen=True, slots=True)
class Panel:
    tag: str
    number: int
    was: str
    answers: list[Answer]

    @property
    def key(self) -> str:
        return f"x{self.tag}.{self.number}.was"


@cache
def groups() -> dict[str, list[Position]]:
    found: dict[str, list[Position]] = {}
    group: list[Position] = []
    text = resources.files("lienthu.marc").joinpath("data/fixed.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line or line.startswith("//"):
            continue
        if line.startswith("@"):
            group = found[line[1:]] = []
        elif line.startswith("= "):
            _equals, other, start = line.split()
            source = next(one for one in found[other] if one.start == int(start))
            group[-1] = Position(group[-1].start, group[-1].length, group[-1].name, source.choices)
        elif line[0].isdigit() and line.split(" ", 2)[1].isdigit():
            start, length, name = line.split(" ", 2)
            group.append(Position(int(start), int(length), _words(name)))
        else:
            last = group[-1]
            choice = (line[0], _words(line[2:]))
            group[-1] = Position(last.start, last.length, last.name, (*last.choices, choice))
    return found


def _words(text: str) -> Words:
    vi, _bars, en = text.partition("||")
    return Words(vi, en)


def kind_of(leader: str) -> str:
    """The group of 008/18–34: BK CR MP MU VM CF MX."""
    type_of_record, level = leader[6:7], leader[7:8]
    if type_of_record in ("a", " ") and level in _SERIAL:
        return "CR"
    return _KINDS.get(type_of_record, "BK")


def panels(record: Record) -> list[Panel]:
    """Leader, every 006 and 007 whose kind is known, and 008 (asked also where it is missing)."""
    leader = f"{record.leader:24.24}"
    found = [_panel(LEADER, 0, leader, groups()[LEADER], 0)]
    seen = {"006": 0, "007": 0, "008": 0}
    for field in record.fields:
        if field.tag not in seen:
            continue
        positions, offset = _positions(field, leader)
        if positions:
            found.append(_panel(field.tag, seen[field.tag], field.value, positions, offset))
        seen[field.tag] += 1
    if not seen["008"]:
        found.append(_panel("008", 0, "", _all_008(leader), 0))
    return found


def _positions(field: Field, leader: str) -> tuple[list[Position], int]:
    if field.tag == "008":
        return _all_008(leader), 0
    if field.tag == "007":
        return groups().get(f"007{field.value[:1]}", []), 0
    return groups().get(_KINDS.get(field.value[:1], "BK"), []), _OFFSET


def _all_008(leader: str) -> list[Position]:
    return sorted([*groups()["008"], *groups()[kind_of(leader)]], key=lambda one: one.start)


def _panel(tag: str, number: int, value: str, positions: list[Position], offset: int) -> Panel:
    answers = []
    for one in positions:
        start = one.start - offset
        now = f"{value[start : start + one.length]:{one.length}}".replace(" ", BLANK)
        strange = bool(one.choices) and now not in dict(one.choices)
        answers.append(Answer(f"x{tag}.{number}.{start}", one.name, one.length, now, one.choices, strange))
    return Panel(tag, number, value.replace(" ", BLANK), answers)


def apply(record: Record, data: Mapping[str, str]) -> None:
    """Writes the answers that differ from what the page showed."""
    for key, was in data.items():
        if not (key.startswith("x") and key.endswith(".was")):
            continue
        tag, number = key[1:4], key[5:-4]
        answers = {name: data[name] for name in data if name.startswith(f"x{tag}.{number}.") and name != key}
        for name, answer in answers.items():
            place = name.rpartition(".")[2]
            if place.isdecimal() and number.isdecimal() and len(place) < 3:
                _write(record, tag, int(number), int(place), answer, was)


def _write(record: Record, tag: str, number: int, start: int, answer: str, was: str) -> None:
    length = max(len(answer), 1)
    if was[start : start + length].ljust(length, BLANK) == (answer or BLANK):
        return
    text = (answer or BLANK).replace(BLANK, " ")
    if tag == LEADER:
        record.leader = _put(f"{record.leader:24.24}", start, text)[:24]
        return
    fields = [field for field in record.fields if field.tag == tag]
    if number < len(fields):
        fields[number].value = _put(fields[number].value, start, text)
    elif tag == "008" and not fields:
        at = next((place for place, field in enumerate(record.fields) if field.tag > tag), len(record.fields))
        record.fields.insert(at, Field(tag, _put(" " * _FIXED_LENGTH, start, text)))


def _put(value: str, start: int, text: str) -> str:
    value = f"{value:{start + len(text)}}"
    return value[:start] + text + value[start + len(text) :]
