"""An object as METS (1.12.1) with Dublin Core and PREMIS 3: pages, files with checksums, what happened to them.

https://www.loc.gov/standards/mets/ · https://www.loc.gov/standards/premis/v3/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from lxml import etree

from lienthu.repository import identifiers, rights, versions
from lienthu.repository.models import DigitalObject, ObjectFile, Page
from lienthu.repository.preservation import events
from lienthu.repository.preservation.events import AGENT, Event
from lienthu.repository.preservation.naming import placed
from lienthu.repository.preservation.xml import METS, PREMIS, XLINK, XSI, add, inside, link, moment, plain, written

DC: Final = "http://purl.org/dc/elements/1.1/"
DCTERMS: Final = "http://purl.org/dc/terms/"
_NAMES = {"mets": METS, "premis": PREMIS, "dc": DC, "dcterms": DCTERMS, "xlink": XLINK, "xsi": XSI}
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
    file's place in its address. `lasting`: leave out what changes without the object changing (readings of masters,
    reading copies), so that the same object gives the same bytes."""

    files: bool = True
    folder: str = ""
    lasting: bool = False


def document(found: DigitalObject, scope: Scope) -> bytes:
    root = etree.Element(
        inside(METS, "mets"),
        {"OBJID": identifiers.ark_of(found), "LABEL": plain(found.title), "TYPE": _KINDS.get(found.kind, "text")},
        nsmap=_NAMES,
    )
    _header(root, found)
    _description(root, found)
    known = ObjectFile.objects.filter(object=found).order_by("role", "position")
    if scope.lasting:
        known = known.filter(role__in=ObjectFile.LASTING)
    files = list(known) if scope.files else []
    _administration(root, found, files, scope)
    pages = list(Page.objects.filter(object=found).order_by("position")) if scope.files else []
    if files:
        _files(root, files, scope.folder)
    _structure(root, found, pages, files)
    return written(root)


def of_versions(main: DigitalObject, editions: Sequence[DigitalObject], links: Mapping[int, str]) -> bytes:
    """The document over all its versions: its description, what happened to it, and where the METS of each one is."""
    root = etree.Element(
        inside(METS, "mets"),
        {"OBJID": identifiers.ark_of(main), "LABEL": plain(main.title), "TYPE": _KINDS.get(main.kind, "text")},
        nsmap=_NAMES,
    )
    _header(root, main)
    _description(root, main)
    _administration(root, main, [], Scope(files=False, lasting=True))
    top = add(add(root, METS, "structMap", TYPE="LOGICAL"), METS, "div", ID="V0", TYPE="versions", DMDID="DMD1")
    for one in editions:
        div = add(top, METS, "div", ID=f"V{one.edition}", TYPE="version", ORDER=str(one.edition))
        div.set("LABEL", identifiers.versioned(one))
        link(add(div, METS, "mptr", LOCTYPE="URL"), links[one.edition])
    return written(root)


def _header(root: Any, found: DigitalObject) -> None:
    changed = found.published_at or found.created_at
    header = add(root, METS, "metsHdr", CREATEDATE=moment(found.created_at), LASTMODDATE=moment(changed))
    keeper = add(header, METS, "agent", ROLE="CUSTODIAN", TYPE="ORGANIZATION")
    add(keeper, METS, "name", found.library.code)
    maker = add(header, METS, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    add(maker, METS, "name", AGENT)


def _description(root: Any, found: DigitalObject) -> None:
    data = _wrapped(add(root, METS, "dmdSec", ID="DMD1"), "DC")
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
                add(data, DC, name, value)
    if found.state == DigitalObject.State.EARLIER and found.current:
        add(data, DCTERMS, "isVersionOf", identifiers.ark_of(found.current))
        add(data, DCTERMS, "isReplacedBy", identifiers.versioned(found.current))
    for one in versions.earlier(found) if found.edition > 1 else ():
        add(data, DCTERMS, "replaces", identifiers.ark_of(one))


def _administration(root: Any, found: DigitalObject, files: list[ObjectFile], scope: Scope) -> None:
    section = add(root, METS, "amdSec", ID="AMD1")
    for file in files:
        premis_object(_wrapped(add(section, METS, "techMD", ID=f"T{file.pk}"), "PREMIS:OBJECT"), file)
    if uri := rights.uri_of(found.rights):
        _premis_rights(_wrapped(add(section, METS, "rightsMD", ID="R1"), "PREMIS:RIGHTS"), found, uri)
    happened = events.of(found, files=scope.files, readings=not scope.lasting)
    for number, event in enumerate(happened, 1):
        data = _wrapped(add(section, METS, "digiprovMD", ID=f"E{number}"), "PREMIS:EVENT")
        premis_event(data, found, number, event)
    premis_agent(_wrapped(add(section, METS, "digiprovMD", ID="A1"), "PREMIS:AGENT"))


def premis_object(parent: Any, file: ObjectFile, local: str = "") -> None:
    """`local`: its identifier in the METS beside it."""
    made = add(parent, PREMIS, "object")
    made.set(inside(XSI, "type"), "premis:file")
    if local:
        identifier(made, "object", local, "LOCAL")
    identifier(made, "object", file.sha256, "SHA-256")
    about = add(made, PREMIS, "objectCharacteristics")
    fixity = add(about, PREMIS, "fixity")
    add(fixity, PREMIS, "messageDigestAlgorithm", "SHA-256")
    add(fixity, PREMIS, "messageDigest", file.sha256)
    add(about, PREMIS, "size", str(file.size))
    designation = add(add(about, PREMIS, "format"), PREMIS, "formatDesignation")
    add(designation, PREMIS, "formatName", file.mime)
    add(made, PREMIS, "originalName", file.name)


def premis_event(parent: Any, found: DigitalObject, number: int, event: Event) -> None:
    made = add(parent, PREMIS, "event")
    identifier(made, "event", f"{identifiers.ark_of(found)}#event-{number}", "ARK")
    add(made, PREMIS, "eventType", event.kind)
    add(made, PREMIS, "eventDateTime", moment(event.at))
    if event.detail:
        add(add(made, PREMIS, "eventDetailInformation"), PREMIS, "eventDetail", event.detail)
    if event.outcome:
        add(add(made, PREMIS, "eventOutcomeInformation"), PREMIS, "eventOutcome", event.outcome)
    agent = add(made, PREMIS, "linkingAgentIdentifier")
    add(agent, PREMIS, "linkingAgentIdentifierType", "local")
    add(agent, PREMIS, "linkingAgentIdentifierValue", AGENT)
    for sha256 in event.files:
        link = add(made, PREMIS, "linkingObjectIdentifier")
        add(link, PREMIS, "linkingObjectIdentifierType", "SHA-256")
        add(link, PREMIS, "linkingObjectIdentifierValue", sha256)


def premis_agent(parent: Any) -> None:
    made = add(parent, PREMIS, "agent")
    identifier(made, "agent", AGENT, "local")
    add(made, PREMIS, "agentName", AGENT)
    add(made, PREMIS, "agentType", "software")


def _premis_rights(parent: Any, found: DigitalObject, uri: str) -> None:
    statement = add(add(parent, PREMIS, "rights"), PREMIS, "rightsStatement")
    identifier(statement, "rightsStatement", f"{identifiers.ark_of(found)}#rights", "ARK")
    said = rights.of(found.rights)
    add(statement, PREMIS, "rightsBasis", "license" if said and said.reuse else "other")
    if said and said.reuse:
        terms = add(statement, PREMIS, "licenseInformation")
        known = add(terms, PREMIS, "licenseDocumentationIdentifier")
        add(known, PREMIS, "licenseDocumentationIdentifierType", "URI")
        add(known, PREMIS, "licenseDocumentationIdentifierValue", uri)
    else:
        other = add(statement, PREMIS, "otherRightsInformation")
        known = add(other, PREMIS, "otherRightsDocumentationIdentifier")
        add(known, PREMIS, "otherRightsDocumentationIdentifierType", "URI")
        add(known, PREMIS, "otherRightsDocumentationIdentifierValue", uri)
        add(other, PREMIS, "otherRightsBasis", "rightsstatements.org")


def _files(root: Any, files: list[ObjectFile], folder: str) -> None:
    places = placed(files)
    section = add(root, METS, "fileSec")
    for role in dict.fromkeys(file.role for file in files):
        group = add(section, METS, "fileGrp", USE=role)
        for file in files:
            if file.role != role:
                continue
            made = add(
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
            place = add(made, METS, "FLocat", LOCTYPE="URL")
            link(place, quote(f"{folder}{places[file.pk]}"))


def _structure(root: Any, found: DigitalObject, pages: list[Page], files: list[ObjectFile]) -> None:
    """Pages point at the master that they were made from; a logical map has the lines of the contents."""
    masters = {file.sha256: file for file in files if file.role == ObjectFile.Role.MASTER}
    physical = add(
        add(root, METS, "structMap", TYPE="PHYSICAL"), METS, "div", ID="P0", TYPE="physSequence", DMDID="DMD1"
    )
    for page in pages:
        div = add(
            physical,
            METS,
            "div",
            ID=f"P{page.position}",
            TYPE="page",
            ORDER=str(page.position),
            ORDERLABEL=plain(page.label),
        )
        if master := masters.get(page.master):
            add(div, METS, "fptr", FILEID=f"F{master.pk}")
    if not pages:
        for file in files:
            add(physical, METS, "fptr", FILEID=f"F{file.pk}")
    lines = [line for line in found.contents if pages and 1 <= line["page"] <= len(pages)]
    if not lines:
        return
    logical = add(add(root, METS, "structMap", TYPE="LOGICAL"), METS, "div", ID="L0", TYPE=found.kind, DMDID="DMD1")
    links = etree.SubElement(root, inside(METS, "structLink"))
    for number, line in enumerate(lines, 1):
        add(logical, METS, "div", ID=f"L{number}", TYPE="chapter", LABEL=plain(line["label"]))
        joined = add(links, METS, "smLink")
        joined.set(inside(XLINK, "from"), f"L{number}")
        joined.set(inside(XLINK, "to"), f"P{line['page']}")


def identifier(parent: Any, what: str, value: str, kind: str) -> None:
    made = add(parent, PREMIS, f"{what}Identifier")
    add(made, PREMIS, f"{what}IdentifierType", kind)
    add(made, PREMIS, f"{what}IdentifierValue", value)


def _wrapped(section: Any, kind: str) -> Any:
    return add(add(section, METS, "mdWrap", MDTYPE=kind, MIMETYPE="text/xml"), METS, "xmlData")
