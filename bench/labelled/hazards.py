"""The classes of records that look alike and are two manifestations: one deciding difference, all else equal.

A hazard makes two sets of facts of one, and names the ways (ways.py) that would blur the difference.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from .describe import Style
from .works import Facts, invented_name, isbn13, years_on

Two = tuple[Facts, Facts, frozenset[str]]
Hazard = Callable[[Facts, "list[str]", random.Random], "Two | None"]

MARKS = frozenset(["unaccented", "typo", "ký/kí", "transliteration"])
TITLE = MARKS | {"subtitle lost", "number words", "place spelling", "carrier said", "residue"}
DATES = frozenset(["year missing", "edition missing", "edition words", "carrier said"])
NAMES = MARKS | {
    "author once",
    "responsibility shortened",
    "title entry",
    "carrier said",
    "name order and comma",
    "number words",
}
NO_ISBN_WAYS = frozenset(["ISBN missing", "ISBN form", "carrier said", "number words"])


def _two(one: Facts, other: Facts, blurring: frozenset[str]) -> Two:
    return one, other, blurring | {"number words", "place spelling", "carrier said"}


def _own_isbn(facts: Facts, rng: random.Random) -> Facts:
    """The other manifestation mostly has an ISBN of its own, or none is said."""
    return replace(facts, isbn="" if not facts.isbn or rng.random() < 0.4 else isbn13(rng))


def volumes(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if facts.grade:
        facts = replace(facts, part=1)
        other = replace(facts, part=2)
    elif facts.volumes:
        other_part = facts.part % min(facts.volumes, 18) + 1
        names = [n.strip() for n in cells[4].split(" ; ")] if cells[4] else []
        name = names[other_part - 1] if other_part <= len(names) else ""
        if bool(name) != bool(facts.part_name):
            facts, name = replace(facts, part_name=""), ""
        other = replace(facts, part=other_part, part_name=name)
    else:
        return None
    how = rng.random()
    if how < 0.3:
        whole = isbn13(rng)
        facts, other = (replace(one, isbn="", set_isbn=whole) for one in (facts, other))
    elif how < 0.5:
        # The ISBN of the whole set given to each volume as if it were its own.
        facts = replace(facts, isbn=facts.isbn or isbn13(rng))
        other = replace(other, isbn=facts.isbn)
    else:
        other = _own_isbn(other, rng)
    if rng.random() < 0.5:
        other = replace(other, pages=max(48, facts.pages + rng.randint(-60, 60)))
    return _two(facts, other, frozenset(["ISBN missing", "ISBN form"]))


def grades(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if not facts.grade:
        return None
    other = replace(facts, grade=facts.grade % 12 + 1)
    if rng.random() < 0.5:
        other = replace(other, pages=facts.pages + rng.randint(-30, 30))
    return _two(facts, _own_isbn(other, rng), NO_ISBN_WAYS)


def editions(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    how = rng.choice(
        ("year", "next year", "reprint", "reprint and year", "revised", "printing", "first and reprint", "publisher")
    )
    reprint = rng.randint(1, 8)
    if how == "year":
        return _two(facts, replace(facts, year=years_on(facts, rng.randint(2, 9))), DATES)
    if how == "next year":
        return _two(facts, replace(facts, year=years_on(facts, 1)), DATES)
    if how == "reprint":
        return _two(replace(facts, reprint=reprint), replace(facts, reprint=reprint + 1), DATES)
    if how == "reprint and year":
        return _two(
            replace(facts, reprint=reprint), replace(facts, reprint=reprint + 1, year=years_on(facts, 1)), DATES
        )
    if how == "revised":
        one = replace(facts, reprint=reprint)
        return _two(one, replace(one, reprint=reprint + 1, revised=True, pages=facts.pages + 16), DATES)
    if how == "printing":
        return _two(
            replace(facts, printing=reprint + 1), replace(facts, printing=reprint + 2, year=years_on(facts, 1)), DATES
        )
    if how == "first and reprint":
        return _two(facts, replace(facts, reprint=reprint, year=years_on(facts, rng.randint(1, 4))), DATES)
    house = rng.choice(
        [h for h in ("Văn học", "Thanh niên", "Lao động", "Hồng Đức", "Dân trí") if h != facts.publisher]
    )
    other = replace(
        facts,
        publisher=house,
        pages=facts.pages + rng.choice((-40, -24, 24, 56)),
        isbn=isbn13(rng) if facts.isbn else "",
    )
    return _two(facts, other, DATES | {"Nxb.", "publisher missing", "extent missing"} | NO_ISBN_WAYS)


def kinds(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if not facts.grade:
        return None
    one, other = rng.sample(("", "sgv", "bt", "vbt", "tk"), 2)
    pages = facts.pages + (rng.randint(-40, 40) if rng.random() < 0.5 else 0)
    return _two(
        replace(facts, kind=one),
        replace(_own_isbn(facts, rng), kind=other, pages=max(32, pages)),
        NO_ISBN_WAYS | {"subtitle lost"},
    )


def near_titles(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if not facts.work.startswith("near"):
        return None
    one, other = rng.sample(cells[0].split(" / "), 2)
    keep = rng.random() < 0.6
    return _two(
        replace(facts, title=one), replace(facts if keep else _own_isbn(facts, rng), title=other, isbn=""), TITLE
    )


def namesakes(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if facts.work.startswith("namesake"):
        one, other = cells[1].split(" / ")
        second = replace(facts, persons=(other,), isbn="")
        if rng.random() < 0.5:
            second = replace(second, pages=facts.pages + rng.choice((-50, -20, 20, 44)))
        return _two(replace(facts, persons=(one,)), second, NAMES)
    if facts.persons and not facts.title_forms and rng.random() < 0.5:
        return _two(replace(facts, born="1934-"), replace(facts, born="1961-", isbn=""), NAMES)
    return None


def series_volumes(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if not facts.series:
        return None
    other = replace(facts, series_number=facts.series_number % 20 + 1)
    if rng.random() < 0.5:
        other = replace(other, pages=facts.pages + rng.randint(-20, 20))
    return _two(facts, _own_isbn(other, rng), frozenset(["series missing"]) | NO_ISBN_WAYS)


def dated(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    """Yearbooks and laws: another year in the title, in the remainder, or only in the imprint."""
    blurring = TITLE | DATES
    if facts.work.startswith("yearbook"):
        title, _, said = facts.title.rpartition(" ")
        other = int(said) + rng.choice((-1, 1, 2))
        second = replace(facts, title=f"{title} {other}", isbn="")
        how = rng.random()
        if how < 0.3:
            return _two(facts, second, blurring)
        if how < 0.75:
            return _two(facts, replace(second, year=other + 1), blurring)
        return _two(
            replace(facts, title=title), replace(facts, title=title, year=years_on(facts, 1), isbn=""), blurring
        )
    if facts.work.startswith("law"):
        one, other = rng.sample(cells[1].split(), 2)
        first, second = replace(facts, rest=f"năm {one}"), replace(facts, rest=f"năm {other}", isbn="")
        how = rng.random()
        if how < 0.3:
            return _two(first, second, blurring)
        if how < 0.6:
            return _two(
                replace(facts, title=f"{facts.title} {one}", rest=""),
                replace(second, title=f"{facts.title} {other}", rest=""),
                blurring,
            )
        return _two(replace(facts, rest="", year=int(one)), replace(facts, rest="", year=int(other), isbn=""), blurring)
    return None


def places(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if not facts.work.startswith("place"):
        return None
    one, other = rng.sample(cells[2].split(" ; "), 2)
    with_body = rng.random() < 0.6
    made = [
        replace(facts, title=cells[0].format(where), body=f"{cells[1]} {where}" if with_body else cells[1], isbn="")
        for where in (one, other)
    ]
    if rng.random() < 0.4:
        made[1] = replace(made[1], pages=made[1].pages + rng.randint(-40, 40))
    return _two(made[0], made[1], TITLE | {"author once"})


def shared_isbn(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    """A boxed set's ISBN on different books of it, or on a part with a name of its own."""
    if facts.grade or facts.title_forms:
        return None
    whole = isbn13(rng)
    title = rng.choice(OTHER_TITLES)
    one, other = (
        replace(facts, isbn=whole, set_isbn=""),
        replace(facts, title=title, rest="", part=0, part_name="", volumes=0, isbn=whole, set_isbn=""),
    )
    if rng.random() < 0.5:
        other = replace(other, pages=facts.pages + rng.randint(-90, 90))
    return _two(
        replace(one, part=0, volumes=0, part_name="") if not facts.part else one, other, TITLE | {"ISBN missing"}
    )


OTHER_TITLES = (
    "Kỹ năng sống cho mẹ", "Nấu ăn ngày Tết", "Hoa trong vườn nhà", "Đường về quê mẹ", "Những chuyến xe đêm", "Sổ tay người trồng rừng",
    "Chuyện của gió", "Tìm hiểu pháp luật về đất đai", "Mùa xuân đến muộn", "Bí quyết học giỏi", "Người lái đò", "Cẩm nang chăn nuôi",
    "Ngôi nhà trên đồi", "Trăng non", "Vì sao lạc", "Tiếng chim gọi bầy", "Làm giàu từ vườn đồi", "Cô bé bán hoa", "Lửa ấm", "Biển gọi",
)  # fmt: skip


def reused_isbn(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    """A publisher used the number again: another book altogether, or a later edition."""
    code = facts.isbn or isbn13(rng)
    first = replace(facts, isbn=code, set_isbn="")
    if rng.random() < 0.5:
        if facts.grade or facts.title_forms:
            return None
        other = replace(
            facts, title=rng.choice(OTHER_TITLES), rest="", persons=(invented_name(rng),), body="", part=0, part_name="", volumes=0,
            isbn=code, set_isbn="", year=years_on(facts, rng.randint(0, 4)), pages=rng.randint(60, 500), series="", series_number=0,
        )  # fmt: skip
        return _two(first, other, TITLE | {"ISBN missing"})
    later = replace(first, year=years_on(facts, rng.randint(2, 8)), reprint=rng.randint(1, 6))
    return _two(first, later, DATES | {"ISBN missing"})


def translations(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if not facts.title_forms:
        return None
    how = rng.random()
    plain = replace(facts, isbn="")
    if how < 0.35:
        original = replace(
            plain,
            title_forms=(facts.original_title,),
            title=facts.original_title,
            language=facts.original,
            original="",
            translators=(),
        )
        return _two(plain, original, TITLE | {"responsibility shortened"})
    if how < 0.7:
        other = replace(plain, translators=(invented_name(rng),))
        if rng.random() < 0.5:
            other = replace(other, pages=facts.pages + rng.choice((-30, 18, 42)))
        return _two(plain, other, NAMES | {"residue"})
    both = replace(
        plain,
        other_language=facts.original,
        title_forms=(facts.title, *facts.title_forms[1:]),
        pages=facts.pages + rng.choice((60, 120, 200)),
    )
    return _two(plain, both, TITLE | {"extent missing"})


def set_and_part(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if not facts.volumes:
        return None
    whole = replace(facts, part=0, part_name="", pages=0)
    if rng.random() < 0.3:
        # A set described by all its pages, without the number of volumes.
        whole = replace(whole, volumes=0, pages=facts.pages * min(facts.volumes, 4) + 37)
    if rng.random() < 0.5:
        code = isbn13(rng)
        facts, whole = replace(facts, isbn="", set_isbn=code), replace(whole, isbn="", set_isbn=code)
    return _two(
        facts,
        whole,
        frozenset(
            [
                "ISBN missing",
                "ISBN form",
                "volume in $n or $a",
                "T.1/Tập một",
                "extent typed",
                "extent missing",
                "subtitle lost",
            ]
        ),
    )


def title_only(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    """A record that says only its title, and another publication with that title."""
    if facts.grade or facts.part or facts.work.startswith(("yearbook", "place")):
        return None
    bare = replace(
        facts, rest="", persons=(), person_forms=(), translators=(), body="", publisher="", year=0, pages=0, size=0, isbn="",
        set_isbn="", series="", series_number=0,
    )  # fmt: skip
    other = (
        replace(facts, isbn="", persons=(invented_name(rng),), person_forms=())
        if rng.random() < 0.5
        else replace(bare, persons=(invented_name(rng),))
    )
    everything = frozenset(["*"])
    return bare, other, everything


def carriers(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    if facts.volumes and not facts.part:
        return None
    other = replace(facts, carrier=rng.choice(("e", "e", "a")), isbn="" if rng.random() < 0.6 else facts.isbn)
    return _two(facts, other, frozenset(["residue", "extent missing", "extent typed"]))


def easy(facts: Facts, cells: list[str], rng: random.Random) -> Two | None:
    """Another book of the same person, or one that only shares its publisher and year."""
    title = rng.choice(OTHER_TITLES)
    persons = facts.persons if rng.random() < 0.5 else (invented_name(rng),)
    other = replace(
        facts, title=title, title_forms=(), rest="", persons=persons, person_forms=(), part=0, part_name="", volumes=0, grade=0, kind="",
        isbn="", set_isbn="", pages=rng.randint(60, 600), series="", series_number=0, translators=(),
    )  # fmt: skip
    return _two(facts, other, frozenset())


CLASSES: dict[str, Hazard] = {
    "volumes": volumes, "grades": grades, "editions": editions, "kinds": kinds, "one tone or word apart": near_titles,
    "namesakes": namesakes, "series volumes": series_volumes, "yearbooks and laws": dated, "place twins": places,
    "shared ISBN": shared_isbn, "re-used ISBN": reused_isbn, "translation and original": translations,
    "set and part": set_and_part, "title only": title_only, "carriers": carriers, "easy": easy,
}  # fmt: skip

# What both cataloguers of a hard pair say, so that nothing but the hazard sets them apart.
PLAIN = Style(residue=False, statement="full")
