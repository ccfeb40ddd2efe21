"""Works and their manifestations: titles and persons from works.txt, imprints drawn by a seeded generator."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).with_name("works.txt")

FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Đinh",
    "Trịnh",
    "Mai",
    "Cao",
    "Lâm",
]
MIDDLES = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Ngọc",
    "Thanh",
    "Quang",
    "Xuân",
    "Thu",
    "Hồng",
    "Đình",
    "Bá",
    "Công",
    "Thế",
]
GIVENS = [
    "Anh",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hiền",
    "Hoà",
    "Hùng",
    "Khánh",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Phong",
    "Quân",
    "Sơn",
    "Tâm",
    "Thuỷ",
    "Tú",
    "Vinh",
]


@dataclass(frozen=True)
class Facts:
    """What is true of one manifestation, whoever describes it. 0 and "" mean it has none."""

    work: str
    title: str
    rest: str = ""
    persons: tuple[str, ...] = ()
    person_forms: tuple[str, ...] = ()
    title_forms: tuple[str, ...] = ()
    role: str = ""
    translators: tuple[str, ...] = ()
    body: str = ""
    born: str = ""
    part: int = 0
    part_name: str = ""
    part_word: str = "Tập"
    volumes: int = 0
    grade: int = 0
    kind: str = ""
    reprint: int = 0
    revised: bool = False
    printing: int = 0
    publisher: str = ""
    year: int = 0
    pages: int = 0
    size: int = 21
    isbn: str = ""
    set_isbn: str = ""
    language: str = "vie"
    other_language: str = ""
    original: str = ""
    original_title: str = ""
    carrier: str = "p"
    series: str = ""
    series_number: int = 0
    price: int = 0


# No year to come: a matcher may take it for a slip of the pen.
LAST_YEAR = 2025


def years_on(facts: Facts, by: int) -> int:
    """Another year of publication: later, or earlier when that would be to come."""
    return facts.year + by if facts.year + by <= LAST_YEAR else facts.year - by


@dataclass(frozen=True)
class Work:
    id: str
    kind: str
    facts: Callable[[int], Facts] = field(compare=False)


def rng_of(*key: object) -> random.Random:
    return random.Random("\x1f".join(map(str, ("lienthu-pairs", *key))))


def isbn13(rng: random.Random) -> str:
    body = "978" + rng.choice(("604", "604", "604", "893")) + f"{rng.randrange(10**6):06d}"
    return body + str(-(sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))) % 10)


def invented_name(rng: random.Random) -> str:
    return " ".join((rng.choice(FAMILIES), rng.choice(MIDDLES), rng.choice(GIVENS)))


def imprint(rng: random.Random, *, since: int = 1985) -> dict[str, int | str]:
    year = rng.randint(since, LAST_YEAR - 4)
    return {
        "year": year,
        "pages": rng.randint(64, 720),
        "size": rng.choice((19, 19, 21, 21, 21, 24, 24, 27)),
        "isbn": isbn13(rng) if year > 2005 and rng.random() < 0.75 else "",
        "price": rng.randint(9, 250) * 500,
    }


def _persons(text: str) -> tuple[tuple[str, ...], str]:
    if text.startswith("="):
        return (), text[1:]
    return tuple(name.strip() for name in text.split(" ; ")), ""


def _book(cells: list[str], work: str, at: int) -> Facts:
    title, rest, who, publisher = cells
    persons, body = _persons(who)
    rng = rng_of(work, at)
    role = rng.choice(("", "", "ch.b.")) if len(persons) > 1 else ""
    return Facts(work, title, rest, persons, body=body, publisher=publisher, role=role, **imprint(rng))


def _foreign(cells: list[str], work: str, at: int) -> Facts:
    titles, rest, who, translator, publisher, original, language = cells
    forms = tuple(who.split("/"))
    rng = rng_of(work, at)
    return Facts(
        work, titles.split("/")[0], rest, forms[:1], forms, tuple(titles.split("/")), translators=(translator,),
        publisher=publisher, original=language, original_title=original, **imprint(rng),
    )  # fmt: skip


def _set(cells: list[str], work: str, at: int) -> Facts:
    title, who, publisher, count, names = cells
    persons, body = _persons(who)
    rng = rng_of(work, at)
    named = [name.strip() for name in names.split(" ; ")] if names else []
    part = rng.randint(1, min(len(named) or int(count), int(count)))
    return Facts(
        work, title, "", persons, body=body, publisher=publisher, part=part, volumes=int(count),
        part_name=named[part - 1] if named else "", part_word=rng.choice(("Tập", "Tập", "Tập", "Quyển", "Phần")),
        set_isbn=isbn13(rng) if rng.random() < 0.3 else "", **imprint(rng),
    )  # fmt: skip


def _school(cells: list[str], work: str, at: int) -> Facts:
    subject, who = cells
    rng = rng_of(work, at)
    persons = tuple(who.split(" ; "))
    return Facts(
        work, subject, "", persons, role=rng.choice(("ch.b.", "tổng ch.b.")), publisher="Giáo dục",
        grade=rng.randint(1, 12), kind=rng.choice(("", "", "", "sgv", "bt", "vbt")),
        part=rng.choice((0, 1, 2)), **imprint(rng, since=1995),
    )  # fmt: skip


def _law(cells: list[str], work: str, at: int) -> Facts:
    title, years = cells
    rng = rng_of(work, at)
    said = int(rng.choice(years.split()))
    printed = imprint(rng) | {"year": min(LAST_YEAR, said + rng.randint(0, 6))}
    return Facts(work, title, rest=f"năm {said}", publisher="Chính trị quốc gia", **printed)


def _yearbook(cells: list[str], work: str, at: int) -> Facts:
    title, body = cells
    rng = rng_of(work, at)
    said = rng.randint(1995, 2023)
    return Facts(work, f"{title} {said}", body=body, publisher="Thống kê", **(imprint(rng) | {"year": said + 1}))


def _place(cells: list[str], work: str, at: int) -> Facts:
    frame, body, places = cells
    rng = rng_of(work, at)
    where = rng.choice(places.split(" ; "))
    return Facts(work, frame.format(where), body=f"{body} {where}", publisher="Lý luận chính trị", **imprint(rng))


def _near(cells: list[str], work: str, at: int) -> Facts:
    rng = rng_of(work, at)
    title = cells[0].split(" / ")[0]
    return Facts(
        work, title, persons=(invented_name(rng),), publisher=rng.choice(("Trẻ", "Lao động", "Văn học")), **imprint(rng)
    )


def _namesake(cells: list[str], work: str, at: int) -> Facts:
    title, who = cells
    rng = rng_of(work, at)
    return Facts(work, title, persons=(who.split(" / ")[0],), publisher="Văn học", **imprint(rng))


def _series(cells: list[str], work: str, at: int) -> Facts:
    series, titles = cells
    rng = rng_of(work, at)
    return Facts(
        work, rng.choice(titles.split(" ; ")), persons=("Nhiều tác giả",) if rng.random() < 0.4 else (invented_name(rng),),
        publisher="Trẻ", series=series, series_number=rng.randint(1, 20), **imprint(rng),
    )  # fmt: skip


MAKERS = {
    "book": _book, "foreign": _foreign, "set": _set, "school": _school, "law": _law, "yearbook": _yearbook,
    "place": _place, "near": _near, "namesake": _namesake, "series": _series,
}  # fmt: skip


def works() -> tuple[list[Work], dict[str, list[str]]]:
    """All works, and each work's cells in works.txt."""
    found: list[Work] = []
    cells_of: dict[str, list[str]] = {}
    kind, number = "", 0
    for line in SOURCE.read_text("utf-8").splitlines():
        if line.startswith("# "):
            kind, number = line[2:].partition(":")[0], 0
            continue
        number += 1
        work, cells = f"{kind}-{number:03d}", line.split("|")
        cells_of[work] = cells
        found.append(Work(work, kind, lambda at, c=cells, w=work, k=kind: MAKERS[k](c, w, at)))
    return found, cells_of
