"""What can be searched, counted and sorted by: declared once for the parser, the engines, the pages and the API."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu import text


class FieldKind(StrEnum):
    TEXT = "text"
    """Words, in an exact and a folded form."""
    KEY = "key"
    """One comparable value: an ISBN, a code."""
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: Promise
    aliases: tuple[str, ...]
    kind: FieldKind = FieldKind.TEXT
    boost: float = 0.0
    """Weight of a word found here when no field was asked for; 0 = only found through `all`."""


class FacetKind(StrEnum):
    MANY = "many"
    """A document may have many values, of ten thousands in all: estimated for very many hits."""
    SOME = "some"
    """A document may have many values, of a few thousands in all."""
    SET = "set"
    """Few values, nearly always one: kept as one combined value, which counts ten times faster."""
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: Promise
    kind: FacetKind = FacetKind.MANY
    size: int = 10


@dataclass(frozen=True, slots=True)
class Sort:
    name: str
    label: Promise
    field: str | None = None
    descending: bool = True


ALL: Final = "all"

FIELDS: Final = (
    Field("title", _("title"), ("title", "ti", "nhan đề", "tên sách", "tên", "tựa", "nhan"), boost=2.0),
    Field("creator", _("author"), ("author", "au", "creator", "tác giả", "tg", "người viết"), boost=1.5),
    Field("subject", _("subject"), ("subject", "su", "keyword", "chủ đề", "từ khóa", "đề mục", "đề tài"), boost=0.8),
    Field("publisher", _("publisher"), ("publisher", "nxb", "nhà xuất bản", "pub")),
    Field("series", _("series"), ("series", "tùng thư", "tủ sách", "bộ sách")),
    Field("isbn", _("ISBN or ISSN"), ("isbn", "issn", "mã sách"), FieldKind.KEY),
    Field("class", _("classification"), ("class", "ddc", "phân loại", "pl"), FieldKind.KEY),
    Field("call", _("call number"), ("call", "call number", "ký hiệu", "kí hiệu", "ký hiệu xếp giá", "đktb", "đkcb"),
          FieldKind.KEY),
    Field("authority", _("works of"), ("authority", "tác phẩm của"), FieldKind.KEY),
    Field("about", _("works about"), ("about", "viết về"), FieldKind.KEY),
    Field("year", _("year"), ("year", "năm", "năm xuất bản", "nxb năm"), FieldKind.YEAR),
)  # fmt: skip
FIELD: Final = {field.name: field for field in FIELDS}
TEXT_FIELDS: Final = tuple(field for field in FIELDS if field.kind is FieldKind.TEXT)
KEY_FIELDS: Final = tuple(field for field in FIELDS if field.kind is FieldKind.KEY)

FACETS: Final = (
    Facet("library", _("Library"), FacetKind.SOME, size=12),
    Facet("availability", _("Availability"), FacetKind.SET),
    Facet("format", _("Kind of document"), FacetKind.SET),
    Facet("year", _("Year"), FacetKind.YEARS),
    Facet("language", _("Language"), FacetKind.SET),
    Facet("subject", _("Subject")),
    Facet("creator", _("Author")),
    Facet("area", _("Area"), FacetKind.SOME),
    Facet("area_old", _("Area before 1 July 2025"), FacetKind.SOME, size=12),
    Facet("kind", _("Kind of library"), FacetKind.SET),
)
FACET: Final = {facet.name: facet for facet in FACETS}


def facets_on(*, old_map: bool = False) -> tuple[str, ...]:
    """Areas are told on one map: today's, or the last before districts were abolished."""
    left_out = "area" if old_map else "area_old"
    return tuple(facet.name for facet in FACETS if facet.name != left_out)


SORTS: Final = (
    Sort("relevance", _("Best match")),
    Sort("newest", _("Newest year"), "year"),
    Sort("oldest", _("Oldest year"), "year_up", descending=False),
    Sort("title", _("Title A to Y"), "sort", descending=False),
    Sort("added", _("Recently added"), "added"),
)
SORT: Final = {sort.name: sort for sort in SORTS}

_BY_ALIAS: Final = {
    " ".join(text.fold(alias).split()): field for field in FIELDS for alias in (*field.aliases, field.name)
}


def field_named(alias: str) -> Field | None:
    """The field that a reader calls `alias`, with or without accents, in any case."""
    return _BY_ALIAS.get(" ".join(text.fold(alias).split()))
