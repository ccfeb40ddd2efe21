"""Gives an installation the roles of this version. A built-in role that nobody changed here follows the version; one
that an administrator changed stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from lienthu.accounts.models import Role
from lienthu.accounts.roles import FIRST_ROLES
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor


@dataclass(slots=True)
class FirstRoles:
    """Codes of roles: `added`, `followed`, and `kept` with the rights of this version that they lack."""

    added: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)


def ensure_first_roles() -> FirstRoles:
    done = FirstRoles()
    with transaction.atomic():
        known = {role.code: role for role in Role.objects.select_for_update().filter(code__in=FIRST_ROLES)}
        for code, (vi, en, permissions) in FIRST_ROLES.items():
            rights = [permission.value for permission in permissions]
            role = known.get(code)
            if role is not None:
                _follow(role, rights, done)
                continue
            new = {"name_vi": vi, "name_en": en, "permissions": rights, "given": rights}
            if Role.objects.get_or_create(code=code, defaults=new)[1]:
                done.added.append(code)
    return done


def _follow(role: Role, rights: list[str], done: FirstRoles) -> None:
    held, wanted = set(role.permissions), set(rights)
    if held != wanted and (role.given is None or held != set(role.given)):
        if lacking := sorted(wanted - held):
            done.kept[role.code] = lacking
        return
    if held != wanted:
        audit.record(
            actor=Actor.system("lienthu migrate"),
            code="accounts.role_followed",
            subject=f"role:{role.code}",
            data={
                "role": role.code,
                "gained": ", ".join(sorted(wanted - held)) or "–",
                "lost": ", ".join(sorted(held - wanted)) or "–",
            },
        )
        done.followed.append(role.code)
    if held != wanted or role.given is None or set(role.given) != wanted:
        role.permissions = role.given = rights
        role.save(update_fields=["permissions", "given"])
