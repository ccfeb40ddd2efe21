"""How this house wants sign-in to behave: a lock after failures that survives restarts and is shared by processes."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from lienthu.accounts.actions.lockout import LOCK_MINUTES, is_locked, note_failure
from lienthu.kernel.sentences import sentence

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A page that failed here would tell that there is an account with this address."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # smtplib's own errors are among them
            log.exception("a letter (%s) could not be sent", template_prefix)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if is_locked(_key(credentials)):
            raise ValidationError(sentence("accounts.locked", {"minutes": LOCK_MINUTES}))
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failure(_key(credentials))


def _key(credentials: dict[str, Any]) -> str:
    """One lock for an account however its name is written, by user name or by e-mail; a name that nobody has locks
    just so."""
    name = str(credentials.get("username") or credentials.get("email") or "").strip()
    users = [get_user_by_username(name), *filter_users_by_email(name)] if name else []
    known = next((f"user:{user.pk}" for user in users if user is not None), None)
    return hashlib.sha256((known or f"name:{name.casefold()}").encode()).hexdigest()
