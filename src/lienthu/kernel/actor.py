"""Who acts. Every action takes an actor first; nothing acts without one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lienthu.kernel.permissions import Permission


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind, not a secret
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """One right, in one library or (library_id None) in the whole network."""

    permission: Permission
    library_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a right holds."""

    everything: bool = False
    library_ids: frozenset[int] = frozenset()

    def covers(self, library_id: int | None) -> bool:
        return self.everything or (library_id is not None and library_id in self.library_ids)

    @property
    def is_empty(self) -> bool:
        return not self.everything and not self.library_ids


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    label: str = ""
    user_id: int | None = None
    grants: frozenset[Grant] = frozenset()
    request_id: str = ""
    #: Rights that the roles hold but that need a second factor first.
    withheld: frozenset[Grant] = frozenset()

    @classmethod
    def system(cls, label: str) -> Actor:
        """The house itself: the worker, a command of the operator."""
        return cls(ActorKind.SYSTEM, label)

    @property
    def is_signed_in(self) -> bool:
        return self.kind is not ActorKind.ANONYMOUS

    def scope(self, permission: Permission) -> Scope:
        if self.kind is ActorKind.SYSTEM:
            return Scope(everything=True)
        held = [grant.library_id for grant in self.grants if grant.permission is permission]
        if None in held:
            return Scope(everything=True)
        return Scope(library_ids=frozenset(library_id for library_id in held if library_id is not None))

    def may(self, permission: Permission) -> bool:
        """True when the right is held anywhere. The policy says where."""
        return not self.scope(permission).is_empty


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
