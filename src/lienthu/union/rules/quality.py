"""What a record is worth to readers and to the union, as reasons with weights. Pure.

100 less the weights of what is missing or wrong. The first group is the legal minimum record of a union catalogue
(Decree 93/2020 Art. 28(2b): title, author, publication, keywords, subjects, accession number, call number). A reason
is counted once, however often it applies: more information never lowers a score, but for a heading that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from lienthu.marc.record import Field, Record
from lienthu.marc.validation import MESSAGES
from lienthu.marc.vocabulary import language

#: Reason → what it takes away. The place of a reason is its bit in the stored mask: new ones are added at the end.
#: Of `no_…` and `bad_…` of one thing only one can apply, so that everything together takes 100.
WEIGHTS: Final[dict[str, int]] = {
    "no_title": 15,
    "no_author": 6,
    "no_publication": 8,
    "no_subject": 8,
    "no_accession": 7,
    "no_call_number": 8,
    "marc_error": 8,
    "marc_warning": 4,
    "isbn_wrong": 4,
    "repeated_field": 3,
    "no_heading": 3,
    "no_classification": 6,
    "bad_classification": 3,
    "no_language": 5,
    "bad_language": 3,
    "languages_disagree": 2,
    "no_country": 3,
    "bad_country": 2,
    "names_unlinked": 3,
    "subjects_unlinked": 3,
    "duplicate": 6,
}
BITS: Final[dict[str, int]] = {code: 1 << place for place, code in enumerate(WEIGHTS)}
_AROUND: Final = BITS["names_unlinked"] | BITS["subjects_unlinked"] | BITS["duplicate"]

#: What `marc.validation` finds → the reason here. Small departures (`info`) are not kept with a version and not
#: counted; that no number is in 001 is no fault of the description.
_OWN: Final = {"no_title": "no_title", "no_author": "no_author", "no_publication": "no_publication",
               "no_subject": "no_subject", "isbn_check": "isbn_wrong", "issn_check": "isbn_wrong",
               "not_repeatable": "repeated_field"}  # fmt: skip
_UNCOUNTED: Final = frozenset({"no_control_number", "no_accession", "no_call_number"})
_BY_SEVERITY: Final = {"error": "marc_error", "warning": "marc_warning"}
_OF_FINDING: Final[dict[str, int]] = {
    code: BITS[reason]
    for code, (severity, _) in MESSAGES.items()
    if code not in _UNCOUNTED and (reason := _OWN.get(code) or _BY_SEVERITY.get(severity, ""))
}
_HEADINGS: Final = frozenset({"600", "610", "611", "630", "648", "650", "651", "655"})
_CLASSES: Final = frozenset({"050", "060", "080", "082", "084", "090", "094"})
_READ: Final = _HEADINGS | _CLASSES | {"008", "041", "044"}
_DDC: Final = re.compile(r"[0-9]{3}(?:\.[0-9]+(?:[ /'’][0-9]+)*)?(?:[ \t].*)?")
#: Codes of the two states of before 1976, which the MARC list no longer has; Việt Nam is `vm`.
_GONE_COUNTRIES: Final = frozenset({"vn", "vs"})


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies that a record has today: how many, and whether any has an accession number, a call number."""

    count: int = 0
    numbered: bool = False
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Whether headings of a record stand for nobody known to the authority file. Where nobody has looked, neither."""

    names: bool = False
    subjects: bool = False


def judge(record: Record, findings: Collection[str], copies: Copies = Copies()) -> int:
    """The mask of what is wanting in the record itself. `findings`: codes of `marc.validation`."""
    mask = _of_findings(findings, copies)
    by_tag: dict[str, list[Field]] = {}
    for field in record.fields:
        if field.tag in _READ:
            by_tag.setdefault(field.tag, []).append(field)
    mask |= _classification(by_tag) | _languages(by_tag) | _country(by_tag)
    if not any(field.first("a") for tag in by_tag.keys() & _HEADINGS for field in by_tag[tag]):
        mask |= BITS["no_heading"]
    return mask


def placed(mask: int, unlinked: Unlinked = Unlinked(), *, is_duplicate: bool = False) -> int:
    """The mask with what is wanting around the record, in the place of what was: headings that no authority stands
    for, another record of the same library that describes the same publication."""
    mask &= ~_AROUND
    if unlinked.names:
        mask |= BITS["names_unlinked"]
    if unlinked.subjects:
        mask |= BITS["subjects_unlinked"]
    return mask | BITS["duplicate"] if is_duplicate else mask


def score(mask: int) -> int:
    return 100 - sum(WEIGHTS[code] for code in reasons(mask))


def reasons(mask: int) -> list[str]:
    """What is wanting, the heaviest first."""
    return sorted((code for code, bit in BITS.items() if mask & bit), key=lambda code: -WEIGHTS[code])


def _of_findings(findings: Collection[str], copies: Copies) -> int:
    mask = 0
    for code in findings:
        mask |= _OF_FINDING.get(code, 0)
    if not copies.numbered:
        mask |= BITS["no_accession"]
    if "no_call_number" in findings and not copies.placed:
        mask |= BITS["no_call_number"]
    return mask


def _classification(by_tag: dict[str, list[Field]]) -> int:
    """One well-formed number is enough; only Dewey's form is known well enough to be wrong."""
    found = [(tag, text) for tag in by_tag.keys() & _CLASSES for field in by_tag[tag] for text in field.values("a")]
    if any(text.strip() if tag != "082" else _DDC.fullmatch(text.strip()) for tag, text in found):
        return 0
    return BITS["bad_classification" if found else "no_classification"]


def _languages(by_tag: dict[str, list[Field]]) -> int:
    fixed = _fixed(by_tag, 35, 38)
    named = [text.strip() for field in by_tag.get("041", ()) for text in field.values("a") if text.strip()]
    if not fixed and not named:
        return BITS["no_language"]
    good = [text for text in named if _is_language(text)]
    if not good and not _is_language(fixed):
        return BITS["bad_language"]
    if good and _is_language(fixed) and fixed != "mul" and fixed not in good:
        return BITS["languages_disagree"]
    return 0


def _is_language(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.islower() and text.isalpha() and language(text) == text


def _country(by_tag: dict[str, list[Field]]) -> int:
    fixed = _fixed(by_tag, 15, 18)
    named = [fixed] if fixed else []
    named += [text.strip() for field in by_tag.get("044", ()) for text in field.values("a") if text.strip()]
    if not named:
        return BITS["no_country"]
    return 0 if any(map(_is_country, named)) else BITS["bad_country"]


def _is_country(text: str) -> bool:
    good = 2 <= len(text) <= 3 and text.isascii() and text.islower() and text.isalpha()
    return good and text not in _GONE_COUNTRIES


def _fixed(by_tag: dict[str, list[Field]], start: int, end: int) -> str:
    """Positions of 008 without the characters that say nothing (blank, fill, #); of several 008 always the same."""
    return min(_said(by_tag, start, end), default="")


def _said(by_tag: dict[str, list[Field]], start: int, end: int) -> Iterator[str]:
    for field in by_tag.get("008", ()):
        if len(field.value) >= end and (text := field.value[start:end].strip(" |#^")):
            yield text
