"""What the pages show of batches, rows and restricted records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from lienthu.catalogue import report
from lienthu.catalogue.files import stored_path
from lienthu.catalogue.importers.changes import Change
from lienthu.catalogue.importers.columns import Layout, column_letter
from lienthu.catalogue.importers.layout import likely_digits
from lienthu.catalogue.importers.lost_zeros import WIDTHS, restored
from lienthu.catalogue.importers.source import ISIS, SHEETS, heads, layout_from_json
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.models import ImportBatch, ImportRow, RestrictionCase, SourceRecord
from lienthu.catalogue.queries import batches_for, cases_for, rows_of
from lienthu.catalogue.repairs import changes_of
from lienthu.catalogue.sentences import WARNINGS
from lienthu.kernel.access import actor_of
from lienthu.kernel.actor import Actor
from lienthu.kernel.paging import page
from lienthu.kernel.sentences import registered, sentence
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact
from lienthu.registry.queries import cards
from lienthu.text import repair
from lienthu.ui import shapes
from lienthu.ui.shapes import Link

PREVIEW_ROWS = 8
_PARAMETER = re.compile(r"%\(\w+\)[sd]")
_LEADER = re.compile(r"^[0-9 ]{5}.{19}(?:\d{12})*", re.DOTALL)
_UNSHOWN = re.compile(r"\x1f.|[\x00-\x1f\x7f]")

TARGET_LABELS = {
    Target.IGNORE: gettext_lazy("— not used —"),
    Target.PART: gettext_lazy("Part of the same field"),
    Target.SERIAL: gettext_lazy("Row number"),
    Target.CONTROL_NO: gettext_lazy("Record number"),
    Target.TITLE: gettext_lazy("Title"),
    Target.SUBTITLE: gettext_lazy("Subtitle"),
    Target.TITLE_AUTHOR: gettext_lazy("Title / author in one cell"),
    Target.AUTHOR_TITLE: gettext_lazy("Author / title in one cell"),
    Target.AUTHOR: gettext_lazy("Author"),
    Target.EDITOR: gettext_lazy("Editor"),
    Target.TRANSLATOR: gettext_lazy("Translator"),
    Target.IMPRINT: gettext_lazy("Place, publisher, year in one cell"),
    Target.PUBLISHER: gettext_lazy("Publisher"),
    Target.PLACE: gettext_lazy("Place of publication"),
    Target.YEAR: gettext_lazy("Year"),
    Target.EDITION: gettext_lazy("Edition"),
    Target.VOLUME: gettext_lazy("Volume"),
    Target.ISBN: gettext_lazy("ISBN"),
    Target.PRICE: gettext_lazy("Price"),
    Target.AMOUNT: gettext_lazy("Amount (price × copies)"),
    Target.PAGES: pgettext_lazy("column of a list", "Pages"),
    Target.SIZE: gettext_lazy("Size"),
    Target.CLASS: gettext_lazy("Class number"),
    Target.CALL_NUMBER: gettext_lazy("Call number"),
    Target.ACCESSION: gettext_lazy("Accession number"),
    Target.QUANTITY: gettext_lazy("Number of copies"),
    Target.LOCATION: gettext_lazy("Store or shelf"),
    Target.STATUS: gettext_lazy("Condition"),
    Target.LANGUAGE: gettext_lazy("Language"),
    Target.SUBJECT: gettext_lazy("Subject"),
    Target.KEYWORD: gettext_lazy("Keywords"),
    Target.SERIES: gettext_lazy("Series"),
    Target.SUMMARY: gettext_lazy("Summary"),
    Target.GRADE: gettext_lazy("School grade"),
    Target.KIND: gettext_lazy("Kind of document"),
    Target.RECEIVED: gettext_lazy("Date received"),
    Target.SECRECY: gettext_lazy("Secrecy level"),
    Target.NOTE: pgettext_lazy("column of a list", "Note"),
}

_STATUS_KIND = {"mapping": "warn", "waiting": "info", "reading": "info", "done": "good", "stopped": "bad"}
_OUTCOME_KIND = {1: "good", 2: "warn", 3: "bad", 4: ""}


def switch(actor: Actor, asked: str) -> tuple[str, list[tuple[str, str]]]:
    """The library asked for, and those whose files the actor sees; nothing to choose where there is one."""
    codes = dict(batches_for(actor).order_by().values_list("library_id", "library__code").distinct())
    names = cards(list(codes))
    choices = sorted((code, names[id].name if id in names else code) for id, code in codes.items())
    return (asked if asked in dict(choices) else "", choices if len(choices) > 1 else [])


def status(batch: ImportBatch) -> dict[str, str]:
    return {"kind": _STATUS_KIND[batch.state], "text": str(batch.get_state_display())}


def mapping(batch: ImportBatch) -> dict[str, Any]:
    """Every sheet that may be a list: its columns with the choice of meanings, and its first rows."""
    tables = heads(stored_path(batch.sha256), batch.format, batch.encoding)
    sheets = []
    for number, (data, head) in enumerate(zip(batch.layouts or [], tables, strict=True)):
        layout = layout_from_json(data)
        if layout is None:
            continue
        sheets.append(
            {
                "number": number,
                "name": head.name,
                "warnings": [str(WARNINGS[code]) for code in layout.warnings if code in WARNINGS],
                "unused": not layout.has_title,
                "columns": [_column(column, number) for column in layout.columns],
                "zeros": [
                    _zeros(layout, number, index, width, head.rows)
                    for index, width in likely_digits(layout, head.rows).items()
                ],
                "rows": [
                    [repair(row[column.index]).text if column.index < len(row) else "" for column in layout.columns]
                    for row in [layout.cells_of(row) for row in head.rows[layout.header_end :] if any(row)][
                        :PREVIEW_ROWS
                    ]
                ],
            }
        )
    labels = [
        (target.value, label)
        for target, label in TARGET_LABELS.items()
        if target is not Target.PART or batch.format in ISIS
    ]
    return {"sheets": sheets, "targets": labels, "notices": _notices(batch)}


def _zeros(layout: Layout, number: int, index: int, width: int, rows: list[list[str]]) -> dict[str, Any]:
    """Leave a column's numbers alone, or fill them up to one of these widths; one of them is proposed."""
    body = [layout.cells_of(row) for row in rows[layout.header_end :]]
    values = [row[index] for row in body if index < len(row)]
    example = next(value for value in values if restored(value, width) != value)
    letter = column_letter(index)
    choices = [("0", _("leave as it is: %(number)s") % {"number": example})]
    for digits in range(width, min(width + 3, WIDTHS.stop)):
        text = ngettext("%(count)s digit: %(number)s", "%(count)s digits: %(number)s", digits)
        text %= {"count": digits, "number": restored(example, digits)}
        # Another number of the column still has its zeros.
        proposed = digits == width and any(value.startswith("0") for value in values)
        choices.append((str(digits), _("%(choice)s (likely)") % {"choice": text} if proposed else text))
    header = next(column.header for column in layout.columns if column.index == index)
    return {"field": f"z{number}-{index}", "letter": letter, "header": header, "choices": choices}


def _column(column: Any, number: int) -> dict[str, Any]:
    sure = column.confidence >= 0.75
    return {
        "field": f"c{number}-{column.index}",
        "letter": column_letter(column.index),
        "header": column.header,
        "name": column.name,
        "target": column.target.value,
        "label": TARGET_LABELS[column.target],
        "kind": "" if column.target is Target.IGNORE else ("good" if sure else "warn"),
        "sure": _("recognised") if sure else _("please check"),
        "samples": [text[:60] for text in column.samples],
    }


def result(batch: ImportBatch, query: Mapping[str, str], *, sees_restricted: bool) -> dict[str, Any]:
    """Counts, reasons with examples, and a page of rows filtered by outcome."""
    names = {str(outcome.name).lower(): outcome for outcome in ImportRow.Outcome}
    asked = names.get(query.get("outcome", ""))
    if asked is None and not query.get("outcome"):
        asked = ImportRow.Outcome.REJECTED if batch.rejected else None
    shown = page(rows_of(batch, asked), by=("number",), after=query.get("after"), size=50)
    changed = changes_of(batch, shown.items, sees_restricted=sees_restricted)
    here = reverse("catalogue:batch", args=[batch.public_id])
    tabs = [Link(_("All"), f"{here}?outcome=all", asked is None, batch.rows)] + [
        Link(outcome.label, f"{here}?outcome={name}", asked is outcome, getattr(batch, name))
        for name, outcome in names.items()
    ]
    return {
        "tabs": tabs,
        "page": shown,
        "rows": [_row(batch, row, sees_restricted, changed.get(row.number, [])) for row in shown.items],
        "reasons": reasons(batch),
        "status": status(batch),
        "skipped": sum(batch.skipped.values()),
        "passed_over": [
            (label, batch.skipped[kind.value])
            for kind, label in report.NOT_READ.items()
            if batch.skipped.get(kind.value)
        ],
        "failure": _failure(batch),
        "notices": _notices(batch),
    }


def reasons(batch: ImportBatch) -> list[dict[str, Any]]:
    """Grouped, the most frequent first; the sentence keeps its parameters out."""
    source = batch.same_as or batch
    found = []
    for code, (count, examples) in sorted(source.reasons.items(), key=lambda pair: -pair[1][0]):
        if examples:
            places = ", ".join(report.place_of(batch, number) for number in examples)
            found.append({"text": general(code), "count": count, "places": places, "more": count > len(examples)})
    return found


def general(code: str) -> str:
    """A code's sentence for many rows: where a parameter would stand there is a gap."""
    return _PARAMETER.sub("…", gettext(registered()[code])).replace("%%", "%")


def _row(batch: ImportBatch, row: ImportRow, sees_restricted: bool, changed: list[Change]) -> dict[str, Any]:
    title = ""
    if row.record is not None and row.record.state == SourceRecord.State.RESTRICTED and not sees_restricted:
        title = "—"
    elif row.record is not None:
        title = Bib(from_compact(row.record.marc)).full_title
    elif row.raw:
        title = _glimpse(batch, bytes(row.raw[:4000]))
    return {
        "place": report.place_of(batch, row.number),
        "kind": _OUTCOME_KIND[row.outcome],
        "outcome": row.get_outcome_display(),
        "title": title,
        "control_no": row.record.control_no if row.record else "",
        "reason": report.reason_text(row.reasons),
        "changes": [shapes.Change(one.place, one.before, one.after, one.encoding) for one in changed],
    }


def _glimpse(batch: ImportBatch, raw: bytes) -> str:
    """Something to know a rejected row by: its cells, or the text behind leader and directory."""
    if batch.format in SHEETS:
        try:
            return " · ".join(cell for cell in orjson.loads(raw) if cell)
        except orjson.JSONDecodeError:
            return ""
    text = _LEADER.sub("", raw.decode("utf-8", "replace"), count=1)
    return " ".join(_UNSHOWN.sub(" ", text).split())


def _failure(batch: ImportBatch) -> str:
    if batch.state != ImportBatch.State.STOPPED or batch.job is None or not batch.job.error_code:
        return ""
    return sentence(batch.job.error_code, batch.job.error_params)


def _notices(batch: ImportBatch) -> list[str]:
    return [sentence(code) for code in ("catalogue.macros_ignored",) if code in batch.reasons]


def case(one: RestrictionCase) -> dict[str, Any]:
    bib = Bib(from_compact(one.record.marc))
    return {
        "case": one,
        "title": bib.full_title,
        "creator": bib.creators[0].name if bib.creators else "",
        "year": str(bib.year or ""),
        "publisher": bib.publisher,
    }


def case_tabs(request: HttpRequest, state: str) -> list[Link]:
    here = reverse("catalogue:restrictions")
    cases = cases_for(actor_of(request))
    return [
        Link(each.label, f"{here}?state={each.value}", each.value == state, cases.filter(state=each).count())
        for each in RestrictionCase.State
    ]
