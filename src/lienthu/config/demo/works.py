"""The universe of publications. `manifestation(seed, domain, number)` needs no state, so that a million records
stream in flat memory and any part can be made alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from lienthu.config.demo import compose, seeds, tables
from lienthu.config.demo.model import Manifestation, isbn13
from lienthu.config.demo.names import person
from lienthu.config.demo.rng import Shuffle, between, dice, pick
from lienthu.config.demo.tables import Row
from lienthu.config.demo.topics import Draft, topical

LISTED: dict[str, Callable[[], tuple[Row, ...]]] = {
    "known": tables.known_works,
    "school1": lambda: tables.school_books(1, 5),
    "school2": lambda: tables.school_books(6, 9),
    "school3": lambda: tables.school_books(10, 12),
    "local": tables.local_history,
    "serial": tables.serials,
}
# Numbers beyond the end of a list go on in a domain without end.
OVERFLOW = {
    "known": "fiction",
    "school1": "education",
    "school2": "science",
    "school3": "language",
    "local": "places",
    "serial": "culture",
}
OVERFLOW_BASE = 10_000_000


@cache
def endless() -> dict[str, Callable[[Random], Draft]]:
    makers: dict[str, Callable[[Random], Draft]] = {d.name: topical(d) for d in seeds.domains()}
    makers.update(
        fiction=compose.fiction,
        children=compose.children,
        world=compose.world,
        places=compose.places,
        thesis=compose.thesis,
        english=compose.english,
    )
    return makers


@cache
def ordinals() -> dict[str, int]:
    return {name: number for number, name in enumerate([*LISTED, *endless()])}


@cache
def _order(domain: str, size: int, seed: int) -> Shuffle:
    return Shuffle(size, seed, ordinals()[domain])


def manifestation(seed: int, domain: str, number: int) -> Manifestation:
    listed = LISTED.get(domain)
    if listed is not None:
        rows = listed()
        if number < len(rows):
            place = _order(domain, len(rows), seed)[number]
            return _from_row(seed, domain, place, rows[place])
        return manifestation(seed, OVERFLOW[domain], OVERFLOW_BASE * (1 + ordinals()[domain]) + number)
    return _from_draft(seed, domain, number)


# Sixteen numbers are twelve works: nine with one edition, one with two, one in three volumes, one with a first
# and a third edition. So equal titles of other years and volumes stand beside each other everywhere.
ONE_EDITION = frozenset({"thesis", "places"})
_SLOTS = (
    *((n, 1, 0) for n in range(9)),
    (9, 1, 0),
    (9, 2, 0),
    (10, 1, 1),
    (10, 1, 2),
    (10, 1, 3),
    (11, 1, 0),
    (11, 3, 0),
)


def _from_draft(seed: int, domain: str, number: int) -> Manifestation:
    ordinal = ordinals()[domain]
    block, slot = divmod(number, 16)
    index, edition, volume = _SLOTS[slot]
    work = block * 12 + index
    draft = endless()[domain](dice(seed, ordinal, work))
    r = dice(seed, 777, ordinal, number)
    if domain in ONE_EDITION:
        edition, volume = 1, 0
        if slot in (10, 12, 13, 15):  # another work takes the number
            work = 900_000_000 + number
            draft = endless()[domain](dice(seed, ordinal, work))
    year = draft.year
    if index in (9, 11) and domain not in ONE_EDITION:
        year = min(year, 2016) + (edition - 1) * 3 + (0 if edition == 1 else work % 3)
    name, place = _issuer(draft.publisher)
    made = Manifestation(
        f"{domain}-{number}",
        f"{domain}-{work}",
        draft.title,
        draft.creators,
        year,
        draft.ddc,
        draft.subjects,
        draft.kind,
        draft.subtitle,
        volume,
        draft.corporate,
        draft.editor,
        draft.translator,
        edition,
        name,
        draft.place or place,
        language=draft.language,
        series=draft.series,
        note=draft.note,
    )
    _physical(made, r)
    if draft.kind != "thesis" and year >= (1975 if draft.language == "eng" else 2007):
        # A third of reprints keep the number of the first edition, as happens in the shops.
        owner = number - 1 if edition > 1 and work % 3 == 0 else number
        made.isbn = _isbn(ordinal, owner, draft.language)
    return made


def _from_row(seed: int, domain: str, place: int, row: Row) -> Manifestation:
    ordinal = ordinals()[domain]
    r = dice(seed, 777, ordinal, place)
    creators = row.creators
    if not creators and not row.anonymous:
        w = dice(seed, 778, ordinal, row.work)
        creators = tuple(person(w) for _ in range(2 + (w.random() < 0.5)))
    name, city = _issuer(row.publishers[0])
    title, _, subtitle = row.title.partition(": ")
    made = Manifestation(
        f"{domain}-{place}",
        f"{domain}-{row.work}",
        title,
        creators,
        row.year,
        row.ddc,
        row.subjects,
        row.kind,
        subtitle,
        row.volume,
        row.corporate,
        domain.startswith("school"),
        row.translator,
        row.edition,
        name,
        city,
        series=row.series,
    )
    _physical(made, r)
    if domain.startswith("school"):
        made.size = "24" if r.random() < 0.8 else "26,5"
    if row.kind == "book" and row.year >= 2007:
        made.isbn = _isbn(ordinal, place, "vie")
    return made


@cache
def _issuer(code: str) -> tuple[str, str]:
    if code.startswith("="):
        return code[1:], ""
    return seeds.publishers()[code] if code else ("", "")


SIZES = ("21", "21", "21", "19", "24", "20,5", "27", "20", "18", "16", "29")


def _physical(made: Manifestation, r: Random) -> None:
    u = r.random()
    made.pages = 48 + int(u * u * 560)
    if made.id.startswith(("children", "school")):
        made.pages = 16 + made.pages // 3
    made.size = pick(r, SIZES)
    made.illustrated = r.random() < 0.3
    if made.kind == "thesis":
        made.pages, made.size = between(r, 78, 190), "29"
    elif made.year >= 1992:
        rate = 60 + (made.year - 1992) * 18
        made.price = max(5, int(made.pages * rate * (0.7 + r.random() * 0.6) / 500)) * 500


def _isbn(ordinal: int, number: int, language: str) -> str:
    """One number for one book: the map is one to one as long as group 604 has room (a million numbers); beyond
    it books go without."""
    position = number * len(ordinals()) + ordinal
    if position >= 1_000_000:
        return ""
    if language == "eng":
        return isbn13(f"978{position * 61_803_399 % 100_000_000 + 100_000_000:09d}"[:12].replace("9781", "9780", 1))
    return isbn13(f"978604{position * 618_033 % 1_000_000:06d}")
