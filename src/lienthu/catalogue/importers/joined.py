"""Lists that have everything of a book in one cell: `Tô Hoài - Dế mèn phiêu lưu ký - Kim Đồng - 2019`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

#: The first that most lines have equally often; after a full stop one is enough, as in ISBD (`Tên / Tác giả. - NXB`).
_MARKS = (". - ", ". – ", ".- ", " - ", " – ", " — ", " | ", "; ")
_ISBD = frozenset({". - ", ". – ", ".- "})
_LEAST_LINES = 3
_MOST_LINES = 0.75
_NUMBERED = re.compile(r"^\d{1,4}\s*[.)]\s+(?=\D)")
_YEAR = re.compile(r"\D{0,5}(?:1[5-9]|20)\d\d\D{0,3}")


@dataclass(frozen=True, slots=True)
class Joined:
    """Cell `column` is the last one of its row and holds so many parts with `mark` between them."""

    column: int
    mark: str
    parts: int

    def cells(self, row: Sequence[str]) -> list[str]:
        """The row as if each part had a cell of its own. What is too much belongs to the second part, the title."""
        cell = row[self.column] if self.column < len(row) else ""
        parts = [part.strip() for part in _NUMBERED.sub("", cell).split(self.mark)]
        missing = self.parts - len(parts)
        if missing < 0:
            end = self.parts - 2
            parts = [parts[0], self.mark.join(parts[1 : len(parts) - end]), *parts[len(parts) - end :]]
        elif missing and len(parts) > 1 and _YEAR.fullmatch(parts[-1]):
            parts[-1:] = [*[""] * missing, parts[-1]]
        else:
            parts += [""] * missing
        return [*row[: self.column], *parts]

    def repeated(self, codes: Sequence[str]) -> list[str]:
        """What is known of each cell, for each part."""
        one = codes[self.column] if self.column < len(codes) else ""
        return [*codes[: self.column], *[one] * self.parts]


def find(rows: Sequence[Sequence[str]]) -> Joined | None:
    """None for a list with columns."""
    used = Counter(index for row in rows for index, cell in enumerate(row) if cell)
    if not used:
        return None
    column = max(used)
    if used[column] < _LEAST_LINES or any(
        cell and not cell.rstrip(".").isdigit() and used[index] > 0.1 * used[column]
        for row in rows
        for index, cell in enumerate(row[:column])
    ):
        return None
    lines = [row[column] for row in rows if column < len(row) and row[column]]
    for mark in _MARKS:
        counts = Counter(count for line in lines if (count := line.count(mark)))
        if not counts or sum(counts.values()) < _MOST_LINES * len(lines):
            continue
        typical, often = counts.most_common(1)[0]
        if often >= 0.6 * len(lines) and (typical >= 2 or mark in _ISBD):
            return Joined(column, mark, typical + 1)
    return None
