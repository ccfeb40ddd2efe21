"""The files the demo's libraries hand in, each in the shape its system exports, and a manifest that says what is in
them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from lienthu.config.demo import writers
from lienthu.config.demo.damage import nfd, tcvn3, vni
from lienthu.config.demo.model import Manifestation
from lienthu.config.demo.network import LIBRARIES
from lienthu.config.demo.plan import SEED, plan
from lienthu.config.demo.records import records
from lienthu.config.demo.sheets import SHEETS, write_csv, write_xlsx
from lienthu.marc.record import Record

Rows = Iterable[tuple[Manifestation, Record]]


@dataclass(frozen=True, slots=True)
class Shape:
    file: str
    format: str  # marc21, marcxml, marcjson, dialect-a, dialect-b, dialect-c, dialect-d, isis, xlsx, csv
    encoding: str
    faults: tuple[str, ...] = ()


SHAPES: dict[str, Shape] = {
    "TINH": Shape("tinh.mrc", "marc21", "utf-8", ("single fields double-encoded",)),
    "GN": Shape("gia-nghia.xml", "marcxml", "utf-8"),
    "CJ": Shape("cu-jut.iso", "marc21", "tcvn3", ("one wrong record length", "toned capitals lost their case")),
    "DG": Shape("dak-glong.csv", "csv", "cp1258"),
    "DM": Shape("dak-mil.iso", "dialect-b", "utf-8-sig", ("Ð for Đ",)),
    "DR": Shape("dak-rlap.iso", "dialect-c", "utf-8"),
    "DS": Shape("dak-song.iso", "dialect-d", "mojibake"),
    "KN": Shape("krong-no.iso", "isis", "vni"),
    "TD": Shape("tuy-duc.csv", "csv", "utf-8-sig"),
    "CDCD": Shape(
        "cdcd.iso", "dialect-a", "utf-8", ("local fields without indicators", "single fields double-encoded")
    ),
    "TCPN": Shape("phuong-nam.xlsx", "xlsx", "utf-8", ("title and year in one cell",)),
    "THPTCVA": Shape("chu-van-an.xlsx", "xlsx", "utf-8", ("three sheets", "repeated headers", "untitled rows")),
    "THCSNT": Shape("nguyen-trai.xlsx", "xlsx", "tcvn3, vni", ("legacy fonts",)),
    "THKD": Shape("kim-dong.xlsx", "xlsx", "utf-8", ("title and authors in one cell", "no identifiers")),
    "XDS": Shape("dak-sor.xlsx", "xlsx", "utf-8", ("a third without diacritics",)),
    "XNX": Shape("nam-xuan.csv", "csv", "utf-8"),
    "BCHQS": Shape("bch-quan-su.mrc", "marc21", "utf-8", ("decomposed (NFD) text",)),
    "CA": Shape("cong-an.jsonl", "marcjson", "utf-8"),
}


@dataclass(slots=True)
class FileEntry:
    library: str
    file: str
    format: str
    encoding: str
    mode: str
    records: int
    rejected: int
    secret: int
    faults: tuple[str, ...]


@dataclass(slots=True)
class Manifest:
    total: int
    seed: int
    files: list[FileEntry]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def write_files(
    folder: Path, total: int = 24_000, seed: int = SEED, progress: Callable[[str, int], None] | None = None
) -> Manifest:
    """All files and `manifest.json` into the folder. `progress(library, records)` is told after each file."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(total, seed, [])
    for code, size in plan(total, seed).sizes.items():
        shape = SHAPES[code]
        tally = _Tally(records(code, total, seed))
        rejected = _write(folder / shape.file, code, shape, tally)
        manifest.files.append(
            FileEntry(
                code, shape.file, shape.format, shape.encoding, "full", size, rejected, tally.secret, shape.faults
            )
        )
        if progress is not None:
            progress(code, size)
    (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    return manifest


class _Tally:
    """Counts secret records while they pass."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.secret = 0

    def __iter__(self) -> Iterator[tuple[Manifestation, Record]]:
        for made, record in self.rows:
            if record.first("926", "a") not in ("0", ""):
                self.secret += 1
            yield made, record


def _write(path: Path, code: str, shape: Shape, rows: Rows) -> int:
    if shape.format == "xlsx":
        return write_xlsx(path, SHEETS[code], rows)
    if shape.format == "csv":
        write_csv(path, SHEETS[code], rows, shape.encoding, "," if code == "XNX" else ";")
        return 0
    with path.open("wb") as out:
        if shape.encoding == "utf-8-sig":
            out.write(b"\xef\xbb\xbf")
        out.writelines(_encoded(shape, (record for _, record in rows)))
    return 0


def _encoded(shape: Shape, found: Iterable[Record]) -> Iterable[bytes]:
    if shape.format == "marcxml":
        return writers.marcxml(found)
    if shape.format == "marcjson":
        return (orjson.dumps(writers.marcjson(record)) + b"\n" for record in found)
    if shape.format == "isis":
        return (writers.isis(record, _vni) for record in found)
    if shape.encoding == "tcvn3":
        return _one_wrong_length(writers.iso2709(record, _tcvn3, " ") for record in found)
    if "decomposed (NFD) text" in shape.faults:
        return (writers.iso2709(record, _nfd) for record in found)
    one: dict[str, Callable[[Record], bytes]] = {
        "marc21": writers.iso2709,
        "dialect-a": writers.dialect_a,
        "dialect-b": writers.dialect_b,
        "dialect-c": writers.tagged,
        "dialect-d": lambda record: writers.tagged(record, True),
    }
    return map(one[shape.format], found)


def _tcvn3(text: str) -> bytes:
    return tcvn3(text).encode("latin-1", "replace")


def _vni(text: str) -> bytes:
    return vni(text).encode("cp1252", "replace")


def _nfd(text: str) -> bytes:
    return nfd(text).encode()


def _one_wrong_length(found: Iterable[bytes]) -> Iterator[bytes]:
    """A reader that trusts the length of record 300 loses everything behind it."""
    for number, data in enumerate(found, 1):
        yield data if number != 300 else f"{int(data[:5]) + 7:05d}".encode() + data[5:]


def stream_iso(total: int, seed: int = SEED, libraries: int = len(LIBRARIES)) -> Iterator[tuple[str, bytes]]:
    """(library, strict MARC 21 record in UTF-8), library after library, in flat memory. A control number is
    unique within its library only."""
    for code in plan(total, seed, libraries).sizes:
        for _, record in records(code, total, seed, libraries):
            yield code, writers.iso2709(record)
