"""Which files of a deposit make which document: by the arrangement, and by the rows of a sheet that name files or
folders."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lienthu.repository.rules.names import natural
from lienthu.text import fold

_SEVERAL = re.compile(r"[;|\n]")


@dataclass(frozen=True, slots=True)
class Piece:
    """`is_transcript`: what is said in the recording of the same name."""

    id: int
    folder: str
    name: str
    is_recording: bool = False
    is_transcript: bool = False

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


@dataclass(frozen=True, slots=True)
class SheetLine:
    """`file` and `folder`: what the row says its document lies in; either may be empty."""

    id: int
    file: str = ""
    folder: str = ""


@dataclass(slots=True)
class Group:
    title: str
    pieces: list[Piece] = field(default_factory=list)
    line: int | None = None


@dataclass(slots=True)
class Arranged:
    """`faults`: sheet line → code. `doubles`: a line whose files were taken, all or some → the line that has them."""

    groups: list[Group]
    faults: dict[int, str] = field(default_factory=dict)
    doubles: dict[int, int] = field(default_factory=dict)


def arrange(arrangement: str, title: str, pieces: Iterable[Piece], lines: Sequence[SheetLine] = ()) -> Arranged:
    ordered = sorted(pieces, key=lambda piece: (natural(piece.folder), natural(piece.name)))
    found = Arranged([])
    claimed: dict[int, int] = {}
    index = _index(ordered)
    for line in lines:
        mine = _meant(line, index)
        free = [piece for piece in mine if piece.id not in claimed]
        if len(free) < len(mine):
            found.doubles[line.id] = next(claimed[piece.id] for piece in mine if piece.id in claimed)
        if not free:
            found.faults[line.id] = "repository.row_doubles" if mine else "repository.row_without_file"
            continue
        claimed.update((piece.id, line.id) for piece in free)
        found.groups.append(Group("", sorted(free, key=lambda p: (natural(p.folder), natural(p.name))), line.id))
    rest = [piece for piece in ordered if piece.id not in claimed]
    found.groups += _by_arrangement(arrangement, title, rest)
    return found


def _by_arrangement(arrangement: str, title: str, pieces: list[Piece]) -> list[Group]:
    if arrangement == "pages":
        return [Group(title, pieces)] if pieces else []
    recordings = {(piece.folder, piece.stem): piece.id for piece in pieces if piece.is_recording}
    groups: dict[str, Group] = {}
    for piece in pieces:
        if arrangement == "folders":
            key, name = piece.folder, piece.folder.rsplit("/", 1)[-1] or title
        else:
            recorded = recordings.get((piece.folder, piece.stem)) if piece.is_transcript else None
            key, name = str(recorded or piece.id), piece.stem
        groups.setdefault(key, Group(name)).pieces.append(piece)
    for group in groups.values():
        group.pieces.sort(key=lambda piece: piece.is_transcript)
    return list(groups.values())


def _index(pieces: Iterable[Piece]) -> dict[tuple[str, str], list[Piece]]:
    """Every way to name a piece → the pieces, most exact ways first."""
    found: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        name, folder = fold(piece.name), fold(piece.folder)
        ways = {("file", f"{folder}/{name}"), ("file", name), ("stem", PurePosixPath(name).stem)}
        parts = folder.split("/") if folder else []
        ways |= {("folder", "/".join(parts[: end + 1])) for end in range(len(parts))}
        ways |= {("folder", part) for part in parts}
        for way in ways:
            found.setdefault(way, []).append(piece)
    return found


def meant(lines: Iterable[SheetLine], pieces: Iterable[Piece]) -> set[int]:
    """The pieces that any of the lines names."""
    index = _index(pieces)
    return {piece.id for line in lines for piece in _meant(line, index)}


def _meant(line: SheetLine, index: dict[tuple[str, str], list[Piece]]) -> list[Piece]:
    folder = fold(line.folder).replace("\\", "/").strip("/ ")
    inside = index.get(("folder", folder), []) if folder else None
    named = [text for part in _SEVERAL.split(line.file) if (text := fold(part).replace("\\", "/").strip("/ "))]
    if not named:
        return inside or []
    within = None if inside is None else {piece.id for piece in inside}
    found = {piece.id: piece for text in named for piece in _named(text, index)}
    return [piece for piece in found.values() if within is None or piece.id in within]


def _named(text: str, index: dict[tuple[str, str], list[Piece]]) -> list[Piece]:
    """`HS01_*.jpg` names all that fit it."""
    if "*" in text:
        fits = re.compile(fnmatch.translate(text))
        return [piece for (way, name), some in index.items() if way == "file" and fits.match(name) for piece in some]
    ways = [(way, said) for said in _ways_to_say(text, index) for way in ("file", "stem", "folder")]
    return next((index[way] for way in ways if way in index), [])


def _ways_to_say(text: str, index: dict[tuple[str, str], list[Piece]]) -> list[str]:
    """The path, and what is left of one on the sender's own disk: a bare name only where there are no folders."""
    parts = text.split("/")
    shorter = ["/".join(parts[start:]) for start in range(1, len(parts) - 1)]
    flat = not any(way == "folder" for way, _name in index)
    return [text, *shorter, *([parts[-1]] if flat else [])]
