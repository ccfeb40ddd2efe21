"""The living page, the menus, and the display cookies."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from lienthu.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant
from lienthu.kernel.permissions import Permission
from lienthu.ui import errors, nav

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/vi/ui", "/en/ui", "/vi/ui/staff", "/en/ui/staff"])
def test_every_component_renders(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'<html lang="{path[1:3]}" data-theme="auto" data-type="100"' in html
    assert "style=" not in html


def test_the_chosen_display_comes_back_from_the_server(client: Client) -> None:
    answer = client.post("/vi/ui/display", {"lt_theme": "dark", "next": "/vi/ui"})
    assert (answer.status_code, answer["Location"]) == (302, "/vi/ui")
    client.post("/vi/ui/display", {"lt_type": "200", "next": "/vi/ui"})
    assert 'data-theme="dark" data-type="200"' in client.get("/vi/ui").content.decode()


def test_a_public_page_sets_no_cookie(client: Client) -> None:
    assert not client.get("/vi/ui").cookies


def test_display_takes_no_foreign_address_and_no_other_value(client: Client) -> None:
    answer = client.post("/vi/ui/display", {"lt_theme": '"><script>', "next": "https://example.org/"})
    assert answer["Location"] == "/"
    assert not answer.cookies


def test_a_forged_cookie_changes_nothing(client: Client) -> None:
    client.cookies["lt_theme"] = '"onload="x'
    assert 'data-theme="auto"' in client.get("/vi/ui").content.decode()


def test_the_rail_shows_only_what_the_actor_may_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_staff", {})
    nav.staff(nav.NavItem("ui:style_staff", "Nhập", "import", Permission.CATALOGUE_IMPORT, order=20))
    nav.staff(nav.NavItem("ui:style", "Chung", "home", order=10))
    nav.staff(nav.NavItem("nowhere:page", "Chưa có", "home"))
    cataloguer = Actor(ActorKind.PERSON, "An", 1, frozenset({Grant(Permission.CATALOGUE_IMPORT, 7)}))
    reader = Actor(ActorKind.PERSON, "Bình", 2)
    assert [item.label for item in nav.staff_items(cataloguer)] == ["Chung", "Nhập"]
    assert [item.label for item in nav.staff_items(reader)] == ["Chung"]
    assert nav.staff_items(ANONYMOUS) == []


@pytest.mark.parametrize("status", [403, 404, 409, 422, 500, 503])
def test_error_pages_say_what_to_do(rf: RequestFactory, status: int) -> None:
    with translation.override("en"):
        assert errors.title_of(status) != errors.title_of(418)
        assert errors.advice_of(status)
