"""The reform of 1 July 2025 in one former province, from the shipped tables: which units there were and became.

Sources: Resolution 202/2025/QH15 (provinces), Resolution 1671/NQ-UBTVQH15 (communes of Lâm Đồng), the statistics
office's list of codes. Districts ended without a successor of their own; their communes went whole into new ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

PROVINCES_BASIS = "202/2025/QH15"
COMMUNES_BASIS = "1671/NQ-UBTVQH15"
DISTRICTS_BASIS = "72/2025/QH15"


@dataclass(frozen=True, slots=True)
class UnitKey:
    """A unit in one of the two tables. Code alone would mix an old unit with a new one."""

    level: str
    code: str
    kind: str
    name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Commune:
    district: UnitKey
    old: UnitKey
    new: UnitKey
    is_unchanged: bool


@dataclass(frozen=True, slots=True)
class Province:
    old: UnitKey
    new: UnitKey


#: The province whose communes the table lists.
HOME = "67"


def provinces() -> list[Province]:
    return [Province(_unit(row, "province", "old"), _unit(row, "province", "new")) for row in _rows("provinces_2025")]


def communes() -> list[Commune]:
    found = []
    for row in _rows("communes_dak_nong_2025"):
        district = UnitKey("district", row["district_code"], row["district_kind"], row["district_name"], False)
        old, new = _unit(row, "commune", "old"), _unit(row, "commune", "new")
        found.append(Commune(district, old, new, row["transfer"] == "unchanged"))
    return found


def _unit(row: dict[str, str], level: str, side: str) -> UnitKey:
    return UnitKey(level, row[f"{side}_code"], row[f"{side}_kind"], row[f"{side}_name"], side == "new")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (files("lienthu.registry") / "data" / f"{name}.csv").open(encoding="utf-8") as table:
        yield from csv.DictReader(table)
