"""Roles per library and time, keys that never hold more than their owner, the lock after failures."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from lienthu.accounts.actions import memberships, people, tokens
from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.accounts.actors import person
from lienthu.accounts.models import ApiToken, Membership, Role, User
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import PRIVILEGED, Permission
from lienthu.registry.models import Library

SYSTEM = Actor.system("test")
PASSWORD = "rừng thông mùa khô 2026"
pytestmark = pytest.mark.django_db


@pytest.fixture
def libraries() -> tuple[Library, Library]:
    ensure_first_roles()
    return Library.objects.create(code="TINH"), Library.objects.create(code="GN")


@pytest.fixture
def lan() -> User:
    return people.open_account(actor=SYSTEM, username="lan", display_name="Lan", password=PASSWORD, library_id=None)


def test_first_roles_come_once_and_changes_stay() -> None:
    assert len(ensure_first_roles().added) == Role.objects.count() > 8
    Role.objects.filter(code="librarian").update(permissions=[])
    done = ensure_first_roles()
    assert (done.added, done.followed) == ([], [])
    own = ["catalogue.boxes", "catalogue.items", "catalogue.stocktake", "catalogue.view", "repository.teach"]
    assert done.kept["librarian"] == own
    assert Role.objects.get(code="librarian").permissions == []


def test_an_unchanged_role_follows_the_version_and_a_changed_one_does_not() -> None:
    ensure_first_roles()
    wanted = set(Role.objects.get(code="director").permissions)
    older = sorted(wanted - {"catalogue.boxes"})
    Role.objects.filter(code__in=["director", "cataloguer"]).update(permissions=older, given=older)
    Role.objects.filter(code="cataloguer").update(permissions=["catalogue.view"])
    Role.objects.create(code="own", name_vi="Riêng", name_en="Own", permissions=["catalogue.view"])
    done = ensure_first_roles()
    assert (done.added, done.followed, list(done.kept)) == ([], ["director"], ["cataloguer"])
    assert set(Role.objects.get(code="director").permissions) == wanted
    assert Role.objects.get(code="cataloguer").permissions == ["catalogue.view"]
    assert Role.objects.get(code="own").permissions == ["catalogue.view"]
    entry = AuditEntry.objects.get(code="accounts.role_followed")
    assert entry.data == {"role": "director", "gained": "catalogue.boxes", "lost": "–"}
    assert ensure_first_roles().followed == []


@pytest.mark.django_db(transaction=True)
def test_an_older_installation_gets_new_rights_where_nobody_changed_a_role() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    before = [("accounts", "0004_right_to_authorities")]
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(before)
        roles = executor.loader.project_state(before).apps.get_model("accounts", "Role").objects
        roles.all().delete()
        for code, rights in (
            ("librarian", ["catalogue.view", "catalogue.items"]),
            ("school-librarian", ["catalogue.view", "catalogue.edit", "catalogue.import", "kernel.jobs_view"]),
            ("director", ["catalogue.view"]),
            ("reader", []),
        ):
            roles.create(code=code, name_vi=code, name_en=code, permissions=rights)
    finally:
        MigrationExecutor(connection).migrate(latest)
    done = ensure_first_roles()
    assert (done.followed, list(done.kept)) == (["librarian", "school-librarian"], ["director"])
    held = {role.code: role.held for role in Role.objects.all()}
    assert Permission.CATALOGUE_BOXES in held["librarian"] & held["school-librarian"] & held["cataloguer"]
    assert held["director"] == {Permission.CATALOGUE_VIEW}


def test_rights_hold_in_their_library_and_time(lan: User, libraries: tuple[Library, Library]) -> None:
    tinh, gn = libraries
    memberships.grant(actor=SYSTEM, user=lan, role_code="cataloguer", library_id=tinh.id, valid_from=today())
    actor = person(lan)
    assert actor.scope(Permission.CATALOGUE_IMPORT).library_ids == {tinh.id}
    assert not actor.scope(Permission.CATALOGUE_IMPORT).covers(gn.id)
    ended = memberships.end(actor=SYSTEM, membership_id=Membership.objects.get().id, valid_to=today())
    assert ended.valid_to == today()
    assert not person(lan).may(Permission.CATALOGUE_IMPORT)
    with pytest.raises(Conflict):
        memberships.end(actor=SYSTEM, membership_id=ended.id, valid_to=today())
    assert list(AuditEntry.objects.order_by("number").values_list("code", flat=True)) == [
        "accounts.user_created",
        "accounts.membership_granted",
        "accounts.membership_ended",
    ]
    assert audit.first_break() is None


def test_same_role_twice_is_refused(lan: User, libraries: tuple[Library, Library]) -> None:
    for library_id in (libraries[0].id, None):
        arguments = {"actor": SYSTEM, "user": lan, "role_code": "librarian", "library_id": library_id}
        memberships.grant(**arguments, valid_from=today())
        with pytest.raises(Conflict):
            memberships.grant(**arguments, valid_from=today())
    assert Membership.objects.count() == 2


def test_nobody_hands_out_more_than_they_hold(lan: User, libraries: tuple[Library, Library]) -> None:
    tinh, gn = libraries
    held = (
        Permission.ACCOUNTS_MANAGE,
        Permission.CATALOGUE_VIEW,
        Permission.CATALOGUE_ITEMS,
        Permission.CATALOGUE_STOCKTAKE,
        Permission.CATALOGUE_BOXES,
        Permission.REPOSITORY_TEACH,
    )
    grants = {Grant(permission, tinh.id) for permission in held}
    manager = Actor(ActorKind.PERSON, "Mai", 99, frozenset(grants))
    memberships.grant(actor=manager, user=lan, role_code="librarian", library_id=tinh.id, valid_from=today())
    for role, library_id in (("cataloguer", tinh.id), ("librarian", gn.id), ("librarian", None)):
        with pytest.raises(Refused):
            memberships.grant(actor=manager, user=lan, role_code=role, library_id=library_id, valid_from=today())
    with pytest.raises(NotFound):
        memberships.grant(actor=manager, user=lan, role_code="nobody", library_id=tinh.id, valid_from=today())
    with pytest.raises(Invalid):
        memberships.grant(
            actor=SYSTEM,
            user=lan,
            role_code="librarian",
            library_id=gn.id,
            valid_from=today(),
            valid_to=today() - dt.timedelta(days=1),
        )
    assert Membership.objects.count() == 1


def test_privileged_rights_wait_for_the_second_factor(lan: User, libraries: tuple[Library, Library]) -> None:
    memberships.grant(actor=SYSTEM, user=lan, role_code="network-admin", library_id=None, valid_from=today())
    actor = person(lan)
    assert {grant.permission for grant in actor.withheld} == PRIVILEGED
    assert actor.may(Permission.CATALOGUE_VIEW) and not actor.may(Permission.AUDIT_VIEW)
    lan.is_second_factor_waived = True
    assert person(lan).may(Permission.AUDIT_VIEW)


def test_a_key_holds_no_more_than_its_owner(lan: User, libraries: tuple[Library, Library], client: Client) -> None:
    tinh, _ = libraries
    memberships.grant(actor=SYSTEM, user=lan, role_code="librarian", library_id=tinh.id, valid_from=today())
    actor = person(lan)
    with pytest.raises(Refused):
        tokens.create(actor=actor, label="x", permissions=[Permission.UNION_REVIEW], days=1)
    with pytest.raises(Invalid):
        tokens.create(actor=actor, label="x", permissions=[], days=0)
    assert ApiToken.objects.count() == 0
    made = tokens.create(actor=actor, label="máy quét", permissions=[Permission.CATALOGUE_VIEW], days=30)
    assert made.secret not in str(ApiToken.objects.values().get())
    headers = {"Authorization": f"Bearer {made.secret}"}
    assert client.get("/health/live", headers=headers).status_code == 200
    tokens.revoke(actor=actor, token_id=made.token.id)
    refused = client.get("/api/v1/openapi.json", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "accounts.token_unknown")


def test_a_stranger_cannot_revoke(lan: User, libraries: tuple[Library, Library]) -> None:
    made = tokens.create(actor=person(lan), label="x", permissions=[], days=1)
    with pytest.raises(NotFound):
        tokens.revoke(actor=Actor(ActorKind.PERSON, "Hoa", lan.pk + 1), token_id=made.token.id)
    assert ApiToken.objects.get().is_usable


@pytest.mark.parametrize("name", ["lan", "nobody"])
def test_five_failures_lock_the_name_even_for_the_right_password(lan: User, client: Client, name: str) -> None:
    for _ in range(5):
        client.post("/vi/account/login/", {"login": name, "password": "wrong"})
    answer = client.post("/vi/account/login/", {"login": name, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert "15" in answer.content.decode()
    assert AuditEntry.objects.filter(code="accounts.locked").count() == 1


def test_weak_and_taken(lan: User) -> None:
    with pytest.raises(Conflict):
        people.open_account(actor=SYSTEM, username="lan", display_name="", password=PASSWORD, library_id=None)
    with pytest.raises(Invalid):
        people.open_account(actor=SYSTEM, username="hoa", display_name="", password="123456", library_id=None)
    assert User.objects.count() == 1


def test_sign_in_works(lan: User, client: Client) -> None:
    client.post("/vi/account/login/", {"login": "lan", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(lan.pk)
    assert timezone.now() - User.objects.get().last_login < dt.timedelta(minutes=1)


def test_two_names_never_differ_in_case_only(lan: User) -> None:
    with pytest.raises(Conflict):
        people.open_account(actor=SYSTEM, username="LAN", display_name="", password=PASSWORD, library_id=None)
    assert User.objects.count() == 1


def test_the_lock_knows_the_account_under_all_its_names(lan: User) -> None:
    User.objects.filter(pk=lan.pk).update(email="lan@example.vn")
    for name in ("lan", "LAN", " lan ", "lan@example.vn", "Lan@Example.vn"):
        Client().post("/vi/account/login/", {"login": name, "password": "đoán mò"})
    answer = Client().post("/vi/account/login/", {"login": "lan@example.vn", "password": PASSWORD})
    assert "quá nhiều lần" in answer.content.decode()


def test_a_key_loses_privileged_rights_with_its_owners_second_factor(lan: User) -> None:
    ensure_first_roles()
    memberships.grant(actor=SYSTEM, user=lan, role_code="network-admin", library_id=None, valid_from=today())
    User.objects.filter(pk=lan.pk).update(is_second_factor_waived=True)
    lan.refresh_from_db()
    secret = tokens.create(actor=person(lan), label="máy", permissions=list(Permission), days=1).secret
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/vi/audit").status_code == 200
    User.objects.filter(pk=lan.pk).update(is_second_factor_waived=False)
    assert program.get("/vi/audit").status_code == 403
    assert program.get("/vi/cataloguing").status_code == 200


def test_a_changed_password_is_written_down(lan: User) -> None:
    client = Client()
    client.post("/vi/account/login/", {"login": "lan", "password": PASSWORD})
    new = "mưa đầu mùa trên cao nguyên"
    answer = client.post("/vi/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    entry = AuditEntry.objects.latest("number")
    assert (entry.code, entry.data) == ("accounts.password_changed", {"user": "lan"})
