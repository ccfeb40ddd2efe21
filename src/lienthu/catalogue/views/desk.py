"""What the desk's pages show: lists, lines with their names, findings, versions, differences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lienthu.catalogue.known_books import KnownBook
from lienthu.catalogue.models import EditLock, SourceRecord, SourceVersion
from lienthu.catalogue.queries import copies_of
from lienthu.catalogue.views.draft import lines_of, typed_part
from lienthu.kernel.sentences import sentence
from lienthu.marc import fixed, form, grid
from lienthu.marc.changes import FieldChange
from lienthu.marc.fields import Bib
from lienthu.marc.help import name_of
from lienthu.marc.isbd import paragraphs
from lienthu.marc.record import Record, from_compact
from lienthu.marc.templates import without_empty
from lienthu.marc.validation import Finding, hidden_marks, validate
from lienthu.ui.formats import vdatetime
from lienthu.ui.shapes import Link

STATE_KIND = {"active": "good", "withdrawn": "", "restricted": "warn"}
_NOTICE = {"error": "bad", "warning": "warn", "info": "info"}
_SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}
#: A new record gets its number from the house, and its empty lines wait to be filled in.
_ASSIGNED = frozenset({"no_control_number", "empty_field", "empty_subfield"})
#: The page's own keys, as its `?` list shows them: (key, what it does).
KEYS = (
    ("Enter", gettext_lazy("new field below")),
    ("F8", gettext_lazy("‡ subfield sign")),
    ("F1", gettext_lazy("help for this field")),
    ("Ctrl+D", gettext_lazy("copy the field")),
    ("F9", gettext_lazy("remove the field")),
    ("F7", gettext_lazy("undo")),
    ("Alt+↑ Alt+↓", gettext_lazy("move the field")),
    ("↑ ↓", gettext_lazy("field above, field below")),
    ("Ctrl+S", gettext_lazy("save")),
)
#: The minimum record of Decree 93/2020 Art. 28(2b): what `marc.validation` misses → its name, the fields
#: it may stand in.
MINIMUM = {
    "no_title": (gettext_lazy("Title"), ("245",)),
    "no_author": (gettext_lazy("Author or responsible body"), ("100", "110", "111", "700")),
    "no_publication": (gettext_lazy("Publisher, year"), ("264", "260")),
    "no_subject": (gettext_lazy("Subject or keyword"), ("653", "650")),
    "no_call_number": (gettext_lazy("Call number"), ("082", "090", "084")),
    "no_accession": (gettext_lazy("Accession number"), ("852",)),
}
KINDS = {
    "book": gettext_lazy("Book"),
    "textbook": gettext_lazy("Textbook"),
    "serial": gettext_lazy("Newspaper or journal"),
    "local": gettext_lazy("Local history"),
    "thesis": gettext_lazy("Thesis"),
    "map": gettext_lazy("Map"),
    "sound": gettext_lazy("Sound recording"),
    "picture": gettext_lazy("Picture, photograph"),
}
ICONS = {"book": "book", "textbook": "school", "serial": "newspaper", "local": "pin", "thesis": "file-text",
         "map": "map", "sound": "music", "picture": "image"}  # fmt: skip


def listed(records: Sequence[SourceRecord]) -> list[dict[str, Any]]:
    copies = copies_of([record.id for record in records])
    found = []
    for record in records:
        bib = Bib(from_compact(record.marc))
        found.append(
            {
                "record": record,
                "title": bib.full_title,
                "creator": bib.creators[0].display if bib.creators else "",
                "year": str(bib.year or ""),
                "copies": copies.get(record.id, 0),
                "kind": STATE_KIND[record.state],
            }
        )
    return found


def known(book: KnownBook) -> dict[str, Any]:
    """A book of the network, to be recognised by who has it in the hand."""
    bib = Bib(book.marc)
    return {
        "key": book.key,
        "title": bib.full_title,
        "creator": bib.creators[0].display if bib.creators else "",
        "publisher": bib.publisher,
        "year": str(bib.year or ""),
        "extent": bib.extent,
        "libraries": book.libraries,
    }


def editor(
    marc: Record, base: Record | None, *, view: str, copies: int = 0, blank: str | None = None
) -> dict[str, Any]:
    """Lines and panels of a record that is being worked on, with its findings. `base`: the text that is stored;
    `copies`: numbered ones in the register; `blank`: the tag of one more line, or an empty one."""
    language = get_language() or "vi"
    rows = lines_of(marc, base)
    context = checked(marc, base, rows, copies)
    if view == "form":
        lines = [(row.tag, row.indicators, row.text) for row in rows]
        context["sections"] = [_section(one, language) for one in form.shown(lines)]
    marked = {one["line"] for one in context["findings"] if one["kind"] != "info"}
    acts = render_to_string("catalogue/_line_acts.html") if view == "grid" else ""
    shown = rows if blank is None else [*rows, grid.Row(blank, "##", "")]
    return context | {
        "leader": marc.leader.replace(" ", grid.BLANK),
        "lines": [_line(number, row, language, acts, number in marked) for number, row in enumerate(shown)],
        "panels": [_panel(panel, language) for panel in fixed.panels(marc)],
        "view": view,
        "title": Bib(marc).full_title,
        "keys": KEYS,
    }


def checked(marc: Record, base: Record | None, rows: list[grid.Row], copies: int = 0) -> dict[str, Any]:
    """What is told beside the text while somebody types."""
    part = typed_part(marc)
    found = findings(part, rows, is_new=base is None)
    # Lines of a template that nobody has filled in yet are not what the law asks for.
    missing = {one.code for one in validate(without_empty(part, base))} & MINIMUM.keys()
    missing -= {"no_accession"} if copies else set()
    lines = {row.tag: number for number, row in reversed(list(enumerate(rows))) if not row.is_fold}
    minimum = [_part(code, lines, is_there=code not in missing) for code in MINIMUM]
    told = [one for one in found if one["code"] not in MINIMUM]
    return {
        "findings": told,
        "counts": _counts(told),
        "minimum": minimum,
        "lacking": len(missing),
        "isbd": paragraphs(part)[:40],
    }


def _part(code: str, lines: dict[str, int], *, is_there: bool) -> dict[str, Any]:
    """One thing of the minimum: whether it is there, and the field where it goes: one that is there already, else a
    new one. Without a field for it the accession number is the copies' affair."""
    name, tags = MINIMUM[code]
    tag = next((each for each in tags if each in lines), "" if code == "no_accession" else tags[0])
    return {"name": name, "is_there": is_there, "tag": tag, "line": lines.get(tag, -1)}


def _line(number: int, row: grid.Row, language: str, acts: str, marked: bool) -> dict[str, Any]:
    return {
        "number": number,
        "row": row,
        "name": name_of(row.tag, language),
        "help": help_address(row.tag),
        "has_indicators": bool(row.indicators) or row.tag >= "010",
        "height": 1 + len(row.text) // 95,
        "locked": row.tag in ("001", "003", "005"),
        "marked": marked,
        # The buttons are drawn once; a line of its own would cost half of the page's time.
        "acts": mark_safe(acts.replace("@N@", str(number)).replace("@T@", escape(row.tag))),  # noqa: S308 - both escaped
    }


@cache
def _help_start(_language: str) -> str:
    return reverse("catalogue:field_help", args=["000"])[:-3]


def help_address(tag: str) -> str:
    """Without a reverse for each of two hundred lines."""
    return _help_start(get_language() or "vi") + quote(tag)


def _panel(panel: fixed.Panel, language: str) -> dict[str, Any]:
    return {
        "panel": panel,
        "title": _("Leader") if panel.tag == fixed.LEADER else f"{panel.tag} {name_of(panel.tag, language)}",
        "answers": [
            {
                "one": one,
                "label": one.name.in_language(language),
                "choices": [(code, f"{code} {words.in_language(language)}") for code, words in one.choices],
            }
            for one in panel.answers
        ],
    }


def _section(shown: form.Shown, language: str) -> dict[str, Any]:
    return {
        "code": shown.section.code,
        "name": shown.section.name.in_language(language),
        "groups": [
            {
                "tag": group.tag,
                "help": help_address(group.tag),
                "name": group.name.in_language(language),
                "new": group.is_new,
                "boxes": [
                    (box.key, box.label.in_language(language), box.value, len(box.value) > 70, group.tag + box.code)
                    for box in group.boxes
                ],
            }
            for group in shown.groups
        ],
    }


def findings(marc: Record, rows: list[grid.Row], *, is_new: bool) -> list[dict[str, Any]]:
    """Worst first, each with the line that it speaks of."""
    places: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if not row.is_fold:
            places.setdefault(row.tag, []).append(number)
    found = []
    for one in [*validate(marc), *hidden_marks(marc)]:
        if is_new and one.code in _ASSIGNED:
            continue
        of_tag = places.get(one.tag, [])
        line = of_tag[min(one.occurrence, len(of_tag)) - 1] if of_tag and one.occurrence else -1
        found.append(
            {"code": one.code, "kind": _NOTICE[one.severity], "text": _text(one), "line": line,
             "severity": one.severity}
        )  # fmt: skip
    return sorted(found, key=lambda each: _SEVERITY_ORDER[each["severity"]])


def _text(finding: Finding) -> str:
    return sentence(f"marc.{finding.code}", {"tag": finding.tag, **finding.params})


def _counts(found: list[dict[str, Any]]) -> dict[str, int]:
    return {kind: sum(one["severity"] == kind for one in found) for kind in _SEVERITY_ORDER}


def differences(changes: Sequence[FieldChange]) -> list[dict[str, Any]]:
    language = get_language() or "vi"
    return [
        {"tag": one.tag, "name": name_of(one.tag, language) if one.tag != "LDR" else _("Leader"), "old": one.old,
         "new": one.new}
        for one in changes
    ]  # fmt: skip


def others(locks: Sequence[EditLock]) -> list[str]:
    return [
        _("%(person)s has had this record open since %(time)s.")
        % {"person": lock.person, "time": vdatetime(lock.since)}
        for lock in locks
    ]


def versions(record: SourceRecord, found: Sequence[SourceVersion]) -> list[dict[str, Any]]:
    entries = []
    for one in found:
        person = one.author_label or (one.batch.actor_label if one.batch else "")
        where = one.batch.filename if one.batch else str(one.get_origin_display())
        entries.append(
            {
                "number": one.number,
                "when": vdatetime(one.created_at),
                "text": _("Version %(number)s") % {"number": one.number},
                "detail": " · ".join(text for text in (person, where, one.note) if text),
                "current": one.number == record.version,
                "standing": _("stands now"),
            }
        )
    return entries


def crumbs(record: SourceRecord | None, last: str) -> list[Link]:
    links = [Link(_("Records"), reverse("catalogue:records"))]
    if record is not None and last:
        links.append(Link(record.control_no, reverse("catalogue:record", args=[record.id])))
    return [*links, Link(last or (record.control_no if record else ""))]
