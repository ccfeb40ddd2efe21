"""The union entry, built field by field from its members' facts; every field says where it came from.

`derive(sources)` makes `Entry.data` of what the members say (facts.py):

    {"title": {"v": "Truyện Kiều", "s": 17, "o": [[23, "Truyen Kieu"]]},
     "subjects": {"v": ["Thơ", "Việt Nam"], "s": [17, 23]}, …}

`v` the value; `s` the source record (for lists that are united: one per value); `o` what other members had instead;
`c` the correction a person made (then `s` is empty, and `o` has what the sources say).
Text: title remainder responsibility edition place publisher date extent size summary format carrier. Number: year.
Lists from one source: parts creators languages original_languages. United lists: other_titles isbns issns subjects
keywords classes series links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lienthu import text
from lienthu.union.rules.facts import Facts

UNITED = frozenset(["other_titles", "isbns", "issns", "subjects", "keywords", "classes", "series", "links"])
FIELDS = (
    "title", "remainder", "parts", "other_titles", "responsibility", "creators", "edition", "place", "publisher",
    "date", "year", "extent", "size", "isbns", "issns", "languages", "original_languages", "subjects", "keywords",
    "classes", "series", "summary", "links", "format", "carrier",
)  # fmt: skip
# A text can be the accented form of another; these fields prefer it over a better library's unaccented one.
_WORDED = frozenset(["title", "remainder", "responsibility", "creators", "publisher", "place", "parts", "edition"])
_MOST_OTHERS = 20

# An entry is built from its best members, so that the thousandth copy costs what the tenth does.
MOST_SOURCES = 40

# Whose description is taken first when all else is equal; the network may set its own (`models.SourceRank`).
LIBRARY_RANK = {
    "national": 9, "province": 8, "university": 7, "specialised": 6, "vocational": 5, "district": 5,
    "armed_forces": 4, "foreign": 4, "other_education": 3, "upper_secondary": 3, "multi_level_school": 3,
    "lower_secondary": 2, "primary": 2, "commune": 2, "community": 2, "private": 2,
}  # fmt: skip


CONTROLLED = "controlled"  # in facts: the fields whose headings have an authority record
_NAMES = frozenset(FIELDS)


def merit(facts: Facts, rank: int) -> int:
    """What a description is worth: how much it says, headings under authority control, its library."""
    return 2 * sum(name in _NAMES for name in facts) + 3 * len(facts.get(CONTROLLED, ())) + rank


@dataclass(slots=True)
class Source:
    """One member as the entry builder sees it. Of equal merit the later record goes first."""

    record_id: int
    merit: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Correct:
    """What a person put right."""

    id: int
    field: str
    value: Any


def derive(sources: Sequence[Source], corrections: Sequence[Correct] = ()) -> dict[str, dict[str, Any]]:
    """Of several corrections of one field the first one holds."""
    if len(sources) == 1 and not corrections:
        owner = sources[0].record_id
        said = sources[0].facts.items()
        return {name: {"v": value, "s": _owners(name, value, owner)} for name, value in said if name in _NAMES}
    ordered = sorted(sources, key=lambda source: (source.merit, source.record_id), reverse=True)
    corrected = {one.field: one for one in reversed(corrections)}
    data: dict[str, dict[str, Any]] = {}
    for name in FIELDS:
        having = [source for source in ordered if name in source.facts]
        if name in corrected:
            data[name] = _corrected(corrected[name], having)
        elif having:
            data[name] = _united(name, having) if name in UNITED else _best(name, having)
    return data


def _corrected(one: Correct, having: list[Source]) -> dict[str, Any]:
    said = [[source.record_id, source.facts[one.field]] for source in having[:_MOST_OTHERS]]
    found: dict[str, Any] = {"v": one.value, "s": [], "c": one.id}
    return found | {"o": said} if said else found


def _owners(name: str, value: Any, record_id: int) -> Any:
    return [record_id] * len(value) if name in UNITED else record_id


def _best(name: str, having: list[Source]) -> dict[str, Any]:
    having = sorted(having, key=lambda source: name not in source.facts.get(CONTROLLED, ()))
    chosen = having[0]
    if name in _WORDED and len(having) > 1 and not text.has_marks(str(chosen.facts[name])):
        chosen = next((source for source in having if text.has_marks(str(source.facts[name]))), chosen)
    value = chosen.facts[name]
    lost = [[s.record_id, s.facts[name]] for s in having if s is not chosen and s.facts[name] != value]
    found: dict[str, Any] = {"v": value, "s": chosen.record_id}
    if lost:
        found["o"] = lost[:_MOST_OTHERS]
    return found


def _united(name: str, having: list[Source]) -> dict[str, Any]:
    seen: dict[str, tuple[str, int]] = {}
    for source in sorted(having, key=lambda source: name not in source.facts.get(CONTROLLED, ())):
        for value in source.facts[name]:
            seen.setdefault(text.exact_key(value), (value, source.record_id))
    return {"v": [value for value, _ in seen.values()], "s": [owner for _, owner in seen.values()]}
