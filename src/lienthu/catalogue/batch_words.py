"""What selections, operations and fixes are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import BatchEdit
from lienthu.catalogue.rules.batch_edit import UNTOUCHED
from lienthu.marc.help import all_help

SELECTIONS = {
    "all": _("All records of the library"),
    "numbers": _("Numbers (control or accession numbers)"),
    "import": _("What one import brought"),
    "reason": _("Records that lack something"),
}
WHERES = {
    "": _("Whatever is in them"),
    "contains": _("Field contains"),
    "equals": _("Field equals"),
    "missing": _("Field is missing"),
}
KINDS = {
    "fix": _("A safe fix"),
    "replace": _("Replace text in a subfield"),
    "set": _("Set a subfield to a text"),
    "add": _("Add a field"),
    "delete_field": _("Delete a field"),
    "delete_subfield": _("Delete a subfield"),
    "move": _("Move a subfield to another code"),
}
FIXES = {
    "trimmed": _("Remove outer blanks and empty subfields"),
    "language_codes": _("041: language words become codes (Vie → vie)"),
    "fixed_language": _("008: the language of 041"),
    "country_code": _("008: country vn becomes vm"),
    "price": _("020: price from $a to $c"),
    "isbn": _("020: ISBN without hyphens, qualifier to $q"),
    "d_with_stroke": _("Icelandic eth becomes d with stroke"),
    "stray_indicators": _("Stray indicators become blank"),
    "title_indicators": _("245: indicators by the main entry"),
    "headings": _("1XX, 6XX, 7XX: a heading filed under another kind as the authority file has it"),
    "keywords": _("653: keywords that are an authority's name become subject headings"),
    "title_keywords": _("653: drop keywords that repeat the title"),
    "isbd_marks": _("260, 300: with ISBD punctuation"),
    "no_isbd_marks": _("260, 300: without ISBD punctuation"),
}
STATE_KIND: dict[str, str] = {
    BatchEdit.State.READY: "warn",
    BatchEdit.State.DONE: "good",
    BatchEdit.State.STOPPED: "bad",
}


def said(edit: BatchEdit) -> str:
    """The operation in one line: `Replace text in a subfield: 260 $b “Nxb.” → “”`."""
    one = edit.operation
    name = str(KINDS.get(one["kind"], one["kind"]))
    if one["kind"] == "fix":
        return str(FIXES.get(one["fix"], one["fix"]))
    place = one["tag"] + (f" ${one['code']}" if one["code"] else "")
    texts = " → ".join(f"“{text}”" for text in (one["text"], one["to"]) if text)
    return f"{name}: {place} {texts}".strip()


def tags(language: str) -> list[tuple[str, str]]:
    """Fields that a batch edit may touch, each with its name."""
    found = ((tag, one.name.in_language(language)) for tag, one in all_help().items())
    return [(tag, name) for tag, name in found if tag >= "010" and tag not in UNTOUCHED]
