"""BagIt bags (RFC 8493): written whole or not at all, and checked to the last byte."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from lienthu.repository.preservation.content import CHUNK, Part, beside, lay, take_place

DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_VERSION = re.compile(r"BagIt-Version: \d+\.\d+\s*\nTag-File-Character-Encoding: (\S+)\s*\n?", re.IGNORECASE)
_LINE = re.compile(r"([0-9A-Fa-f]{32,128})\s+\*?(.+)")
_MANIFEST = re.compile(r"(tag)?manifest-(md5|sha1|sha256|sha512)\.txt")
_OXUM = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: what is wrong (`repository.bag_…`); `path`: with which file."""

    code: str
    path: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def write(bag: Path, parts: Sequence[Part], info: Mapping[str, str]) -> bool:
    """Makes a bag beside its place and moves it there when it is whole. False when a whole bag of the same content is
    there already. Raises `Unavailable` for a damaged file; then nothing is there."""
    if _payload(bag) == {f"data/{part.path}": part.sha256 for part in parts}:
        return False
    made = beside(bag)
    lay(made / "data", parts)
    size = sum(part.size for part in parts)
    _tag(made / "bagit.txt", DECLARATION)
    _tag(made / "bag-info.txt", "".join(_info(dict(info) | {"Payload-Oxum": f"{size}.{len(parts)}"})))
    _tag(made / "manifest-sha256.txt", "".join(f"{one.sha256}  {_written(f'data/{one.path}')}\n" for one in parts))
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    _tag(made / "tagmanifest-sha256.txt", "".join(f"{_digest(made / name, 'sha256')}  {name}\n" for name in tags))
    take_place(made, bag)
    return True


def check(bag: Path) -> list[Fault]:
    """Everything that is wrong with a bag; empty when it is valid."""
    try:
        declared = _VERSION.fullmatch((bag / "bagit.txt").read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        declared = None
    if declared is None or declared[1].upper() != "UTF-8":
        return [Fault("repository.bag_not_declared")]
    manifests = [one for one in sorted(bag.iterdir()) if (found := _MANIFEST.fullmatch(one.name)) and not found[1]]
    if not manifests or not (bag / "data").is_dir():
        return [Fault("repository.bag_without_payload")]
    there = {_relative(bag, one) for one in (bag / "data").rglob("*") if one.is_file()}
    faults: list[Fault] = []
    for manifest in manifests:
        faults += _against(bag, manifest, there)
    for manifest in (one for one in sorted(bag.iterdir()) if (found := _MANIFEST.fullmatch(one.name)) and found[1]):
        faults += _against(bag, manifest, None)
    return faults + _against_oxum(bag, there)


def _against(bag: Path, manifest: Path, there: set[str] | None) -> Iterator[Fault]:
    """`there`: the files that must all be listed (payload), None for tag files."""
    algorithm = manifest.stem.rpartition("-")[2]
    listed: dict[str, str] = {}
    for number, line in enumerate(manifest.read_text("utf-8", "replace").splitlines(), 1):
        found = _LINE.fullmatch(line.strip())
        path = _read(found[2]) if found else ""
        if not found or not _stays(path) or path in listed:
            yield Fault("repository.bag_line", manifest.name, {"line": number})
            continue
        listed[path] = found[1].lower()
    by_name = {unicodedata.normalize("NFC", one): one for one in there or ()}
    for path, expected in listed.items():
        real = bag / by_name.get(unicodedata.normalize("NFC", path), path)
        if not real.is_file():
            yield Fault("repository.bag_file_missing", path)
        elif _digest(real, algorithm) != expected:
            yield Fault("repository.bag_file_changed", path)
    known = {unicodedata.normalize("NFC", path) for path in listed}
    for name, path in sorted(by_name.items()):
        if name not in known:
            yield Fault("repository.bag_file_not_listed", path)


def _against_oxum(bag: Path, there: set[str]) -> list[Fault]:
    try:
        info = (bag / "bag-info.txt").read_text("utf-8", "replace")
    except OSError:
        return []
    said = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("Payload-Oxum:")), "")
    found = _OXUM.fullmatch(said)
    size = sum((bag / path).stat().st_size for path in there)
    if said and (not found or (int(found[1]), int(found[2])) != (size, len(there))):
        return [Fault("repository.bag_oxum", "bag-info.txt", {"said": said, "found": f"{size}.{len(there)}"})]
    return []


def _payload(bag: Path) -> dict[str, str]:
    """Path → SHA-256 of a bag that this house wrote whole."""
    try:
        lines = (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()
    except OSError:
        return {}
    if not (bag / "tagmanifest-sha256.txt").exists():
        return {}
    return {_read(found[2]): found[1] for line in lines if (found := _LINE.fullmatch(line))}


def _info(values: Mapping[str, str]) -> Iterable[str]:
    """One line each; line ends inside a value would begin another label."""
    return (f"{name}: {' '.join(value.split())}\n" for name, value in values.items() if value)


def _stays(path: str) -> bool:
    """Inside the bag."""
    parts = path.split("/")
    return (
        bool(path) and not path.startswith(("/", "~")) and ".." not in parts and "\\" not in path and "\0" not in path
    )


def _written(path: str) -> str:
    """RFC 8493, 2.1.3: what would break a line is percent-encoded."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _read(path: str) -> str:
    return re.sub(r"%(25|0[AaDd])", lambda found: unquote(found[0]), path.removeprefix("./"))


def _relative(bag: Path, path: Path) -> str:
    return path.relative_to(bag).as_posix()


def _digest(path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _tag(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
