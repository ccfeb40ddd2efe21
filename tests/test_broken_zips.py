"""A ZIP that cannot be read ends in one sentence, whichever reader meets it: workbooks, CDS/ISIS bases, books."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lienthu.catalogue.importers import limits, ods
from lienthu.kernel.errors import Invalid
from lienthu.marc import isisbase
from lienthu.repository import epub

MEMBERS = ("content.xml", "base.mst", "META-INF/container.xml")
_METHOD, _FLAGS, _CRC = 8, 6, 14  # places in a local header; two more in the directory


def made() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name in MEMBERS:
            box.writestr(name, "<a>" + "voi rừng " * 400 + "</a>")
    return out.getvalue()


def _in_headers(place: int, value: bytes) -> Callable[[bytes], bytes]:
    """Written into every header of a member and its line in the directory."""

    def harm(data: bytes) -> bytes:
        changed = bytearray(data)
        for mark, more in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
            at = changed.find(mark)
            while at >= 0:
                changed[at + place + more : at + place + more + len(value)] = value
                at = changed.find(mark, at + 4)
        return bytes(changed)

    return harm


def _flipped(data: bytes) -> bytes:
    """The packed bytes of every member, not their headers."""
    changed = bytearray(data)
    at = changed.find(b"PK\x03\x04")
    while at >= 0:
        (length,) = struct.unpack_from("<H", changed, at + 26)
        for place in range(at + 30 + length, at + 50 + length):
            changed[place] ^= 0xFF
        at = changed.find(b"PK\x03\x04", at + 30)
    return bytes(changed)


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "encrypted": _in_headers(_FLAGS, b"\x01\x00"),
    "packed in an unknown way": _in_headers(_METHOD, struct.pack("<H", 99)),
    "with a wrong checksum": _in_headers(_CRC, b"\0\0\0\0"),
    "with damaged members": _flipped,
    "cut short": lambda data: data[:-40],
    "no ZIP": lambda data: b"PK\x03\x04" + b"\0" * 200,
    "without its parts": lambda data: (
        data.replace(b"content.xml", b"content.xmm").replace(b"container", b"contenter").replace(b".mst", b".mss")
    ),
}


@pytest.mark.parametrize("what", HARMS)
def test_no_reader_of_zips_falls_over(tmp_path: Path, what: str) -> None:
    path = tmp_path / "one.zip"
    path.write_bytes(HARMS[what](made()))
    for reader in (lambda: list(ods._runs(path)), lambda: epub.opened(path), lambda: limits.workbook_kind(path)):
        with pytest.raises(Invalid):
            reader()
    with path.open("rb") as stream:
        assert list(isisbase.read(stream)) == []
