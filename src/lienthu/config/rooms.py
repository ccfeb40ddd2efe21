"""The rooms that are wired in, lowest first, and what each may bring along."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

ROOMS = ("ui", "registry", "accounts", "catalogue", "union", "repository", "discovery", "config")


def modules(name: str) -> dict[str, ModuleType]:
    """Room → its module `name` (`urls`, `api`, `commands`), for the rooms that have one."""
    found = {}
    for room in ROOMS:
        path = f"lienthu.{room}.{name}"
        if find_spec(path) is not None:
            found[room] = import_module(path)
    return found
