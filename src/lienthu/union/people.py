"""Pen names and other names of persons for matching: records that call one author differently can be one book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lienthu.catalogue.authority_queries import newest_act, person_names, persons_touched
from lienthu.union.rules.persons import PersonName, PersonTable


@dataclass(slots=True)
class _Known:
    act: tuple[int, str] = (0, "")
    table: PersonTable = field(default_factory=PersonTable)


_known = _Known()


def persons() -> Mapping[str, str]:
    """Key of a name → key of the preferred heading, for `rules.features`. Asks once a batch whether an authority was
    touched, and then reads the names of those that were; all names once in the life of a process."""
    global _known
    newest = newest_act()
    if newest != _known.act:
        touched = persons_touched(_known.act) if _known.act[0] else None
        table = _known.table if touched is not None else PersonTable()
        table.replace(touched or (), (PersonName(*row) for row in person_names(touched)))
        _known = _Known(newest, table)
    return _known.table.found
