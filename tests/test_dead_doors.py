"""No dead doors: whatever a page offers to somebody as a link opens for them, and what it offers as a button may be
pressed. Everyone walks from the first page along every link, a few samples of each kind of address."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from lienthu.accounts.actions import memberships, people
from lienthu.accounts.actors import person
from lienthu.accounts.models import User
from lienthu.accounts.roles import FIRST_ROLES
from lienthu.kernel import jobs
from lienthu.kernel.access import Access, access_of
from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library
from lienthu.repository.tests.conftest import desk
from lienthu.repository.tests.helpers import handed_over, jpeg, published
from tests.test_access import PASSWORD, SYSTEM, clients, held

__all__ = ["clients", "desk", "held"]
#: How many addresses of one kind are opened; of a list as it is sorted or narrowed, one.
SAMPLES = 2
WEB = "http://testserver"
#: The same pages in the other language, and files that are made at build time.
ELSEWHERE = ("/en/", "/static/")


class Offers(HTMLParser):
    """What a page offers: addresses to go to and addresses of buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.buttons: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag in {"a", "area"} and held.get("href"):
            self.links.append(held["href"] or "")
        if tag in {"img", "iframe", "embed"} and held.get("src"):
            self.links.append(held["src"] or "")
        if held.get("hx-get"):
            self.links.append(held["hx-get"] or "")
        if tag == "form" and (held.get("method") or "").lower() == "post":
            self.buttons.append(held.get("action") or "")
        if held.get("formaction"):
            self.buttons.append(held["formaction"] or "")


@dataclass
class Walk:
    """Somebody's way through the house."""

    client: Client
    actor: Actor
    seen: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)
    dead: list[str] = field(default_factory=list)
    pages: int = 0

    def go(self, *starts: str) -> Walk:
        ways = deque((start, "the beginning") for start in starts)
        while ways:
            path, offered_on = ways.popleft()
            answer = self.client.get(path, follow=True)
            if answer.status_code != 200:
                self.dead.append(f"{offered_on} leads to {path}: {answer.status_code}")
                continue
            self.pages += 1
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                where = answer.request["PATH_INFO"]
                offers = Offers(answer.content.decode())
                ways.extend((link, where) for link in self._new(offers.links, path))
                self._press(offers.buttons, where)
        return self

    def _new(self, links: list[str], page: str) -> Iterator[str]:
        for link in links:
            whole = urlsplit(urljoin(WEB + page, link))
            path = whole.path + (f"?{whole.query}" if whole.query else "")
            if whole.netloc != "testserver" or path in self.known or whole.path.startswith(ELSEWHERE):
                continue
            self.known.add(path)
            kind = f"{_match(whole.path)} {sorted({name for name, _ in parse_qsl(whole.query)})}"
            self.seen[kind] += 1
            if self.seen[kind] <= (1 if whole.query else SAMPLES):
                yield path

    def _press(self, buttons: list[str], page: str) -> None:
        for button in buttons:
            path = urlsplit(urljoin(WEB + page, button)).path
            match = _match(path)
            required = access_of(match.func) if isinstance(match, ResolverMatch) else None
            if match is None:
                self.dead.append(f"{page} has a button for {path}: there is no such address")
            elif isinstance(required, Permission) and not self.actor.may(required):
                self.dead.append(f"{page} has a button for {path}: {required} is lacking")
            elif required is Access.SIGNED_IN and not self.actor.is_signed_in:
                self.dead.append(f"{page} has a button for {path}: one has to be signed in")


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


@pytest.fixture(autouse=True)
def index(settings: LazySettings, tmp_path: Path) -> None:
    """Of this house alone: the first page shows what is new in the index."""
    settings.SEARCH_URL = f"tantivy://{tmp_path / 'walked'}"


@pytest.fixture
def house(desk: None, held: dict[str, object]) -> None:
    published({"1.jpg": jpeg()})
    handed_over({"2.jpg": jpeg(shade=90)}, title="Chưa xuất bản")
    jobs.drain()


def enter(role: str) -> tuple[Client, Actor]:
    if role == "anonymous":
        return Client(), ANONYMOUS
    user = people.open_account(
        actor=SYSTEM, username=f"walker-{role}", display_name=role, password=PASSWORD, library_id=None
    )
    User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
    where = None if role in {"network-admin", "reader"} else Library.objects.get(code="TINH").pk
    memberships.grant(actor=SYSTEM, user=user, role_code=role, library_id=where, valid_from=timezone.localdate())
    user.refresh_from_db()
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, person(user)


def test_nobody_is_led_to_a_door_that_is_closed(house: None) -> None:
    walks = {role: Walk(*enter(role)).go("/vi/", "/vi/me") for role in ("anonymous", *FIRST_ROLES)}
    assert {role: walk.dead for role, walk in walks.items() if walk.dead} == {}
    # They came far: whoever may do more sees more, and an administrator sees most of the house.
    opened = {role: len(walk.seen) for role, walk in walks.items()}
    assert opened["anonymous"] > 25 and opened["network-admin"] > 140, opened
    assert opened["anonymous"] < opened["librarian"] < opened["cataloguer"] < opened["network-admin"], opened
