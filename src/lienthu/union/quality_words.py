# ruff: noqa: E501 - one reason a line reads better
"""What each reason of `rules/quality.py` says to a librarian: what is wanting, and what to do."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Words(NamedTuple):
    name: Promise | str
    advice: Promise | str


WORDS: dict[str, Words] = {
    "no_title": Words(_("No title"), _("Enter the title from the title page in 245 $a.")),
    "no_author": Words(_("No author"), _("Enter the person or body responsible in 100, 110 or 245 $c.")),
    "no_publication": Words(_("No publication statement"), _("Enter place, publisher and year in 260 or 264.")),
    "no_subject": Words(_("Neither keywords nor subjects"), _("Enter at least one keyword (653) or subject heading (650).")),
    "no_accession": Words(_("No accession number"), _("Give each copy its accession number.")),
    "no_call_number": Words(_("No call number"), _("Enter the call number of the record or of its copies.")),
    "marc_error": Words(_("MARC errors"), _("Open the record: its findings say which field is wrong.")),
    "marc_warning": Words(_("MARC warnings"), _("Open the record: its findings say which field is doubtful.")),
    "isbn_wrong": Words(_("Wrong ISBN or ISSN"), _("Compare the number with the book; a number printed wrongly goes into $z.")),
    "repeated_field": Words(_("A field repeated that may stand once"), _("Join the two fields or remove one of them.")),
    "no_heading": Words(_("No subject heading"), _("Give a heading from a list of subjects (600–655) beside the keywords.")),
    "no_classification": Words(_("No class number"), _("Enter the class number: 082 for DDC, 084 for other schemes.")),
    "bad_classification": Words(_("Malformed class number"), _("A DDC number is three digits, then a point and more digits: 895.9223.")),
    "no_language": Words(_("No language code"), _("Enter the language code (Vietnamese: vie) in 041 $a and 008.")),
    "bad_language": Words(_("Unknown language code"), _("Write a MARC language code of three small letters: vie, eng, fre.")),
    "languages_disagree": Words(_("041 and 008 name different languages"), _("Make both name the language of the text.")),
    "no_country": Words(_("No country code"), _("Enter the country of publication in 008 (Vietnam: vm).")),
    "bad_country": Words(_("Unknown country code"), _("Write the MARC country code: Vietnam is vm, not vn.")),
    "names_unlinked": Words(_("Names not under authority control"), _("Choose the name from the authority file.")),
    "subjects_unlinked": Words(_("Subjects not under authority control"), _("Choose the subject from the authority file.")),
    "duplicate": Words(_("Twice in this library"), _("Two records describe one publication: bring their copies together under one.")),
}  # fmt: skip


def offered(_library_ids: Collection[int]) -> list[tuple[str, str]]:
    """The reasons by which records can be chosen, in words."""
    return [(code, str(words.name)) for code, words in WORDS.items()]
