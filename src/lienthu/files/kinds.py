"""What a file really is, by its content. Names and declared types are not believed."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

HEAD = 4096
_TAIL = 66_000  # a zip directory's end lies within this many bytes of the end
_BRANDS_VIDEO: Final = frozenset({b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ", b"dash"})


class Family(StrEnum):
    IMAGE = "image"
    PDF = "pdf"
    EPUB = "epub"
    AUDIO = "audio"
    VIDEO = "video"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class Kind:
    family: Family
    mime: str
    suffix: str


PDF: Final = Kind(Family.PDF, "application/pdf", ".pdf")
TIFF: Final = Kind(Family.IMAGE, "image/tiff", ".tif")
JPEG: Final = Kind(Family.IMAGE, "image/jpeg", ".jpg")
PNG: Final = Kind(Family.IMAGE, "image/png", ".png")
JP2: Final = Kind(Family.IMAGE, "image/jp2", ".jp2")
EPUB: Final = Kind(Family.EPUB, "application/epub+zip", ".epub")
MP3: Final = Kind(Family.AUDIO, "audio/mpeg", ".mp3")
M4A: Final = Kind(Family.AUDIO, "audio/mp4", ".m4a")
OGG: Final = Kind(Family.AUDIO, "audio/ogg", ".ogg")
WAV: Final = Kind(Family.AUDIO, "audio/wav", ".wav")
FLAC: Final = Kind(Family.AUDIO, "audio/flac", ".flac")
MP4: Final = Kind(Family.VIDEO, "video/mp4", ".mp4")
WEBM: Final = Kind(Family.VIDEO, "video/webm", ".webm")
VTT: Final = Kind(Family.TRANSCRIPT, "text/vtt", ".vtt")

_SIGNATURES: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"%PDF-", PDF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\0\0\0\x0cjP  \r\n\x87\n", JP2),
    (b"\xff\x4f\xff\x51", JP2),
    (b"ID3", MP3),
    (b"OggS", OGG),
    (b"fLaC", FLAC),
    (b"\x1aE\xdf\xa3", WEBM),
    (b"WEBVTT", VTT),
    (b"\xef\xbb\xbfWEBVTT", VTT),
)


def kind_of(path: Path) -> Kind | None:
    """None for what this house does not take."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if head[4:8] == b"ftyp":
        return M4A if head[8:12] == b"M4A " else MP4 if head[8:12] in _BRANDS_VIDEO else None
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return MP3
    return EPUB if _is_epub(path, head) else None


def is_two_things(path: Path, kind: Kind) -> bool:
    """A polyglot: also a zip archive at its end, or a page or program inside its first bytes. An honest file is not."""
    with path.open("rb") as stream:
        head = stream.read(1024)
        stream.seek(max(0, path.stat().st_size - _TAIL))
        tail = stream.read()
    if kind is EPUB:  # an archive whose first members lie as they are: a chapter there is no second file
        return b"%PDF-" in head
    is_page = any(mark in head.lower() for mark in (b"<script", b"<html", b"<!doctype html"))
    return is_page or (kind is not PDF and b"%PDF-" in head) or _ends_as_zip(tail)


def _ends_as_zip(tail: bytes) -> bool:
    """The record that ends a zip directory (PKWARE APPNOTE 4.3.16): right behind its directory, whatever follows it, or
    with a comment that reaches to the last byte."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= 22:
            start = at - int.from_bytes(tail[at + 12 : at + 16], "little")
            if start < at and (start < 0 or tail[start : start + 4] == b"PK\x01\x02"):
                return True
            if at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
                return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


def _is_epub(path: Path, head: bytes) -> bool:
    """OCF 3.3, 4.3: the first member is `mimetype`, stored as it is."""
    if not head.startswith(b"PK\x03\x04") or head[30:58] != b"mimetypeapplication/epub+zip":
        return False
    return zipfile.is_zipfile(path)
