"""A folder or a BagIt bag (RFC 8493) as the list of what it hands over, checked before anything is stored."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lienthu.files.inside import chunks_inside
from lienthu.kernel.errors import Invalid
from lienthu.kernel.sentences import sentence
from lienthu.repository.preservation import bagit
from lienthu.repository.rules.names import parted
from lienthu.text import fold

_MARK: Final = "bagit.txt"
_HIDDEN: Final = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_SHEETS: Final = frozenset({".xlsx", ".xls", ".ods", ".csv", ".tsv"})
_SHEET_NAMES: Final = frozenset({"metadata", "mo ta", "bang mo ta", "sieu du lieu", "danh muc", "description"})


def is_sheet(name: str) -> bool:
    """`metadata.xlsx`, `Mô tả.ods`, `sieu-du-lieu.csv`."""
    path = Path(name)
    plain = " ".join(fold(path.stem).replace("-", " ").replace("_", " ").split())
    return path.suffix.lower() in _SHEETS and plain in _SHEET_NAMES


@dataclass(frozen=True, slots=True)
class Payload:
    """One file: where it lies, below which folder, its path inside the deposit."""

    source: Path
    path: str
    size: int
    sha256: str
    top: Path


@dataclass(slots=True)
class Package:
    """`fingerprint` is the same for the same files under the same names. `info`: bag-info.txt. `skipped`: what is
    there and is never handed over. `sheet`: the one that describes the files, known by its name."""

    title: str
    files: list[Payload]
    is_bag: bool = False
    info: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    sheet: Path | None = None

    @property
    def fingerprint(self) -> str:
        lines = sorted(f"{one.sha256} {one.path}\n" for one in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def has_folders(self) -> bool:
        return any("/" in one.path for one in self.files)


def read(folder: Path) -> Package:
    """Raises `Invalid` for what is no folder, holds nothing, or is a bag that is not valid."""
    if not folder.is_dir() or folder.is_symlink():
        raise Invalid("repository.no_such_folder", name=str(folder)[:200])
    if (folder / _MARK).exists():
        return _bag(folder)
    package = Package(folder.resolve().name, [])
    _collect(package, folder)
    return package


def _bag(folder: Path) -> Package:
    if link := next(_links(folder), ""):
        raise Invalid("repository.bag_link", name=link)
    if (folder / "fetch.txt").exists():
        raise Invalid("repository.bag_to_fetch")
    if faults := bagit.check(folder):
        said = [" ".join(filter(None, (one.path, sentence(one.code, one.params)))) for one in faults[:3]]
        raise Invalid("repository.bag_not_valid", said="; ".join(said)[:500])
    info = _info(folder)
    title = info.get("External-Description") or info.get("External-Identifier") or folder.resolve().name
    package = Package(title, [], is_bag=True, info=info)
    _collect(package, folder / "data")
    return package


def _info(folder: Path) -> dict[str, str]:
    """The first value of each label, which is the same in capitals and without."""
    found: dict[str, str] = {}
    declared = bagit.declaration(folder)
    for label, value in bagit.info_of(folder, declared) if declared else ():
        found.setdefault(label.title(), value)
    return found


def _collect(package: Package, top: Path) -> None:
    seen: dict[str, Path] = {}
    for source in _walk(top, package.skipped, top):
        if package.sheet is None and source.parent == top and is_sheet(source.name):
            package.sheet = source
            continue
        path = "/".join(filter(None, parted(source.relative_to(top).as_posix())))
        if path in seen:
            raise Invalid("repository.same_name_twice", name=path)
        seen[path] = source
        digest, size = hashlib.sha256(), 0
        for chunk in chunks_inside(top, source):
            digest.update(chunk)
            size += len(chunk)
        package.files.append(Payload(source, path, size, digest.hexdigest(), top))
    if not package.files:
        raise Invalid("repository.folder_empty")


def _walk(folder: Path, skipped: list[str], top: Path) -> Iterator[Path]:
    """Files in order of their names. Links, hidden files and what is no file are named, and left where they are."""
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = Path(entry.path)
        if entry.is_symlink() or entry.name.startswith(".") or entry.name.casefold() in _HIDDEN:
            skipped.append(path.relative_to(top).as_posix())
        elif entry.is_dir():
            yield from _walk(path, skipped, top)
        elif entry.is_file():
            yield path
        else:
            skipped.append(path.relative_to(top).as_posix())


def _links(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        for name in sorted(folders + files):
            path = Path(here, name)
            if path.is_symlink():
                yield path.relative_to(folder).as_posix()
