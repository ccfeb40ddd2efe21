"""Authorities in a file, whatever it is by its content: MARC 21 authority records, SKOS, a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from lienthu.catalogue import authority_sheet
from lienthu.catalogue.authority_marc import Incoming, from_marc
from lienthu.catalogue.importers import sheet
from lienthu.catalogue.importers.formats import format_of
from lienthu.catalogue.importers.source import MARC_READERS, SHEETS
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel.errors import Invalid
from lienthu.marc.faults import RawRecord

_HEAD: Final = 65_536
_RDF: Final = frozenset({"jsonld", "rdfxml", "turtle"})
_TURTLE: Final = re.compile(rb"^\s*(?:@prefix|@base|PREFIX|BASE)\s", re.MULTILINE | re.IGNORECASE)
Refused = tuple[str, dict[str, object]]
Read = Iterator[tuple[int, Incoming | Refused]]


def format_in(path: Path) -> str:
    """`jsonld`, `rdfxml`, `turtle`, or what `format_of` says. Raises `Invalid` for a file of no such kind."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head[:4]:  # UTF-16: what is looked for is of ASCII
        head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    if head[:1] == b"<" and b"22-rdf-syntax-ns#" in head and b"MARC21/slim" not in head:
        return "rdfxml"
    if head[:1] in (b"{", b"[") and (b'"@context"' in head or b'"@id"' in head or b'"@graph"' in head):
        return "jsonld"
    if _TURTLE.search(head) and (b"<http" in head or b"skos:" in head):
        return "turtle"
    return format_of(path)


def read(path: Path, format: str, kind: Kind | None = None) -> Read:
    """Number and authority, or why there is none. `kind`: of a sheet that does not say it."""
    if format in _RDF:
        from lienthu.catalogue import authority_rdf  # noqa: PLC0415 - rdflib would cost every start 0.3 s

        return authority_rdf.read(path, format)
    if format in SHEETS:
        return authority_sheet.read(((row.number, row.cells) for row in sheet.rows(path, format)), kind)
    if format not in MARC_READERS:
        raise Invalid("catalogue.authority_file", file=path.name)
    return _marc_file(path, format)


def _marc_file(path: Path, format: str) -> Read:
    with path.open("rb") as stream:
        yield from of_marc(MARC_READERS[format](stream, None))


def of_marc(records: Iterable[RawRecord]) -> Read:
    for number, raw in enumerate(records, start=1):
        found = from_marc(raw.record) if raw.record is not None else "unreadable"
        yield number, (f"catalogue.authority_{found}", {}) if isinstance(found, str) else found
