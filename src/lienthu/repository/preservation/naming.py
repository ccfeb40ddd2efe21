"""Names of files in packages, as every file system keeps them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from lienthu.repository.models import ObjectFile

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST: Final = 200
_FOLDERS: Final = {
    ObjectFile.Role.MASTER: "masters",
    ObjectFile.Role.READING: "reading",
    ObjectFile.Role.TRANSCRIPT: "transcripts",
}


def safe(name: str) -> str:
    """NFC, no separators, no control characters, at most 200 bytes, the ending kept."""
    text = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "_"
    if len(text.encode()) <= _LONGEST:
        return text
    stem, dot, ending = text.rpartition(".")
    ending = (dot + ending)[-20:] if stem else ""
    kept = (stem or text).encode()[: _LONGEST - len(ending.encode())]
    return kept.decode("utf-8", "ignore") + ending


def named(files: Iterable[ObjectFile]) -> dict[int, str]:
    """Row → its name in the package; where two are alike (capitals do not tell them apart) the position goes before."""
    taken: set[str] = set()
    names = {}
    for file in files:
        name = safe(file.name)
        if name.casefold() in taken:
            name = f"{file.position:05}-{name}"
        taken.add(name.casefold())
        names[file.pk] = name
    return names


def placed(files: Sequence[ObjectFile]) -> dict[int, str]:
    """Row → its path in the package: each kind in a folder of its own."""
    return {
        pk: f"{folder}/{name}"
        for role, folder in _FOLDERS.items()
        for pk, name in named(file for file in files if file.role == role).items()
    }
