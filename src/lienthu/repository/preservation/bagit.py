"""BagIt bags (RFC 8493): written whole or not at all, and checked to the last byte."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from lienthu.repository.preservation.content import CHUNK, Part, beside, lay, made, take_place

DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
FETCH: Final = "fetch.txt"
ALGORITHMS: Final = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
_VERSION = re.compile(
    r"BagIt-Version: (\d{1,4})\.(\d{1,4})\s*\nTag-File-Character-Encoding: (\S{1,40})\s*\n?", re.IGNORECASE
)
_ENCODING = re.compile(r"utf-8|utf-16(-[bl]e)?|utf-32(-[bl]e)?|ascii|iso8859-\d{1,2}|cp125\d")
_LINE = re.compile(r"([0-9A-Fa-f]{32,128})\s+\*?(.+)", re.DOTALL)
_FETCH = re.compile(r"\S+\s+(?:\d+|-)\s+(.+)", re.DOTALL)
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_OXUM = re.compile(r"(\d{1,18})\.(\d{1,12})")
_ENDS = re.compile(r"\r\n|\r|\n")


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
    new = beside(bag)
    lay(new / "data", parts)
    lay(new, tags_of(parts, info))
    take_place(new, bag)
    return True


def tags_of(parts: Sequence[Part], info: Mapping[str, str]) -> list[Part]:
    """The files beside `data/`, the declaration first."""
    size = sum(part.size for part in parts)
    said = dict(info) | {"Payload-Oxum": f"{size}.{len(parts)}"}
    tags = [
        made("bagit.txt", DECLARATION.encode()),
        made("bag-info.txt", "".join(_info(said)).encode()),
        made("manifest-sha256.txt", _manifest((f"data/{one.path}", one.sha256) for one in parts)),
    ]
    return [*tags, made("tagmanifest-sha256.txt", _manifest((one.path, one.sha256) for one in tags))]


def _manifest(listed: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{sha256}  {_written(path)}\n" for path, sha256 in listed).encode()


def check(bag: Path) -> list[Fault]:
    """Everything that is wrong with a bag; empty when it is valid."""
    declared = declaration(bag)
    if declared is None:
        return [Fault("repository.bag_not_declared")]
    found = {one: _MANIFEST.fullmatch(one.name) for one in sorted(bag.iterdir())}
    known = {one: name for one, name in found.items() if name and name[2] in ALGORITHMS}
    manifests = [one for one, name in known.items() if not name[1]]
    if not manifests or not (bag / "data").is_dir():
        return [Fault("repository.bag_without_payload")]
    there = {_relative(bag, one) for one in (bag / "data").rglob("*") if one.is_file()}
    by_name = {unicodedata.normalize("NFC", one): one for one in there}
    faults: list[Fault] = []
    listed: list[set[str]] = []
    for one, name in known.items():
        lines = _Lines(bag, one.name, declared, is_payload=not name[1])
        faults += [*lines.read(), *_against(bag, lines.digests, name[2], by_name)]
        if not name[1]:
            listed.append({unicodedata.normalize("NFC", path) for path in lines.digests})
    # Before version 1.0 it was enough when one of several manifests named a file.
    named = set.union(*listed) if declared.is_old else set.intersection(*listed)
    faults += [Fault("repository.bag_file_not_listed", by_name[one]) for one in sorted(set(by_name) - named)]
    return [*faults, *_to_fetch(bag, declared, named), *_against_oxum(bag, declared, there)]


@dataclass(frozen=True, slots=True)
class Declared:
    """bagit.txt. `encoding`: of all other tag files."""

    version: tuple[int, int]
    encoding: str

    @property
    def is_old(self) -> bool:
        return self.version < (1, 0)


def declaration(bag: Path) -> Declared | None:
    """None for what is missing, broken, or in an encoding that tag files are not written in."""
    try:
        found = _VERSION.fullmatch((bag / "bagit.txt").read_text("utf-8"))
        if found is None or not _ENCODING.fullmatch(codecs.lookup(found[3]).name):
            return None
    except (OSError, UnicodeDecodeError, LookupError):
        return None
    return Declared((int(found[1]), int(found[2])), found[3])


def info_of(bag: Path, declared: Declared) -> list[tuple[str, str]]:
    """bag-info.txt: label and value, continued lines joined (RFC 8493, 2.2.2)."""
    pairs: list[tuple[str, str]] = []
    for line in _lines(bag / "bag-info.txt", declared):
        if line[:1].isspace() and pairs:
            label, value = pairs.pop()
            pairs.append((label, f"{value} {line.strip()}"))
        elif ":" in line:
            label, _colon, value = (part.strip() for part in line.partition(":"))
            pairs.append((label, value))
    return pairs


class _Lines:
    """A manifest. `digests`: path → digest."""

    def __init__(self, bag: Path, name: str, declared: Declared, *, is_payload: bool) -> None:
        self.bag, self.name, self.declared, self.is_payload = bag, name, declared, is_payload
        self.digests: dict[str, str] = {}

    def read(self) -> Iterator[Fault]:
        for number, line in enumerate(_lines(self.bag / self.name, self.declared), 1):
            found = _LINE.fullmatch(line)
            path = _read(found[2], self.declared) if found else ""
            digest = found[1].lower() if found else ""
            if not line.strip() or (self.declared.is_old and path and self.digests.get(path) == digest):
                continue  # before version 1.0 the same line could stand there twice
            is_there = _stays(path) and (path.startswith("data/") or not self.is_payload)
            if not found or not is_there or path in self.digests:
                yield Fault("repository.bag_line", self.name, {"line": number})
                continue
            self.digests[path] = digest


def _against(bag: Path, listed: Mapping[str, str], algorithm: str, by_name: Mapping[str, str]) -> Iterator[Fault]:
    """`by_name`: what is there under its NFC name, since file systems decompose."""
    for path, expected in listed.items():
        real = bag / by_name.get(unicodedata.normalize("NFC", path), path)
        if not real.is_file():
            yield Fault("repository.bag_file_missing", path)
        elif _digest(real, algorithm) != expected:
            yield Fault("repository.bag_file_changed", path)


def _to_fetch(bag: Path, declared: Declared, named: Collection[str]) -> Iterator[Fault]:
    """What lies elsewhere has its place in the payload and stands in the manifests."""
    for number, line in enumerate(_lines(bag / FETCH, declared), 1):
        found = _FETCH.fullmatch(line)
        path = unicodedata.normalize("NFC", _read(found[1], declared)) if found else ""
        if line.strip() and (not _stays(path) or path not in named):
            yield Fault("repository.bag_line", FETCH, {"line": number})


def _against_oxum(bag: Path, declared: Declared, there: set[str]) -> list[Fault]:
    said = next((value for label, value in info_of(bag, declared) if label.lower() == "payload-oxum"), "")
    found = _OXUM.fullmatch(said)
    size = sum((bag / path).stat().st_size for path in there)
    if said and (not found or (int(found[1]), int(found[2])) != (size, len(there))):
        return [Fault("repository.bag_oxum", "bag-info.txt", {"said": said[:60], "found": f"{size}.{len(there)}"})]
    return []


def _lines(path: Path, declared: Declared) -> list[str]:
    """Without their ends; none where there is no such file. Only CR and LF end a line: names hold other separators."""
    try:
        text = path.read_bytes().decode(declared.encoding, "replace")
    except OSError:
        return []
    return _ENDS.split(text)


_OURS: Final = Declared((1, 0), "utf-8")


def _payload(bag: Path) -> dict[str, str]:
    """Path → SHA-256 of a bag that this house wrote whole."""
    try:
        lines = (bag / "manifest-sha256.txt").read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    if not (bag / "tagmanifest-sha256.txt").exists():
        return {}
    return {_read(found[2], _OURS): found[1] for line in lines if (found := _LINE.fullmatch(line))}


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


def _read(path: str, declared: Declared) -> str:
    """Before version 1.0 a percent sign stood for itself."""
    encoded = r"%0[AaDd]" if declared.is_old else r"%(25|0[AaDd])"
    return re.sub(encoded, lambda found: unquote(found[0]), path.removeprefix("./"))


def _relative(bag: Path, path: Path) -> str:
    return path.relative_to(bag).as_posix()


def _digest(path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
