"""Judges OCFL objects by the codes of the specification's own list. https://ocfl.io/1.1/spec/validation-codes.html"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from lienthu.repository.preservation.content import CHUNK
from lienthu.repository.preservation.ocfl_shape import VERSION, Fault, edition, shape

__all__ = ["Fault", "check", "objects_in"]
_MARK: Final = re.compile(r"0=ocfl_object_(1\.[01])")
_SIDECAR: Final = re.compile(r"([0-9A-Fa-f]+)[ \t]+inventory\.json\s*")
INVENTORY: Final = "inventory.json"


def objects_in(root: Path) -> Iterator[Path]:
    """Object roots under a storage root, or the folder itself when it is one."""
    if any(_MARK.fullmatch(one.name) for one in root.iterdir()):
        yield root
        return
    for mark in sorted(root.rglob("0=ocfl_object_1.*")):
        yield mark.parent


def check(place: Path) -> list[Fault]:
    """Every fault of an object; empty when it is valid."""
    marks = [one for one in place.iterdir() if one.name.startswith("0=")]
    if len(marks) != 1 or not _MARK.fullmatch(marks[0].name):
        return [Fault("E003")]
    if marks[0].read_bytes() != f"{marks[0].name[2:]}\n".encode():
        return [Fault("E007", marks[0].name)]
    if not (place / INVENTORY).is_file():
        return [Fault("E063")]
    inventory, faults = _read(place / INVENTORY, place)
    if inventory is None:
        return [*faults, *_strangers(place, {})]
    if edition(inventory) != marks[0].name[-3:]:
        faults.append(Fault("E038", "type"))
    judged = _Judged(place, inventory)
    return [*faults, *_sidecar(place, place, inventory), *_strangers(place, inventory), *judged.faults()]


def _read(path: Path, place: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The inventory, or None and why it cannot be used."""
    try:
        said = orjson.loads(path.read_bytes())
    except ValueError:
        return None, [Fault("E033", path.relative_to(place).as_posix())]
    faults = list(shape(said))
    return (None, faults) if faults else (said, [])


def _sidecar(folder: Path, place: Path, inventory: dict[str, Any]) -> Iterator[Fault]:
    algorithm = inventory["digestAlgorithm"]
    where = (folder / INVENTORY).relative_to(place).as_posix()
    path = folder / f"{INVENTORY}.{algorithm}"
    if not path.is_file():
        yield Fault("E058", where)
        return
    found = _SIDECAR.fullmatch(path.read_text("utf-8", "replace"))
    if not found:
        yield Fault("E061", where)
    elif found[1].lower() != _digest(folder / INVENTORY, algorithm):
        yield Fault("E060", where)


def _strangers(place: Path, inventory: dict[str, Any]) -> Iterator[Fault]:
    """What does not belong into the object, and links, which may lead out of it."""
    known = {INVENTORY, f"{INVENTORY}.{inventory.get('digestAlgorithm', 'sha512')}"}
    versions = inventory.get("versions", {})
    for one in sorted(place.iterdir()):
        if one.is_symlink():
            yield Fault("E090", one.name)
        elif one.is_dir():
            if VERSION.fullmatch(one.name):
                if inventory and one.name not in versions:
                    yield Fault("E046", one.name)
            elif one.name not in ("logs", "extensions"):
                yield Fault("E001", one.name)
        elif one.name not in known and not _MARK.fullmatch(one.name) and (inventory or INVENTORY not in one.name):
            yield Fault("E001", one.name)
    if (place / "extensions").is_dir():
        for one in sorted((place / "extensions").iterdir()):
            if not one.is_dir():
                yield Fault("E067", f"extensions/{one.name}")


class _Judged:
    """The files of an object against its inventory, and the inventories of its versions against both."""

    def __init__(self, place: Path, inventory: dict[str, Any]) -> None:
        self.place, self.inventory = place, inventory
        self.algorithm: str = inventory["digestAlgorithm"]
        self.directory: str = inventory.get("contentDirectory", "content")
        self.names: list[str] = sorted(inventory["versions"], key=lambda name: int(name[1:]))
        self.manifest = {path: digest for digest, paths in inventory["manifest"].items() for path in paths}
        self._sums: dict[tuple[str, str], str] = {}
        self.content: dict[str, list[str]] = {}

    def faults(self) -> Iterator[Fault]:
        yield from self._folders()
        yield from self._unlisted(self.manifest, self.names)
        yield from self._uses()
        yield from self._bytes()
        before = "1.0"
        for name in self.names:
            own, faults = self._own(name)
            yield from faults
            if own is not None:
                if edition(own) < before:
                    yield Fault("E103", name)
                before = max(before, edition(own))
                yield from self._against(name, own)
        if edition(self.inventory) < before:
            yield Fault("E103", INVENTORY)

    def _folders(self) -> Iterator[Fault]:
        """The folders of the versions: content, one inventory, and nothing else that is a file."""
        for name in self.names:
            folder = self.place / name
            self.content[name] = []
            if not folder.is_dir():
                yield Fault("E010", name)
                continue
            for one in sorted(folder.rglob("*")):
                path = one.relative_to(self.place).as_posix()
                inside = path.startswith(f"{name}/{self.directory}/")
                if one.is_symlink():
                    yield Fault("E090", path)
                elif one.is_dir():
                    if inside and not any(one.iterdir()):
                        yield Fault("E024", path)
                elif inside:
                    self.content[name].append(path)
                elif one.parent == folder and not one.name.startswith(INVENTORY):
                    yield Fault("E015", path)

    def _unlisted(self, manifest: dict[str, str], names: list[str]) -> Iterator[Fault]:
        for path in (path for name in names for path in self.content[name]):
            if path not in manifest:
                yield Fault("E023", path)

    def _uses(self) -> Iterator[Fault]:
        """Every digest of a state stands in the manifest as it is written there; every one of the manifest is used."""
        known, used = set(self.inventory["manifest"]), set()
        for name in self.names:
            state = self.inventory["versions"][name]["state"]
            used |= {digest.lower() for digest in state}
            yield from (Fault("E050", name) for digest in state if digest not in known)
        if edition(self.inventory) != "1.0":
            yield from (Fault("E107", digest[:16]) for digest in sorted(known) if digest.lower() not in used)

    def _bytes(self) -> Iterator[Fault]:
        for path, digest in self.manifest.items():
            name, _slash, rest = path.partition("/")
            if name not in self.content:
                yield Fault("E042", path)
            elif not rest.startswith(f"{self.directory}/"):
                yield Fault("E015", path)
            if self._sum(path, self.algorithm) != digest.lower():
                yield Fault("E092", path)
        for algorithm, block in self.inventory.get("fixity", {}).items():
            if algorithm not in hashlib.algorithms_guaranteed or algorithm.startswith("shake"):
                continue
            for digest, paths in block.items():
                yield from (Fault("E093", path) for path in paths if self._sum(path, algorithm) != digest.lower())

    def _own(self, name: str) -> tuple[dict[str, Any] | None, list[Fault]]:
        """A version's own inventory; for the head it is the object's."""
        path = self.place / name / INVENTORY
        if not path.is_file():
            return None, []
        if name == self.inventory["head"]:
            same = path.read_bytes() == (self.place / INVENTORY).read_bytes()
            return None, [] if same else [Fault("E064", name)]
        own, faults = _read(path, self.place)
        if own is not None:
            faults += _sidecar(self.place / name, self.place, own)
        return own, faults

    def _against(self, name: str, own: dict[str, Any]) -> Iterator[Fault]:
        """What an earlier inventory says is still so."""
        if own["id"] != self.inventory["id"]:
            yield Fault("E037", name)
        if own["head"] != name:
            yield Fault("E040", name)
        if own.get("contentDirectory", "content") != self.directory:
            yield Fault("E019", name)
        manifest = {path: digest for digest, paths in own["manifest"].items() for path in paths}
        yield from self._unlisted(manifest, self.names[: self.names.index(name) + 1])
        for path, digest in manifest.items():
            if self._sum(path, own["digestAlgorithm"]) != digest.lower():
                yield Fault("E092", path)
        for one, version in own["versions"].items():
            if one not in self.inventory["versions"] or not self._same(version["state"], own, one):
                yield Fault("E066", f"{name} {one}")

    def _same(self, state: dict[str, list[str]], own: dict[str, Any], name: str) -> bool:
        """The same names with the same bytes, by whatever digest."""
        now = self.inventory["versions"][name]["state"]
        here = {path: set(own["manifest"].get(digest, ())) for digest, paths in state.items() for path in paths}
        there = {
            path: set(self.inventory["manifest"].get(digest, ())) for digest, paths in now.items() for path in paths
        }
        return here.keys() == there.keys() and all(here[path] & there[path] for path in here)

    def _sum(self, path: str, algorithm: str) -> str:
        """Empty for what is not there."""
        if (path, algorithm) not in self._sums:
            there = self.place / path
            self._sums[path, algorithm] = _digest(there, algorithm) if there.is_file() else ""
        return self._sums[path, algorithm]


def _digest(path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
