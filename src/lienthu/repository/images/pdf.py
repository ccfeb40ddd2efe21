"""PDFs opened by PDFium and qpdf. It runs in a process of its own (`apart`), since a page of a few kilobytes may
ask for gigabytes or for ever; so nothing here knows Django."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import pikepdf
import pypdfium2

from lienthu import text
from lienthu.repository.images.serving import Answer, serve

_POINTS: Final = 72
#: A page that would have a longer side or more pixels is rendered smaller: a bitmap takes four bytes a pixel.
_MAX_SIDE: Final = 10_000
_MAX_AREA: Final = 40_000_000
_DEEPEST: Final = 60
#: What makes a PDF act by itself (ISO 32000-1, 12.6 and 7.11.4).
_ACTIVE: Final = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/GoToE",
    "/RichMedia",
    "/XFA",
    "/ImportData",
    "/SubmitForm",
    "/Rendition",
    "/Movie",
    "/OnInstantiate",
)
#: Links that office programs write: to the web, to a file of the writer's own disk, without a scheme to a page.
_HARMLESS_LINK: Final = re.compile(
    r"(?:https?|mailto|tel|ftp):|file:///[^/\\]|(?![a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE
)
#: A file on another machine: whoever opens it tells that machine who they are. Volumes that lead to each other are fine
#: (PDF/A allows them, ISO 19005-2, 6.5.1).
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]+:|[\\/]{2}", re.IGNORECASE)

Word = list[Any]  # text, x, y, w, h, confidence
Line = list[Any]  # x, y, w, h, words


class TooDeep(ValueError):
    """Dictionaries in dictionaries without end."""


def count(path: str) -> Answer:
    """How many pages. PDFium opens no PDF without any."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        if _is_empty(path):
            return {"pages": 0}, b""
        raise
    try:
        return {"pages": len(pdf)}, b""
    finally:
        pdf.close()


def _leads_astray(thing: pikepdf.Dictionary) -> str:
    """The kind of a link to a script or to another machine's files."""
    if thing.get("/S") == "/URI":
        return "" if _HARMLESS_LINK.match(_spelt(thing.get("/URI"))) else "URI"
    if thing.get("/S") != "/GoToR":
        return ""
    file = thing.get("/F")
    names = [file.get("/F"), file.get("/UF")] if isinstance(file, pikepdf.Dictionary) else [file]
    return "GoToR" if any(_ELSEWHERE.match(_spelt(name)) for name in names) else ""


def _spelt(said: Any) -> str:
    return str(said).strip() if isinstance(said, pikepdf.String) else ""


def _is_empty(path: str) -> bool:
    try:
        with pikepdf.open(path) as pdf:
            return "/Pages" in pdf.Root and not len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return False


def active(path: str) -> Answer:
    """The first thing found that runs or is hidden in it. Raises `MemoryError` when a part was too large to look into:
    qpdf passes over it with a warning."""
    with pikepdf.open(path) as pdf:
        for thing in itertools.chain.from_iterable(map(_direct, pdf.objects)):
            for name in _ACTIVE:
                if name in thing or name in (thing.get("/S"), thing.get("/Type"), thing.get("/Subtype")):
                    return {"active": name.removeprefix("/")}, b""
            if leads := _leads_astray(thing):
                return {"active": leads}, b""
            if "/EF" in thing and ("/F" in thing or "/UF" in thing):  # its stream need not say what it is
                return {"active": "EmbeddedFile"}, b""
        if any("bad_alloc" in str(said) for said in pdf.get_warnings()):
            raise MemoryError
    return {"active": ""}, b""


def _direct(thing: Any, depth: int = 0) -> Iterator[Any]:
    """The dictionaries written inside one object; those it refers to are objects of their own."""
    if depth > _DEEPEST:
        raise TooDeep
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        children: Iterable[Any] = [value for _, value in thing.items()]
    else:
        children = thing if isinstance(thing, pikepdf.Array) else ()
    for child in children:
        if isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect:
            yield from _direct(child, depth + 1)


def page(path: str, number: int, dpi: int) -> Answer:
    """Its pixels, four bytes each, and its own text: the whole and its lines, or None."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        opened = pdf[number]
        wide, high = (max(1.0, side) for side in opened.get_size())
        scale = min(dpi / _POINTS, _MAX_SIDE / max(wide, high), (_MAX_AREA / (wide * high)) ** 0.5)
        bitmap = opened.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        head = {"width": bitmap.width, "height": bitmap.height, "own": _readable_text(opened, scale)}
        return head, bytes(bitmap.buffer)
    finally:
        pdf.close()


def _readable_text(opened: Any, scale: float) -> tuple[str, list[Line]] | None:
    """A text layer that cannot be read takes nothing away from the picture."""
    try:
        return _own_text(opened, scale)
    except (pypdfium2.PdfiumError, ValueError):
        return None


def _own_text(opened: Any, scale: float) -> tuple[str, list[Line]] | None:
    """Words with their boxes from a page's text layer; codes of the old Vietnamese fonts are repaired."""
    layer = opened.get_textpage()
    whole = layer.get_text_range()
    if not whole.strip():
        return None
    height = opened.get_size()[1]
    lines: list[Line] = []
    written: list[str] = []
    at = 0
    for raw in whole.splitlines(keepends=True):
        words = _words(layer, raw, at, scale, height)
        at += _units(raw)
        if words:
            box = around([word[1:5] for word in words])
            lines.append([*box, words])
            written.append(" ".join(word[0] for word in words))
    return "\n".join(written), lines


def _words(layer: Any, raw: str, at: int, scale: float, height: float) -> list[Word]:
    repaired = text.clean(text.repair(raw).text) if raw.strip() else ""
    pieces = repaired.split() if len(repaired.split()) == len(raw.split()) else raw.split()
    found: list[Word] = []
    cursor = 0
    for piece, shown in zip(raw.split(), pieces, strict=True):
        start = raw.index(piece, cursor)
        cursor = start + len(piece)
        first = at + _units(raw[:start])
        boxes = [layer.get_charbox(first + i) for i in range(_units(piece))]
        left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
        x, y = round(left * scale), round((height - top) * scale)
        found.append([shown, x, y, round((right - left) * scale), round((top - bottom) * scale), 100])
    return found


def _units(written: str) -> int:
    """How PDFium counts: in UTF-16, where most of the letters of Nôm are two."""
    return len(written.encode("utf-16-le", "surrogatepass")) // 2


def around(boxes: list[list[int]]) -> list[int]:
    """The box that holds all: left, top, width, height."""
    x, y = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return [x, y, max(box[0] + box[2] for box in boxes) - x, max(box[1] + box[3] for box in boxes) - y]


_VERBS: Final[dict[str, Callable[..., Answer]]] = {"count": count, "active": active, "page": page}


def answer(asked: dict[str, Any]) -> Answer:
    """`fault`: `locked` or `broken`."""
    try:
        return _VERBS[asked.pop("do")](**asked)
    except pikepdf.PasswordError:
        return {"fault": "locked"}, b""
    except (pypdfium2.PdfiumError, pikepdf.PdfError, OSError, ValueError, IndexError) as error:
        return {"fault": "locked" if "password" in str(error).lower() else "broken"}, b""


if __name__ == "__main__":
    serve(answer)
