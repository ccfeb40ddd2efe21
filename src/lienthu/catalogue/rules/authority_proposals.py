"""Headings that look like one person, body or subject, to be looked at by a person. Pure.

Spellings of one key belong together; a form without any marks joins the one accented key it can be. Forms with
different dates are different people, and then those without dates belong to nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lienthu.marc.names import in_order
from lienthu.text import has_marks


@dataclass(frozen=True, slots=True)
class Counted:
    """A heading with how many records have it, and the authority it is linked to already."""

    id: int
    text: str
    key: str
    dates: str
    records: int
    authority: int | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Forms of one thing, the most used first; `authority`: one of them is linked to it already."""

    key: str
    dates: str
    forms: tuple[Counted, ...]
    authority: int | None

    @property
    def records(self) -> int:
        return sum(form.records for form in self.forms)


def gather(headings: Iterable[Counted]) -> list[Gathered]:
    """`headings` share one folded form. Only groups with something to decide: two forms that are not one already."""
    by_key: dict[str, list[Counted]] = defaultdict(list)
    for heading in headings:
        by_key[heading.key].append(heading)
    marked = [key for key in by_key if has_marks(key)]
    if len(marked) == 1:
        for bare in [key for key in by_key if key != marked[0]]:
            by_key[marked[0]] += by_key.pop(bare)
    found = [group for key, forms in sorted(by_key.items()) for group in _by_life(key, forms)]
    return [group for group in found if _is_open(group)]


def _by_life(key: str, forms: list[Counted]) -> list[Gathered]:
    lives: dict[str, list[Counted]] = defaultdict(list)
    for form in forms:
        lives[form.dates].append(form)
    dated = sorted(life for life in lives if life)
    if len(dated) == 1:
        lives[dated[0]] += lives.pop("", [])
    elif dated:
        lives.pop("", None)
    groups = []
    for life, members in sorted(lives.items()):
        ordered = tuple(sorted(members, key=lambda form: (-form.records, form.text, form.id)))
        linked = {form.authority for form in ordered if form.authority is not None}
        if len(linked) <= 1:
            groups.append(Gathered(key, life, ordered, next(iter(linked), None)))
    return groups


def _is_open(group: Gathered) -> bool:
    if len(group.forms) < 2:
        return False
    return any(form.authority is None for form in group.forms)


def best_name(group: Gathered) -> str:
    """The form to propose as preferred: accented, in natural order, used most."""
    worth: Counter[str] = Counter()
    for form in group.forms:
        worth[in_order(form.text)] += form.records
    return max(sorted(worth), key=lambda name: (has_marks(name), not name.isupper(), worth[name]))
