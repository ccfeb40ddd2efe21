"""Opening an account."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lienthu.accounts.models import User
from lienthu.accounts.policies import MEMBERSHIPS
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid


def open_account(
    *, actor: Actor, username: str, display_name: str, password: str, library_id: int | None, email: str = ""
) -> User:
    """A new account without any role. Raises `Conflict` when the name is taken, `Invalid` for a weak password."""
    MEMBERSHIPS.check_library(actor, library_id)
    user = User(username=username, display_name=display_name, email=email)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("accounts.password_weak", detail=" ".join(error.messages)) from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            audit.record(
                actor=actor,
                code="accounts.user_created",
                subject=f"user:{user.pk}",
                library_id=library_id,
                data={"user": username},
            )
    except IntegrityError as error:
        raise Conflict("accounts.user_exists", name=username) from error
    return user
