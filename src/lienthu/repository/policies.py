"""Who may hand files over, look after digital objects and decide about them: rights per library."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy, refusal

M = TypeVar("M", bound=Model)


class _OwnDeposits(Policy):
    """Who keeps the documents of a library sees all that was handed over to it. Who only hands over sees his own: what
    the police hand in is not the newspaper's to know."""

    def allows(self, actor: Actor, obj: Any) -> bool:
        is_own = obj.person_id is not None and obj.person_id == actor.user_id
        return Policy.allows(self, actor, obj) and (is_own or KEEPS.allows(actor, obj))

    def check(self, actor: Actor, obj: Any) -> None:
        if not self.allows(actor, obj):
            raise refusal(actor, self.permission)

    def filter(self, actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
        found, keeps = Policy.filter(self, actor, queryset), actor.scope(KEEPS.permission)
        if keeps.everything:
            return found
        return found.filter(Q(library_id__in=keeps.library_ids) | Q(person_id=actor.user_id, person_id__isnull=False))


KEEPS = Policy(Permission.REPOSITORY_KEEP)
DEPOSITS = _OwnDeposits(Permission.REPOSITORY_DEPOSIT)
REVIEWS = Policy(Permission.REPOSITORY_REVIEW)
CURATES = Policy(Permission.REPOSITORY_CURATE)
TEACHES = Policy(Permission.REPOSITORY_TEACH)
