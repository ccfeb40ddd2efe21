"""From a request to an actor: the session's person or the token's program, with the rights they hold today."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from lienthu.accounts.models import ApiToken, Membership, User
from lienthu.accounts.tokens import READING_PREFIX, digest_of
from lienthu.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant
from lienthu.kernel.clock import today
from lienthu.kernel.errors import NotSignedIn
from lienthu.kernel.permissions import PRIVILEGED


def actor_for(request: HttpRequest) -> Actor:
    """Raises `NotSignedIn` for a bearer token that is unknown, expired or revoked."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and not secret.strip().startswith(READING_PREFIX):
        return _token_actor(secret.strip(), _request_id(request))
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    return person(user, request_id=_request_id(request))


def person(user: User, request_id: str = "") -> Actor:
    """The actor of a signed-in person. Privileged rights are withheld until a second factor is set up."""
    grants = grants_of(user)
    withheld: frozenset[Grant] = frozenset()
    if not user.is_second_factor_waived and not is_mfa_enabled(user):
        withheld = frozenset(grant for grant in grants if grant.permission in PRIVILEGED)
    return Actor(ActorKind.PERSON, str(user), user.pk, grants - withheld, request_id, withheld)


def grants_of(user: User) -> frozenset[Grant]:
    memberships = Membership.objects.at(today()).filter(user=user).select_related("role")
    return frozenset(
        Grant(permission, membership.library_id) for membership in memberships for permission in membership.role.held
    )


def _token_actor(secret: str, request_id: str) -> Actor:
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if token is None or not token.is_usable or not token.user.is_active:
        raise NotSignedIn("accounts.token_unknown")
    if token.last_used_on != today():
        ApiToken.objects.filter(id=token.id).update(last_used_on=today())
    # A key does not outlive its owner's second factor.
    grants = frozenset(grant for grant in person(token.user).grants if grant.permission in token.permissions)
    return Actor(ActorKind.TOKEN, f"{token.user} · {token.label}", token.user_id, grants, request_id)


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
