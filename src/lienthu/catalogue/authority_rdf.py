"""SKOS concepts as authorities: JSON-LD (what `authority_skos` writes is read line by line), Turtle, RDF/XML.

Nothing outside the file is ever fetched: a context by address and a document type are refused. Relations name their
other end by its address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import orjson
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS
from rdflib.term import Node

from lienthu.catalogue.actions.keep_authority import NewAuthority
from lienthu.catalogue.authority_marc import Incoming, Pointer
from lienthu.catalogue.authority_skos import CONTEXT, TYPED
from lienthu.catalogue.rules.authority_data import SCHEMES, Details, Fault, FormRole, RelationKind, checked
from lienthu.catalogue.rules.headings import Kind, heading_of
from lienthu.kernel.errors import Invalid
from lienthu.text import clean

#: A graph is held in memory: about a hundred bytes for each of the file's.
MOST_BYTES: Final = 20 * 1024**2
_OWN_HEAD: Final = b'{"@context":' + orjson.dumps(CONTEXT) + b',"@graph":[\n'
_KINDS: Final = {
    "Person": Kind.PERSON, "Agent": Kind.BODY, "Organization": Kind.BODY, "Organisation": Kind.BODY,
    "CorporateBody": Kind.BODY, "Place": Kind.PLACE, "Location": Kind.PLACE, "CreativeWork": Kind.WORK,
    "Work": Kind.WORK,
}  # fmt: skip
_SCHEMA: Final = ("https://schema.org/", "http://schema.org/")
_WAYS: Final = (
    (SKOS.broader, RelationKind.BROADER, False),
    (SKOS.narrower, RelationKind.BROADER, True),
    (SKOS.related, RelationKind.RELATED, False),
    (DCTERMS.replaces, RelationKind.EARLIER, False),
    (DCTERMS.isReplacedBy, RelationKind.EARLIER, True),
)
_OWN_WAYS: Final = {
    "broader": (RelationKind.BROADER, False), "narrower": (RelationKind.BROADER, True),
    "related": (RelationKind.RELATED, False), "replaces": (RelationKind.EARLIER, False),
    "isReplacedBy": (RelationKind.EARLIER, True),
}  # fmt: skip
_HOSTS: Final = {"viaf.org": "viaf", "isni.org": "isni", "www.wikidata.org": "wikidata", "id.loc.gov": "lccn"}
_XL: Final = Namespace("http://www.w3.org/2008/05/skos-xl#")
_OTHER_NAMES: Final = (SKOS.altLabel, SKOS.hiddenLabel, FOAF.nick)
_PARSERS: Final = {"turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}
Refused = tuple[str, dict[str, object]]


def read(path: Path, format: str) -> Iterator[tuple[int, Incoming | Refused]]:
    """Every concept of the file in the order of its address. Raises `Invalid` for a file that cannot be read."""
    if format == "jsonld" and _is_own(path):
        yield from enumerate(map(_own, _own_lines(path)), start=1)
        return
    graph = _graph(path, format)
    concepts = sorted({str(node) for node in graph.subjects(SKOS.prefLabel) if isinstance(node, URIRef)})
    for number, address in enumerate(concepts, start=1):
        yield number, _concept(graph, URIRef(address))


def _is_own(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(_OWN_HEAD)) == _OWN_HEAD


def _own_lines(path: Path) -> Iterator[dict[str, Any] | None]:
    with path.open("rb") as stream:
        next(stream)
        for line in stream:
            text = line.strip().rstrip(b",")
            if text in (b"", b"]}"):
                continue
            try:
                found = orjson.loads(text)
            except orjson.JSONDecodeError:
                found = None
            yield found if isinstance(found, dict) else None


def _own(one: dict[str, Any] | None) -> Incoming | Refused:
    try:
        if one is None:
            return "catalogue.authority_unreadable", {}
        types = [str(name).rpartition(":")[2] for name in one["@type"]]
        labels = one["prefLabel"]
        names = [(FormRole.ENGLISH, labels["en"])] if "en" in labels else []
        typed = {str(label["literalForm"]): _role(str(label["labelType"])) for label in one.get("typedLabel", ())}
        names += [(typed.get(str(text), FormRole.VARIANT), str(text)) for text in one.get("altLabel", ())]
        ways = [(way, address) for way in _OWN_WAYS for address in one.get(way, ())]
        details = Details(
            str(one.get("birthDate", "")), str(one.get("deathDate", "")), str(one.get("note", "")),
            tuple(map(str, one.get("source", ()))), _identifiers(map(str, one.get("exactMatch", ()))),
        )  # fmt: skip
        return _incoming(
            _kind(types),
            str(labels["vi"]),
            names,
            details,
            str(one["@id"]),
            [(*_OWN_WAYS[w], str(to)) for w, to in ways],
        )
    except (KeyError, TypeError, AttributeError):
        return "catalogue.authority_unreadable", {}


def _graph(path: Path, format: str) -> Graph:
    if path.stat().st_size > MOST_BYTES:
        raise Invalid("catalogue.authority_rdf_large", limit=MOST_BYTES // 1024**2)
    data = path.read_bytes()
    if format == "rdfxml" and _has_document_type(data):
        raise Invalid("catalogue.authority_rdf_doctype")
    if format == "jsonld" and _has_far_context(data):
        raise Invalid("catalogue.authority_rdf_context")
    graph = Graph()
    try:
        graph.parse(data=data, format=_PARSERS[format], publicID="urn:x-file:")
    except Exception as error:  # every parser of rdflib raises its own kinds
        raise Invalid("catalogue.authority_rdf_unreadable", why=" ".join(str(error).split())[:160]) from error
    return graph


def _has_document_type(data: bytes) -> bool:
    """As the parser itself sees it, whatever the file is encoded in."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda name, *_: found.append(name)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding that it does not know
        if not found:
            raise Invalid("catalogue.authority_rdf_unreadable", why=" ".join(str(error).split())[:160]) from error
    return bool(found)


def _has_far_context(data: bytes) -> bool:
    """Whether a context is named by its address instead of being told in the file."""
    try:
        waiting: list[Any] = [orjson.loads(data)]
    except orjson.JSONDecodeError as error:
        raise Invalid("catalogue.authority_rdf_unreadable", why=str(error)[:160]) from error
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if "@import" in one or _names_address(one.get("@context")):
                return True
            waiting += one.values()
    return False


def _names_address(context: Any) -> bool:
    """rdflib follows lists of contexts within lists too."""
    return isinstance(context, str) or (isinstance(context, list) and any(map(_names_address, context)))


def _concept(graph: Graph, node: URIRef) -> Incoming | Refused:
    types = [str(kind).replace("#", "/").rpartition("/")[2] for kind in graph.objects(node, RDF.type)]
    labels = [label for label in graph.objects(node, SKOS.prefLabel) if isinstance(label, Literal)]
    chosen = sorted(
        labels, key=lambda label: ({"vi": 0, None: 1}.get(label.language, 2), label.language or "", str(label))
    )
    names = [(FormRole.ENGLISH, str(one)) for one in chosen[1:] if one.language == "en"][:1]
    names += [(FormRole.VARIANT, str(one)) for one in chosen[1:] if one.language != "en"]
    typed = _typed(graph, node)
    others = {str(text) for way in _OTHER_NAMES for text in graph.objects(node, way)} | typed.keys()
    names += [(typed.get(text, FormRole.VARIANT), text) for text in sorted(others)]
    ways = [
        (relation, turned, str(other))
        for way, relation, turned in _WAYS
        for other in sorted(graph.objects(node, way), key=str)
        if isinstance(other, URIRef)
    ]
    matches = [*graph.objects(node, SKOS.exactMatch), *graph.objects(node, RDFS.seeAlso)]
    details = Details(
        _year(_literals(graph, node, [URIRef(f"{base}birthDate") for base in _SCHEMA])),
        _year(_literals(graph, node, [URIRef(f"{base}deathDate") for base in _SCHEMA])),
        "\n".join(_literals(graph, node, [SKOS.note, SKOS.scopeNote, SKOS.definition])),
        tuple(_literals(graph, node, [DCTERMS.source])),
        _identifiers(map(str, matches)),
    )
    return _incoming(_kind(types), str(chosen[0]) if chosen else "", names, details, str(node), ways)


def _typed(graph: Graph, node: Node) -> dict[str, FormRole]:
    """Names that a label of SKOS-XL tells, with the kind of name where it is said."""
    found: dict[str, FormRole] = {}
    for label in sorted(graph.objects(node, _XL.altLabel), key=str):
        said = sorted(str(kind) for kind in graph.objects(label, DCTERMS.type))
        role = next((FormRole(kind) for kind in said if kind in TYPED), FormRole.VARIANT)
        found |= {str(text): role for text in graph.objects(label, _XL.literalForm)}
    return found


def _role(text: str) -> FormRole:
    return FormRole(text) if text in TYPED else FormRole.VARIANT


def _literals(graph: Graph, node: Node, ways: Iterable[URIRef]) -> list[str]:
    return [text for way in ways for text in sorted(map(str, graph.objects(node, way)))]


def _year(texts: list[str]) -> str:
    return texts[0][:4] if texts else ""


def _kind(types: Iterable[str]) -> Kind:
    return next((_KINDS[name] for name in types if name in _KINDS), Kind.SUBJECT)


def _identifiers(addresses: Iterable[str]) -> dict[str, str]:
    found = {}
    for address in addresses:
        host = address.partition("//")[2].partition("/")[0]
        if (scheme := _HOSTS.get(host)) in SCHEMES:
            found[scheme] = address
    return found


def _incoming(
    kind: Kind,
    heading: str,
    names: Iterable[tuple[FormRole, str]],
    details: Details,
    address: str,
    ways: Iterable[tuple[RelationKind, bool, str]],
) -> Incoming | Refused:
    heading = clean(heading)
    if not heading_of(kind, heading).key:
        return "catalogue.authority_no_name", {}
    found = checked(details)
    if isinstance(found, Fault):
        return found.code, dict(found.params)
    pointers = tuple(Pointer(relation, turned, kind, "", other[:120]) for relation, turned, other in ways)
    return Incoming(NewAuthority(kind, heading, tuple(names), found, address[:120]), pointers)
