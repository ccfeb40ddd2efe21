"""Requests that no program of ours sends: one sentence in Vietnamese, never a failure on our side."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from lienthu.accounts.actions import memberships, people
from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.accounts.models import User
from lienthu.kernel.actor import Actor

SYSTEM = Actor.system("test")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    ensure_first_roles()
    user = people.open_account(
        actor=SYSTEM, username="quan", display_name="Quân", password="rừng thông mùa khô", library_id=None
    )
    User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
    memberships.grant(
        actor=SYSTEM, user=user, role_code="network-admin", library_id=None, valid_from=timezone.localdate()
    )
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


BODIES = [
    (b"{", 400),
    (b"\xff", 400),
    (b'{"on": NaN}', 400),
    (b"[" * 100_000, 400),
    (b'{"on": "2026-01-01", "libraries": ["\\ud800"], "into": "\\ud800"}', 400),
    (b'{"on": "2026-01-01", "libraries": ["\\u0000"], "into": "\\u0000"}', 400),
    (b'{"on": "2026-01-01", "libraries": ["' + b"a" * 5_000_000 + b'"], "into": "a"}', 400),
]


@pytest.mark.parametrize(("body", "status"), BODIES, ids=[str(body[:50]) for body, _ in BODIES])
def test_json_that_cannot_be_read(admin: Client, body: bytes, status: int) -> None:
    answer = admin.post("/api/v1/library-mergers", body, content_type=JSON)
    assert answer.status_code == status
    said = json.loads(answer.content)["message"]
    assert said.startswith(("Không đọc được", "Yêu cầu")), said


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"a=b", f"{FORM}; charset=utf-16", "Không đọc được yêu cầu."),
        (b"a=b", "multipart/form-data", "Không đọc được yêu cầu."),
        ("&".join(f"a{number}=1" for number in range(3000)).encode(), FORM, "Yêu cầu quá lớn."),
        (b"a=" + b"b" * 5_000_000, FORM, "Yêu cầu quá lớn."),
    ],
)
def test_forms_that_cannot_be_read(admin: Client, body: bytes, content_type: str, said: str) -> None:
    answer = admin.post("/vi/people/grant", body, content_type=content_type)
    assert answer.status_code == 400
    assert said in answer.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/search", "/vi/people/grant"])
def test_the_wrong_kind_of_request_gets_a_sentence(admin: Client, path: str) -> None:
    answer = admin.delete(path) if path.startswith("/api") else admin.get(path)
    assert answer.status_code == 405
    assert "Địa chỉ này không nhận yêu cầu kiểu" in answer.content.decode()


def test_the_way_back_is_an_address_and_nothing_else(admin: Client) -> None:
    for target in ("abc", "discovery:home", "//evil.example", "https:evil.example", "/\\evil.example"):
        answer = admin.post("/vi/search/near", {"near": "", "next": target})
        assert answer.status_code == 302
        assert "evil" not in answer["Location"]


def test_the_description_of_the_interface_is_public() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert "/api/v1/search" in json.loads(answer.content)["paths"]
