"""What discovery needs to know about one union entry to make it findable; built from `union` by `entries.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One library that holds the entry."""

    code: str
    area: str = ""
    kind: str = ""
    copies: int = 0
    available: int = 0
    areas_old: tuple[str, ...] = ()
    """On the map before July 2025: the commune and the district, as far as they are sure."""


@dataclass(frozen=True, slots=True)
class IndexSource:
    """One union entry as the index sees it. Codes stay codes; labels are looked up when a page is made."""

    id: str
    title: str
    subtitle: str = ""
    other_titles: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    publisher: str = ""
    place: str = ""
    year: int | None = None
    format: str = "book"
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    call_numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other names of the people and bodies responsible, by their authorities; `subject_names` of the subjects."""
    subject_names: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    """The public ids of the authorities that are responsible for it, or whose work it is; `about` those of its
    subjects."""
    about: tuple[str, ...] = ()
    series: str = ""
    summary: str = ""
    edition: str = ""
    places: tuple[Place, ...] = ()
    added: int = 0
    records: tuple[int, ...] = ()
    """The source records in it: what one of them says is not found while it is withheld."""
