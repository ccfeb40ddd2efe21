"""Validation of one record: MARC 21 structure, and the minimum record of Vietnamese library law.

Codes and parameters only; `MESSAGES` holds the English sentences for the rooms that speak to people.
The legal minimum (Decree 93/2020 Art. 28(2b)): title, author, publication, keywords or subjects, accession
number, call number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from lienthu.marc.isbn import field_isbns, parse_issns
from lienthu.marc.marc21 import (
    CONTROL_LENGTHS,
    DATE_TYPES,
    LEADER_LEVEL,
    LEADER_STATUS,
    LEADER_TYPE,
    NOT_REPEATABLE,
    RULES,
    Rule,
)
from lienthu.marc.record import Field, Record

Severity = Literal["error", "warning", "info"]

MESSAGES: dict[str, tuple[Severity, str]] = {
    "leader_length": ("error", "The leader has %(length)s characters instead of 24."),
    "leader_status": ("info", "Leader position 05: %(value)s is no record status."),
    "leader_type": ("warning", "Leader position 06: %(value)s is no type of record."),
    "leader_level": ("warning", "Leader position 07: %(value)s is no bibliographic level."),
    "no_fields": ("error", "The record has no fields."),
    "bad_tag": ("error", "%(tag)s is not a field tag."),
    "not_repeatable": ("warning", "Field %(tag)s may stand only once and stands %(count)s times."),
    "control_with_subfields": ("error", "Field %(tag)s is a control field and cannot have subfields."),
    "data_without_subfields": ("warning", "Field %(tag)s has no subfields."),
    "bad_indicator": ("info", "Field %(tag)s: indicator %(place)s cannot be %(value)s."),
    "bad_subfield_code": ("warning", "Field %(tag)s: %(code)s cannot be a subfield code."),
    "unknown_subfield": ("info", "Field %(tag)s has no subfield $%(code)s."),
    "subfield_repeated": ("info", "Field %(tag)s: $%(code)s may stand only once."),
    "empty_field": ("info", "Field %(tag)s is empty."),
    "empty_subfield": ("info", "Field %(tag)s: $%(code)s is empty."),
    "control_length": ("warning", "Field %(tag)s has %(length)s characters instead of %(expected)s."),
    "date_type": ("info", "Field 008: %(value)s is no type of date."),
    "isbn_check": ("warning", "ISBN %(value)s: the check digit is wrong."),
    "issn_check": ("warning", "ISSN %(value)s: the check digit is wrong."),
    "hidden_mark": ("warning", "Field %(tag)s holds a character that nobody sees: %(marks)s."),
    "no_control_number": ("warning", "The record has no control number (001)."),
    "no_title": ("error", "The record has no title (245 $a)."),
    "no_author": ("info", "The record names no author (1XX, 7XX or 245 $c)."),
    "no_publication": ("warning", "The record tells neither publisher nor year (260 or 264)."),
    "no_subject": ("info", "The record has neither keywords nor subjects (6XX)."),
    "no_accession": ("warning", "The record names no accession number (852 $j, 928 or 952)."),
    "no_call_number": ("warning", "The record has no call number (082, 084, 090 or 852 $h)."),
}

_MARKS = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CODES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_AUTHOR_TAGS = frozenset({"100", "110", "111", "700", "710", "711", "720"})
_SUBJECT_TAGS = frozenset({"600", "610", "611", "630", "648", "650", "651", "653", "655", "690"})
_CLASS_TAGS = frozenset({"050", "060", "080", "082", "084", "090", "094"})
ITEM_TAGS = frozenset({"852", "876", "928", "940", "949", "952", "999", "ITM"})


class Finding(NamedTuple):
    code: str
    tag: str = ""
    occurrence: int = 0  # 1 for the first field of that tag; 0: the record as a whole
    params: dict[str, object] = {}

    @property
    def severity(self) -> Severity:
        return MESSAGES[self.code][0]

    def __str__(self) -> str:
        return MESSAGES[self.code][1] % {"tag": self.tag, **self.params}


def validate(record: Record) -> list[Finding]:
    found: list[Finding] = []
    if record.leader[5:8] not in _GOOD_LEADERS or len(record.leader) != 24:
        _leader(record.leader, found)
    if not record.fields:
        found.append(Finding("no_fields"))
    counts: dict[str, int] = {}
    rules, special = RULES, _SPECIAL
    for field in record.fields:
        tag = field.tag
        number = counts[tag] = counts.get(tag, 0) + 1
        subfields = field.subfields
        if subfields is None:
            _control(field, number, found)
            continue
        rule = rules.get(tag)
        if rule is None:
            if tag < "010" or len(tag) != 3 or not (tag.isascii() and tag.isalnum()):
                found.append(Finding("control_with_subfields" if tag < "010" else "bad_tag", tag, number))
            continue
        _data(field, rule, number, subfields, found)
        check = special.get(tag)
        if check is not None:
            check(field, number, found)
    for tag in counts.keys() & NOT_REPEATABLE:
        if counts[tag] > 1:
            found.append(Finding("not_repeatable", tag, 2, {"count": counts[tag]}))
    _minimum(record, found)
    return found


def hidden_marks(record: Record) -> list[Finding]:
    """Direction marks and zero-width characters, by which a text can look like another one. For the desk; a file's
    reading leaves them out."""
    found: list[Finding] = []
    counts: dict[str, int] = {}
    for field in record.fields:
        number = counts[field.tag] = counts.get(field.tag, 0) + 1
        text = field.text()
        if not text.isascii() and (marks := _MARKS.findall(text)):
            names = ", ".join(dict.fromkeys(f"U+{ord(mark):04X}" for mark in marks))
            found.append(Finding("hidden_mark", field.tag, number, {"marks": names}))
    return found


def _data(field: Field, rule: Rule, number: int, subfields: list[tuple[str, str]], found: list[Finding]) -> None:
    indicators = field.indicators
    if (rule.first is not None and indicators[:1] not in rule.first) or (
        rule.second is not None and indicators[1:] not in rule.second
    ):
        _indicators(field, rule, number, found)
    codes = [code for code, text in subfields if text]
    if len(codes) != len(subfields) or not codes:
        _empty(field, number, found)
    if rule.codes is not None:
        kinds = set(codes)
        if not kinds <= rule.codes or len(kinds) != len(codes):
            _subfields(field, rule, codes, number, found)


_GOOD_LEADERS = frozenset(s + t + level for s in LEADER_STATUS for t in LEADER_TYPE for level in LEADER_LEVEL)


def _leader(leader: str, found: list[Finding]) -> None:
    if len(leader) != 24:
        found.append(Finding("leader_length", params={"length": len(leader)}))
        leader = f"{leader:24}"
    for code, place, allowed in (
        ("leader_status", 5, LEADER_STATUS),
        ("leader_type", 6, LEADER_TYPE),
        ("leader_level", 7, LEADER_LEVEL),
    ):
        if leader[place] not in allowed:
            found.append(Finding(code, params={"value": leader[place]}))


def _control(field: Field, number: int, found: list[Finding]) -> None:
    tag, value = field.tag, field.value
    if tag >= "010":
        if not tag.startswith("9"):
            found.append(Finding("data_without_subfields", tag, number))
        elif not value.strip():
            found.append(Finding("empty_field", tag, number))
        return
    if not value.strip():
        found.append(Finding("empty_field", tag, number))
        return
    expected = CONTROL_LENGTHS.get(tag)
    if expected is not None and len(value) != expected:
        found.append(Finding("control_length", tag, number, {"length": len(value), "expected": expected}))
    if tag == "008" and value[6:7] not in DATE_TYPES:
        found.append(Finding("date_type", tag, number, {"value": value[6:7]}))


def _indicators(field: Field, rule: Rule, number: int, found: list[Finding]) -> None:
    for place, allowed in ((1, rule.first), (2, rule.second)):
        value = field.indicators[place - 1 : place]
        if allowed is not None and value not in allowed:
            found.append(Finding("bad_indicator", field.tag, number, {"place": place, "value": value}))


def _empty(field: Field, number: int, found: list[Finding]) -> None:
    if not any(text for _, text in field.subfields or ()):
        found.append(Finding("empty_field", field.tag, number))
        return
    for code, text in field.subfields or ():
        if not text:
            found.append(Finding("empty_subfield", field.tag, number, {"code": code}))


def _subfields(field: Field, rule: Rule, codes: list[str], number: int, found: list[Finding]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code not in _CODES:
            found.append(Finding("bad_subfield_code", field.tag, number, {"code": code}))
        elif rule.codes is not None and code not in rule.codes and code != "9":
            found.append(Finding("unknown_subfield", field.tag, number, {"code": code}))
        elif code in seen and code in rule.once:
            found.append(Finding("subfield_repeated", field.tag, number, {"code": code}))
        seen.add(code)


def _isbn(field: Field, number: int, found: list[Finding]) -> None:
    for isbn in field_isbns(field):
        if not isbn.valid and not isbn.cancelled:
            found.append(Finding("isbn_check", field.tag, number, {"value": isbn.raw.strip()}))


def _issn(field: Field, number: int, found: list[Finding]) -> None:
    for issn in parse_issns(field):
        if not issn.valid and not issn.cancelled:
            found.append(Finding("issn_check", field.tag, number, {"value": issn.value}))


_SPECIAL: dict[str, Callable[[Field, int, list[Finding]], None]] = {"020": _isbn, "022": _issn}


def _has_call_number(field: Field) -> bool:
    """On the copy: MARC 852 $h, Evergreen 852 $j beside a barcode, Koha 952 $o, Sirsi 949/999 $a."""
    if field.tag == "852":
        return bool(field.first("h") or (field.first("j") and field.first("p")))
    return bool(field.first("o") if field.tag == "952" else field.tag in ("949", "999") and field.first("i"))


def _minimum(record: Record, found: list[Finding]) -> None:
    present = frozenset(field.tag for field in record.fields)
    title = record.get("245")
    if "001" not in present:
        found.append(Finding("no_control_number"))
    if title is None or not (title.first("abk") or title.value).strip(" /:;."):
        found.append(Finding("no_title"))
    if not present & _AUTHOR_TAGS and (title is None or not title.first("c")):
        found.append(Finding("no_author"))
    if not any(field.tag in ("260", "264") and field.text("bc").strip(" :,.;[]") for field in record.fields):
        found.append(Finding("no_publication"))
    if not present & _SUBJECT_TAGS:
        found.append(Finding("no_subject"))
    if not present & ITEM_TAGS:
        found.append(Finding("no_accession"))
    if not present & _CLASS_TAGS and not any(map(_has_call_number, record.fields)):
        found.append(Finding("no_call_number"))
