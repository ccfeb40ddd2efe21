"""The one table of the matcher: what each finding of a comparison is worth.

A number adds to the evidence (natural-log scale; `BIAS` is where a pair starts). `VETO` makes two records different
whatever else agrees. `HOLD` lets a person decide: never automatically the same, never silently different.
"""

from __future__ import annotations

from typing import Final

VETO: Final = -99.0
HOLD: Final = 0.001

BIAS: Final = -5.5
SAME_FROM: Final = 0.95
REVIEW_FROM: Final = 0.60

WEIGHTS: Final[dict[str, float]] = {
    # Title
    "title.equal": 5.0,
    "title.equal_with_remainder": 5.0,
    "title.equal_unmarked": 4.2,
    "title.equal_numbers_spelled": 4.5,
    "title.equal_spacing": 4.5,
    "title.slip": 3.4,
    "title.transliterated": 2.8,
    "title.long": 0.8,
    "title.missing": VETO,
    "title.differs": VETO,
    "title.marks_differ": VETO,
    "title.mark_lost": HOLD,
    "title.one_word_differs": VETO,
    "title.number_differs": VETO,
    "title.number_one_side": HOLD,
    "remainder.equal": 0.8,
    "remainder.missing": 0.0,
    "remainder.shorter": 0.3,
    "remainder.close": -1.0,
    "remainder.differs": VETO,
    # Parts of a set, school books
    "part.equal": 0.5,
    "part.differs": VETO,
    "part.one_side": HOLD,
    "part.set_and_part": VETO,
    "part_name.equal": 0.5,
    "part_name.differs": VETO,
    "grade.differs": VETO,
    "grade.one_side": HOLD,
    "kind.differs": VETO,
    # Responsibility
    "name.equal": 3.0,
    "name.in_part": 2.6,
    "name.initials": 2.0,
    "name.unmarked": 2.6,
    "name.transliterated": 1.6,
    "name.slip": 1.2,
    "name.namesake": HOLD,
    "name.one_side": -0.3,
    "name.differs": -6.0,
    "name.dates_differ": VETO,
    "body.equal": 2.2,
    "body.differs": VETO,
    "translator.equal": 0.8,
    "translator.differs": VETO,
    # Edition and publication
    "edition.equal": 0.8,
    "edition.one_side": -0.4,
    "edition.differs": VETO,
    "edition.wording": HOLD,
    "edition.revision_one_side": -0.4,
    "year.equal": 1.5,
    "year.one_side": -0.8,
    "year.differs": VETO,
    "publisher.equal": 1.2,
    "publisher.close": 0.5,
    "publisher.differs": -5.0,
    # Physical form
    "pages.equal": 2.0,
    "pages.close": 0.9,
    "pages.differ": -5.5,
    "size.equal": 0.2,
    "size.differs": -2.0,
    "carrier.differs": VETO,
    "level.differs": VETO,
    # Identifiers, language, series
    "isbn.equal": 3.5,
    "isbn.of_set": 0.4,
    "isbn.differs": -2.0,
    "serial.start_equal": 1.2,
    "issn.equal": 4.0,
    "issn.differs": VETO,
    "language.differs": VETO,
    "language.one_side": -1.5,
    "series.equal": 0.4,
    "series.differs": VETO,
    "series.number_differs": VETO,
    # The whole
    "evidence.thin": HOLD,
    "evidence.without_year": HOLD,
    "cluster.contradiction": HOLD,
    "cluster.ambiguous": HOLD,
}


def is_tunable(code: str) -> bool:
    """Whether people's decisions may move this weight: never what forbids or holds."""
    return WEIGHTS.get(code, VETO) not in (VETO, HOLD)
