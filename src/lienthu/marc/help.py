"""What fields, indicators and subfields mean, in Vietnamese and English: `data/help.txt`, our own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

from lienthu.marc.marc21 import RULES


class Words(NamedTuple):
    """The same in both languages; rare fields have English only."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.vi or self.en


@dataclass(slots=True)
class FieldHelp:
    """`first` and `second`: value of the indicator → meaning; `n` stands for any digit, `#` for blank."""

    tag: str
    name: Words
    hints: list[Words] = field(default_factory=list)
    first: dict[str, Words] = field(default_factory=dict)
    second: dict[str, Words] = field(default_factory=dict)
    subfields: dict[str, Words] = field(default_factory=dict)

    @property
    def repeatable(self) -> bool | None:
        rule = RULES.get(self.tag)
        return None if rule is None else rule.repeatable


@cache
def all_help() -> dict[str, FieldHelp]:
    found: dict[str, FieldHelp] = {}
    text = resources.files("lienthu.marc").joinpath("data/help.txt").read_text("utf-8")
    current = None
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        head, _space, rest = line.partition(" ")
        if len(head) == 3:
            current = found[head] = FieldHelp(head, _words(rest))
        elif current is not None:
            _take(current, head, rest)
    for one in found.values():
        source = one.subfields.pop("<", None)
        if source is not None:
            own = RULES[one.tag].codes
            taken = {code: words for code, words in found[source.vi].subfields.items() if own is None or code in own}
            one.subfields = taken | one.subfields
    return found


def _take(current: FieldHelp, head: str, rest: str) -> None:
    if head == "!":
        current.hints.append(_words(rest))
    elif head == "<":
        current.subfields["<"] = Words(rest, rest)
    elif head in ("1", "2"):
        value, _space, meaning = rest.partition(" ")
        (current.first if head == "1" else current.second)[value] = _words(meaning)
    else:
        current.subfields[head[1]] = _words(rest)


def _words(text: str) -> Words:
    vi, _bar, en = text.partition("|")
    return Words(vi, en)


def help_for(tag: str) -> FieldHelp | None:
    return all_help().get(tag)


def name_of(tag: str, language: str) -> str:
    found = all_help().get(tag)
    return "" if found is None else found.name.in_language(language)
