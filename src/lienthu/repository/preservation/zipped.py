"""A package as a ZIP file that is made while it is sent: nothing is kept, and memory holds one piece of one file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator

from lienthu.repository.preservation.content import Part


class _Sink:
    """What was written since it was last emptied; it cannot go back, as no line can."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing lies anywhere else."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        data, self._held = bytes(self._held), bytearray()
        return data


def stream(folder: str, parts: Iterable[Part]) -> Iterator[bytes]:
    """Everything below one folder, stored as it is: masters are compressed already. Raises `Unavailable` at a damaged
    master; the file is then cut short and opens nowhere."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as box:
        for part in parts:
            with box.open(zipfile.ZipInfo(f"{folder}/{part.path}"), "w", force_zip64=True) as out:
                for chunk in part.chunks():
                    out.write(chunk)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()
