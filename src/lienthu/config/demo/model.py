"""A manifestation: one edition of one work, in one volume, as its title page has it. It is the known cluster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Manifestation:
    id: str
    work: str
    title: str
    creators: tuple[str, ...]
    year: int
    ddc: str
    subjects: tuple[str, ...]
    kind: str = "book"  # book, serial, map, sound, thesis
    subtitle: str = ""
    volume: int = 0
    corporate: bool = False
    editor: bool = False  # the first creator is the chief editor
    translator: str = ""
    edition: int = 1
    publisher: str = ""
    place: str = ""
    pages: int = 0
    size: str = "21"
    illustrated: bool = False
    price: int = 0
    isbn: str = ""  # 13 digits
    language: str = "vie"
    series: str = ""
    note: str = ""


def isbn13(body: str) -> str:
    """Twelve digits and their check digit (ISO 2108)."""
    odd = sum(map(int, body[::2]))
    even = sum(map(int, body[1::2]))
    return body + str(-(odd + 3 * even) % 10)


def isbn10(isbn: str) -> str:
    body = isbn[3:12]
    check = -sum((10 - place) * int(digit) for place, digit in enumerate(body)) % 11
    return body + ("X" if check == 10 else str(check))


# Publisher ranges of group 604 in the ISBN range message: 0-4, 50-89, 900-979, 9800-9999.
def hyphenated(isbn: str) -> str:
    group = 6 if isbn.startswith("978604") else 4
    rest = isbn[group:12]
    if rest[0] < "5":
        cut = 1
    elif rest[0] < "9":
        cut = 2
    else:
        cut = 3 if rest[:2] < "98" else 4
    return f"{isbn[:3]}-{isbn[3:group]}-{rest[:cut]}-{rest[cut:]}-{isbn[12]}"
