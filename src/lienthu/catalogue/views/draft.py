"""A record as the editor's page posts it: lines, then what the form of meanings says, then the button that was pressed.

Without JavaScript every button is a round trip: the page comes back with the lines as they would stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import QueryDict

from lienthu.catalogue.rules.desk import LONGEST_FIELD, length_of
from lienthu.kernel.errors import Unreadable
from lienthu.marc import fixed, form, grid
from lienthu.marc.record import Field, Record
from lienthu.marc.validation import ITEM_TAGS

#: More copies than this are shown as a list of their own and kept as they are.
MOST_ITEM_LINES = 30
MOST_LINES = 1_500
Line = tuple[str, str, str]


@dataclass(slots=True)
class Posted:
    """`version`: the stored one that is expected at saving; `base`: the one that the text was made from. 0: new."""

    leader: str
    lines: list[Line]
    version: int
    base: int
    view: str
    act: str = ""
    at: int = -1
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def wants(self) -> str:
        return self.act.partition(":")[0]


def read(data: QueryDict) -> Posted:
    tags, indicators, texts = data.getlist("tag"), data.getlist("ind"), data.getlist("text")
    if not len(tags) == len(indicators) == len(texts):
        raise Unreadable("kernel.unreadable")
    lines = [(tag.strip()[:3], mark.strip()[:4], text) for tag, mark, text in zip(tags, indicators, texts, strict=True)]
    answers = {key: str(data[key]) for key in data if "." in key}
    place = data.get("act", "save").partition(":")[2]
    return Posted(
        leader=data.get("leader", "")[:24],
        lines=form.applied(lines, answers),
        version=_number(data.get("version", "")),
        base=_number(data.get("base", "")),
        view="form" if data.get("view") == "form" else "grid",
        act=data.get("act", "save"),
        at=_number(place, -1),
        answers=answers,
    )


def _number(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def arranged(posted: Posted) -> Posted:
    """The lines after a button that moves, copies, adds or removes one."""
    lines, at, wants = posted.lines, posted.at, posted.wants
    change = _ARRANGEMENTS.get(wants)
    if change is not None and 0 <= at < len(lines):
        change(lines, at)
    return posted


def blank_tag(posted: Posted) -> str | None:
    """The tag of the line that `add` and `add:260` ask for; nothing where another button was pressed."""
    if posted.wants != "add":
        return None
    tag = posted.act.partition(":")[2]
    return tag if len(tag) == 3 and tag.isascii() and tag.isdecimal() else ""


def _up(lines: list[Line], at: int) -> None:
    if at > 0:
        lines[at - 1 : at + 1] = [lines[at], lines[at - 1]]


def _down(lines: list[Line], at: int) -> None:
    if at + 1 < len(lines):
        _up(lines, at + 1)


def _copy(lines: list[Line], at: int) -> None:
    lines.insert(at + 1, lines[at])


def _remove(lines: list[Line], at: int) -> None:
    del lines[at]


_ARRANGEMENTS: dict[str, Callable[[list[Line], int], None]] = {
    "up": _up, "down": _down, "copy": _copy, "remove": _remove,
}  # fmt: skip


def record_of(posted: Posted, base: Record | None) -> Record:
    """`base`: the stored version that the text was made from; folded lines come out of it."""
    record = grid.from_rows(posted.leader, posted.lines, base)
    fixed.apply(record, posted.answers)
    return record


def is_folded(record: Record) -> Callable[[Field], bool]:
    """Which fields are kept as they are instead of typed in: very long ones, copies by the hundred, the far end."""
    copies = sum(field.tag in ITEM_TAGS for field in record.fields)
    far = {id(field) for field in record.fields[MOST_LINES:]}

    def fold(field: Field) -> bool:
        if field.tag in ITEM_TAGS and copies > MOST_ITEM_LINES:
            return True
        return id(field) in far or length_of(field) > LONGEST_FIELD

    return fold


def lines_of(record: Record, base: Record | None) -> list[grid.Row]:
    return grid.to_rows(record, is_folded(record), base)


def typed_part(record: Record) -> Record:
    """The record without what is folded, but for one copy: it is checked and displayed by that, however many it has."""
    fold = is_folded(record)
    kept = [field for field in record.fields if not fold(field)]
    if len(kept) < len(record.fields):
        kept += next(([field] for field in record.fields if field.tag in ITEM_TAGS and fold(field)), [])
    return Record(record.leader, kept)
