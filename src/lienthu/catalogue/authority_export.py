"""All authorities, or those of a kind, as one file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, BinaryIO, Final

from lienthu.catalogue import authority_skos, exporting
from lienthu.catalogue.authority_marc import to_marc
from lienthu.catalogue.authority_queries import AuthorityView, export_views
from lienthu.catalogue.rules.headings import Kind

#: Format → ending of the file's name, media type.
FORMATS: Final = {
    "marc21": ("mrc", "application/marc"),
    "marcxml": ("xml", "application/marcxml+xml"),
    "jsonld": ("jsonld", "application/ld+json"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """`too_long`: authorities that ISO 2709 cannot hold."""

    count: int
    too_long: list[str] = field(default_factory=list)


def write(format: str, kind: Kind | None, base: str, out: BinaryIO) -> Written:
    """`base`: where authorities are, up to the identifier."""
    views = export_views(kind)
    if format == "jsonld":
        return Written(authority_skos.write(views, base, out))
    written = exporting.write(_pairs(views), format, out)
    return Written(written.records, written.too_long)


def _pairs(views: Iterator[AuthorityView]) -> Iterator[exporting.Pair]:
    return ((one.authority.public_id, to_marc(one)) for one in views)


def as_file(format: str, kind: Kind | None, base: str) -> tuple[IO[bytes], str, str]:
    """An open temporary file, its name and media type."""
    ending, media = FORMATS[format]
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(format, kind, base, out)
    out.seek(0)
    return out, f"{kind.value if kind else 'authorities'}.{ending}", media
