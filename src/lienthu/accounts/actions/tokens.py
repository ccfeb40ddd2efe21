"""Keys for programs: made by their owner, shown once, withdrawn at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lienthu.accounts.models import ApiToken, User
from lienthu.accounts.tokens import digest_of, new_secret
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor, ActorKind
from lienthu.kernel.errors import Invalid, NotFound, Refused
from lienthu.kernel.permissions import Permission

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class NewToken:
    token: ApiToken
    secret: str


def create(*, actor: Actor, label: str, permissions: Iterable[Permission], days: int) -> NewToken:
    """A key of the actor's own with some of the actor's own rights."""
    wanted = frozenset(permissions)
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        raise Refused("kernel.not_allowed")
    if not all(actor.may(permission) for permission in wanted):
        raise Refused("accounts.beyond_own_rights")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("accounts.token_life", most=MOST_DAYS)
    secret = new_secret()
    with transaction.atomic():
        user = User.objects.get(pk=actor.user_id)
        token = ApiToken.objects.create(
            user=user,
            label=label,
            digest=digest_of(secret),
            hint=secret[-4:],
            permissions=sorted(wanted),
            expires_at=timezone.now() + timedelta(days=days),
        )
        audit.record(
            actor=actor,
            code="accounts.token_created",
            subject=f"token:{token.pk}",
            data={"user": user.username, "label": label},
        )
    return NewToken(token, secret)


def revoke(*, actor: Actor, token_id: int) -> None:
    """By its owner or by who manages accounts for the network."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").filter(id=token_id).first()
        manages = actor.scope(Permission.ACCOUNTS_MANAGE).everything
        if token is None or not (manages or token.user_id == actor.user_id):
            raise NotFound("kernel.not_found")
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            audit.record(
                actor=actor,
                code="accounts.token_revoked",
                subject=f"token:{token.pk}",
                data={"user": token.user.username, "label": token.label},
            )
