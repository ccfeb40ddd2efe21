"""Closed by default: a view or an operation says who may call it, or nobody can.

`requires` is the first door (does the actor hold the right anywhere?); the policy inside the action is the second
(does it hold here?). The enumeration test walks all addresses and reads `access_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest

from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.kernel.errors import NotSignedIn
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import refusal

F = TypeVar("F", bound=Callable[..., Any])


class Access(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"


Requirement = Access | Permission


def requires(requirement: Requirement) -> Callable[[F], F]:
    def decorate(view: F) -> F:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            check(actor_of(request), requirement)
            return view(request, *args, **kwargs)

        guarded.access = requirement  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def check(actor: Actor, requirement: Requirement) -> None:
    if requirement is Access.PUBLIC:
        return
    if isinstance(requirement, Permission):
        if not actor.may(requirement):
            raise refusal(actor, requirement)
    elif not actor.is_signed_in:
        raise NotSignedIn("kernel.not_signed_in")


def access_of(view: Any) -> Requirement | None:
    """What a view declared, or None if it declared nothing."""
    return getattr(view, "access", None)


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put on the request; nobody if it did not run."""
    return getattr(request, "actor", ANONYMOUS)
