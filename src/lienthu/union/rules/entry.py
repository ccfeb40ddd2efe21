"""The union entry, built field by field from its members' facts; every field says where it came from.

`derive(sources)` makes `Entry.data` of what the members say (facts.py):

    {"title": {"v": "Truyện Kiều", "s": 17, "o": [[23, "Truyen Kieu"]]},
     "subjects": {"v": ["Thơ", "Việt Nam"], "s": [17, 23]}, …}

`v` the value; `s` the source record (for lists that are united: one per value); `o` what other members had instead.
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

# Whose description is taken first when all else is equal.
LIBRARY_RANK = {
    "national": 9, "province": 8, "university": 7, "specialised": 6, "vocational": 5, "district": 5,
    "armed_forces": 4, "foreign": 4, "other_education": 3, "upper_secondary": 3, "multi_level_school": 3,
    "lower_secondary": 2, "primary": 2, "commune": 2, "community": 2, "private": 2,
}  # fmt: skip


@dataclass(slots=True)
class Source:
    """One member as the entry builder sees it. `rank` is its library's; a higher `record_id` came later."""

    record_id: int
    rank: int
    facts: Facts


def derive(sources: Sequence[Source]) -> dict[str, dict[str, Any]]:
    if len(sources) == 1:
        owner = sources[0].record_id
        return {name: {"v": value, "s": _owners(name, value, owner)} for name, value in sources[0].facts.items()}
    ordered = sorted(sources, key=_merit, reverse=True)
    data: dict[str, dict[str, Any]] = {}
    for name in FIELDS:
        having = [source for source in ordered if name in source.facts]
        if having:
            data[name] = _united(name, having) if name in UNITED else _best(name, having)
    return data


def _owners(name: str, value: Any, record_id: int) -> Any:
    return [record_id] * len(value) if name in UNITED else record_id


def _merit(source: Source) -> tuple[float, int]:
    """A fuller description from a better library; then the later one."""
    return len(source.facts) + source.rank / 2, source.record_id


def _best(name: str, having: list[Source]) -> dict[str, Any]:
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
    for source in having:
        for value in source.facts[name]:
            seen.setdefault(text.exact_key(value), (value, source.record_id))
    return {"v": [value for value, _ in seen.values()], "s": [owner for _, owner in seen.values()]}
