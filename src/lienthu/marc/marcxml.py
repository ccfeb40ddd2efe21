"""MARCXML in and out.

Each `<record>` is cut out of the stream and parsed alone, with entities, DTDs and the network off. So one broken
record costs only itself, memory stays flat, and nothing in the prolog is ever expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple
from unicodedata import is_normalized

from lxml import etree

from lienthu.marc.charset import UTF8, Decode, FieldDecoder, nfc
from lienthu.marc.faults import RawRecord
from lienthu.marc.record import Field, Record
from lienthu.marc.xmlpieces import Piece, pieces

DIALECT = "marcxml"
NAMESPACE = "http://www.loc.gov/MARC21/slim"
_DEFAULT_LEADER = "00000nam a2200000 a 4500"
_STRICT = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
_PATIENT = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    recover=True,
)  # fmt: skip
_ERRORS = etree.ErrorTypes
_BROKEN = {
    _ERRORS.ERR_NAME_REQUIRED: "xml_bare_sign",
    _ERRORS.ERR_UNDECLARED_ENTITY: "xml_bare_sign",
    _ERRORS.ERR_ENTITYREF_SEMICOL_MISSING: "xml_bare_sign",
    _ERRORS.ERR_LT_IN_ATTRIBUTE: "xml_bare_sign",
    _ERRORS.ERR_TAG_NAME_MISMATCH: "xml_unclosed",
    _ERRORS.ERR_TAG_NOT_FINISHED: "xml_unclosed",
}
_ILL_FORMED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));")
_PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_SPECIAL = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DELETED = re.compile(rb"<(?:[\w.-]+:)?header\b[^>]*\bstatus\s*=\s*[\"']deleted")


class _Parsed(NamedTuple):
    leader: str
    fields: list[Field]
    found: bool


def read(stream: BinaryIO, decode: Decode | None = None) -> Iterator[RawRecord]:
    for index, piece in enumerate(pieces(stream)):
        item = RawRecord(index, piece.offset, piece.raw, DIALECT, UTF8, None)
        if piece.fault:
            item.note(piece.fault, line=piece.line)
        if piece.whole:
            _parse(piece, item, decode)
        yield item


def parse(raw: bytes, decode: Decode | None = None) -> RawRecord:
    """One `<record>` element's stored bytes."""
    item = RawRecord(0, 0, raw, DIALECT, UTF8, None)
    _parse(Piece(0, 1, raw), item, decode)
    return item


def _parse(piece: Piece, item: RawRecord, decode: Decode | None) -> None:
    root = _tree(piece, item, decode)
    if root is None:
        item.note("not_a_record")
        return
    parsed = _record(root, piece, item)
    if not parsed.found:
        item.note("deleted" if _DELETED.search(piece.raw) else "not_a_record")
        return
    if parsed.leader.startswith("     ") and len(parsed.leader) < 24:
        item.note("leader_wrong")
    item.record = Record(f"{parsed.leader:24.24}" if parsed.leader.strip() else _DEFAULT_LEADER, parsed.fields)


def _tree(piece: Piece, item: RawRecord, decode: Decode | None) -> etree._Element | None:
    raw = piece.raw
    prefixed = b":" in raw[: raw.find(b">")].partition(b" ")[0]
    try:
        return etree.fromstring(_wrapped(raw) if prefixed else raw, _STRICT)
    except etree.XMLSyntaxError as error:
        line = _error_line(error, piece)
    text = _text(piece.raw, item, decode)
    cleaned = _REFERENCE.sub(_possible, _ILL_FORMED.sub("", text))
    try:
        root = etree.fromstring(_wrapped(cleaned.encode()), _STRICT)
    except etree.XMLSyntaxError as error:
        item.note(_broken(error), line=_error_line(error, piece))
        return etree.fromstring(_wrapped(cleaned.encode()), _PATIENT)
    item.note("xml_mended", line=line)
    return root


def _possible(reference: re.Match[str]) -> str:
    """A reference to a character that XML may not hold is left out; half a character would break the reader."""
    digits = reference[1] or reference[2]
    code = int(digits[:9], 16 if reference[1] else 10)
    allowed = code in (9, 10, 13) or (code >= 0x20 and not _ILL_FORMED.match(chr(code)) if code <= 0x10FFFF else False)
    return reference.group() if allowed else ""


def _text(raw: bytes, item: RawRecord, decode: Decode | None) -> str:
    """Bytes that are not UTF-8 are repaired text by text, between the tags."""
    if not raw.isascii():
        decoder = FieldDecoder(b"", decode)
        text = "".join(map(decoder, re.split(rb"(<[^>]*>)", raw)))
        item.encoding = decoder.encoding
        return text
    return raw.decode()


def _wrapped(raw: bytes) -> bytes:
    """Prefixes are declared on an ancestor that was left out: declare them again."""
    if b":" not in raw:
        return raw
    names = set(_PREFIX.findall(raw)) - {b"xml", b"xmlns"}
    if not names:
        return raw
    declared = b"".join(b' xmlns:%s="%s"' % (name, name) for name in sorted(names))
    return b"<w" + declared + b">" + raw + b"</w>"


def _record(root: etree._Element, piece: Piece, item: RawRecord) -> _Parsed:
    leader, found = "", False
    fields: list[Field] = []
    if _local(root) == "w" and len(root):
        root = root[0]
    composed = b"&#" not in piece.raw and is_normalized("NFC", piece.raw.decode("utf-8", "replace"))
    for element in root:
        name = _local(element)
        if name == "datafield":
            found = True
            fields.append(_datafield(element, piece, item, composed))
        elif name == "controlfield":
            found = True
            fields.append(Field(_tag(element, piece, item), nfc(element.text or "")))
        elif name == "leader":
            found = True
            leader = (element.text or "").strip("\r\n\t").replace("\t", " ")
            leader = leader if len(leader.strip()) < 24 else leader.strip()
        elif name not in ("header", "metadata", "about"):
            item.note("xml_bad_element", line=_line(element, piece), text=name[:40])
    return _Parsed(leader, fields, found)


def _datafield(element: etree._Element, piece: Piece, item: RawRecord, composed: bool) -> Field:
    tag = element.get("tag") or ""
    if len(tag) != 3 or tag.isspace():
        tag = _tag(element, piece, item)
    first, second = element.get("ind1") or " ", element.get("ind2") or " "
    if len(first) != 1 or len(second) != 1:
        item.note("indicators_wrong", tag=tag)
        first, second = first[:1], second[:1]
    subfields: list[tuple[str, str]] = []
    for child in element:
        text = child.text or ""
        if len(child):
            text = "".join(map(str, child.itertext()))
        if not (composed or is_normalized("NFC", text)):
            item.note("not_nfc")
            text = nfc(text)
        code = child.get("code") or ""
        if len(code) != 1:
            item.note("xml_bad_code", line=_line(child, piece), tag=tag, subfield=code[:20])
            code = code[:1] or "a"
        subfields.append((code, text))
    if not subfields and (element.text or "").strip():
        item.note("no_subfields", tag=tag)
        subfields.append(("a", nfc((element.text or "").strip())))
    return Field(tag, "", first + second, subfields)


def _tag(element: etree._Element, piece: Piece, item: RawRecord) -> str:
    tag = (element.get("tag") or "").strip()
    if len(tag) == 3:
        return tag
    item.note("xml_bad_tag", line=_line(element, piece), tag=tag[:20])
    return f"{tag:0>3.3}" if tag.isdigit() else f"{tag:9<3.3}"


def _broken(error: etree.XMLSyntaxError) -> str:
    return _BROKEN.get(getattr(error, "code", 0), "xml_broken")  # the stubs do not know of `code`


def _error_line(error: etree.XMLSyntaxError, piece: Piece) -> int:
    return piece.line + (error.lineno or 1) - 1


def _line(element: etree._Element, piece: Piece) -> int:
    line = element.sourceline
    return piece.line + (line if isinstance(line, int) else 1) - 1


@lru_cache(maxsize=64)
def _local_name(name: str) -> str:
    return name.rpartition("}")[2]


def _local(element: etree._Element) -> str:
    name = element.tag
    return _local_name(name) if isinstance(name, str) else ""


def escape(text: str) -> str:
    if _SPECIAL.search(text) is None:
        return text
    text = _ILL_FORMED.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def write(record: Record, namespace: bool = True) -> str:
    """One `<record>` element. Control characters, which XML cannot hold, are left out."""
    opening = f'<record xmlns="{NAMESPACE}">' if namespace else "<record>"
    parts = [opening, "<leader>", escape(f"{record.leader:24.24}"), "</leader>"]
    add = parts.append
    for field in record.fields:
        tag = field.tag if field.tag.isalnum() else _attribute(field.tag)
        if field.subfields is None:
            add(f'<controlfield tag="{tag}">{escape(field.value)}</controlfield>')
            continue
        indicators = f"{field.indicators:2.2}"
        first, second = indicators[0], indicators[1]
        if not (first.isalnum() or first == " ") or not (second.isalnum() or second == " "):
            first, second = _attribute(first) or " ", _attribute(second) or " "
        body = ""
        for code, text in field.subfields:
            if not code.isalnum():
                code = _attribute(code)
            if _SPECIAL.search(text) is not None:
                text = escape(text)
            body += f'<subfield code="{code}">{text}</subfield>'
        add(f'<datafield tag="{tag}" ind1="{first}" ind2="{second}">{body}</datafield>')
    add("</record>")
    return "".join(parts)


def write_collection(records: Iterable[Record]) -> Iterator[bytes]:
    """A whole MARCXML file, piece by piece."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'.encode()
    for record in records:
        yield (write(record, namespace=False) + "\n").encode()
    yield b"</collection>\n"
