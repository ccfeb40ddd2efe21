"""Which work an edition belongs to after what people said: a pure function of the decisions that stand.

The matcher gives every entry the key of its work (`keys.work_key`); people link works that are written otherwise and
take entries out. Taking a decision back leaves what the others say, as if it had never been.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Linked:
    """The work of the second entry belongs to that of the first; the keys are those that the matcher gave them."""

    decision: int
    one: int
    other: int
    one_key: int
    other_key: int


@dataclass(frozen=True, slots=True)
class Parted:
    decision: int
    entry: int


@dataclass(slots=True)
class Works:
    """`own`: entry → the key of its work, whatever the matcher says; `alias`: the matcher's key → that of the work."""

    own: dict[int, int] = field(default_factory=dict)
    alias: dict[int, int] = field(default_factory=dict)


def works(said: Iterable[Linked | Parted]) -> Works:
    own: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    root: dict[int, int] = {}
    for one in sorted(said, key=lambda each: each.decision):
        if isinstance(one, Parted):
            own[one.entry] = own_key(one.decision)
            continue
        keeper, joining = (
            root.get(key, key) for key in (own.get(one.one, one.one_key), own.get(one.other, one.other_key))
        )
        if keeper != joining:
            group = members.pop(joining, {joining})
            members.setdefault(keeper, {keeper}).update(group)
            root.update(dict.fromkeys(group, keeper))
    return Works(
        {entry: root.get(key, key) for entry, key in own.items()},
        {key: target for key, target in root.items() if key != target},
    )


def own_key(decision: int) -> int:
    """The work of an entry that this decision took out."""
    return int.from_bytes(blake2b(b"own work %d" % decision, digest_size=8).digest(), "big", signed=True)
