"""People who sign in, what their roles let them do and where, and the tokens of their programs."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language

from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library


class User(AbstractUser):
    """An account. What it may do comes from memberships, never from flags on the account."""

    display_name = models.CharField(max_length=200, blank=True)
    #: Set by the demo loader only: privileged roles work without a second factor.
    is_second_factor_waived = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        # Sign-in does not tell upper from lower case, so two names that differ in it only would shut out both.
        constraints = [models.UniqueConstraint(Lower("username"), name="accounts_username_without_case")]

    def __str__(self) -> str:
        return self.display_name or self.username


class Role(models.Model):
    """A named set of permissions. Roles are data; the permissions are an enum. `given`: what a version of the house
    gave a built-in role last; while `permissions` are the same it follows the next one. None: made or changed here."""

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    permissions = models.JSONField(default=list)
    given = models.JSONField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi

    @property
    def held(self) -> frozenset[Permission]:
        """The permissions of this role that this version knows."""
        known = set(Permission)
        return frozenset(Permission(each) for each in self.permissions if each in known)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def at(self, day: dt.date) -> MembershipQuerySet:
        """Memberships in force on `day` (half-open, as all validity here)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Membership(models.Model):
    """A person's role in one library, or (library empty) in the whole network, for a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT, related_name="memberships")
    library = models.ForeignKey(Library, models.PROTECT, null=True, blank=True, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects: MembershipQuerySet = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="accounts_membership_forward"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "library"], condition=Q(valid_to=None), name="accounts_one_open_membership"
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(valid_to=None, library=None),
                name="accounts_one_open_network_membership",
            ),
        ]


class ApiToken(models.Model):
    """A key for a program. Only its SHA-256 is kept; it may hold fewer permissions than its owner, never more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=6)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class SignInFailure(models.Model):
    """A failed sign-in; enough of them in a while lock the name (not only the account, so that nobody learns
    which names exist). The name is kept as a digest."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="accounts_failures")]
