"""Generated requests against the REST interface: never a 500, and what is answered is what is promised."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from ninja.openapi.schema import OpenAPISchema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from lienthu.accounts.actions import memberships, people, tokens
from lienthu.accounts.actors import person
from lienthu.accounts.models import Role, User
from lienthu.config.api import api
from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SYSTEM = Actor.system("test")
EXAMPLES = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
PLAIN = {"Accept-Encoding": "identity"}  # the checks read bodies as they come
CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As the test client does: a request must not close the connection that holds the test's transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def bearer(db: None) -> dict[str, str]:
    """A token that holds every right in the whole network."""
    Role.objects.create(code="all", name_vi="Tất cả", name_en="All", permissions=[each.value for each in Permission])
    Library.objects.create(code="TINH")
    user = people.open_account(
        actor=SYSTEM, username="may", display_name="Máy", password="rừng thông mùa khô 2026", library_id=None
    )
    User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
    memberships.grant(actor=SYSTEM, user=user, role_code="all", library_id=None, valid_from=dt.date(2020, 1, 1))
    owner = User.objects.get(pk=user.pk)
    secret = tokens.create(actor=person(owner), label="test", permissions=list(Permission), days=1).secret
    return {"Authorization": f"Bearer {secret}"}


def test_the_schema_lists_every_operation() -> None:
    assert api.get_openapi_schema()["paths"]


def test_no_two_shapes_have_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenAPI has one place for each name: the later shape would stand for both."""
    shapes: dict[str, set[str]] = {}
    keep = OpenAPISchema.add_schema_definitions

    def noted(self: OpenAPISchema, definitions: dict[str, Any]) -> None:
        for name, shape in definitions.items():
            shapes.setdefault(name, set()).add(json.dumps(shape, sort_keys=True))
        keep(self, definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", noted)
    api.get_openapi_schema()
    assert [name for name, known in shapes.items() if len(known) > 1] == []


@schema.parametrize()
@EXAMPLES
def test_anonymous(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS, headers=PLAIN)


@schema.parametrize()
@EXAMPLES
def test_with_every_right(case: schemathesis.Case, bearer: dict[str, str]) -> None:
    case.call_and_validate(checks=CHECKS, headers={**PLAIN, **bearer})
