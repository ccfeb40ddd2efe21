"""What the head of a file says about all of it: the legacy code it is in.

Short fields that read well in two codes can only be settled by their file: TCVN3 `Má than` is `Mỏ than`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lienthu.marc.charset import UTF8
from lienthu.marc.detect import Format
from lienthu.marc.reading import READERS
from lienthu.marc.record import Record
from lienthu.text import repair
from lienthu.text.repair import CLEAN, WHOLE

_LOOK_AT = 300  # records or rows
_LEAST = 20
#: Of the damaged texts, the share in one code; of all texts with marks, the share that is damaged.
_ONE_CODE = 0.9
_DAMAGED = 0.7
_SOFT_HYPHENS = 0.1
_CODES = frozenset({"tcvn3", "vni", "viscii", "vps", "cp1258"})


@dataclass(slots=True)
class Learnt:
    """`bytes_hint` is for texts that are not UTF-8, `text_hint` for those that are: each kind in a file by itself."""

    bytes_hint: str | None = None
    text_hint: str | None = None


@dataclass(slots=True)
class Votes:
    codes: Counter[str] = field(default_factory=Counter)
    soft_hyphens: int = 0

    def add(self, text: str) -> None:
        if text.isascii():
            return
        self.codes[repair(text).encoding] += 1
        self.soft_hyphens += "\xad" in text

    def hint(self) -> str | None:
        damaged = Counter({code: count for code, count in self.codes.items() if code != CLEAN})
        if not damaged:
            return None
        code, count = damaged.most_common(1)[0]
        if code not in _CODES or count < _LEAST or count < _ONE_CODE * damaged.total():
            return None
        if damaged.total() < _DAMAGED * self.codes.total():
            return None
        return WHOLE if code == "tcvn3" and self.soft_hyphens >= _SOFT_HYPHENS * count else code


def learn(path: Path, format: str) -> Learnt:
    raw, decoded = Votes(), Votes()

    def decode(data: bytes) -> str:
        text = data.decode("latin-1")
        raw.add(text)
        return text

    with path.open("rb") as stream:
        for item in islice(READERS[Format(format)](stream, decode), _LOOK_AT):
            if item.record is not None and item.encoding == UTF8:
                for text in _texts(item.record):
                    decoded.add(text)
    return Learnt(raw.hint(), decoded.hint())


def _texts(record: Record) -> Iterable[str]:
    for one in record.fields:
        for _code, text in one.subfields or ():
            yield text


def learn_cells(rows: Iterable[Iterable[str]]) -> str | None:
    """The code of the cells of one sheet."""
    votes = Votes()
    for row in islice(rows, _LOOK_AT):
        for cell in row:
            votes.add(cell)
    return votes.hint()
