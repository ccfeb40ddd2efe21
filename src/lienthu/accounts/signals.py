"""What people change about their own sign-in happens in allauth; it is written down here."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.dispatch import receiver

from lienthu.accounts.models import User
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor, ActorKind


@receiver([account.password_changed, account.password_reset, account.password_set])
def _password(user: User, **_: Any) -> None:
    _note(user, "accounts.password_changed", {})


@receiver(mfa.authenticator_added)
def _added(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note(user, "accounts.factor_added", {"kind": authenticator.type})


@receiver(mfa.authenticator_removed)
def _removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note(user, "accounts.factor_removed", {"kind": authenticator.type})


def _note(user: User, code: str, data: dict[str, str]) -> None:
    actor = Actor(ActorKind.PERSON, str(user), user.pk)
    with transaction.atomic():
        audit.record(actor=actor, code=code, subject=f"user:{user.pk}", data={"user": user.username, **data})
