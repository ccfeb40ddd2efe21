"""Authorities in a sheet: one a row, columns known by their headers in Vietnamese or English. Several names in one cell
stand on lines of their own or between semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lienthu.catalogue.actions.keep_authority import NewAuthority
from lienthu.catalogue.authority_marc import Incoming, Pointer
from lienthu.catalogue.rules.authority_data import SCHEMES, Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import Kind, heading_of
from lienthu.text import clean, fold, words

_LOOK_AT: Final = 15
_HEADERS: Final = {
    "kind": "loai|loai muc tu|kieu|kind|type",
    "heading": "de muc|de muc chuan|tieu de|tieu de chuan|ten|ten chuan|muc tu|muc tu chuan|heading|name",
    "variant": "ten khac|cac ten khac|dang khac|bien the|tu dong nghia|dong nghia|variant|variants|other names",
    "pen_name": "but danh|pen name|pen names",
    "former": "ten cu|ten truoc day|former name|former names",
    "abbreviation": "viet tat|ten viet tat|abbreviation",
    "english": "tieng anh|ten tieng anh|english",
    "born": "nam sinh|sinh|nam thanh lap|thanh lap|born|founded",
    "died": "nam mat|mat|nam giai the|giai the|died|ended",
    "broader": "rong hon|khai niem rong hon|cap tren|broader",
    "related": "xem them|lien quan|see also|related",
    "earlier": "tien than|earlier name",
    "about": "gioi thieu|tieu su|ghi chu|about|note",
    "sources": "nguon|nguon tra cuu|source|sources",
    "viaf": "viaf", "isni": "isni", "wikidata": "wikidata", "lccn": "lccn",
}  # fmt: skip
#: A header that says what the headings below it are.
_TELLING: Final = {
    Kind.PERSON: "tac gia|ten tac gia|nhan vat|ca nhan|person|author",
    Kind.BODY: "co quan|tap the|to chuc|corporate body",
    Kind.PLACE: "dia danh|place",
    Kind.SUBJECT: "chu de|de muc chu de|tu khoa|subject",
    Kind.WORK: "tac pham|work",
}
_COLUMNS: Final = {name: column for column, names in _HEADERS.items() for name in names.split("|")}
_KIND_OF: Final = {name: kind for kind, names in _TELLING.items() for name in names.split("|")} | {
    "nguoi": Kind.PERSON, "body": Kind.BODY, "noi": Kind.PLACE,
}  # fmt: skip
_NAMES: Final = ("english", "variant", "pen_name", "former", "abbreviation")
_RELATIONS: Final = ("broader", "related", "earlier")
_BETWEEN: Final = re.compile(r"[;\n\r]+")
Fault = tuple[str, dict[str, object]]


def read(rows: Iterator[tuple[int, Sequence[str]]], kind: Kind | None = None) -> Iterator[tuple[int, Incoming | Fault]]:
    """`rows`: number and cells. `kind`: what the headings are where the sheet does not say. A sheet in which no row
    says which column holds the headings gives one fault, for its first row."""
    columns: dict[str, int] = {}
    first = 0
    for seen, (number, cells) in enumerate(rows):
        first = first or number
        if columns:
            if any(cell.strip() for cell in cells):
                yield number, _row(cells, columns, kind)
            continue
        columns, told = _columns(cells)
        kind = told or kind
        if not columns and seen >= _LOOK_AT:
            break
    if not columns:
        yield first or 1, ("catalogue.authority_sheet_head", {})


def _columns(cells: Sequence[str]) -> tuple[dict[str, int], Kind | None]:
    """Column → place, where these cells are the head; and the kind that the column of headings tells."""
    found: dict[str, int] = {}
    told: Kind | None = None
    for place, cell in enumerate(cells):
        name = " ".join(words(fold(cell)))
        if name in _COLUMNS:
            found.setdefault(_COLUMNS[name], place)
        elif name in _KIND_OF and "heading" not in found:
            found["heading"], told = place, _KIND_OF[name]
    return (found, told) if "heading" in found else ({}, None)


def _row(cells: Sequence[str], columns: dict[str, int], kind: Kind | None) -> Incoming | Fault:
    def said(column: str) -> str:
        place = columns.get(column, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    def several(column: str) -> list[str]:
        return [text for part in _BETWEEN.split(said(column)) if (text := clean(part))]

    word = said("kind")
    own = _KIND_OF.get(" ".join(words(fold(word)))) if word else kind
    heading = clean(said("heading"))
    if own is None:
        return "catalogue.authority_sheet_kind", {"kind": word[:60]}
    if not heading_of(own, heading).key:
        return "catalogue.authority_no_name", {}
    names = tuple((FormRole(role), text) for role in _NAMES for text in several(role))
    identifiers = {scheme: said(scheme) for scheme in SCHEMES if said(scheme)}
    details = Details(_year(said("born")), _year(said("died")), said("about"), tuple(several("sources")), identifiers)
    pointers = tuple(
        Pointer(RelationKind(relation), False, own, text) for relation in _RELATIONS for text in several(relation)
    )
    return Incoming(NewAuthority(own, heading, names, details), pointers)


def _year(text: str) -> str:
    """A date keeps its year: `29/10/1917` → 1917; what is no year stays, to be refused by name."""
    found = re.fullmatch(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{4})", text)
    return found[1] if found else text
