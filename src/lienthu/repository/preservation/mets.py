"""An object as METS (1.12.1) with Dublin Core and PREMIS 3: pages, files with checksums, what happened to them.

https://www.loc.gov/standards/mets/ · https://www.loc.gov/standards/premis/v3/
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from django.utils import timezone
from lxml import etree

from lienthu.repository import identifiers, rights
from lienthu.repository.models import DigitalObject, ObjectFile, Page
from lienthu.repository.preservation import events
from lienthu.repository.preservation.events import AGENT, Event
from lienthu.repository.preservation.naming import named

METS: Final = "http://www.loc.gov/METS/"
PREMIS: Final = "http://www.loc.gov/premis/v3"
DC: Final = "http://purl.org/dc/elements/1.1/"
XLINK: Final = "http://www.w3.org/1999/xlink"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES = {"mets": METS, "premis": PREMIS, "dc": DC, "xlink": XLINK, "xsi": XSI}
_KINDS = {
    "book": "text",
    "newspaper": "text",
    "manuscript": "text",
    "document": "text",
    "map": "cartographic",
    "photograph": "still image",
    "audio": "sound recording",
    "video": "moving image",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """`files`: whether files and pages are listed; without, only the description. `folder`: what stands before a
    master's name in its address. `lasting`: leave out what changes without the object changing (readings of
    masters), so that the same object gives the same bytes."""

    files: bool = True
    folder: str = ""
    lasting: bool = False


def document(found: DigitalObject, scope: Scope) -> bytes:
    root = etree.Element(
        _in(METS, "mets"),
        {"OBJID": identifiers.ark_of(found), "LABEL": _text(found.title), "TYPE": _KINDS.get(found.kind, "text")},
        nsmap=_NAMES,
    )
    _header(root, found)
    _description(root, found)
    known = ObjectFile.objects.filter(object=found).order_by("role", "position")
    if scope.lasting:
        known = known.filter(role=ObjectFile.Role.MASTER)
    files = list(known) if scope.files else []
    _administration(root, found, files, scope)
    pages = list(Page.objects.filter(object=found).order_by("position")) if scope.files else []
    if files:
        _files(root, files, scope.folder)
    _structure(root, found, pages, files)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _header(root: Any, found: DigitalObject) -> None:
    changed = found.published_at or found.created_at
    header = _add(root, METS, "metsHdr", CREATEDATE=_moment(found.created_at), LASTMODDATE=_moment(changed))
    keeper = _add(header, METS, "agent", ROLE="CUSTODIAN", TYPE="ORGANIZATION")
    _add(keeper, METS, "name", found.library.code)
    maker = _add(header, METS, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    _add(maker, METS, "name", AGENT)


def _description(root: Any, found: DigitalObject) -> None:
    data = _wrapped(_add(root, METS, "dmdSec", ID="DMD1"), "DC")
    said: list[tuple[str, Iterable[str]]] = [
        ("title", [found.title]),
        ("creator", found.creators),
        ("subject", found.subjects),
        ("description", [found.description]),
        ("date", [found.date_text or str(found.year or "")]),
        ("type", [_KINDS.get(found.kind, "text")]),
        ("language", [found.language]),
        ("source", [found.source]),
        ("identifier", [identifiers.ark_of(found)]),
        ("rights", [rights.uri_of(found.rights)]),
    ]
    for name, values in said:
        for value in values:
            if value:
                _add(data, DC, name, value)


def _administration(root: Any, found: DigitalObject, files: list[ObjectFile], scope: Scope) -> None:
    section = _add(root, METS, "amdSec", ID="AMD1")
    for file in files:
        _premis_object(_wrapped(_add(section, METS, "techMD", ID=f"T{file.pk}"), "PREMIS:OBJECT"), file)
    if uri := rights.uri_of(found.rights):
        _premis_rights(_wrapped(_add(section, METS, "rightsMD", ID="R1"), "PREMIS:RIGHTS"), found, uri)
    happened = events.of(found, files=scope.files, readings=not scope.lasting)
    for number, event in enumerate(happened, 1):
        data = _wrapped(_add(section, METS, "digiprovMD", ID=f"E{number}"), "PREMIS:EVENT")
        _premis_event(data, found, number, event)
    _premis_agent(_wrapped(_add(section, METS, "digiprovMD", ID="A1"), "PREMIS:AGENT"))


def _premis_object(parent: Any, file: ObjectFile) -> None:
    made = _add(parent, PREMIS, "object")
    made.set(_in(XSI, "type"), "premis:file")
    _identifier(made, "object", file.sha256, "SHA-256")
    about = _add(made, PREMIS, "objectCharacteristics")
    fixity = _add(about, PREMIS, "fixity")
    _add(fixity, PREMIS, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, PREMIS, "messageDigest", file.sha256)
    _add(about, PREMIS, "size", str(file.size))
    designation = _add(_add(about, PREMIS, "format"), PREMIS, "formatDesignation")
    _add(designation, PREMIS, "formatName", file.mime)
    _add(made, PREMIS, "originalName", file.name)


def _premis_event(parent: Any, found: DigitalObject, number: int, event: Event) -> None:
    made = _add(parent, PREMIS, "event")
    _identifier(made, "event", f"{identifiers.ark_of(found)}#event-{number}", "ARK")
    _add(made, PREMIS, "eventType", event.kind)
    _add(made, PREMIS, "eventDateTime", _moment(event.at))
    if event.detail:
        _add(_add(made, PREMIS, "eventDetailInformation"), PREMIS, "eventDetail", event.detail)
    if event.outcome:
        _add(_add(made, PREMIS, "eventOutcomeInformation"), PREMIS, "eventOutcome", event.outcome)
    agent = _add(made, PREMIS, "linkingAgentIdentifier")
    _add(agent, PREMIS, "linkingAgentIdentifierType", "local")
    _add(agent, PREMIS, "linkingAgentIdentifierValue", AGENT)
    for sha256 in event.files:
        link = _add(made, PREMIS, "linkingObjectIdentifier")
        _add(link, PREMIS, "linkingObjectIdentifierType", "SHA-256")
        _add(link, PREMIS, "linkingObjectIdentifierValue", sha256)


def _premis_agent(parent: Any) -> None:
    made = _add(parent, PREMIS, "agent")
    _identifier(made, "agent", AGENT, "local")
    _add(made, PREMIS, "agentName", AGENT)
    _add(made, PREMIS, "agentType", "software")


def _premis_rights(parent: Any, found: DigitalObject, uri: str) -> None:
    statement = _add(_add(parent, PREMIS, "rights"), PREMIS, "rightsStatement")
    _identifier(statement, "rightsStatement", f"{identifiers.ark_of(found)}#rights", "ARK")
    said = rights.of(found.rights)
    _add(statement, PREMIS, "rightsBasis", "license" if said and said.reuse else "other")
    if said and said.reuse:
        terms = _add(statement, PREMIS, "licenseInformation")
        known = _add(terms, PREMIS, "licenseDocumentationIdentifier")
        _add(known, PREMIS, "licenseDocumentationIdentifierType", "URI")
        _add(known, PREMIS, "licenseDocumentationIdentifierValue", uri)
    else:
        other = _add(statement, PREMIS, "otherRightsInformation")
        known = _add(other, PREMIS, "otherRightsDocumentationIdentifier")
        _add(known, PREMIS, "otherRightsDocumentationIdentifierType", "URI")
        _add(known, PREMIS, "otherRightsDocumentationIdentifierValue", uri)
        _add(other, PREMIS, "otherRightsBasis", "rightsstatements.org")


def _files(root: Any, files: list[ObjectFile], folder: str) -> None:
    names = named(files)
    section = _add(root, METS, "fileSec")
    for role in dict.fromkeys(file.role for file in files):
        group = _add(section, METS, "fileGrp", USE=role)
        for file in files:
            if file.role != role:
                continue
            made = _add(
                group,
                METS,
                "file",
                ID=f"F{file.pk}",
                MIMETYPE=file.mime,
                SIZE=str(file.size),
                CHECKSUM=file.sha256,
                CHECKSUMTYPE="SHA-256",
                ADMID=f"T{file.pk}",
            )
            place = _add(made, METS, "FLocat", LOCTYPE="URL")
            place.set(_in(XLINK, "type"), "simple")
            place.set(_in(XLINK, "href"), quote(f"{folder}{names[file.pk]}"))


def _structure(root: Any, found: DigitalObject, pages: list[Page], files: list[ObjectFile]) -> None:
    """Pages point at the master that they were made from; a logical map has the lines of the contents."""
    masters = {file.sha256: file for file in files if file.role == ObjectFile.Role.MASTER}
    physical = _add(
        _add(root, METS, "structMap", TYPE="PHYSICAL"), METS, "div", ID="P0", TYPE="physSequence", DMDID="DMD1"
    )
    for page in pages:
        div = _add(
            physical,
            METS,
            "div",
            ID=f"P{page.position}",
            TYPE="page",
            ORDER=str(page.position),
            ORDERLABEL=_text(page.label),
        )
        if master := masters.get(page.master):
            _add(div, METS, "fptr", FILEID=f"F{master.pk}")
    if not pages:
        for file in files:
            _add(physical, METS, "fptr", FILEID=f"F{file.pk}")
    lines = [line for line in found.contents if pages and 1 <= line["page"] <= len(pages)]
    if not lines:
        return
    logical = _add(_add(root, METS, "structMap", TYPE="LOGICAL"), METS, "div", ID="L0", TYPE=found.kind, DMDID="DMD1")
    links = etree.SubElement(root, _in(METS, "structLink"))
    for number, line in enumerate(lines, 1):
        _add(logical, METS, "div", ID=f"L{number}", TYPE="chapter", LABEL=_text(line["label"]))
        link = _add(links, METS, "smLink")
        link.set(_in(XLINK, "from"), f"L{number}")
        link.set(_in(XLINK, "to"), f"P{line['page']}")


def _identifier(parent: Any, what: str, value: str, kind: str) -> None:
    made = _add(parent, PREMIS, f"{what}Identifier")
    _add(made, PREMIS, f"{what}IdentifierType", kind)
    _add(made, PREMIS, f"{what}IdentifierValue", value)


def _wrapped(section: Any, kind: str) -> Any:
    return _add(_add(section, METS, "mdWrap", MDTYPE=kind, MIMETYPE="text/xml"), METS, "xmlData")


def _add(parent: Any, space: str, name: str, value: str = "", **attributes: str) -> Any:
    made = etree.SubElement(parent, _in(space, name), {key: one for key, one in attributes.items() if one})
    if value:
        made.text = _text(value)
    return made


def _in(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _text(value: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return "".join(letter for letter in value if letter >= " " or letter in "\t\n\r").translate(
        {0xFFFE: None, 0xFFFF: None}
    )


def _moment(at: datetime) -> str:
    """ISO 8601 with the province's offset (+07:00)."""
    return timezone.localtime(at).isoformat(timespec="seconds")
