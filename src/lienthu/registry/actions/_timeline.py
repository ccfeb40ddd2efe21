"""The writing half of `rules.timelines`, the same for areas, agencies, libraries and services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from lienthu.kernel.errors import Conflict, NotFound
from lienthu.registry.models import Version
from lienthu.registry.rules.timelines import Span, change_from, end_on, move_start

S = TypeVar("S", bound=models.Model)
V = TypeVar("V", bound=Version)


@contextmanager
def one_transaction() -> Iterator[None]:
    """The constraints have the last word; when two writers meet, the second one reads a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict("registry.changed_meanwhile") from error


def locked(model: type[S], subject_id: int) -> S:
    """The subject row, locked: all writers of one timeline queue here (SQLite: the transaction is the lock)."""
    found = model._default_manager.select_for_update(no_key=True).filter(pk=subject_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def versions(model: type[V], **subject: int) -> list[V]:
    return list(model._default_manager.filter(**subject).order_by("valid_from"))


def spans(found: list[V]) -> list[Span]:
    return [Span(version.pk, version.valid_from, version.valid_to) for version in found]


def change(found: list[V], on: dt.date, values: Mapping[str, Any], legal_basis: str) -> tuple[V, V]:
    """Ends the version in force on `on` and begins a copy of it with `values`. Returns both."""
    plan = change_from(spans(found), on)
    old = next(version for version in found if version.pk == plan.cut.id)
    new = copy_of(old)
    for name, value in values.items():
        setattr(new, name, value)
    new.valid_from, new.valid_to, new.legal_basis = plan.valid_from, plan.until, legal_basis
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    new.save(force_insert=True)
    return old, new


def end(found: list[V], on: dt.date) -> V:
    last = next(version for version in found if version.pk == end_on(spans(found), on).id)
    last.valid_to = on
    last.save(update_fields=["valid_to"])
    return last


def shift_start(found: list[V], version: V, to: dt.date) -> None:
    """The version begins on another day; the one before it ends there. Written in the order that never overlaps."""
    if to == version.valid_from:
        return
    before, _ = move_start(spans(found), version.pk, to)
    neighbour = next((one for one in found if before is not None and one.pk == before.id), None)
    later = to > version.valid_from
    version.valid_from = to
    if neighbour is not None:
        neighbour.valid_to = to
    for one in (version, neighbour) if later else (neighbour, version):
        if one is not None:
            one.save(update_fields=["valid_from", "valid_to"])


def copy_of(version: V) -> V:
    columns = {
        field.attname: getattr(version, field.attname)
        for field in version._meta.concrete_fields
        if not field.primary_key and field.name != "recorded_at"
    }
    return type(version)(**columns)


def snapshot(version: Version, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(version, name) for name in names}
