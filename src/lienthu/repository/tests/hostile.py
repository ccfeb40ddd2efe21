"""Files as nobody should hand them in: small when they are stored, and bad in one way each."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

import pikepdf

from lienthu.repository.tests.helpers import jpeg

PAGE: Final = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]%s>>"
_OFFSETS: Final = 273
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf_of(objects: Mapping[int, bytes]) -> bytes:
    """A PDF of these objects; 1 is its catalogue."""
    made, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(made), max(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n" % size
    made += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    return bytes(made + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))


def one_page(catalogue: bytes = b"", page: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            3: PAGE % page,
            **(more or {}),
        }
    )


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)}
    return pdf_of(objects | dict.fromkeys(range(3, count + 3), PAGE % b""))


def no_page() -> bytes:
    return pdf_of({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 0/Kids[]>>"})


def turning_pages() -> bytes:
    """Its tree of pages holds itself."""
    return pdf_of({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R]>>"})


def stream(about: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (about, len(data), data)


def locked(user: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(one_page())) as opened:
        opened.save(made, encryption=pikepdf.Encryption(user=user, owner="chu so huu"))
    return made.getvalue()


def blown_up(megabytes: int, letter: bytes = b" ") -> bytes:
    """So much of one letter, deflated to a thousandth."""
    packer, part = zlib.compressobj(9), letter * 1024**2
    return b"".join([packer.compress(part) for _ in range(megabytes)]) + packer.flush()


def blown_up_page(megabytes: int) -> bytes:
    return one_page(page=b"/Contents 4 0 R", more={4: stream(b"/Filter/FlateDecode", blown_up(megabytes))})


def blown_up_objects(megabytes: int) -> bytes:
    """Its only object stream (ISO 32000-1, 7.5.7) is far larger than it looks."""
    packer, part = zlib.compressobj(9), b" " * 1024**2
    data = packer.compress(b"6 0 <</A 1>>") + b"".join([packer.compress(part) for _ in range(megabytes)])
    made = bytearray(one_page()[: one_page().index(b"xref")])
    inside = len(made)
    about = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"
    made += b"4 0 obj\n%s\nendobj\n" % stream(about, data + packer.flush())
    places = [made.index(b"%d 0 obj" % number) for number in (1, 2, 3)] + [inside, len(made)]
    rows = [(0, 0, 255), *((1, place, 0) for place in places), (2, 4, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    start = len(made)
    made += b"5 0 obj\n%s\nendobj\n" % stream(b"/Type/XRef/Size 7/W[1 4 1]/Root 1 0 R", table)
    return bytes(made + b"startxref\n%d\n%%%%EOF\n" % start)


def page_without_end() -> bytes:
    """A drawing of ten drawings of ten drawings, twenty-five deep."""
    drawings = {4: stream(b"", b"/I Do")}
    for number in range(5, 30):
        inner = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I %d 0 R>>>>" % (number + 1)
        drawings[number] = stream(inner, b"/I Do " * 10)
    drawings[30] = stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 1 1 re f")
    return one_page(page=b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>", more=drawings)


def with_archive(head: bytes, tail: bytes = b"") -> bytes:
    """Also a zip archive, which its readers find from behind."""
    made = io.BytesIO(head)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("a.js", "alert(1)" * 20)
    return made.getvalue() + tail


def with_page() -> bytes:
    """A JPEG whose comment is a page with a script."""
    picture, page = jpeg(30, 20), b"<html><script>alert(1)</script>"
    return picture[:2] + b"\xff\xfe" + struct.pack(">H", 2 + len(page)) + page + picture[2:]


def jpeg_of(side: int) -> bytes:
    """Claims so many pixels a side and holds a few."""
    made = bytearray(jpeg(30, 20))
    struct.pack_into(">HH", made, made.find(b"\xff\xc0") + 5, side, side)
    return bytes(made)


def png(width: int, height: int, chunk: bytes = b"") -> bytes:
    """Black and white, without pixels; `chunk` stands before them."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    noted = part(b"zTXt", b"note\0\0" + chunk) if chunk else b""
    rows = zlib.compress(b"\0" * (1 + -(-width // 8)) * height) if width * height < 10_000 else b""
    return b"\x89PNG\r\n\x1a\n" + head + noted + part(b"IDAT", rows) + part(b"IEND", b"")


def jp2_of(side: int) -> bytes:
    """A JPEG 2000 codestream's head."""
    sizes = struct.pack(">HHIIIIIIIIH", 41, 0, side, side, 0, 0, side, side, 0, 0, 1)
    return b"\xff\x4f\xff\x51" + sizes + b"\x07\x01\x01"


def jp2_of_precincts(side: int) -> bytes:
    """A JPEG 2000 picture cut into precincts of two dots, each with tables of its own when it is read."""
    made = bytearray(jp2_of(side))
    parts = {b"\xff\x52": b"\x01\0\0\x01\0\x01\x02\x02\0\x01\x11\x11", b"\xff\x5c": b"\x40" + b"\x48" * 4}
    for mark, data in parts.items():
        made += mark + struct.pack(">H", len(data) + 2) + data
    return bytes(made + b"\xff\x90" + struct.pack(">HHIBB", 10, 0, 64, 0, 1) + b"\xff\x93" + b"\0" * 50 + b"\xff\xd9")


def tiff_of_bands(side: int, bands: int) -> bytes:
    """So many colours a dot, all in one strip of a megabyte."""
    strip = blown_up(1)
    at = 8 + len(strip) + len(strip) % 2
    shorts = {258: 8, 339: 1}
    tags = {256: side, 257: side, 259: 8, 262: 1, 273: 8, 277: bands, 278: side, 279: len(strip), 284: 1}
    behind = at + 2 + 12 * (len(tags) + len(shorts)) + 4
    rows = {tag: struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items()}
    for number, tag in enumerate(shorts):
        rows[tag] = struct.pack("<HHII", tag, 3, bands, behind + 2 * bands * number)
    directory = struct.pack("<H", len(rows)) + b"".join(rows[tag] for tag in sorted(rows)) + b"\0" * 4
    lists = b"".join(struct.pack("<H", value) * bands for value in shorts.values())
    return b"II*\0" + struct.pack("<I", at) + strip + b"\0" * (len(strip) % 2) + directory + lists


def tiff(*sizes: tuple[int, int], turning: bool = False) -> bytes:
    """Grey pages of these sizes, each one strip of a megabyte. `turning`: the last leads back to the first."""
    made, strip = bytearray(b"II*\0\0\0\0\0"), blown_up(1, b"\x80")
    made += strip + b"\0" * (len(strip) % 2)
    first = len(made)
    for number, (width, height) in enumerate(sizes, 1):
        tags = ((256, width), (257, height), (258, 8), (259, 8), (262, 1), (273, 8), (277, 1), (278, height))
        rows = b"".join(
            struct.pack("<HHII", tag, 3 if value < 9 and tag != _OFFSETS else 4, 1, value)
            for tag, value in (*tags, (279, len(strip)))
        )
        after = len(made) + 2 + len(rows) + 4
        after = after if number < len(sizes) else first if turning else 0
        made += struct.pack("<H", 9) + rows + struct.pack("<I", after)
    struct.pack_into("<I", made, 4, first)
    return bytes(made)


def office(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **members}.items():
            archive.writestr(name, data)
    return made.getvalue()
