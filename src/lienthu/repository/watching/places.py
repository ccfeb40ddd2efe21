"""Where watched folders lie, and what lies in them. Nothing that is a link is followed, and nothing leads out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from django.conf import settings

from lienthu.kernel.errors import Invalid, Unavailable

#: What this house makes beside the deliveries; names that begin so are none.
TAKEN, FAULTY, RECEIPTS = "_taken", "_set-aside", "_receipts"
READY: Final = ".ready"
_OURS: Final = ("_", ".")
_MOST_FILES: Final = 500_000


def root() -> Path:
    """Raises `Unavailable` where no folder is allowed, or it is not there."""
    if not settings.WATCH_ROOT:
        raise Unavailable("repository.watching_closed")
    found = Path(settings.WATCH_ROOT)
    if not found.is_dir():
        raise Unavailable("repository.watch_root_away", folder=str(found))
    return found.resolve()


def offered() -> list[str]:
    """Folders just below the root."""
    return sorted(one.name for one in os.scandir(root()) if _is_folder(one))


def inside(path: str) -> Path:
    """The folder of that path below the root. Raises `Invalid` for one that leads out, is a link or is not there."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if not parts or path.startswith(("/", "\\")) or any(part in ("..", ".", "/") or part[0] in _OURS for part in parts):
        raise Invalid("repository.watch_path", field="path", path=path[:200])
    here = root()
    for part in parts:
        here = here / part
        if here.is_symlink() or not here.is_dir():
            raise Invalid("repository.watch_path", field="path", path=path[:200])
    return here


def _is_folder(one: os.DirEntry[str]) -> bool:
    return not one.name.startswith(_OURS) and one.is_dir(follow_symlinks=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """`digest` changes with every file that comes, grows or goes. `is_marked`: the sender says that it is all."""

    name: str
    digest: str
    files: int
    is_marked: bool


def look(folder: Path) -> list[Seen]:
    with os.scandir(folder) as entries:
        found = sorted((one for one in entries if _is_folder(one)), key=lambda one: one.name)
    return [_seen(folder, one.name) for one in found]


def loose(folder: Path) -> list[str]:
    """Files that lie beside the deliveries, and links: they are left where they are, and told."""
    with os.scandir(folder) as entries:
        return sorted(one.name for one in entries if not one.name.startswith(_OURS) and not _is_folder(one))[:50]


def seen(folder: Path, name: str) -> Seen | None:
    return _seen(folder, name) if (folder / name).is_dir() and not (folder / name).is_symlink() else None


def _seen(folder: Path, name: str) -> Seen:
    top = folder / name
    digest, files = hashlib.sha256(), 0
    for path, status in _walk(top):
        if path == READY:
            continue
        files += 1
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    marked = (top / READY).is_file() or (folder / f"{name}{READY}").is_file()
    return Seen(name, digest.hexdigest(), files, marked)


def _walk(top: Path, below: str = "") -> Iterator[tuple[str, os.stat_result]]:
    count = 0
    with os.scandir(top) as entries:
        ordered = sorted(entries, key=lambda one: one.name)
    for one in ordered:
        path = f"{below}{one.name}"
        if one.is_dir(follow_symlinks=False):
            yield from _walk(Path(one.path), f"{path}/")
        else:
            count += 1
            if count > _MOST_FILES:
                raise Invalid("repository.too_many_files", limit=_MOST_FILES)
            yield path, one.stat(follow_symlinks=False)


def set_down(folder: Path, name: str, where: str) -> str:
    """Moves a delivery below `where`, under a name that is free; one step, so it is here or there. Returns the new
    place below the watched folder, empty where it was not there any more."""
    source, target = folder / name, folder / where
    if target.is_symlink():
        raise Invalid("repository.watch_path", path=where)
    target.mkdir(exist_ok=True)
    for number in range(1, 10_000):
        free = target / (name if number == 1 else f"{name}-{number}")
        if not os.path.lexists(free):
            break
    try:
        source.rename(free)
    except FileNotFoundError:
        return ""
    (folder / f"{name}{READY}").unlink(missing_ok=True)
    return f"{where}/{free.name}"


def leave_note(folder: Path, where: str, name: str, text: str) -> None:
    """Whole or not there; never through a link."""
    target = folder / where
    if target.is_symlink():
        return
    target.mkdir(exist_ok=True)
    scratch = target / f".{name}.new"
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(target / name)
