"""From MARC 21 to what others read: Dublin Core, schema.org, RIS, BibTeX. Private fields are never among them."""

from __future__ import annotations

import re
from typing import Any

from lienthu.marc.fields import Bib, Creator
from lienthu.marc.marcxml import escape
from lienthu.marc.record import Record
from lienthu.marc.vocabulary import Format

_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"
_DCMI_TYPES = {
    Format.MAP: "Image", Format.PICTURE: "StillImage", Format.VIDEO: "MovingImage", Format.SOUND: "Sound",
    Format.MUSIC: "Text", Format.ELECTRONIC: "Software", Format.OBJECT: "PhysicalObject", Format.MIXED: "Collection",
}  # fmt: skip
_SCHEMA_TYPES = {
    Format.BOOK: "Book", Format.TEXTBOOK: "Book", Format.THESIS: "Thesis", Format.SERIAL: "Periodical",
    Format.MAP: "Map", Format.MUSIC: "SheetMusic", Format.SOUND: "AudioObject", Format.VIDEO: "VideoObject",
    Format.PICTURE: "ImageObject", Format.MANUSCRIPT: "Manuscript", Format.MIXED: "Collection",
}  # fmt: skip
_RIS_TYPES = {
    Format.BOOK: "BOOK", Format.TEXTBOOK: "BOOK", Format.THESIS: "THES", Format.SERIAL: "JFULL", Format.MAP: "MAP",
    Format.MUSIC: "MUSIC", Format.SOUND: "SOUND", Format.VIDEO: "VIDEO", Format.PICTURE: "ART",
    Format.MANUSCRIPT: "MANSCPT", Format.ELECTRONIC: "ELEC",
}  # fmt: skip
_EDITORS = frozenset({"edt", "com"})
_NOT_AUTHORS = frozenset({"pbl", "prt", "dst", "isb", "spn", "fnd"})


def dublin_core(record: Record) -> list[tuple[str, str]]:
    """(element, text) pairs of unqualified Dublin Core, in its usual order."""
    bib = Bib(record)
    authors = [one for one in bib.creators if is_author(one)]
    others = [one for one in bib.creators if not is_author(one)]
    pairs = [("title", bib.full_title), *(("title", text) for text in bib.other_titles)]
    pairs += [("creator", one.display) for one in authors]
    pairs += [("subject", one.text) for one in bib.subjects] + [("subject", text) for text in bib.keywords]
    pairs += [("subject", f"{one.scheme.upper()} {one.number}") for one in bib.classifications]
    pairs += [("description", bib.summary), *(("description", text) for text in bib.notes)]
    pairs += [("publisher", ", ".join(text for text in (bib.place, bib.publisher) if text))]
    pairs += [("contributor", one.display) for one in others]
    pairs += [("date", str(bib.year or bib.date_text)), ("type", _DCMI_TYPES.get(bib.format, "Text"))]
    pairs += [("format", "; ".join(text for text in (bib.extent, bib.size) if text))]
    pairs += [("identifier", f"urn:isbn:{one.value}") for one in bib.isbns if one.valid and not one.cancelled]
    pairs += [("identifier", f"urn:issn:{one.value}") for one in bib.issns if one.valid and not one.cancelled]
    pairs += [("identifier", url) for url in bib.links]
    pairs += [("language", code) for code in bib.languages]
    pairs += [("relation", one.title) for one in bib.series]
    return list(dict.fromkeys((name, text) for name, text in pairs if text))


def dublin_core_xml(record: Record) -> str:
    """One `oai_dc:dc` element."""
    body = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in dublin_core(record))
    return (
        f'<oai_dc:dc xmlns:oai_dc="{_OAI_DC}" xmlns:dc="{_DC}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{_OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd">{body}</oai_dc:dc>'
    )


def is_author(one: Creator) -> bool:
    """Those who made the work: main entries, authors, composers; editors where a record has none of them."""
    if one.role:
        return one.role in ("aut", "cre", "cmp", "art", "dis")
    return one.main or one.kind == "person"


def schema_org(record: Record, url: str = "") -> dict[str, Any]:
    """JSON-LD for a record page. The caller must escape `<` when it writes the dictionary into HTML."""
    bib = Bib(record)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES.get(bib.format, "CreativeWork"),
        "@id": url,
        "url": url,
        "name": bib.full_title,
        "author": [_agent(one) for one in bib.creators if is_author(one)],
        "editor": [_agent(one) for one in bib.creators if one.role in _EDITORS],
        "translator": [_agent(one) for one in bib.creators if one.role == "trl"],
        "illustrator": [_agent(one) for one in bib.creators if one.role == "ill"],
        "publisher": {"@type": "Organization", "name": bib.publisher, "location": bib.place} if bib.publisher else "",
        "datePublished": str(bib.year or ""),
        "inLanguage": bib.languages,
        "bookEdition": bib.edition,
        "numberOfPages": bib.pages,
        "isbn": [one.value for one in bib.isbns if one.valid and not one.cancelled],
        "issn": [one.value for one in bib.issns if one.valid and not one.cancelled],
        "about": [one.text for one in bib.subjects],
        "keywords": ", ".join(bib.keywords),
        "description": bib.summary,
        "isPartOf": [{"@type": "BookSeries", "name": one.title} for one in bib.series],
    }
    cleaned = {key: value for key, value in data.items() if value}
    if cleaned["@type"] not in ("Book", "Thesis"):
        for key in ("bookEdition", "numberOfPages", "isbn", "illustrator"):
            cleaned.pop(key, None)
    if cleaned["@type"] != "Periodical":
        cleaned.pop("issn", None)
    return cleaned


def _agent(one: Creator) -> dict[str, str]:
    return {"@type": "Person" if one.kind == "person" else "Organization", "name": one.display}


def ris(record: Record) -> str:
    """Lines end in CR LF as the format asks; names stay in Vietnamese order."""
    bib = Bib(record)
    lines = [("TY", _RIS_TYPES.get(bib.format, "GEN"))]
    lines += [("AU", one.display) for one in bib.creators if is_author(one)]
    lines += [("ED", one.display) for one in bib.creators if one.role in _EDITORS]
    lines += [("A4", one.display) for one in bib.creators if one.role == "trl"]
    lines += [("TI", bib.full_title), ("ET", bib.edition), ("CY", bib.place), ("PB", bib.publisher)]
    lines += [("PY", str(bib.year or "")), ("SP", str(bib.pages or ""))]
    lines += [("T2", one.title) for one in bib.series[:1]]
    lines += [("VL", one.volume) for one in bib.series[:1]]
    lines += [("SN", one.value) for one in bib.isbns if one.valid and not one.cancelled]
    lines += [("SN", one.value) for one in bib.issns if one.valid and not one.cancelled]
    lines += [("KW", text) for text in dict.fromkeys([*(one.text for one in bib.subjects), *bib.keywords])]
    lines += [("AB", bib.summary), *(("UR", url) for url in bib.links), *(("LA", code) for code in bib.languages)]
    body = [f"{tag}  - {' '.join(text.split())}" for tag, text in lines if text.strip()]
    return "\r\n".join([*body, "ER  - ", ""])


_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\n": " ", "\r": " ", "\t": " ",
    }
)  # fmt: skip


def _tex(text: str) -> str:
    return text.translate(_BIBTEX)


def bibtex(record: Record, key: str = "") -> str:
    """UTF-8 BibTeX (biber). A Vietnamese name is one unit in braces: it must not be split or inverted."""
    bib = Bib(record)
    kind = {Format.THESIS: "phdthesis", Format.BOOK: "book", Format.TEXTBOOK: "book"}.get(bib.format, "misc")
    entries = [
        ("author", _names([one for one in bib.creators if is_author(one)])),
        ("editor", _names([one for one in bib.creators if one.role in _EDITORS])),
        ("title", f"{{{_tex(bib.full_title)}}}" if bib.full_title else ""),
        ("edition", _tex(bib.edition)),
        ("school" if kind == "phdthesis" else "publisher", _tex(bib.publisher)),
        ("address", _tex(bib.place)),
        ("year", str(bib.year or "")),
        ("pages", f"{bib.pages}" if bib.pages and kind == "misc" else ""),
        ("series", _tex(bib.series[0].title) if bib.series else ""),
        ("volume", _tex(bib.series[0].volume) if bib.series else ""),
        ("isbn", ", ".join(one.value for one in bib.isbns if one.valid and not one.cancelled)),
        ("keywords", _tex(", ".join(bib.keywords))),
        ("url", bib.links[0].replace("{", "%7B").replace("}", "%7D") if bib.links else ""),
        ("language", ", ".join(bib.languages)),
    ]
    body = ",\n".join(f"  {name} = {{{text}}}" for name, text in entries if text)
    return f"@{kind}{{{_key(key or bib.control_number)},\n{body}\n}}\n"


def _names(creators: list[Creator]) -> str:
    return " and ".join(_tex(one.display) if "," in one.display else f"{{{_tex(one.display)}}}" for one in creators)


def _key(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.:-]+", "", text) or "record"
