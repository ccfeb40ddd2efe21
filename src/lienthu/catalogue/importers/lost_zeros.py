"""Numbers that lost their leading zeros: a program took `00012` for the number 12 and kept only that.

Nothing here is done by itself: what a column seems to have lost is shown to a person, who says how many digits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lienthu.catalogue.importers.targets import Target

#: What numbers of one width stand for; a year or a price has none.
MEANINGS = frozenset({Target.ACCESSION, Target.CONTROL_NO})
WIDTHS = range(2, 13)
_NUMBERS = re.compile(r"\d{1,12}(?:\s*[-–—,;\n]\s*\d{1,12})*")
#: The end of a range is short for itself: `120-25` is 120 to 125.
_FIRST = re.compile(r"(?<![\d\-–—])(?<![-–—]\s)\d+")
_LEAST = 0.8


def likely_width(values: Sequence[str]) -> int:
    """How many digits the numbers of a column had; 0 where none lost any.

    >>> likely_width(["12", "13", "00116"]), likely_width(["9", "10", "1217"]), likely_width(["TK12"])
    (5, 4, 0)
    """
    numbers = [value for value in values if _NUMBERS.fullmatch(value)]
    if len(numbers) < 2 or len(numbers) < _LEAST * len(values):
        return 0
    single = [found for value in numbers for found in _FIRST.findall(value)]
    whole = Counter(len(number) for number in single if number.startswith("0") and len(number) > 1)
    width = whole.most_common(1)[0][0] if whole else max(map(len, single))
    return width if width in WIDTHS and any(len(number) < width for number in single) else 0


def restored(cell: str, width: int) -> str:
    """
    >>> restored("12", 5), restored("120-25, 7", 5), restored("HK12", 5), restored("123456", 5)
    ('00012', '00120-25, 00007', 'HK12', '123456')
    """
    if not width or not _NUMBERS.fullmatch(cell):
        return cell
    return _FIRST.sub(lambda match: match.group().zfill(width), cell)
