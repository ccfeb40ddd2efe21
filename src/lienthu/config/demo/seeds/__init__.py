"""Reads the seed files: facts and word lists, one small text file a theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Work:
    kind: str
    title: str
    creators: tuple[str, ...]
    year: int
    ddc: str
    publishers: tuple[str, ...]
    subjects: tuple[str, ...]
    volumes: int = 0
    translator: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Topics (words, DDC) with the title templates that suit them."""

    templates: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Domain:
    name: str
    publishers: tuple[str, ...]
    subtitles: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Names:
    surnames: tuple[str, ...]
    male_middle: tuple[str, ...]
    female_middle: tuple[str, ...]
    male_given: tuple[str, ...]
    female_given: tuple[str, ...]
    pen: tuple[str, ...]
    ethnic: tuple[str, ...]
    foreign: tuple[str, ...]
    known: frozenset[str]


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]


def _blocks(name: str) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = {"": []}
    current = blocks[""]
    for line in _lines(name):
        if line.startswith("["):
            current = blocks.setdefault(line.strip("[] "), [])
        else:
            current.append(line)
    return blocks


def _split(text: str, mark: str = ";") -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((left, right) for left, _, right in (part.rpartition("=") for part in _split(text)))


@cache
def works() -> tuple[Work, ...]:
    found = []
    for line in _lines("works.txt"):
        kind, title, creators, year, ddc, publishers, subjects, volumes, translator = line.split("|")
        found.append(
            Work(
                kind,
                title,
                _split(creators),
                int(year),
                ddc,
                tuple(publishers.split()),
                _split(subjects),
                int(volumes or 0),
                translator,
            )
        )
    return tuple(found)


@cache
def local_works() -> tuple[Work, ...]:
    found = []
    for line in _blocks("local.txt")[""]:
        kind, title, creators, year, ddc, publishers, subjects = line.split("|")
        found.append(Work(kind, title, _split(creators), int(year), ddc, tuple(publishers.split()), _split(subjects)))
    return tuple(found)


@cache
def units() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The districts of 2021 with their communes."""
    rows = (line.partition(":") for line in _blocks("local.txt")["units"])
    return tuple((district.strip(), _split(communes)) for district, _, communes in rows)


@cache
def publishers() -> dict[str, tuple[str, str]]:
    return {code: (name, place) for code, name, place in (line.split("|") for line in _lines("publishers.txt"))}


@cache
def domains() -> tuple[Domain, ...]:
    found = []
    for name, lines in _blocks("topics.txt").items():
        if not name:
            continue
        subtitles: tuple[str, ...] = ()
        issuers: tuple[str, ...] = ()
        groups: list[Group] = []
        templates: tuple[str, ...] = ()
        for line in lines:
            key, _, rest = line.partition(" ")
            if key == "pub":
                issuers = tuple(rest.split())
            elif key == "t":
                templates = _split(rest, "|")
            elif key == "s":
                subtitles = _split(rest, "|")
            else:
                groups.append(Group(templates, pairs(rest)))
        found.append(Domain(name, issuers, subtitles, tuple(groups)))
    return tuple(found)


@cache
def names() -> Names:
    block = _blocks("names.txt")
    weighted: list[str] = []
    known = set()
    for entry in block["surname"][0].split():
        surname, share = entry.split(":")
        known.add(surname)
        weighted.extend([surname] * int(share))
    given = {
        key: tuple(block[key][0].split()) for key in ("male_middle", "female_middle", "male_given", "female_given")
    }
    lists = {key: _split(block[key][0]) for key in ("pen", "ethnic", "foreign")}
    return Names(surnames=tuple(weighted), known=frozenset(known), **given, **lists)


@cache
def lists(name: str) -> tuple[str, ...]:
    """A plain list of lists.txt or fiction.txt."""
    for file in ("lists.txt", "fiction.txt"):
        block = _blocks(file).get(name)
        if block is not None:
            return _split(block[0], "|") if "{" in block[0] and "|" in block[0] else _split(block[0])
    raise KeyError(name)


@cache
def subjects() -> tuple[tuple[str, int, int, str, int], ...]:
    """School subjects: name, first and last grade, DDC, volumes in the current programme."""
    rows = (entry.split("=") for entry in lists("subjects"))
    return tuple(
        (name, int(grades.split("-")[0]), int(grades.split("-")[1]), ddc, int(volumes))
        for name, grades, ddc, volumes in rows
    )


@cache
def thesis_fields() -> tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]:
    """Field of study, DDC, and the aspects and objects a thesis of that field would join."""
    rows = (entry.split("=") for entry in lists("thesis_fields"))
    return tuple((field, ddc, _split(aspects, "+"), _split(objects, "+")) for field, ddc, aspects, objects in rows)


WARDS = {"Nghĩa Đức", "Nghĩa Thành", "Nghĩa Phú", "Nghĩa Tân", "Nghĩa Trung", "Quảng Thành"}
TOWNSHIPS = {"Ea T'ling", "Đắk Mâm", "Đức An", "Kiến Đức"}


def commune_word(unit: str) -> str:
    return "phường" if unit in WARDS else "thị trấn" if unit in TOWNSHIPS else "xã"


def district_word(district: str) -> str:
    return "thành phố" if district == "Gia Nghĩa" else "huyện"
