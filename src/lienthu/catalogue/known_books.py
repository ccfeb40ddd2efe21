"""What the network knows already under an ISBN: a port that the room of the union catalogue fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from lienthu.marc.record import Record


@dataclass(frozen=True, slots=True)
class KnownBook:
    """`key` names it for good (the union's public identifier); `marc` is its description, fit to be copied."""

    key: str
    marc: Record
    libraries: int


class Source(Protocol):
    def by_isbn(self, isbn: str) -> list[KnownBook]:
        """All that have this ISBN-13; a set and its volumes may share one."""

    def by_key(self, key: str) -> KnownBook | None: ...


class _Nothing:
    def by_isbn(self, isbn: str) -> list[KnownBook]:
        return []

    def by_key(self, key: str) -> KnownBook | None:
        return None


_source: Source = _Nothing()


def register(source: Source) -> None:
    global _source
    _source = source


def source() -> Source:
    return _source
