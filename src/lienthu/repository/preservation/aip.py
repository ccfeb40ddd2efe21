"""The archives' package of one file of documents, `AIP_hoso` (Circular 05/2025/TT-BNV, Annex I; E-ARK CSIP): what goes
to an archive, and what departments hand in. METS of the package and of its one representation, descriptions, PREMIS.

Its parts are the same bytes for the same object, so that a package that is there already is known by its METS.xml.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from lxml import etree

from lienthu.kernel.errors import Invalid
from lienthu.repository import identifiers
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.preservation import aip_descriptions, events, mets
from lienthu.repository.preservation.content import Part, beside, lay, made, take_place
from lienthu.repository.preservation.naming import named
from lienthu.repository.preservation.xml import METS, PREMIS, XLINK, XSI, add, inside, link, moment, written
from lienthu.repository.stores import MASTERS

CSIP: Final = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
PROFILE: Final = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"
_FONDS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_NAMES: Final = {"mets": METS, "csip": CSIP, "xlink": XLINK, "xsi": XSI}
_PDF: Final = "application/pdf"
_REP: Final = "representations/rep1"


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the representation. `path`: below `rep1`."""

    file: ObjectFile
    path: str
    is_document: bool

    @property
    def part(self) -> Part:
        return Part(f"{_REP}/{self.path}", self.file.sha256, self.file.size, MASTERS.path(self.file.sha256))


class Names:
    """Identifiers that are drawn from the object's own, so that they stay."""

    def __init__(self, found: DigitalObject, fonds: str) -> None:
        self._base = uuid.uuid5(uuid.NAMESPACE_URL, f"{identifiers.ark_of(found)}#{fonds}")
        self._fonds = fonds

    def urn(self, what: str = "") -> str:
        return f"urn:{self._fonds}:uuid:{self._drawn(what)}"

    def of(self, what: str) -> str:
        return f"uuid-{self._drawn(what)}"

    def _drawn(self, what: str) -> str:
        return str(uuid.uuid5(self._base, what) if what else self._base).upper()


def write(root: Path, found: DigitalObject, fonds: str) -> bool:
    """Into a folder named by the OBJID with `_` for `:`. False when it is there already as it would be written. Raises
    `Invalid` for a code of a fonds that cannot stand in a URN, `Unavailable` for a damaged master."""
    if not _FONDS.fullmatch(fonds):
        raise Invalid("repository.no_such_fonds_code", fonds=fonds[:40])
    names = Names(found, fonds)
    folder = root / names.urn().replace(":", "_")
    parts = parts_of(found, fonds)
    whole = parts[-1].source
    if (folder / "METS.xml").is_file() and (folder / "METS.xml").read_bytes() == whole:
        return False
    new = beside(folder)
    lay(new, parts)
    take_place(new, folder)
    return True


def parts_of(found: DigitalObject, fonds: str) -> list[Part]:
    """Every file of the package; its METS.xml comes last."""
    names = Names(found, fonds)
    held = _held(found)
    about = aip_descriptions.About.of(found, [one.file for one in held])
    inner = _representation(found, fonds, names, held, about)
    schemas = [made(f"schemas/{name}", _schema(name)) for name in ("EAD.xsd", "EAD_doc.xsd")]
    ead = made("metadata/descriptive/EAD.xml", aip_descriptions.of_file(about))
    premis = made("metadata/preservation/PREMIS.xml", _premis(found, names, []))
    root = _begun(found, fonds, names.urn(), "AIP")
    stamp = moment(found.published_at or found.created_at)
    _references(root, names, [("ead", ead, stamp)], ("premis", premis, stamp), "")
    section = add(root, METS, "fileSec", ID=names.of("files"))
    _group(section, names, "Schemas", [(one.path, one, "application/xml", stamp) for one in schemas])
    rep = [(f"{_REP}/METS.xml", inner[-1], "text/xml", stamp)]
    _group(section, names, "Representations/rep1", rep)
    top = _structure(root, names, found.title)
    kept = add(top, METS, "div", ID=names.of("div metadata"), LABEL="Metadata")
    kept.set("ADMID", names.of("premis"))
    kept.set("DMDID", names.of("ead"))
    shapes = add(top, METS, "div", ID=names.of("div schemas"), LABEL="Schemas")
    for one in schemas:
        add(shapes, METS, "fptr", FILEID=names.of(one.path))
    there = add(top, METS, "div", ID=names.of("div rep1"), LABEL="Representations/rep1")
    pointer = add(there, METS, "mptr", LOCTYPE="URL")
    link(pointer, f"{_REP}/METS.xml")
    pointer.set(inside(XLINK, "title"), "METS of rep1")
    return [*(one.part for one in held), *inner, *schemas, ead, premis, made("METS.xml", written(root))]


def _held(found: DigitalObject) -> list[Held]:
    """PDFs are the documents, masters of other kinds their attachments; without a PDF the masters are the documents."""
    rows = list(ObjectFile.objects.filter(object=found).order_by("role", "position"))
    names = named(rows)
    with_pdf = any(row.mime == _PDF for row in rows)
    return [Held(row, f"data/{names[row.pk]}", row.mime == _PDF or not with_pdf) for row in rows]


def _representation(
    found: DigitalObject, fonds: str, names: Names, held: Sequence[Held], about: aip_descriptions.About
) -> list[Part]:
    """Descriptions of the documents, PREMIS and METS of `rep1`, the last last."""
    stamp = moment(found.published_at or found.created_at)
    documents = [one for one in held if one.is_document]
    described = [
        made(f"{_REP}/metadata/descriptive/EAD_doc_{number}.xml", aip_descriptions.of_document(about, number, one.file))
        for number, one in enumerate(documents, 1)
    ]
    premis = made(f"{_REP}/metadata/preservation/PREMIS_rep1.xml", _premis(found, names, held))
    root = _begun(found, fonds, names.urn("rep1"), "representation")
    _references(root, names, [(one.path, one, stamp) for one in described], ("premis", premis, stamp), f"{_REP}/")
    section = add(root, METS, "fileSec", ID=names.of("files"))
    listed = [(one.path, one.part, one.file.mime, stamp) for one in held]
    _group(section, names, "Data", listed, f"{_REP}/")
    top = _structure(root, names, "rep1")
    _points(top, names, "Data", documents)
    linked = add(top, METS, "div", ID=names.of("div links"), LABEL="MetadataLink")
    for one, said in zip(documents, described, strict=True):
        own = add(linked, METS, "div", ID=names.of(f"link {one.path}"), LABEL="MetadataLink/File")
        own.set("ADMID", names.of("premis"))
        own.set("DMDID", names.of(said.path))
        add(own, METS, "fptr", FILEID=names.of(one.path))
    _points(top, names, "AttachmentFile", (one for one in held if not one.is_document))
    return [*described, premis, made(f"{_REP}/METS.xml", written(root))]


def _begun(found: DigitalObject, fonds: str, urn: str, kind: str) -> Any:
    root = etree.Element(inside(METS, "mets"), {"OBJID": urn, "TYPE": kind, "PROFILE": PROFILE}, nsmap=_NAMES)
    root.set("LABEL", found.title[:300])
    root.set(inside(CSIP, "CONTENTINFORMATIONTYPE"), "MIXED")
    header = add(root, METS, "metsHdr", CREATEDATE=moment(found.published_at or found.created_at), RECORDSTATUS="NEW")
    header.set(inside(CSIP, "OAISPACKAGETYPE"), "AIP")
    maker = add(header, METS, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    add(maker, METS, "name", events.AGENT)
    add(maker, METS, "note", "1").set(inside(CSIP, "NOTETYPE"), "SOFTWARE VERSION")
    keeper = add(header, METS, "agent", ROLE="ARCHIVIST", TYPE="ORGANIZATION")
    add(keeper, METS, "name", found.library.code)
    add(keeper, METS, "note", fonds).set(inside(CSIP, "NOTETYPE"), "IDENTIFICATIONCODE")
    return root


def _references(
    root: Any, names: Names, described: Iterable[tuple[str, Part, str]], kept: tuple[str, Part, str], below: str
) -> None:
    for what, part, stamp in described:
        section = add(root, METS, "dmdSec", ID=names.of(what), CREATED=stamp, STATUS="CURRENT")
        _reference(section, names.of(f"{what} ref"), "OTHER", part, stamp, below).set("OTHERMDTYPE", "EAD")
    what, part, stamp = kept
    section = add(root, METS, "amdSec", ID=names.of("preservation"))
    history = add(section, METS, "digiprovMD", ID=names.of(what), CREATED=stamp, STATUS="CURRENT")
    _reference(history, names.of(f"{what} ref"), "PREMIS", part, stamp, below)


def _reference(section: Any, ident: str, kind: str, part: Part, stamp: str, below: str) -> Any:
    said = add(section, METS, "mdRef", ID=ident, LOCTYPE="URL", MDTYPE=kind, **_measured(part, "text/xml", stamp))
    link(said, quote(part.path.removeprefix(below)))
    return said


def _group(section: Any, names: Names, use: str, listed: Iterable[tuple[str, Part, str, str]], below: str = "") -> None:
    group = add(section, METS, "fileGrp", ID=names.of(f"group {use}"), USE=use)
    for key, part, mime, stamp in listed:
        file = add(group, METS, "file", ID=names.of(key), **_measured(part, mime, stamp))
        link(add(file, METS, "FLocat", LOCTYPE="URL"), quote(part.path.removeprefix(below)))


def _measured(part: Part, mime: str, stamp: str) -> dict[str, str]:
    return {
        "MIMETYPE": mime,
        "SIZE": str(part.size),
        "CREATED": stamp,
        "CHECKSUM": part.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _structure(root: Any, names: Names, label: str) -> Any:
    tree = add(root, METS, "structMap", ID=names.of("structure"), TYPE="PHYSICAL", LABEL="CSIP")
    return add(tree, METS, "div", ID=names.of("div"), LABEL=label[:300])


def _points(top: Any, names: Names, label: str, held: Iterable[Held]) -> None:
    group = add(top, METS, "div", ID=names.of(f"div {label}"), LABEL=label)
    for one in held:
        own = add(group, METS, "div", ID=names.of(f"div {one.path}"), LABEL=one.path.removeprefix("data/"))
        add(own, METS, "fptr", FILEID=names.of(one.path))


def _premis(found: DigitalObject, names: Names, held: Sequence[Held]) -> bytes:
    """Of the package its steps; of the representation its files, each named as in METS."""
    spaces: Any = {"premis": PREMIS, "xsi": XSI}  # the prefix that xsi:type of a file names
    root = etree.Element(inside(PREMIS, "premis"), {"version": "3.0"}, nsmap=spaces)
    if not held:
        whole = add(root, PREMIS, "object")
        whole.set(inside(XSI, "type"), "premis:representation")
        mets.identifier(whole, "object", names.urn(), "URN")
    for one in held:
        mets.premis_object(root, one.file, names.of(one.path))
    happened = events.of(found, files=bool(held), readings=False)
    for number, event in enumerate(happened, 1):
        mets.premis_event(root, found, number, event)
    mets.premis_agent(root)
    return written(root)


def _schema(name: str) -> bytes:
    return (resources("lienthu.repository.preservation") / "schemas" / name).read_bytes()
