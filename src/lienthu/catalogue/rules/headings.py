"""Headings and the authorities they stand for: one key for all spellings of a name, and who it is, or that it is open.

Pure. A heading is linked by its key, never by a stored choice, so that nothing in a contributed record changes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lienthu.marc.names import split_dates
from lienthu.text import clean, fold, loose_key, words

LONGEST_KEY = 200
LONGEST_HEADING = 300


class Kind(StrEnum):
    PERSON = "person"
    BODY = "body"
    PLACE = "place"
    SUBJECT = "subject"
    WORK = "work"


#: What stands before a name without being part of it.
_TITLES = frozenset(["gs", "pgs", "ts", "ths", "tskh", "gsts", "pgsts", "bs", "ks", "cn", "dr", "prof", "nsnd", "nsưt"])
_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_DATED = re.compile(r",\s*([^,]*[0-9]{3,4}[^,]*)$")
_YEARS = re.compile(r"[0-9]{3,4}")
_LIFE = re.compile(r"^([0-9]{3,4})?[^0-9]*[-–][^0-9]*([0-9]{3,4})?[^0-9]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """`key` is what all spellings share; `dates` as `1765-1820`, `1765-`, `-1820` or empty."""

    kind: Kind
    key: str
    dates: str = ""


@lru_cache(maxsize=50_000)
def heading_of(kind: Kind, text: str, dates: str = "") -> Heading:
    """`Nguyễn, Du, 1765-1820`, `Nguyễn Du (1765-1820)` and `Du Nguyễn` with $d are one key; so are `hoà` and
    `hòa`, `Lý` and `Lí`. Names of persons are free of order; all others keep theirs. Tone marks count."""
    text = clean(text)
    if kind is Kind.PERSON:
        text, glued = name_and_dates(text)
        return Heading(kind, _person(text), life(dates) or life(glued))
    return Heading(kind, _short(" ".join(words(loose_key(text)))))


def name_and_dates(heading: str) -> tuple[str, str]:
    """`Sitting Bull, 1834?-1890` → name and dates, as they stand; dates may also be glued on without a comma."""
    found = _DATED.search(heading)
    return (heading[: found.start()], found[1]) if found and found.start() else split_dates(heading)


def _person(name: str) -> str:
    found = words(loose_key(_BRACKETS.sub(" ", name))) or words(loose_key(name))
    start = 0
    while start < len(found) - 1 and found[start] in _TITLES:
        start += 1
    return _short(" ".join(sorted(found[start:])))


def _short(key: str) -> str:
    if len(key) <= LONGEST_KEY:
        return key
    # The digest tells long keys apart that begin alike.
    return f"{key[: LONGEST_KEY - 17]} {hashlib.sha256(key.encode()).hexdigest()[:16]}"


def life(dates: str) -> str:
    """Dates as a heading has them, comparable: `k. 1920-1999` → `1920-1999`, `sinh 1920` → `1920-`."""
    found = _LIFE.match(dates.strip())
    if found and (found[1] or found[2]):
        return f"{found[1] or ''}-{found[2] or ''}"
    years = _YEARS.findall(dates)
    if not years:
        return ""
    return f"{years[0]}-{years[1]}" if len(years) > 1 else f"{years[0]}-"


def agree(one: str, other: str) -> bool:
    """Two lives are one when a year is the same in both and none differs."""
    same = False
    for mine, yours in zip(one.split("-"), other.split("-"), strict=False):
        if mine and yours:
            if mine != yours:
                return False
            same = True
    return same


@dataclass(frozen=True, slots=True)
class Form:
    """One form under a key: the authority it belongs to, the dates it is written with, and that authority's life."""

    authority: int
    dates: str
    life: str


@dataclass(frozen=True, slots=True)
class Link:
    """`is_open`: authorities have this name, but the heading does not say which of them it is."""

    authority: int | None = None
    is_open: bool = False


def resolve(dates: str, forms: Iterable[Form]) -> Link:
    """Who a heading with these dates is, among the forms that share its key. With dates: the one whose life agrees.
    Without: the only one of that name, and only if it is known without dates. A namesake leaves it open."""
    held = list(forms)
    everyone = {form.authority for form in held}
    if dates:
        fitting = {form.authority for form in held if agree(dates, form.dates) or agree(dates, form.life)}
    else:
        fitting = {form.authority for form in held if not form.dates} if len(everyone) == 1 else set()
    if len(fitting) == 1:
        return Link(fitting.pop())
    return Link(is_open=bool(everyone))


def lookup(kind: Kind, text: str) -> str:
    """What suggestions look for by its beginning: the kind, then the words without marks."""
    return f"{kind.value}:{' '.join(words(fold(text)))}"[:LONGEST_KEY]


def preferred_key(heading: Heading) -> str:
    """Two authorities of one kind may not have the same preferred heading; dates make namesakes two."""
    return f"{heading.key}|{heading.dates}"
