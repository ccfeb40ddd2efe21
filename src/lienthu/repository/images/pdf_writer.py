"""Page images as they are into a PDF, one after the other: nothing is decoded, nothing but offsets stays in memory.
ISO 32000-1, 7.5 (file structure) and 7.4.8 (DCTDecode)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

#: Pages are set at this resolution, so that a page of A4 scanned at 300 dots an inch and more stays about A4.
_DPI: Final = 200
_POINTS: Final = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG in a file. `grey`: of one component, else three."""

    path: Path
    width: int
    height: int
    grey: bool


def write(out: BinaryIO, pictures: Iterable[Picture], title: str) -> None:
    """No date and no producer is told, so the same pictures make the same bytes."""
    body = _Body(out)
    pages = []
    for picture in pictures:
        pages.append(_page(body, picture))
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    body.put(_PAGES, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)))
    body.put(_CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES)
    body.put(_INFO, b"<< /Title <%s> >>" % (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode())
    body.end()


_CATALOG, _PAGES, _INFO = 1, 2, 3


class _Body:
    """Objects with their places, then the table of them."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.places: dict[int, int] = {}
        self.at = 0
        self.last = _INFO
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def new(self) -> int:
        self.last += 1
        return self.last

    def put(self, number: int, text: bytes) -> None:
        self.places[number] = self.at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, text))

    def stream(self, number: int, head: bytes, data: bytes) -> None:
        self.put(number, b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data))

    def end(self) -> None:
        table = self.at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (self.last + 1))
        for number in range(1, self.last + 1):
            self._write(b"%010d 00000 n \n" % self.places[number])
        head = b"/Size %d /Root %d 0 R /Info %d 0 R" % (self.last + 1, _CATALOG, _INFO)
        self._write(b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (head, table))

    def _write(self, data: bytes) -> None:
        self.at += self.out.write(data)


def _page(body: _Body, picture: Picture) -> int:
    image, content, page = body.new(), body.new(), body.new()
    wide, high = picture.width * _POINTS / _DPI, picture.height * _POINTS / _DPI
    space = b"/DeviceGray" if picture.grey else b"/DeviceRGB"
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode"
    body.stream(image, head % (picture.width, picture.height, space), picture.path.read_bytes())
    body.stream(content, b"", b"q %.2f 0 0 %.2f 0 0 cm /I Do Q" % (wide, high))
    box = b"/MediaBox [0 0 %.2f %.2f]" % (wide, high)
    resources = b"/Resources << /XObject << /I %d 0 R >> >>" % image
    body.put(page, b"<< /Type /Page /Parent %d 0 R %s %s /Contents %d 0 R >>" % (_PAGES, box, resources, content))
    return page
