"""Which names mean one person: kept up to date person by person, whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from lienthu.union.rules.names import person


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name of an authority, which is part of `root`; `heading`: the preferred name of that one. Without dates."""

    authority: int
    root: int
    heading: str
    name: str


@dataclass(slots=True)
class PersonTable:
    """`found`: key of a name → key of the preferred heading, for `features`. A name of two persons is left out."""

    found: dict[str, str] = field(default_factory=dict)
    #: Authority → its root, the key of that one's heading, the keys of its own names.
    _of: dict[int, tuple[int, str, frozenset[str]]] = field(default_factory=dict)
    _owners: dict[str, set[int]] = field(default_factory=dict)

    def replace(self, authorities: Collection[int], names: Iterable[PersonName]) -> None:
        """`names`: all that these authorities have now."""
        touched: set[str] = set()
        for one in authorities:
            touched |= self._drop(one)
        gathered: dict[tuple[int, int, str], set[str]] = {}
        for each in names:
            gathered.setdefault((each.authority, each.root, person(each.heading)), set()).add(person(each.name))
        for (one, root, heading), keys in gathered.items():
            self._of[one] = (root, heading, frozenset(keys))
            for key in keys:
                self._owners.setdefault(key, set()).add(one)
            touched |= keys
        for key in touched:
            self._decide(key)

    def _drop(self, authority: int) -> frozenset[str]:
        *_, keys = self._of.pop(authority, (0, "", frozenset[str]()))
        for key in keys:
            self._owners[key].discard(authority)
            if not self._owners[key]:
                del self._owners[key]
        return keys

    def _decide(self, key: str) -> None:
        meant = {self._of[one][:2] for one in self._owners.get(key, ())}
        if len(meant) == 1 and (heading := meant.pop()[1]) != key:
            self.found[key] = heading
        else:
            self.found.pop(key, None)
