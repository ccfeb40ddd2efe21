"""The files of one CDS/ISIS base: the master file alone, or in a ZIP with its cross-reference and field names."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from lienthu.marc import isis
from lienthu.marc.charset import Decode
from lienthu.marc.faults import RawRecord
from lienthu.marc.zips import UNREADABLE

MASTER, CROSS, NAMES = ".mst", ".xrf", ".fdt"
PARTS = frozenset({MASTER, CROSS, NAMES})
_COPY = 1024 * 1024
_IN_MEMORY = 16 * 1024 * 1024
_MOST_NAMES = 256 * 1024
#: Name (30 columns), subfields (20), tag, length, type, repeatable (CDS/ISIS reference manual, field definition table).
_FDT_LINE = re.compile(rb"^(.{30}).{20}\s*(\d{1,5})\s+\d+\s+\d+\s+\d+\s*$")


@dataclass(frozen=True, slots=True)
class Base:
    mst: BinaryIO
    xrf: BinaryIO | None = None
    fdt: bytes = b""


def suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def members(names: list[str]) -> dict[str, list[str]]:
    """The parts of bases among the names of a ZIP, by suffix; what stands beside the only master file under another
    name is passed over when its own is there."""
    found: dict[str, list[str]] = {}
    for name in names:
        if suffix(name) in PARTS:
            found.setdefault(suffix(name), []).append(name)
    if len(found.get(MASTER, ())) == 1:
        stem = _stem(found[MASTER][0])
        for part in (CROSS, NAMES):
            own = [name for name in found.get(part, ()) if _stem(name) == stem]
            if own:
                found[part] = own
    return found


def _stem(name: str) -> str:
    return name[: -len(MASTER)].casefold()


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Base]:
    """A master file, or a ZIP that `members` found to hold one base."""
    if stream.read(4) != b"PK\x03\x04":
        stream.seek(0)
        yield Base(stream)
        return
    stream.seek(0)
    with ExitStack() as stack:
        archive = stack.enter_context(zipfile.ZipFile(stream))
        parts = members(archive.namelist())
        mst = _spooled(stack, archive, parts[MASTER][0])
        xrf = _spooled(stack, archive, parts[CROSS][0]) if CROSS in parts else None
        fdt = b""
        if NAMES in parts:
            with archive.open(parts[NAMES][0]) as names:
                fdt = names.read(_MOST_NAMES)
        yield Base(mst, xrf, fdt)


def _spooled(stack: ExitStack, archive: zipfile.ZipFile, name: str) -> BinaryIO:
    """Master files are read in any order, which a compressed member allows only from its start."""
    # Closed by the stack.
    out = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    with archive.open(name) as member:
        while chunk := member.read(_COPY):
            out.write(chunk)
    out.seek(0)
    return out  # type: ignore[return-value]


def read(stream: BinaryIO, decode: Decode | None = None) -> Iterator[RawRecord]:
    """Nothing from a ZIP that holds no base."""
    with ExitStack() as stack:
        try:
            base = stack.enter_context(opened(stream))
        except UNREADABLE:
            return
        yield from isis.read_master(base.mst, base.xrf, decode)


def field_names(fdt: bytes) -> dict[str, bytes]:
    """Tag without leading zeros → the field's name as it stands in a field definition table."""
    found: dict[str, bytes] = {}
    for line in fdt.splitlines():
        if (match := _FDT_LINE.match(line)) and (name := match[1].strip(b" \x00")):
            found.setdefault(match[2].decode().lstrip("0") or "0", name)
    return found
