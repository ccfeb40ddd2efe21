"""EAD.xml of a file of documents and EAD_doc of each, in the elements of Circular 05/2025/TT-BNV, Annex I."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from lienthu.repository import gate, identifiers
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.preservation.xml import XSI, add, inside, written

# The circular's own words; the documents are Vietnamese whoever reads the screen.
_KEPT_FOR_EVER: Final = "Vĩnh viễn"
_OPEN, _CONDITIONAL = "Công khai", "Có điều kiện"
_DIGITISED: Final = "Số hóa"


@dataclass(frozen=True, slots=True)
class About:
    """What the descriptions share."""

    found: DigitalObject
    files: Sequence[ObjectFile]
    mode: str

    @classmethod
    def of(cls, found: DigitalObject, files: Sequence[ObjectFile]) -> About:
        return cls(found, files, _OPEN if gate.is_open(found) else _CONDITIONAL)

    @property
    def keywords(self) -> str:
        return "; ".join(self.found.subjects)

    @property
    def pages(self) -> str:
        return str(self.found.page_count or "")

    @property
    def kinds(self) -> str:
        return "; ".join(sorted({file.mime for file in self.files}))


def of_file(about: About) -> bytes:
    found, year = about.found, about.found.year
    return _simple(
        "EAD.xsd",
        [
            ("arcFileCode", identifiers.ark_of(found)),
            ("title", found.title),
            ("maintenance", _KEPT_FOR_EVER),
            ("mode", about.mode),
            ("language", found.language),
            ("startDate", f"{year:04}-01-01" if year else ""),
            ("endDate", f"{year:04}-12-31" if year else ""),
            ("keyword", about.keywords),
            ("totalDoc", str(len(about.files))),
            ("numberOfPaper", ""),
            ("numberOfPage", about.pages),
            ("format", about.kinds),
            ("inforSign", ""),
            ("confidenceLevel", _DIGITISED),
            ("paperFileCode", found.source),
            ("description", found.description),
        ],
        up=2,
    )


def of_document(about: About, number: int, file: ObjectFile) -> bytes:
    found = about.found
    return _simple(
        "EAD_doc.xsd",
        [
            ("arcFileCode", identifiers.ark_of(found)),
            ("mode", about.mode),
            ("language", found.language),
            ("keyword", about.keywords),
            ("numberOfPage", about.pages if len(about.files) == 1 else ""),
            ("format", file.mime),
            ("inforSign", ""),
            ("confidenceLevel", _DIGITISED),
            ("description", found.description),
            ("docCode", f"{identifiers.ark_of(found)}/{number:07}"),
            ("docOrdinal", str(number)),
            ("typeName", str(DigitalObject.Kind(found.kind).value)),
            ("codeNumber", ""),
            ("codeNotation", ""),
            ("issuedDate", found.date_text),
            ("organName", "; ".join(found.creators)),
            ("subject", found.title),
            ("autograph", ""),
            ("process", ""),
        ],
        up=4,
    )


def _simple(schema: str, said: Sequence[tuple[str, str]], *, up: int) -> bytes:
    root: Any = etree.Element("simpledc", nsmap={"xsi": XSI})
    root.set(inside(XSI, "noNamespaceSchemaLocation"), f"{'../' * up}schemas/{schema}")
    for name, value in said:
        add(root, "", name, value)
    return written(root)
