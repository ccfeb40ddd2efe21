"""Whether an inventory of OCFL says what it must, whatever JSON it is. https://ocfl.io/1.1/spec/#inventory-structure"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

VERSION: Final = re.compile(r"v(0*)([1-9]\d{0,8})")
ALGORITHMS: Final = ("sha512", "sha256")
_TYPE: Final = re.compile(r"https://ocfl\.io/(1\.[01])/spec/#inventory")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: of the specification (`E092`); `path`: where."""

    code: str
    path: str = ""


def shape(inventory: Any) -> Iterator[Fault]:
    """Every fault that can be seen without another file. An inventory with none can be read without looking again."""
    if not isinstance(inventory, dict):
        yield Fault("E034")
        return
    for key, wrong in (("id", "E037"), ("type", "E038"), ("digestAlgorithm", "E036"), ("head", "E040")):
        if not isinstance(inventory.get(key), str) or not inventory[key]:
            yield Fault(wrong if key in inventory else "E036", key)
    if inventory.get("digestAlgorithm", "sha512") not in ALGORITHMS:
        yield Fault("E025", "digestAlgorithm")
    if not _TYPE.fullmatch(str(inventory.get("type", ""))):
        yield Fault("E038", "type")
    yield from _content_directory(inventory.get("contentDirectory", "content"))
    yield from _block(inventory.get("manifest"), "manifest", "E041", "E096")
    yield from _fixity(inventory.get("fixity", {}))
    yield from _versions(inventory)


def edition(inventory: dict[str, Any]) -> str:
    """Of the specification: `1.0` or `1.1`."""
    found = _TYPE.fullmatch(inventory["type"])
    return found[1] if found else ""


def stays(path: str) -> bool:
    """Inside the object, and written in one way only."""
    return not {"", ".", ".."} & set(path.split("/"))


def _content_directory(said: Any) -> Iterator[Fault]:
    if not isinstance(said, str) or "/" in said or not said:
        yield Fault("E017", "contentDirectory")
    elif said in (".", ".."):
        yield Fault("E018", "contentDirectory")


def _block(block: Any, where: str, missing: str, doubled: str) -> Iterator[Fault]:
    """Digest → paths in the object."""
    if not _are_paths(block):
        yield Fault(missing, where)
        return
    if len({digest.lower() for digest in block}) != len(block):
        yield Fault(doubled, where)
    seen: set[str] = set()
    for path in (path for paths in block.values() for path in paths):
        if path.startswith("/") or path.endswith("/"):
            yield Fault("E100", path)
        elif not stays(path):
            yield Fault("E099", path)
        elif path in seen:
            yield Fault("E101", path)
        seen.add(path)


def _are_paths(block: Any) -> bool:
    return isinstance(block, dict) and all(
        isinstance(paths, list) and paths and all(isinstance(path, str) for path in paths) for paths in block.values()
    )


def _fixity(block: Any) -> Iterator[Fault]:
    if not isinstance(block, dict):
        yield Fault("E111", "fixity")
        return
    for algorithm, listed in block.items():
        yield from _block(listed, f"fixity {algorithm}", "E057", "E097")


def _versions(inventory: dict[str, Any]) -> Iterator[Fault]:
    versions = inventory.get("versions")
    if not isinstance(versions, dict):
        yield Fault("E044" if "versions" in inventory else "E043", "versions")
        return
    if not versions:
        yield Fault("E008", "versions")
    numbers, paddings = [], set()
    for name, version in versions.items():
        if found := VERSION.fullmatch(name):
            numbers.append(int(found[2]))
            paddings.add(len(name) if found[1] else 0)
        else:
            yield Fault("E046", name)
        yield from _version(name, version)
    if numbers and sorted(numbers) != list(range(1, len(numbers) + 1)):
        yield Fault("E009" if min(numbers) != 1 else "E010")
    if len(paddings) > 1:
        yield Fault("E011", "versions")
    head = inventory.get("head")
    if isinstance(head, str) and numbers and not _is_last(head, versions, max(numbers)):
        yield Fault("E040", head)


def _is_last(head: str, versions: dict[str, Any], last: int) -> bool:
    found = VERSION.fullmatch(head)
    return head in versions and found is not None and int(found[2]) == last


def _version(name: str, version: Any) -> Iterator[Fault]:
    if not isinstance(version, dict):
        yield Fault("E047", name)
        return
    for key in ("created", "state"):
        if key not in version:
            yield Fault("E048", f"{name} {key}")
    if "created" in version and not _is_moment(version["created"]):
        yield Fault("E049", name)
    if "message" in version and not isinstance(version["message"], str):
        yield Fault("E094", name)
    user = version.get("user", {"name": "-"})
    if not isinstance(user, dict) or not isinstance(user.get("name"), str) or not user["name"]:
        yield Fault("E054", name)
    if "state" in version:
        yield from _state(name, version["state"])


def _state(name: str, state: Any) -> Iterator[Fault]:
    if not isinstance(state, dict):
        yield Fault("E050", name)
        return
    if not _are_paths(state):
        yield Fault("E051", name)
        return
    paths = [path for group in state.values() for path in group]
    folders = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
    if len(set(paths)) != len(paths) or folders & set(paths):
        yield Fault("E095", name)
    for path in paths:
        if path.startswith("/") or path.endswith("/"):
            yield Fault("E053", path)
        elif not stays(path):
            yield Fault("E052", path)


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
