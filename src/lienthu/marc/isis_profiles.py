"""Field definitions of CDS/ISIS bases. Every base has its own; the commonest are tried on the records themselves.

Sources: the CDS base that UNESCO distributed with the program; the definition that Vietnamese libraries of the 1990s
took over from their training courses; bases that use MARC tags.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lienthu.marc.record import Record

_LETTER = re.compile(r"[^\W\d_]{2}")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PAGES = re.compile(r"\d\s*(?:tr|p|pp|s|tờ|vol)\b", re.IGNORECASE)
#: A definition that fits fewer than this share of the records is not the base's.
_FITS = 0.6


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    title: str
    imprint: str
    extent: str
    mapping: Mapping[str, str] | None


PROFILES = (
    Profile("marc", "245", "260", "300", None),
    Profile(
        "vn", "20", "31", "32",
        {
            "1": "001", "10": "020", "40": "041", "60": "082", "65": "094", "70": "100", "71": "110", "20": "245",
            "30": "250", "31": "260", "32": "300", "33": "490", "34": "502", "80": "653", "72": "700", "90": "852",
            "99": "926",
        },
    ),
    Profile(
        "cds", "24", "26", "30",
        {
            "12": "111", "24": "245", "25": "250", "26": "260", "30": "300", "44": "490", "50": "500", "69": "653",
            "70": "700", "71": "710", "72": "711", "74": "246", "76": "246",
        },
    ),
)  # fmt: skip


def profile_of(records: Sequence[Record]) -> Profile | None:
    """The definition that gives titles, imprints with a year and extents in most of these records."""
    best = max(PROFILES, key=lambda profile: _fit(profile, records))
    return best if records and _fit(best, records) >= _FITS else None


def _fit(profile: Profile, records: Sequence[Record]) -> float:
    points = 0.0
    for record in records:
        points += 2.0 * _found(_LETTER, record, profile.title)
        points += _found(_YEAR, record, profile.imprint) + _found(_PAGES, record, profile.extent)
    return points / (4 * len(records)) if records else 0.0


def _found(pattern: re.Pattern[str], record: Record, tag: str) -> bool:
    return any(pattern.search(_text_of(field.value, field.subfields)) for field in record.all(f"{tag:0>3}"))


def _text_of(value: str, subfields: Sequence[tuple[str, str]] | None) -> str:
    return value if subfields is None else " ".join(text for _code, text in subfields)
