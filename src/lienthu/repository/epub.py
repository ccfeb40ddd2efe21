"""Reads EPUB: the order of its chapters, their text made harmless, their pictures. EPUB 3.3, OPF 3; no script, style or
address of elsewhere leaves here."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import nh3
from lxml import etree

from lienthu.kernel.errors import Invalid, NotFound
from lienthu.marc.zips import UNREADABLE
from lienthu.repository import epub_words
from lienthu.repository.images import render
from lienthu.text import clean

MOST_MEMBERS: Final = 20_000
MOST_BYTES: Final = 20 * 1024**2
MOST_CHAPTERS: Final = 2_000
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
#: What an archive that is damaged, locked or packed in an unknown way raises, and XML that is none.
_BROKEN: Final = (*UNREADABLE, etree.XMLSyntaxError, OSError)
_CONTAINER: Final = "META-INF/container.xml"
_NS: Final = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "x": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
_BLOCKS: Final = {
    "p",
    "div",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "figure",
    "figcaption",
    "pre",
}
_LISTS: Final = {
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
}
_WORDS: Final = {
    "span",
    "br",
    "em",
    "strong",
    "i",
    "b",
    "u",
    "s",
    "sub",
    "sup",
    "small",
    "q",
    "cite",
    "code",
    "abbr",
    "mark",
}
_TAGS: Final = _BLOCKS | _LISTS | _WORDS | {"a", "img", "ruby", "rt", "rp"}
_ATTRIBUTES: Final = {"*": {"id", "lang", "title"}, "a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}}


@dataclass(frozen=True, slots=True)
class Chapter:
    """`name`: its path in the archive."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Book:
    title: str
    chapters: tuple[Chapter, ...]


@lru_cache(maxsize=64)
def opened(path: Path) -> Book:
    """Raises `Invalid("repository.file_broken")` for what is no EPUB that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _book(archive)
    except _BROKEN as error:
        raise Invalid("repository.file_broken") from error


def chapter(path: Path, number: int, *, pages: str, pictures: str, query: str = "") -> str:
    """The chapter's text as HTML, with the words of the query marked. `pages`, `pictures`: addresses that a chapter's
    number or a picture's name is appended to."""
    book = opened(path)
    one, body = _body(path, book, number)
    if body is None:
        return ""
    epub_words.mark(body, query)
    places = {each.name: place for place, each in enumerate(book.chapters, 1)}
    written = etree.tostring(body, method="html", encoding="unicode", with_tail=False)
    return nh3.clean(
        written,
        tags=_TAGS,
        clean_content_tags=set(epub_words.SILENT),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        attribute_filter=lambda tag, name, value: _rewritten(tag, name, value, one.name, places, pages, pictures),
    )


def text_of(path: Path, number: int) -> str:
    """What the chapter says."""
    _, body = _body(path, opened(path), number)
    return "" if body is None else epub_words.text_of(body)


def _body(path: Path, book: Book, number: int) -> tuple[Chapter, Any]:
    """None for a page without one."""
    if not 1 <= number <= len(book.chapters):
        raise NotFound("kernel.not_found")
    one = book.chapters[number - 1]
    try:
        with zipfile.ZipFile(path) as archive:
            root = _xml(_bytes(archive, one.name), is_page=True)
    except _BROKEN as error:
        raise Invalid("repository.file_broken") from error
    return one, root.find(".//x:body", _NS) if root is not None else None


def picture(path: Path, name: str) -> tuple[bytes, str]:
    """Drawn anew, so that nothing goes along of what a camera noted; anything but a plain picture is not there."""
    try:
        with zipfile.ZipFile(path) as archive:
            data = _bytes(archive, name)
    except _BROKEN as error:
        raise NotFound("kernel.not_found") from error
    if not data.startswith(PICTURES):
        raise NotFound("kernel.not_found")
    return render.redrawn(data)


def _book(archive: zipfile.ZipFile) -> Book:
    if len(archive.infolist()) > MOST_MEMBERS:
        raise Invalid("repository.file_broken")
    container = _xml(_bytes(archive, _CONTAINER))
    rootfile = container.find(".//c:rootfile", _NS)
    package = rootfile.get("full-path", "") if rootfile is not None else ""
    opf = _xml(_bytes(archive, package))
    base = posixpath.dirname(package)
    items = {item.get("id"): item for item in opf.iterfind(".//opf:manifest/opf:item", _NS)}
    names = [
        _joined(base, items[ref.get("idref")].get("href", ""))
        for ref in opf.iterfind(".//opf:spine/opf:itemref", _NS)
        if ref.get("idref") in items and ref.get("linear") != "no"
    ]
    if not names:
        raise Invalid("repository.file_broken")
    titles = dict(_titles(archive, base, items))
    title = opf.findtext(".//dc:title", "", _NS)
    return Book(
        clean(title)[:500],
        tuple(Chapter(name, titles.get(name, "")) for name in list(dict.fromkeys(names))[:MOST_CHAPTERS]),
    )


def _titles(archive: zipfile.ZipFile, base: str, items: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    """From the navigation document (EPUB 3) and the NCX (EPUB 2), one of each; the first name of a chapter counts."""
    found: dict[str, str] = {}
    for item in _contents(items):
        name = _joined(base, item.get("href", ""))
        if "nav" in (item.get("properties") or "").split():
            links = (
                (a.get("href", ""), "".join(a.itertext()))
                for a in _xml(_bytes(archive, name)).iterfind(".//x:nav//x:a", _NS)
            )
        elif item.get("media-type") == "application/x-dtbncx+xml":
            points = _xml(_bytes(archive, name)).iterfind(".//ncx:navPoint", _NS)
            links = (
                (point.find("ncx:content", _NS).get("src", ""), point.findtext("ncx:navLabel/ncx:text", "", _NS))
                for point in points
                if point.find("ncx:content", _NS) is not None
            )
        else:
            continue
        for href, label in links:
            found.setdefault(_joined(posixpath.dirname(name), href), clean(label)[:200])
    yield from found.items()


def _contents(items: dict[Any, Any]) -> list[Any]:
    """A book has one of each kind; one that names thousands would have each of them read."""
    nav = (item for item in items.values() if "nav" in (item.get("properties") or "").split())
    ncx = (item for item in items.values() if item.get("media-type") == "application/x-dtbncx+xml")
    return [item for item in (next(nav, None), next(ncx, None)) if item is not None]


def _rewritten(
    tag: str, name: str, value: str, here: str, places: dict[str, int], pages: str, pictures: str
) -> str | None:
    """Addresses inside the book become ours, those of elsewhere stay only for links; None leaves it out."""
    if name == "id":
        return f"e-{value}"
    if name not in ("href", "src"):
        return value
    parts = urlsplit(value)
    if parts.scheme or parts.netloc:
        return value if tag == "a" else None
    target = _joined(posixpath.dirname(here), value)
    if tag == "img":
        return pictures + quote(target)
    fragment = f"#e-{parts.fragment}" if parts.fragment else ""
    if not parts.path or target == here:
        return fragment or None
    return f"{pages}{places[target]}{fragment}" if target in places else None


def _joined(base: str, href: str) -> str:
    """A path in the archive, never outside of it."""
    path = posixpath.normpath(posixpath.join(base, unquote(urlsplit(href).path)))
    return "" if path.startswith(("..", "/")) else path


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """Raises `KeyError` for what is not there. Read to the limit only: what it claims to measure may be a lie."""
    with archive.open(name) as member:
        data = member.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid("repository.file_broken")
    return data


def _xml(data: bytes, *, is_page: bool = False) -> Any:
    """Without entities of its own, the network or a document type; broken pages are read as far as they go."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=is_page, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root is None and not is_page:
        raise Invalid("repository.file_broken")
    return root
