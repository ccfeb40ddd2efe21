"""What differs between two records, field by field, and how two changes of one record become one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lienthu.marc.grid import text_of
from lienthu.marc.record import Field, Record

LEADER = "LDR"
#: The time of the last save differs always and tells nothing.
_STAMP = "005"
_LIKE = 0.5
_MOST_PAIRED = 40


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`before` None: added; `after` None: removed."""

    tag: str
    before: Field | None
    after: Field | None

    @property
    def old(self) -> str:
        return "" if self.before is None else shown(self.before)

    @property
    def new(self) -> str:
        return "" if self.after is None else shown(self.after)


@dataclass(frozen=True, slots=True)
class Merged:
    """`conflicts`: fields that both sides changed; the record holds the second side's."""

    record: Record
    conflicts: list[FieldChange]


def shown(field: Field) -> str:
    return f"{field.indicators.replace(' ', '#')} {text_of(field)}" if field.subfields is not None else text_of(field)


def changes(before: Record, after: Record) -> list[FieldChange]:
    """In the order of tags; fields of one tag that resemble each other are one change."""
    found: list[FieldChange] = []
    if before.leader[5:9] + before.leader[17:20] != after.leader[5:9] + after.leader[17:20]:
        found.append(FieldChange(LEADER, Field("000", before.leader), Field("000", after.leader)))
    old, new = _by_tag(before), _by_tag(after)
    for tag in sorted(old.keys() | new.keys()):
        if tag != _STAMP:
            found += _tag_changes(tag, old.get(tag, []), new.get(tag, []))
    return found


def _by_tag(record: Record) -> dict[str, list[Field]]:
    tags: dict[str, list[Field]] = {}
    for field in record.fields:
        tags.setdefault(field.tag, []).append(field)
    return tags


def _tag_changes(tag: str, old: list[Field], new: list[Field]) -> list[FieldChange]:
    gone, come = _without(old, new), _without(new, old)
    partners = _partners(gone, come)
    found = [FieldChange(tag, field, come[partners[at]] if at in partners else None) for at, field in enumerate(gone)]
    taken = set(partners.values())
    return found + [FieldChange(tag, None, field) for at, field in enumerate(come) if at not in taken]


def _partners(gone: list[Field], come: list[Field]) -> dict[int, int]:
    """Which removed field became which added one: those that resemble each other most are paired first."""
    if len(gone) == len(come) == 1:
        return {0: 0}
    ranked = sorted(
        (-_likeness(one, other), at, to)
        for at, one in enumerate(gone[:_MOST_PAIRED])
        for to, other in enumerate(come[:_MOST_PAIRED])
    )
    found: dict[int, int] = {}
    for likeness, at, to in ranked:
        if -likeness >= _LIKE and at not in found and to not in found.values():
            found[at] = to
    return found


def _likeness(one: Field, other: Field) -> float:
    return SequenceMatcher(None, one.text()[:200], other.text()[:200], autojunk=False).ratio()


def _without(fields: Sequence[Field], others: Sequence[Field]) -> list[Field]:
    """The fields that the others lack, each as often as it is missing."""
    counts: dict[str, int] = {}
    for field in others:
        counts[repr(field)] = counts.get(repr(field), 0) + 1
    left = []
    for field in fields:
        key = repr(field)
        if counts.get(key):
            counts[key] -= 1
        else:
            left.append(field)
    return left


def merge(base: Record, mine: Record, theirs: Record) -> Merged:
    """What I changed in `base`, carried over to their record."""
    result = Record(theirs.leader, list(theirs.fields))
    if theirs.leader == base.leader:
        result.leader = mine.leader
    conflicts: list[FieldChange] = []
    for change in changes(base, mine):
        if change.tag == LEADER:
            continue
        there = change.before is not None and change.before in result.fields
        if change.before is not None and not there:
            if change.after is None or change.after in result.fields:
                continue  # both removed it, or both changed it alike
            conflicts.append(FieldChange(change.tag, change.after, _rival(change, base, theirs)))
            continue
        if change.before is not None:
            at = result.fields.index(change.before)
            result.fields[at : at + 1] = [] if change.after is None else [change.after]
        elif change.after is not None and change.after not in result.fields:
            result.fields.insert(place_of(result, change.tag), change.after)
    return Merged(result, conflicts)


def _rival(change: FieldChange, base: Record, theirs: Record) -> Field | None:
    for other in changes(base, theirs):
        if other.before == change.before:
            return other.after
    return None


def place_of(record: Record, tag: str) -> int:
    """Behind the last field of the tag, or where the tag belongs."""
    at = 0
    for number, field in enumerate(record.fields):
        if field.tag <= tag:
            at = number + 1
    return at
