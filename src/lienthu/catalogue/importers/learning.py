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
from lienthu.text import Hint, Repair, repair, shares_of
from lienthu.text.repair import CLEAN, WHOLE

_LOOK_AT = 300  # records or rows
_LEAST = 20
#: Of the damaged texts, the share in one code; of all texts with marks, the share that is damaged.
_ONE_CODE = 0.9
_DAMAGED = 0.7
#: Texts that are not UTF-8 are damaged all; those that seem clean read alike in two codes.
_NOT_UTF8 = 0.3
_SOFT_HYPHENS = 0.1
#: A smaller share of a code tells nothing about the next text.
_TELLING = 0.05
_CODES = frozenset({"tcvn3", "vni", "viscii", "vps", "cp1258"})


@dataclass(slots=True)
class Learnt:
    """`bytes_hint` is for texts that are not UTF-8, `text_hint` for those that are: each kind in a file by itself."""

    bytes_hint: Hint | None = None
    text_hint: Hint | None = None


@dataclass(slots=True)
class Votes:
    """What each text seems to be by itself."""

    clean: int = 0
    damaged: list[tuple[str, Repair]] = field(default_factory=list)

    def add(self, text: str) -> None:
        if text.isascii():
            return
        found = repair(text)
        if found.encoding == CLEAN:
            self.clean += 1
        else:
            self.damaged.append((text, found))

    def hint(self, share: float = _DAMAGED) -> Hint | None:
        """The one code of the file, else the shares of the codes met in it."""
        return self.one_code(share) or self._shares()

    def _shares(self) -> dict[str, float] | None:
        found = shares_of(found for _text, found in self.damaged)
        part = len(self.damaged) / max(1, len(self.damaged) + self.clean)
        shares = {code: share * part for code, share in found.items() if share * part >= _TELLING}
        return shares or None

    def one_code(self, share: float) -> str | None:
        if len(self.damaged) < max(_LEAST, share * (len(self.damaged) + self.clean)):
            return None
        (code, _count), *_ = Counter(found.encoding for _text, found in self.damaged).most_common(1)
        if code not in _CODES:
            return None
        # Many letters stand at one place in several codes: a text may speak for each of them.
        agreeing = sum(found.encoding == code or repair(text, code).text == found.text for text, found in self.damaged)
        if agreeing < _ONE_CODE * len(self.damaged):
            return None
        soft_hyphens = sum("\xad" in text for text, _found in self.damaged)
        return WHOLE if code == "tcvn3" and soft_hyphens >= _SOFT_HYPHENS * len(self.damaged) else code


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
    return Learnt(raw.hint(_NOT_UTF8), decoded.hint())


def _texts(record: Record) -> Iterable[str]:
    for one in record.fields:
        for _code, text in one.subfields or ():
            yield text


def likely_code(rows: Iterable[Iterable[str]]) -> str | None:
    """The code of a few heads: the one in which most of the damaged ones are, from two on."""
    votes = Votes()
    for row in rows:
        for cell in row:
            votes.add(cell)
    codes = Counter(found.encoding for _text, found in votes.damaged if found.encoding in _CODES)
    (code, count), *_ = codes.most_common(1) or [("", 0)]
    return code if count >= 2 and count > votes.clean else None


def learn_cells(rows: Iterable[Iterable[str]], *, are_bytes: bool = False) -> str | None:
    """The code of the cells of one sheet; `are_bytes`: they were no UTF-8 and are seen as Latin-1."""
    votes = Votes()
    for row in islice(rows, _LOOK_AT):
        for cell in row:
            votes.add(cell)
    return votes.one_code(_NOT_UTF8 if are_bytes else _DAMAGED)
