"""Gives a new installation the roles to start with; what an administrator changed stays."""

from __future__ import annotations

from lienthu.accounts.models import Role
from lienthu.accounts.roles import FIRST_ROLES


def ensure_first_roles() -> int:
    """Adds the missing ones and returns how many."""
    known = set(Role.objects.values_list("code", flat=True))
    missing = [
        Role(code=code, name_vi=vi, name_en=en, permissions=[permission.value for permission in permissions])
        for code, (vi, en, permissions) in FIRST_ROLES.items()
        if code not in known
    ]
    Role.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
