"""A document of the demo's reading room as EPUB 3: a title page, then a chapter for each heading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="vi">'
    "<head><title>{title}</title></head><body>{body}</body></html>"
)
_XHTML = "application/xhtml+xml"


def epub(title: str, creators: str, chapters: Iterable[tuple[str, list[str]]]) -> bytes:
    """The same bytes each time, so that the same deposit is the same."""
    texts = [(title, f"<h1>{escape(title)}</h1><p>{escape(creators)}</p>")]
    texts += [
        (heading, f"<h1>{escape(heading)}</h1>" + "".join(f"<p>{escape(text)}</p>" for text in paragraphs))
        for heading, paragraphs in chapters
    ]
    names = [f"chapter-{number}.xhtml" for number in range(len(texts))]
    links = "".join(f'<li><a href="{name}">{escape(text[0])}</a></li>' for name, text in zip(names, texts, strict=True))
    members = {
        "META-INF/container.xml": _CONTAINER,
        "book.opf": _package(title, creators, names),
        "nav.xhtml": _PAGE.format(title=escape(title), body=f'<nav epub:type="toc"><ol>{links}</ol></nav>'),
    } | {
        name: _PAGE.format(title=escape(heading), body=body) for name, (heading, body) in zip(names, texts, strict=True)
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in {"mimetype": "application/epub+zip", **members}.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()


def _package(title: str, creators: str, names: list[str]) -> str:
    items = "".join(f'<item id="{name[:-6]}" href="{name}" media-type="{_XHTML}"/>' for name in names)
    order = "".join(f'<itemref idref="{name[:-6]}"/>' for name in names)
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">{escape(title)}</dc:identifier><dc:title>{escape(title)}</dc:title>'
        f"<dc:creator>{escape(creators)}</dc:creator><dc:language>vi</dc:language></metadata><manifest>"
        f'<item id="nav" href="nav.xhtml" properties="nav" media-type="{_XHTML}"/>{items}</manifest>'
        f"<spine>{order}</spine></package>"
    )
