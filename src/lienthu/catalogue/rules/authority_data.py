"""What is said of an authority: checked, in one shape. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lienthu.catalogue.rules.headings import LONGEST_HEADING, Kind, heading_of
from lienthu.text import clean

MOST_FORMS = 500
MOST_SOURCES = 50


class FormRole(StrEnum):
    PREFERRED = "preferred"
    #: The preferred heading in English (SKOS prefLabel with a language).
    ENGLISH = "english"
    VARIANT = "variant"
    PEN_NAME = "pen_name"
    FORMER = "former"
    ABBREVIATION = "abbreviation"


class RelationKind(StrEnum):
    BROADER = "broader"
    RELATED = "related"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    field: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class Details:
    """All of an authority but its names. Years are texts of three or four digits; identifiers: scheme → value."""

    born: str = ""
    died: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)


def isni_is_sound(digits: str) -> bool:
    """ISO 27729: check character by ISO 7064, MOD 11-2."""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1] == ("X" if check == 10 else str(check))


_SCHEMES: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "viaf": (re.compile(r"[1-9][0-9]{1,21}"), lambda _: True),
    "isni": (re.compile(r"[0-9]{15}[0-9X]"), isni_is_sound),
    "wikidata": (re.compile(r"Q[1-9][0-9]{0,11}"), lambda _: True),
    "lccn": (re.compile(r"[a-z]{1,3}[0-9]{8,10}"), lambda _: True),
}
SCHEMES = tuple(_SCHEMES)
ADDRESSES = {
    "viaf": "https://viaf.org/viaf/%s",
    "isni": "https://isni.org/isni/%s",
    "wikidata": "https://www.wikidata.org/entity/%s",
    "lccn": "https://id.loc.gov/authorities/%s",
}
_YEAR = re.compile(r"[0-9]{3,4}")


def bare_identifier(scheme: str, text: str) -> str:
    """The identifier itself, out of its address or its grouped digits."""
    value = text.strip().rstrip("/").rpartition("/")[2]
    if scheme == "isni":
        return re.sub(r"[\s-]", "", value).upper()
    return value.replace(" ", "") if scheme == "lccn" else value


def checked(details: Details) -> Details | Fault:
    for name in ("born", "died"):
        if (year := getattr(details, name).strip()) and not _YEAR.fullmatch(year):
            return Fault("catalogue.authority_year", name, {"year": year[:20]})
    born, died = details.born.strip(), details.died.strip()
    if born and died and int(born) > int(died):
        return Fault("catalogue.authority_years_turned", "died", {"born": born, "died": died})
    identifiers = {}
    for scheme, text in sorted(details.identifiers.items()):
        if not text.strip():
            continue
        value = bare_identifier(scheme, text)
        pattern, is_sound = _SCHEMES.get(scheme, (None, None))
        if pattern is None or is_sound is None or not pattern.fullmatch(value) or not is_sound(value):
            return Fault("catalogue.authority_identifier", scheme, {"scheme": scheme[:20], "value": text[:60]})
        identifiers[scheme] = value
    sources = tuple(dict.fromkeys(line for one in details.sources if (line := clean(one)[:500])))[:MOST_SOURCES]
    about = "\n".join(clean(line) for line in details.about[:4_000].splitlines()).strip()
    return Details(born, died, about, sources, identifiers)


def checked_name(kind: Kind, text: str) -> str | Fault:
    name = clean(text)
    if not heading_of(kind, name).key:
        return Fault("catalogue.authority_no_name", "text", {})
    if len(name) > LONGEST_HEADING:
        return Fault("catalogue.authority_name_long", "text", {"most": str(LONGEST_HEADING)})
    return name


def reaches(start: Iterable[int], goal: frozenset[int], above: Callable[[set[int]], Mapping[int, set[int]]]) -> bool:
    """Whether going up from `start` comes to `goal`; `above` gives what stands directly above each of a set."""
    seen: set[int] = set()
    front = set(start)
    while front:
        seen |= front
        higher = {one for ones in above(front).values() for one in ones}
        if higher & goal:
            return True
        front = higher - seen
    return False
