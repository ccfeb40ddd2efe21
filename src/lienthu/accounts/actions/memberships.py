"""Giving a role for a time, and ending it."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from lienthu.accounts.models import Membership, Role, User
from lienthu.accounts.policies import MEMBERSHIPS
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused


def grant(
    *,
    actor: Actor,
    user: User,
    role_code: str,
    library_id: int | None,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
) -> Membership:
    """Nobody hands out a right that they do not hold over the same library."""
    MEMBERSHIPS.check_library(actor, library_id)
    role = Role.objects.filter(code=role_code).first()
    if role is None:
        raise NotFound("accounts.role_unknown", role=role_code)
    if not all(actor.scope(permission).covers(library_id) for permission in role.held):
        raise Refused("accounts.beyond_own_rights")
    if valid_to is not None and valid_to < valid_from:
        raise Invalid("accounts.dates_reversed")
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, role=role, library_id=library_id, valid_from=valid_from, valid_to=valid_to
            )
            audit.record(
                actor=actor,
                code="accounts.membership_granted",
                subject=f"user:{user.pk}",
                library_id=library_id,
                data={"user": user.username, "role": role_code, "valid_from": valid_from.isoformat()},
            )
    except IntegrityError as error:
        raise Conflict("accounts.membership_exists", user=str(user)) from error
    return membership


def end(*, actor: Actor, membership_id: int, valid_to: dt.date) -> Membership:
    """The last day is the day before `valid_to`."""
    with transaction.atomic():
        found = Membership.objects.select_for_update(of=("self",)).filter(id=membership_id)
        membership = found.select_related("user", "role").first()
        if membership is None or not MEMBERSHIPS.allows(actor, membership):
            raise NotFound("kernel.not_found")
        if membership.valid_to is not None and membership.valid_to <= valid_to:
            raise Conflict("accounts.membership_ended")
        membership.valid_to = max(valid_to, membership.valid_from)
        membership.save(update_fields=["valid_to"])
        audit.record(
            actor=actor,
            code="accounts.membership_ended",
            subject=f"user:{membership.user_id}",
            library_id=membership.library_id,
            data={
                "user": membership.user.username,
                "role": membership.role.code,
                "valid_to": membership.valid_to.isoformat(),
            },
        )
    return membership
