"""The headings of an entry as their authorities call them: looked up when an entry is indexed or shown, never stored
in it. What the records say stays beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from lienthu.catalogue.authority_queries import Named, links_of_records, named
from lienthu.catalogue.rules.headings import name_and_dates
from lienthu.catalogue.rules.record_headings import Role
from lienthu.discovery.sources import IndexSource

DIVISION = " -- "
_MOST_NAMES = 60


@dataclass(slots=True)
class Headings:
    """For one entry: text of a heading → its authority, as creator and as subject."""

    creators: dict[str, Named] = field(default_factory=dict)
    subjects: dict[str, Named] = field(default_factory=dict)
    titles: dict[str, Named] = field(default_factory=dict)

    def creator(self, text: str) -> str:
        """Without the dates that tell namesakes apart: as a name stands on a title page."""
        found = self.creators.get(text)
        return name_and_dates(found.heading)[0] if found else text

    def subject(self, text: str) -> str:
        head, division, rest = text.partition(DIVISION)
        found = self.subjects.get(text) or self.subjects.get(head)
        if found is None:
            return text
        return found.heading if text in self.subjects else f"{found.heading}{division}{rest}"

    def applied(self, source: IndexSource) -> IndexSource:
        creators = _each_once(map(self.creator, source.creators))
        subjects = _each_once(map(self.subject, source.subjects))
        # The wording of the records is searched too: it may be one that no authority has.
        said = [text for text in source.creators if text not in creators]
        about = [text for text in source.subjects if text not in subjects]
        return replace(
            source,
            creators=creators,
            subjects=subjects,
            names=_each_once([*_names(self.creators), *said])[:_MOST_NAMES],
            subject_names=_each_once([*_names(self.subjects), *about])[:_MOST_NAMES],
            other_titles=_each_once([*source.other_titles, *_names(self.titles)])[:_MOST_NAMES],
            authorities=_ids(self.creators, self.titles),
            about=_ids(self.subjects),
        )


def _names(group: Mapping[str, Named]) -> list[str]:
    return [name for one in group.values() for name in (one.heading, *one.names)]


def _ids(*groups: Mapping[str, Named]) -> tuple[str, ...]:
    return tuple(sorted({one.public_id for group in groups for one in group.values()}))


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def links(records: Mapping[int, Collection[int]]) -> dict[int, Headings]:
    """Entry → its headings, for entries given with their records; those without an authority are left out. A text that
    two records of an entry mean differently stands for nobody."""
    found = links_of_records([record_id for ids in records.values() for record_id in ids])
    if not found:
        return {}
    everyone = named({authority for said in found.values() for _, _, authority in said})
    into: dict[str, Callable[[Headings], dict[str, Named]]] = {
        Role.CREATOR: lambda one: one.creators,
        Role.SUBJECT: lambda one: one.subjects,
        Role.TITLE: lambda one: one.titles,
    }
    answer: dict[int, Headings] = {}
    for entry_id, ids in records.items():
        meant: dict[tuple[str, str], set[int]] = defaultdict(set)
        for record_id in ids:
            for role, text, authority in found.get(record_id, ()):
                meant[role, text].add(authority)
        for (role, text), authorities in meant.items():
            if len(authorities) == 1 and (one := everyone.get(next(iter(authorities)))) is not None:
                into[role](answer.setdefault(entry_id, Headings()))[text] = one
    return answer
