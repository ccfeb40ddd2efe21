"""What is said of a sheet's columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.repository import rights
from lienthu.repository.models import DigitalObject, SheetRow
from lienthu.repository.models.access import LEVEL_WORDS, RESTRICTION_WORDS
from lienthu.repository.rules.access import Level, Restriction
from lienthu.repository.sheets.fields import Field

FIELD_WORDS: Final[dict[str, str | Promise]] = {
    Field.FILE: _("File"),
    Field.FOLDER: _("Folder"),
    Field.TITLE: _("Title"),
    Field.KIND: _("Kind"),
    Field.CREATORS: _("Creators"),
    Field.DATE: _("Date"),
    Field.LANGUAGE: _("Language"),
    Field.DESCRIPTION: _("Description"),
    Field.SUBJECTS: _("Subjects"),
    Field.SOURCE: _("Source"),
    Field.RIGHTS: _("Rights"),
    Field.ENTRY: _("Entry in the union catalogue"),
    Field.LEVEL: _("Sharing level, proposed"),
    Field.RESTRICTION: _("Legal class, proposed"),
    Field.SECRECY: _("State secret"),
}
#: In the order in which a row is told.
_TOLD: Final = (
    ("kind", _("Kind")),
    ("creators", _("Creators")),
    ("date_text", _("Date")),
    ("language", _("Language")),
    ("subjects", _("Subjects")),
    ("description", _("Description")),
    ("source", _("Source")),
    ("rights", _("Rights")),
    ("entry", _("Entry in the union catalogue")),
    ("level", _("Sharing level, proposed")),
    ("restriction", _("Legal class, proposed")),
)


def column_words(columns: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    return [dict(one) | {"means": FIELD_WORDS.get(one["field"], "")} for one in columns]


def said_words(row: SheetRow) -> list[tuple[str | Promise, str]]:
    return [(label, _shown(name, row.said[name])) for name, label in _TOLD if row.said.get(name)]


def _shown(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    words: dict[str, Any] = {}
    if name == "kind":
        words = dict(DigitalObject.Kind.choices)
    elif name == "level":
        words = {one.value: LEVEL_WORDS[one] for one in Level}
    elif name == "restriction":
        words = {one.value: RESTRICTION_WORDS[one] for one in Restriction}
    elif name == "rights":
        words = {code: one.label for code, one in rights.RIGHTS.items()}
    return str(words.get(str(value), value))


def proposed_words(row: SheetRow) -> str:
    return ", ".join(_shown(name, row.said[name]) for name in ("level", "restriction") if row.said.get(name))
