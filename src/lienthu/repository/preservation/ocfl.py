"""OCFL 1.1: objects with versions in plain folders, readable without this software. https://ocfl.io/1.1/spec/

Layout of the root: extension 0003-hash-and-id-n-tuple-storage-layout. Digests are SHA-512; the SHA-256 of the store
stand in the fixity block, and by them is known which bytes an object holds already: a new version stores only new ones.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from lienthu.repository.preservation.content import Part

LAYOUT: Final = "0003-hash-and-id-n-tuple-storage-layout"
_TUPLE, _TUPLES = 3, 3
_LONGEST_NAME = 100
ROOT_MARK, OBJECT_MARK = "ocfl_1.1", "ocfl_object_1.1"
TYPE: Final = "https://ocfl.io/1.1/spec/#inventory"
INVENTORY, SIDECAR = "inventory.json", "inventory.json.sha512"
_STAGING = Path("extensions") / "lienthu-staging"


@dataclass(frozen=True, slots=True)
class Said:
    """Who made a version, when and why. `address`: a URI."""

    at: datetime
    message: str
    name: str
    address: str = "info:lienthu"


@dataclass(frozen=True, slots=True)
class Stored:
    """`version`: the head afterwards. `changed`: false when the object held exactly this already."""

    path: Path
    version: str
    changed: bool


def open_root(root: Path) -> None:
    """Makes a folder an OCFL storage root, and sweeps away what a killed export left half done."""
    root.mkdir(parents=True, exist_ok=True)
    config = {
        "extensionName": LAYOUT,
        "digestAlgorithm": "sha256",
        "tupleSize": _TUPLE,
        "numberOfTuples": _TUPLES,
    }
    layout = {"extension": LAYOUT, "description": "Hashed n-tuples, then the object's identifier"}
    (root / "extensions" / LAYOUT).mkdir(parents=True, exist_ok=True)
    _write(root / "extensions" / LAYOUT / "config.json", orjson.dumps(config, option=orjson.OPT_INDENT_2))
    _write(root / "ocfl_layout.json", orjson.dumps(layout, option=orjson.OPT_INDENT_2))
    _write(root / f"0={ROOT_MARK}", f"{ROOT_MARK}\n".encode())
    close_root(root)


def close_root(root: Path) -> None:
    shutil.rmtree(root / _STAGING, ignore_errors=True)


def place_of(object_id: str) -> Path:
    """Where an object lies under its root."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    tuples = [digest[at * _TUPLE : (at + 1) * _TUPLE] for at in range(_TUPLES)]
    name = "".join(_encoded(byte) for byte in object_id.encode())
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}-{digest}"
    return Path(*tuples, name)


def _encoded(byte: int) -> str:
    letter = chr(byte)
    return letter if letter.isascii() and (letter.isalnum() or letter in "-_") else f"%{byte:02x}"


def store(root: Path, object_id: str, parts: Sequence[Part], said: Said) -> Stored:
    """Writes what is new as the object's next version. A process killed at any place leaves the object as it was or
    with the version whole; `recover` sets the inventory of the root right when it died between the two."""
    place = root / place_of(object_id)
    recover(place)
    before = _inventory(place)
    known = _by_sha256(before)
    wanted = {part.path: part.sha256 for part in parts}
    if before and _state(before) == wanted:
        return Stored(place, before["head"], changed=False)
    version = f"v{len(before['versions']) + 1}" if before else "v1"
    staged = root / _STAGING / hashlib.sha256(object_id.encode()).hexdigest()
    shutil.rmtree(staged, ignore_errors=True)
    inventory = _next(before, object_id, version, said)
    state: dict[str, list[str]] = {}
    for part in parts:
        sha512 = known.get(part.sha256)
        if sha512 is None:
            content = f"{version}/content/{part.path}"
            sha512 = _copied(part, staged / content)
            known[part.sha256] = sha512
            inventory["manifest"][sha512] = [content]
            inventory["fixity"]["sha256"][part.sha256] = [content]
        state.setdefault(sha512, []).append(part.path)
    inventory["versions"][version]["state"] = state
    _settle(place, staged, version, orjson.dumps(inventory, option=orjson.OPT_INDENT_2))
    return Stored(place, version, changed=True)


def held_after(root: Path, object_id: str, parts: Sequence[Part], below: tuple[str, ...], after: int) -> int:
    """The number of the first version behind `after` that holds these below the folders and nothing else; 0: none."""
    inventory = _inventory(root / place_of(object_id))
    if inventory is None:
        return 0
    known = _by_sha256(inventory)
    wanted = {(part.path, known.get(part.sha256)) for part in parts if part.path.startswith(below)}
    for number in range(after + 1, len(inventory["versions"]) + 1):
        state = inventory["versions"][f"v{number}"]["state"]
        if wanted == {(path, sha512) for sha512, paths in state.items() for path in paths if path.startswith(below)}:
            return number
    return 0


def recover(place: Path) -> None:
    """After a kill between the new version and the inventory of the root: the last whole version says what is."""
    versions = sorted((int(one.name[1:]) for one in place.glob("v*") if one.name[1:].isdecimal()), reverse=True)
    if not versions:
        return
    last = place / f"v{versions[0]}"
    data = (last / INVENTORY).read_bytes()
    if (
        not (place / INVENTORY).exists()
        or (place / INVENTORY).read_bytes() != data
        or _sidecar(data) != _read(place / SIDECAR)
    ):
        _crown(place, data)


def _settle(place: Path, staged: Path, version: str, inventory: bytes) -> None:
    new = staged / version
    new.mkdir(parents=True, exist_ok=True)
    _write(new / INVENTORY, inventory)
    _write(new / SIDECAR, _sidecar(inventory))
    if version == "v1":
        _write(staged / f"0={OBJECT_MARK}", f"{OBJECT_MARK}\n".encode())
        _write(staged / INVENTORY, inventory)
        _write(staged / SIDECAR, _sidecar(inventory))
        place.parent.mkdir(parents=True, exist_ok=True)
        staged.rename(place)
        _sync(place.parent)
        return
    new.rename(place / version)
    _crown(place, inventory)
    shutil.rmtree(staged, ignore_errors=True)


def _crown(place: Path, inventory: bytes) -> None:
    for name, data in ((SIDECAR, _sidecar(inventory)), (INVENTORY, inventory)):
        temporary = place / f".{name}.new"
        _write(temporary, data)
        temporary.replace(place / name)
    _sync(place)


def _copied(part: Part, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha512()
    with target.open("wb") as out:
        part.copy(out, digest)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _next(before: dict[str, Any] | None, object_id: str, version: str, said: Said) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": object_id,
        "type": TYPE,
        "digestAlgorithm": "sha512",
        "head": version,
        "manifest": dict(before["manifest"]) if before else {},
        "fixity": {"sha256": dict(before["fixity"]["sha256"]) if before else {}},
        "versions": dict(before["versions"]) if before else {},
    }
    made["versions"][version] = {
        "created": said.at.isoformat(timespec="seconds"),
        "message": said.message,
        "user": {"name": said.name, "address": said.address},
        "state": {},
    }
    return made


def _inventory(place: Path) -> dict[str, Any] | None:
    data = _read(place / INVENTORY)
    return orjson.loads(data) if data else None


def _by_sha256(inventory: dict[str, Any] | None) -> dict[str, str]:
    """SHA-256 → SHA-512 of what is stored."""
    if inventory is None:
        return {}
    by_path = {path: sha512 for sha512, paths in inventory["manifest"].items() for path in paths}
    return {sha256: by_path[paths[0]] for sha256, paths in inventory["fixity"]["sha256"].items()}


def _state(inventory: dict[str, Any]) -> dict[str, str]:
    """Path → SHA-256 of the head."""
    back = {sha512: sha256 for sha256, sha512 in _by_sha256(inventory).items()}
    state = inventory["versions"][inventory["head"]]["state"]
    return {path: back[sha512] for sha512, paths in state.items() for path in paths}


def _sidecar(inventory: bytes) -> bytes:
    return f"{hashlib.sha512(inventory).hexdigest()} {INVENTORY}\n".encode()


def _read(path: Path) -> bytes:
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
