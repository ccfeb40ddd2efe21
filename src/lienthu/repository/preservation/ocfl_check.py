"""Judges OCFL objects by the codes of the specification's own list. https://ocfl.io/1.1/spec/validation-codes.html"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from lienthu.repository.preservation.content import CHUNK

_MARK = re.compile(r"0=ocfl_object_(1\.[01])")
_VERSION = re.compile(r"v(0*)([1-9]\d*)")
_ALGORITHMS = ("sha512", "sha256")


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: of the specification (`E092`); `path`: where."""

    code: str
    path: str = ""


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
    if marks[0].read_text("utf-8", "replace") != f"{marks[0].name[2:]}\n":
        return [Fault("E007", marks[0].name)]
    if not (place / "inventory.json").is_file():
        return [Fault("E063")]
    try:
        inventory = orjson.loads((place / "inventory.json").read_bytes())
    except ValueError:
        return [Fault("E033", "inventory.json")]
    faults = list(_shape(inventory))
    if faults:
        return faults
    algorithm = inventory["digestAlgorithm"]
    return [
        *_versions(place, inventory),
        *_sidecar(place, algorithm, place),
        *(fault for name in inventory["versions"] for fault in _copy_of(place, place / name, inventory)),
        *_extra(place, inventory),
        *_states(inventory),
        *_bytes(place, inventory),
    ]


def _shape(inventory: Any) -> Iterator[Fault]:
    if not isinstance(inventory, dict):
        yield Fault("E034")
        return
    for key in ("id", "type", "digestAlgorithm", "head"):
        if not isinstance(inventory.get(key), str) or not inventory[key]:
            yield Fault("E037" if key == "id" and key in inventory else "E036", key)
    for key, code in (("manifest", "E041"), ("versions", "E043")):
        if not isinstance(inventory.get(key), dict):
            yield Fault(code, key)
    if inventory.get("digestAlgorithm") not in _ALGORITHMS:
        yield Fault("E025", "digestAlgorithm")
    if not str(inventory.get("type", "")).startswith("https://ocfl.io/1."):
        yield Fault("E038", "type")
    content = inventory.get("contentDirectory", "content")
    if not isinstance(content, str) or "/" in content:
        yield Fault("E017", "contentDirectory")


def _versions(place: Path, inventory: dict[str, Any]) -> Iterator[Fault]:
    numbers = []
    for name, version in inventory["versions"].items():
        found = _VERSION.fullmatch(name)
        if not found or not isinstance(version, dict):
            yield Fault("E046", name)
            continue
        numbers.append(int(found[2]))
        if not isinstance(version.get("state"), dict):
            yield Fault("E048", name)
        if not _is_moment(version.get("created")):
            yield Fault("E048" if "created" not in version else "E049", name)
        if not (place / name).is_dir():
            yield Fault("E010", name)
    if sorted(numbers) != list(range(1, len(numbers) + 1)) or not numbers:
        yield Fault("E009" if numbers and min(numbers) != 1 else "E010" if numbers else "E008")
    elif not re.fullmatch(rf"v0*{max(numbers)}", inventory["head"]) or inventory["head"] not in inventory["versions"]:
        yield Fault("E040", inventory["head"])


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value
    ):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _sidecar(folder: Path, algorithm: str, place: Path) -> Iterator[Fault]:
    where = (folder / "inventory.json").relative_to(place).as_posix()
    path = folder / f"inventory.json.{algorithm}"
    if not path.is_file():
        yield Fault("E058", where)
        return
    found = re.fullmatch(r"([0-9A-Fa-f]+)[ \t]+inventory\.json\s*", path.read_text("utf-8", "replace"))
    if not found:
        yield Fault("E061", where)
    elif found[1].lower() != _digest(folder / "inventory.json", algorithm):
        yield Fault("E060", where)


def _copy_of(place: Path, folder: Path, inventory: dict[str, Any]) -> Iterator[Fault]:
    """A version's own inventory: the root's for the head, with the same identifier for all."""
    path = folder / "inventory.json"
    if not path.is_file():
        return
    try:
        own = orjson.loads(path.read_bytes())
    except ValueError:
        yield Fault("E033", path.relative_to(place).as_posix())
        return
    yield from _sidecar(folder, str(own.get("digestAlgorithm", "sha512")), place)
    if own.get("id") != inventory["id"]:
        yield Fault("E110", folder.name)
    if folder.name == inventory["head"] and path.read_bytes() != (place / "inventory.json").read_bytes():
        yield Fault("E064", folder.name)


def _extra(place: Path, inventory: dict[str, Any]) -> Iterator[Fault]:
    known = {"inventory.json", f"inventory.json.{inventory['digestAlgorithm']}", "logs", "extensions"}
    for one in sorted(place.iterdir()):
        if one.name not in known and one.name not in inventory["versions"] and not one.name.startswith("0=ocfl_object"):
            yield Fault("E046" if _VERSION.fullmatch(one.name) else "E001", one.name)
    content = inventory.get("contentDirectory", "content")
    listed = {path for paths in inventory["manifest"].values() for path in paths}
    for name in inventory["versions"]:
        for one in sorted((place / name / content).rglob("*")):
            path = one.relative_to(place).as_posix()
            if one.is_file() and path not in listed:
                yield Fault("E023", path)


def _states(inventory: dict[str, Any]) -> Iterator[Fault]:
    """Every digest of a state is in the manifest, every one of the manifest in a state; paths stay inside."""
    manifest = {digest.lower() for digest in inventory["manifest"]}
    if len(manifest) != len(inventory["manifest"]):
        yield Fault("E096")
    used: set[str] = set()
    for name, version in inventory["versions"].items():
        state = version.get("state") if isinstance(version, dict) else None
        paths = [path for group in (state or {}).values() for path in group]
        used |= {digest.lower() for digest in state or {}}
        yield from (Fault("E050", name) for digest in state or {} if digest.lower() not in manifest)
        folders = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
        if len(set(paths)) != len(paths) or folders & set(paths):
            yield Fault("E095", name)
        yield from (Fault("E053" if path.startswith("/") else "E052", path) for path in paths if not _stays(path))
    yield from (Fault("E107", digest[:16]) for digest in sorted(manifest - used))


def _bytes(place: Path, inventory: dict[str, Any]) -> Iterator[Fault]:
    algorithm = inventory["digestAlgorithm"]
    seen: set[str] = set()
    for digest, paths in inventory["manifest"].items():
        for path in paths:
            if not _stays(path):
                yield Fault("E099", path)
            elif path in seen:
                yield Fault("E101", path)
            elif not (place / path).is_file() or _digest(place / path, algorithm) != digest.lower():
                yield Fault("E092", path)
            seen.add(path)
    for other, block in inventory.get("fixity", {}).items():
        if other not in hashlib.algorithms_available:
            continue
        for digest, paths in block.items():
            for path in paths:
                if (place / path).is_file() and _digest(place / path, other) != digest.lower():
                    yield Fault("E093", path)


def _stays(path: str) -> bool:
    return bool(path) and not path.startswith("/") and not {"", ".", ".."} & set(path.split("/"))


def _digest(path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
