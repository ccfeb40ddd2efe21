"""How this house wants sign-in to behave: a lock after failures that survives restarts and is shared by processes."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from lienthu.accounts.actions.lockout import LOCK_MINUTES, is_locked, note_failure
from lienthu.kernel.sentences import sentence


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if is_locked(_key(credentials)):
            raise ValidationError(sentence("accounts.locked", {"minutes": LOCK_MINUTES}))
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failure(_key(credentials))


def _key(credentials: dict[str, Any]) -> str:
    name = str(credentials.get("username") or credentials.get("email") or "").strip().casefold()
    return hashlib.sha256(name.encode()).hexdigest()
