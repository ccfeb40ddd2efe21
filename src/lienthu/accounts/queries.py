"""Typed reads about people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lienthu.accounts.models import ApiToken, Membership
from lienthu.accounts.policies import MEMBERSHIPS
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.paging import Page, page
from lienthu.registry.queries import cards


@dataclass(frozen=True, slots=True)
class HeldRole:
    membership: Membership
    library: str


def roles_of(user_id: int) -> list[HeldRole]:
    """A person's roles that are in force or still to come."""
    rows = Membership.objects.filter(user_id=user_id).select_related("role", "user").order_by("valid_from", "id")
    return _with_libraries([row for row in rows if row.valid_to is None or row.valid_to > today()])


def count_people(library_ids: Collection[int]) -> int:
    """How many hold a role in these libraries today."""
    held = Membership.objects.at(today()).filter(library_id__in=library_ids)
    return held.values("user_id").distinct().count()


def people(actor: Actor, after: str | None = None) -> tuple[list[HeldRole], Page[Membership]]:
    """Roles in the libraries where the actor manages accounts."""
    rows = MEMBERSHIPS.filter(actor, Membership.objects.select_related("role", "user"))
    found = page(rows, by=("-id",), after=after, size=100)
    return _with_libraries(found.items), found


def tokens_of(user_id: int) -> list[ApiToken]:
    return list(ApiToken.objects.filter(user_id=user_id, revoked_at=None).order_by("-created_at"))


def _with_libraries(rows: list[Membership]) -> list[HeldRole]:
    names = cards({row.library_id for row in rows if row.library_id is not None})
    return [HeldRole(row, names[row.library_id].name if row.library_id in names else "") for row in rows]
