"""What an act on areas touches, counted before it is done. Rooms above add what is theirs in the libraries found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise

from lienthu.registry.models import AgencyVersion
from lienthu.registry.queries import LibraryCard, atlas, cards, libraries_within

Counter = Callable[[Collection[int]], int]
_COUNTERS: dict[str, tuple[str | Promise, Counter]] = {}


class _UndoneError(Exception):
    """Takes a rehearsed act back."""


@dataclass(frozen=True, slots=True)
class Touched:
    libraries: tuple[LibraryCard, ...]
    agencies: tuple[tuple[str, str], ...]
    """Code and name."""
    counts: dict[str, int] = field(default_factory=dict)
    labels: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Any, int]]:
        return [(self.labels[name], count) for name, count in self.counts.items()]

    def as_data(self) -> dict[str, Any]:
        return {
            "libraries": [{"id": one.public_id, "code": one.code, "name": one.name} for one in self.libraries],
            "agencies": [code for code, _ in self.agencies],
            "counts": self.counts,
        }


def count_with(name: str, label: str | Promise, counter: Counter) -> None:
    """`counter` is given library ids and says how many of something belong to them."""
    _COUNTERS[name] = (label, counter)


def touched(area_ids: Collection[int], on: dt.date) -> Touched:
    libraries = libraries_within(area_ids, on)
    eve, areas = on - dt.timedelta(days=1), atlas()
    found = {one for area_id in area_ids for one in areas.within(area_id, eve)}
    agencies = AgencyVersion.objects.filter(area_id__in=found).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    named = dict(agencies.order_by("valid_from").values_list("agency__code", "name"))
    shown = sorted(cards(libraries, eve).values(), key=lambda card: card.name)
    counts = {name: counter(libraries) for name, (_label, counter) in _COUNTERS.items()}
    labels = {name: label for name, (label, _counter) in _COUNTERS.items()}
    return Touched(tuple(shown), tuple(sorted(named.items())), counts, labels)


def rehearse(verb: Callable[[], object]) -> None:
    """Refuses whatever the verb would refuse, and leaves nothing behind."""
    with suppress(_UndoneError), transaction.atomic():
        verb()
        raise _UndoneError
