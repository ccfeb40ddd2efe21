"""What a reader found, record by record: the raw piece, the record if one could be made, and what was wrong.

Every byte of an input belongs to one `RawRecord.raw` or is filler between records: white space, NUL, BOM,
Ctrl-Z.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from lienthu.marc.record import Record

Severity = Literal["error", "warning", "info"]

# error: text may be missing from the record (the raw bytes are kept); warning: put right by a safe rule;
# info: a difference from the standard without consequence.
FAULTS: dict[str, tuple[Severity, str]] = {
    "not_a_record": ("error", "These bytes are not a MARC record."),
    "too_long_piece": ("error", "No record terminator within %(limit)s bytes: this is not a MARC file."),
    "truncated": ("error", "The record ends before its announced length (%(length)s of %(expected)s bytes)."),
    "no_terminator": ("warning", "The record has no terminator; its end was taken from its length."),
    "length_wrong": ("warning", "The leader announces %(expected)s bytes, the record has %(length)s."),
    "embedded_terminator": ("warning", "A record terminator stands inside the text of the record."),
    "base_address_wrong": (
        "warning",
        "The leader gives a wrong base address (%(expected)s instead of %(found)s).",
    ),
    "directory_wrong": (
        "warning",
        "The directory disagrees with the fields; the field terminators were followed.",
    ),
    "directory_broken": ("error", "The directory cannot be read; %(lost)s bytes of fields have no tag."),
    "field_lost": ("error", "The directory announces field %(tag)s where there is none."),
    "text_unlisted": ("error", "%(bytes)s bytes of fields are not listed in the directory."),
    "directory_terminator": ("info", "The directory ends with the wrong character."),
    "leader_wrong": ("warning", "The leader is not a MARC 21 leader."),
    "indicators_wrong": ("warning", "Field %(tag)s has no proper indicators."),
    "no_subfields": ("warning", "Field %(tag)s has no subfields; its text was kept as $a."),
    "empty_subfield_code": ("info", "Field %(tag)s has a subfield without code or text."),
    "charset_flag": ("info", "The leader names another character set than the text has (%(encoding)s)."),
    "not_nfc": ("info", "The text was not composed (NFC)."),
    "unknown_bytes": ("warning", "%(count)s characters could not be read in %(encoding)s."),
    "bad_line": ("warning", "Line %(line)s cannot be read: %(text)s"),
    "xml_broken": ("error", "The XML is broken at line %(line)s."),
    "xml_bare_sign": (
        "error",
        "The XML is broken at line %(line)s: an & or < stands bare in the text; it is written &amp; or &lt;.",
    ),
    "xml_unclosed": ("error", "The XML is broken at line %(line)s: an element is not closed, or by another's end."),
    "xml_no_end": ("error", "The record that begins at line %(line)s has no end."),
    "xml_cut_off": ("error", "The file ends inside the record that begins at line %(line)s."),
    "xml_outside": ("error", "The fields at line %(line)s stand outside any record."),
    "xml_mended": ("warning", "Line %(line)s held what XML does not allow; it was mended."),
    "xml_forbidden": (
        "error",
        "The XML declares entities or a document type (line %(line)s); this is refused.",
    ),
    "xml_bad_element": ("warning", "Line %(line)s: the element “%(text)s” does not belong into a record."),
    "xml_bad_code": ("warning", "Line %(line)s: “%(subfield)s” is no subfield code (field %(tag)s)."),
    "xml_bad_tag": ("warning", "Line %(line)s: “%(tag)s” is no field tag."),
    "json_broken": ("error", "The JSON is broken at line %(line)s, near “%(text)s”."),
    "json_lenient": ("warning", "Control characters stand bare in the JSON."),
    "json_shape": ("error", "This is not MARC-in-JSON: “%(text)s” is missing or has another shape."),
    "json_tag": ("error", "“%(tag)s” is no field tag: a tag has three characters."),
    "json_indicator": ("error", "An indicator of field %(tag)s is not one character."),
    "json_subfield": ("error", "Subfield “%(subfield)s” of field %(tag)s is not a code of one character with a text."),
    "deleted": ("info", "The record is marked as deleted."),
    "block_wrong": ("error", "The master file is broken at byte %(at)s (%(text)s)."),
    "master_cut_off": ("error", "The master file ends at byte %(at)s, in the middle of a record."),
    "field_too_many": ("error", "The record has more than %(limit)s fields."),
}


class Fault(NamedTuple):
    code: str
    params: dict[str, object]

    @property
    def severity(self) -> Severity:
        return FAULTS[self.code][0]

    def __str__(self) -> str:
        return FAULTS[self.code][1] % self.params


@dataclass(slots=True)
class RawRecord:
    """One piece of an input. `record` is None when nothing usable could be made of it."""

    index: int
    offset: int
    raw: bytes
    dialect: str
    encoding: str
    record: Record | None
    faults: list[Fault] = field(default_factory=list)

    @property
    def fault_codes(self) -> list[str]:
        return [fault.code for fault in self.faults]

    def note(self, code: str, **params: object) -> None:
        """Add a fault once for each code and tag."""
        fault = Fault(code, params)
        if fault not in self.faults:
            self.faults.append(fault)
