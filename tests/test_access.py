"""Closed by default, by enumeration: every address and operation is in the permission table and keeps its word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from lienthu.accounts.actions import memberships, people, tokens
from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.accounts.actors import person
from lienthu.accounts.models import Role, User
from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library
from tests.permission_table import Row, rows

TABLE = Path(__file__).parent / "permission_table.txt"
PASSWORD = "rừng thông mùa khô 2026"
SYSTEM = Actor.system("test")
CALLERS = ("anonymous", "reader", "staff elsewhere", "staff", "network", "token")
OURS = [row for row in rows() if not row.requirement.startswith("(")]
DOOR_CLOSED = {401, 403}


def test_the_table_is_the_code() -> None:
    listed = [f"{row.path}\t{row.methods}\t{row.requirement}" for row in rows()]
    assert listed == TABLE.read_text().splitlines()


def test_only_packages_named_in_the_settings_are_open() -> None:
    assert {row.requirement for row in rows() if row.requirement.startswith("(")} <= {"(allauth)", "(django)"}


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """One client per kind of caller; `staff` holds every right in library A, `staff elsewhere` in library B."""
    ensure_first_roles()
    Role.objects.create(code="all", name_vi="Tất cả", name_en="All", permissions=[each.value for each in Permission])
    a, b = Library.objects.create(code="TINH"), Library.objects.create(code="GN")
    made = {"anonymous": Client()}
    for caller, library_id in (("reader", None), ("staff", a.id), ("staff elsewhere", b.id), ("network", None)):
        user = people.open_account(
            actor=SYSTEM, username=caller.replace(" ", "-"), display_name=caller, password=PASSWORD, library_id=None
        )
        User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
        role = "reader" if caller == "reader" else "all"
        memberships.grant(
            actor=SYSTEM, user=user, role_code=role, library_id=library_id, valid_from=timezone.localdate()
        )
        made[caller] = Client()
        made[caller].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    owner = User.objects.get(username="network")
    secret = tokens.create(actor=person(owner), label="test", permissions=list(Permission), days=1).secret
    made["token"] = Client(headers={"Authorization": f"Bearer {secret}"})
    return made


def address(row: Row) -> str:
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda match: "0" if match.group(1) == "int" else "zzzzzzzzz", row.path)
    return re.sub(r"{(?:(\w+):)?(\w+)}", lambda match: "0" if "_id" not in match.group(2) else "1", path)


def closed(row: Row, caller: str) -> bool:
    if row.requirement == "public":
        return False
    return caller == "anonymous" or (row.requirement != "signed_in" and caller == "reader")


@pytest.mark.parametrize("row", OURS, ids=lambda row: f"{row.methods} {row.path}")
def test_every_door_keeps_its_word(row: Row, clients: dict[str, Client]) -> None:
    for caller in CALLERS:
        for method in ["GET", "POST"] if row.methods == "*" else row.methods.split(","):
            headers = {"Accept": "application/json"}
            answer = clients[caller].generic(method, address(row), headers=headers, content_type="application/json")
            assert answer.status_code < 500, (caller, method, answer.content[:300])
            if closed(row, caller):
                assert answer.status_code in DOOR_CLOSED, (caller, method, answer.status_code)
            elif caller in {"network", "token"} or row.requirement == "public":
                assert answer.status_code not in DOOR_CLOSED, (caller, method, answer.content[:300])
