"""A record as lines that a person types: tag, indicators, text with ‡ before each subfield code (`‡a Ký ức ‡c Y Phôn`;
`‡aKý ức` and `$a Ký ức` are understood too).

Blanks of indicators and fixed fields show as `#`. Characters that nobody sees (direction marks, zero-width spaces) show
as `⟦202E⟧` and are read back. `from_rows(to_rows(record))` is the record, to the last space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lienthu.marc.record import Field, Record

DELIMITER = "‡"
BLANK = "#"
#: The indicators of a line that stands for a run of fields kept as they are; its text is `first-last`.
FOLD = "fold"
_FIXED = frozenset({"006", "007", "008"})
_HIDDEN = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb‡]")
_TOKEN = re.compile(r"⟦([0-9A-Fa-f]{4,6})⟧")
_DELIMITERS = re.compile("[‡ǂ]")
#: The sign as many keyboards and manuals have it; only where a text has no other, and begins with it.
_DOLLARS = re.compile(r"\$(?=[a-z0-9])")
_RUN = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
_HIGHEST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Row:
    """`count` fields of the record stand in it: one, or the run of a folded line."""

    tag: str
    indicators: str
    text: str
    count: int = 1

    @property
    def is_fold(self) -> bool:
        return self.indicators == FOLD


def visible(text: str) -> str:
    return _HIDDEN.sub(lambda found: f"⟦{ord(found.group()):04X}⟧", text)


def typed(text: str) -> str:
    def char(found: re.Match[str]) -> str:
        number = int(found[1], 16)
        return chr(number) if number <= _HIGHEST and not 0xD800 <= number <= 0xDFFF else found.group()

    return _TOKEN.sub(char, text)


def text_of(field: Field) -> str:
    if field.subfields is None:
        return visible(field.value.replace(" ", BLANK) if field.tag in _FIXED else field.value)
    return " ".join(
        f"{DELIMITER}{code} {visible(text)}" if text else f"{DELIMITER}{code}" for code, text in field.subfields
    )


def to_rows(record: Record, fold: Callable[[Field], bool] | None = None, base: Record | None = None) -> list[Row]:
    """`fold`: fields that are not to be typed in; neighbours of them share one line, which names their places in `base`
    (the stored record whose very fields they are)."""
    places = {id(field): place for place, field in enumerate(base.fields)} if base is not None else {}
    rows: list[Row] = []
    run: list[Field] = []
    for field in record.fields:
        place = places.get(id(field))
        if run and (place is None or place != places[id(run[-1])] + 1 or not (fold and fold(field))):
            rows.append(_folded(run, places))
            run = []
        if fold is not None and place is not None and fold(field):
            run.append(field)
            continue
        indicators = "" if field.subfields is None else field.indicators.replace(" ", BLANK)
        rows.append(Row(field.tag, indicators, text_of(field)))
    return [*rows, _folded(run, places)] if run else rows


def _folded(run: list[Field], places: dict[int, int]) -> Row:
    tags = list(dict.fromkeys(field.tag for field in run))
    return Row(", ".join(tags[:6]), FOLD, f"{places[id(run[0])]}-{places[id(run[-1])]}", len(run))


def from_rows(leader: str, rows: Iterable[tuple[str, str, str]], base: Record | None = None) -> Record:
    """(tag, indicators, text) of each line; empty lines are left out. Folded lines come out of `base`."""
    fields: list[Field] = []
    for tag, indicators, text in rows:
        run = _RUN.fullmatch(text) if indicators == FOLD else None
        if run is not None:
            fields += base.fields[int(run[1]) : int(run[2]) + 1] if base is not None else []
        elif text.strip():
            fields.append(field_of(tag, indicators, text))
    return Record(leader.replace(BLANK, " "), fields)


def field_of(tag: str, indicators: str, text: str) -> Field:
    """Text without any ‡ is ‡a; a control field, and a field without indicators and ‡, has no subfields."""
    if tag < "010" or (not indicators and not _DELIMITERS.search(text)):
        return Field(tag, typed(text.replace(BLANK, " ") if tag in _FIXED else text))
    return Field(tag, "", f"{indicators.replace(BLANK, ' '):2.2}", _subfields(text))


def _subfields(text: str) -> list[tuple[str, str]]:
    delimiters = _DOLLARS if _DOLLARS.match(text.lstrip()) and not _DELIMITERS.search(text) else _DELIMITERS
    head, *pieces = delimiters.split(text)
    found = [("a", typed(head.strip()))] if head.strip() else []
    for number, piece in enumerate(pieces, 1):
        if number < len(pieces) and piece.endswith(" "):
            piece = piece[:-1]  # the space that keeps the next ‡ apart
        if piece:
            found.append((piece[0], typed(piece[1:].removeprefix(" "))))
    return found
