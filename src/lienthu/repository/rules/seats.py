"""Who may take a seat now: owned copies, those that are out, those kept for the first of the queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Desk:
    """`seats`: how many there are; `taken`: by whom; `offered`: whose turn it is; `waiting`: the others, in order."""

    seats: int
    taken: Collection[int]
    offered: Collection[int]
    waiting: Collection[int]

    @property
    def free(self) -> int:
        return max(0, self.seats - len(self.taken) - len(self.offered))

    def may_take(self, user: int) -> bool:
        if user in self.taken:
            return False
        return user in self.offered or (self.free > 0 and not self.waiting)

    def next_turns(self) -> list[int]:
        """Those of the queue whose turn has come."""
        return list(self.waiting)[: self.free]
