"""The version of the matcher: follows from what decides, so that no change of a rule, weight or word is forgotten.

All modules that a decision runs through are read as Python reads them, without comments and docstrings. Another
Python may read them otherwise: a false alarm, never a change unseen.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

_OWN: Final = "lienthu."
_DECIDING: Final = tuple(f"lienthu.union.rules.{name}" for name in ("features", "keys", "score", "clustering", "board"))


@cache
def model_version() -> str:
    """Ten hexadecimal digits."""
    digest = hashlib.sha256()
    for name, tree in sorted(_reached().items()):
        digest.update(f"{name}\n{ast.dump(tree)}\n".encode())
    for path in sorted(Path(__file__).with_name("data").glob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def deciding_modules() -> frozenset[str]:
    return frozenset(_reached())


def _reached() -> dict[str, ast.Module]:
    found: dict[str, ast.Module] = {}
    waiting = list(_DECIDING)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _read(name)
            waiting.extend(_used(found[name]))
    return found


def _read(name: str) -> ast.Module:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


def _used(tree: ast.Module) -> Iterator[str]:
    """The modules that what is imported was made in, through packages that only pass it on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(_OWN):
            module = importlib.import_module(node.module)
            for alias in node.names:
                given = getattr(module, alias.name, None)
                made_in = given.__name__ if isinstance(given, ModuleType) else getattr(given, "__module__", node.module)
                yield made_in if made_in.startswith(_OWN) else node.module
