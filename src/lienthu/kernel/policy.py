"""One rule for "may this actor touch this thing?" and for "which of these may they see?"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotSignedIn, Refused
from lienthu.kernel.permissions import Permission

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Policy:
    """A right over things that belong to a library. `library_field` is the path to the library's id."""

    permission: Permission
    library_field: str = "library_id"

    def allows(self, actor: Actor, obj: Any) -> bool:
        return self.allows_library(actor, self._library_of(obj))

    def allows_library(self, actor: Actor, library_id: int | None) -> bool:
        return actor.scope(self.permission).covers(library_id)

    def check(self, actor: Actor, obj: Any) -> None:
        self.check_library(actor, self._library_of(obj))

    def check_library(self, actor: Actor, library_id: int | None) -> None:
        """Raises `Refused`. `None` asks for the right over the whole network."""
        if not self.allows_library(actor, library_id):
            raise refusal(actor, self.permission)

    def filter(self, actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
        scope = actor.scope(self.permission)
        if scope.everything:
            return queryset
        if scope.is_empty:
            return queryset.none()
        return queryset.filter(**{self.library_field.replace(".", "__") + "__in": scope.library_ids})

    def _library_of(self, obj: Any) -> int | None:
        for part in self.library_field.replace("__", ".").split("."):
            obj = getattr(obj, part)
        return obj if obj is None or isinstance(obj, int) else int(obj)


def refusal(actor: Actor, permission: Permission) -> Refused:
    """Why not: nobody yet, a missing second factor, or simply no right."""
    if not actor.is_signed_in:
        return NotSignedIn("kernel.not_signed_in")
    if any(grant.permission is permission for grant in actor.withheld):
        return Refused("kernel.second_factor")
    return Refused("kernel.not_allowed")
