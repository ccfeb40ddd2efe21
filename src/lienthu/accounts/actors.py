"""From a request to an actor."""

from __future__ import annotations

from django.http import HttpRequest

from lienthu.kernel.actor import ANONYMOUS, Actor, ActorKind


def actor_for(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    return Actor(ActorKind.PERSON, str(user), user.pk, request_id=request.request_id)  # type: ignore[attr-defined]
