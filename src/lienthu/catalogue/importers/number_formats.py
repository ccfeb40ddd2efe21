"""Numbers that Excel shows with leading zeros: `000123` is stored as 123 with the format `000000`."""

from __future__ import annotations

import re
from typing import NamedTuple

#: Zeros alone, perhaps behind a fixed text (`"HK"000000`).
_FORMAT = re.compile(r'(?:"([^"]{0,20})")?(0{2,20})(?:;.*)?')


class Zeros(NamedTuple):
    prefix: str
    width: int

    def shown(self, number: float) -> str:
        return self.prefix + str(int(number)).zfill(self.width)


#: (row, column) from 0 → how its number is shown, or the name of the error in it.
Cells = dict[tuple[int, int], Zeros | str]


def zeros_of(code: str) -> Zeros | None:
    match = _FORMAT.fullmatch(code)
    return Zeros(match[1] or "", len(match[2])) if match else None
