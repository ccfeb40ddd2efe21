"""Menu entries. Rooms register them in `apps.ready()`; pages show those that the actor may enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch

from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.ui import addresses


@dataclass(frozen=True, slots=True)
class NavItem:
    """`label` is lazy text; `key` is the letter after `g` that goes there."""

    url_name: str
    label: Any
    icon: str
    permission: Permission | None = None
    order: int = 50
    key: str = ""

    @property
    def url(self) -> str:
        return addresses.of(self.url_name)


_staff: dict[str, NavItem] = {}
_reader: dict[str, NavItem] = {}


def staff(item: NavItem) -> None:
    """An entry of the left rail. Without a permission every signed-in person sees it."""
    _staff[item.url_name] = item


def reader(item: NavItem) -> None:
    """An entry of the public header."""
    _reader[item.url_name] = item


def staff_items(actor: Actor) -> list[NavItem]:
    if not actor.is_signed_in:
        return []
    allowed = (item for item in _staff.values() if item.permission is None or actor.may(item.permission))
    return _ordered(allowed)


def reader_items() -> list[NavItem]:
    return _ordered(_reader.values())


def _ordered(items: Any) -> list[NavItem]:
    return sorted((item for item in items if _resolves(item)), key=lambda item: (item.order, item.url_name))


def _resolves(item: NavItem) -> bool:
    try:
        return bool(item.url)
    except NoReverseMatch:
        return False
