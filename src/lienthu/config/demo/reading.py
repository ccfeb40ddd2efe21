"""The demo's reading room: a few documents set in type by the house itself and published through the usual steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from fpdf import FPDF

from lienthu.config.demo.epub import epub
from lienthu.config.demo.publish import publish
from lienthu.config.demo.sound import gongs, webvtt
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Library
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level, Place, Restriction
from lienthu.ui.build import DIST

_KEEPER = "TINH"


@dataclass(slots=True)
class Document:
    title: str
    said: dict[str, str] = field(default_factory=dict)
    pages: list[tuple[str, list[str]]] = field(default_factory=list)


def load_reading_room(actor: Actor) -> None:
    """Adds the documents that are not there yet."""
    library = Library.objects.get(code=_KEEPER)
    known = set(DigitalObject.objects.filter(library=library).values_list("title", flat=True))
    for document in documents():
        if document.title not in known:
            _publish(actor, library, document)


def documents() -> Iterator[Document]:
    text = (files("lienthu.config.demo") / "seeds" / "reading.txt").read_text(encoding="utf-8")
    current: Document | None = None
    for line in text.splitlines():
        if line.startswith("== "):
            if current:
                yield current
            current = Document(line[3:])
        elif current is None or not line:
            continue
        elif line.startswith("-- "):
            current.pages.append((line[3:], []))
        elif current.pages:
            current.pages[-1][1].append(line)
        else:
            name, _colon, value = line.partition(": ")
            current.said[name] = value
    if current:
        yield current


def _publish(actor: Actor, library: Library, document: Document) -> None:
    said = document.said
    publish(
        actor=actor,
        library=library,
        files=[(f"{document.title}.{form}", [data]) for form, data in _files(document).items()],
        said=_described(document),
        terms=Terms(Level(said["level"]), Restriction(said.get("restriction", "none")), Place(said["place"])),
        reason=said["reason"],
        own=True,
        only_submit=said.get("state") == "review",
    )


def _files(document: Document) -> dict[str, bytes]:
    """By the ending of the name. The pages of a recording are its cues."""
    match document.said.get("form", "pdf"):
        case "epub":
            return {"epub": epub(document.title, document.said["creators"], document.pages)}
        case "recording":
            return {"wav": gongs(int(document.said["seconds"])), "vtt": webvtt(document.pages)}
        case _:
            return {"pdf": page_pdf(document)}


def _described(document: Document) -> dict[str, str]:
    said = document.said
    return {
        "title": document.title,
        "kind": said["kind"],
        "creators": said["creators"],
        "date_text": said["date"],
        "year": said["year"],
        "subjects": said["subjects"].replace("; ", "\n"),
        "description": said["description"],
        "rights": "InC-EDU",
        "contents": "" if "form" in said else _contents(document),
    }


def _contents(document: Document) -> str:
    return "\n".join(f"{number} {heading}" for number, (heading, _) in enumerate(document.pages, 2))


def page_pdf(document: Document) -> bytes:
    """A title page, then a page for each heading."""
    made = FPDF(format=(148, 210))
    for style, weight in (("", "400Regular"), ("B", "600SemiBold")):
        made.add_font("Be Vietnam Pro", style, str(DIST / "print" / f"BeVietnamPro_{weight}.ttf"))
    made.add_page()
    made.set_y(60)
    made.set_font("Be Vietnam Pro", "B", 24)
    made.multi_cell(0, 12, document.title, align="C", new_x="LMARGIN", new_y="NEXT")
    made.set_font("Be Vietnam Pro", "", 12)
    made.multi_cell(0, 10, f"\n{document.said['creators']}\n{document.said['date']}", align="C")
    for heading, paragraphs in document.pages:
        made.add_page()
        made.set_font("Be Vietnam Pro", "B", 16)
        made.multi_cell(0, 12, heading, new_x="LMARGIN", new_y="NEXT")
        made.set_font("Be Vietnam Pro", "", 12)
        for paragraph in paragraphs:
            made.multi_cell(0, 7.5, paragraph, new_x="LMARGIN", new_y="NEXT")
            made.ln(3)
    return bytes(made.output())
