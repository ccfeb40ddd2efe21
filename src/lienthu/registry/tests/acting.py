"""A stand-in for the room above that knows who signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from lienthu.kernel.actor import ANONYMOUS, Actor

_current: list[Actor] = [ANONYMOUS]


def actor_for(request: HttpRequest) -> Actor:
    return _current[-1]


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    _current.append(actor)
    try:
        yield
    finally:
        _current.pop()
