"""Old, rare and special documents: what the law asks of them (Decree 93/2020/NĐ-CP, Art. 5–8). Pure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    ANCIENT = "ancient"
    RARE = "rare"
    COLLECTION = "collection"


class Criterion(StrEnum):
    """`AGE`: Art. 5. `AUTOGRAPH`: Art. 6(1). `EVENT`, with at least one of `CARRIER`, `UNIQUE` or `FORM`: Art. 6(2).
    `COLLECTION`: Art. 7."""

    AGE = "age"
    AUTOGRAPH = "autograph"
    EVENT = "event"
    CARRIER = "carrier"
    UNIQUE = "unique"
    FORM = "form"
    COLLECTION = "collection"


OF_KIND: Final[dict[Kind, tuple[Criterion, ...]]] = {
    Kind.ANCIENT: (Criterion.AGE,),
    Kind.RARE: (Criterion.AUTOGRAPH, Criterion.EVENT, Criterion.CARRIER, Criterion.UNIQUE, Criterion.FORM),
    Kind.COLLECTION: (Criterion.COLLECTION,),
}
_FORMS: Final = frozenset({Criterion.CARRIER, Criterion.UNIQUE, Criterion.FORM})
YEARS: Final = 100


def fault(kind: Kind, criteria: Collection[Criterion], year: int | None, today_year: int) -> str | None:
    """Why a document does not fit its kind, as a code; None when it does."""
    named = set(criteria)
    if not named or not named <= set(OF_KIND[kind]) | ({Criterion.AGE} if kind is Kind.RARE else set()):
        return "repository.register_criteria"
    if Criterion.AGE in named and (year is None or today_year - year < YEARS):
        return "repository.register_too_young"
    if kind is Kind.RARE and Criterion.AUTOGRAPH not in named and not (Criterion.EVENT in named and named & _FORMS):
        return "repository.register_rare_needs"
    return None
