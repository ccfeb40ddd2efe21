"""Blocking keys: at most five numbers a record; records that may be one manifestation share at least one.

All keys are built from bare words, so unaccented twins meet; the number of the volume and the grade are in every
key but the ISBN's. What each finds:
* `isbn`    the same ISBN (not one that belongs to a set);
* `title`   the same title and year, whatever the responsibility says (title entry against author entry);
* `person`  the same beginning of the title and the same first person or body, without a year;
* `pages`   the same longer beginning of the title and number of pages: year or names missing or spelt otherwise
            (in a million records some seven begin with the same three words and have as many pages);
* `print`   the same person (or publisher), year and pages: a slip in the title.
"""

from __future__ import annotations

from hashlib import blake2b

from lienthu.union.rules.features import Features
from lienthu.union.rules.names import bare_name
from lienthu.union.rules.tokens import bare_tokens, spoken_numbers_as_digits

MAX_KEYS = 5
_BEGINNING = 3
_LONGER = 5
_YEAR = 4


def _key(*parts: object) -> int:
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def isbn_key(isbn: str) -> int:
    return _key("isbn", isbn)


def keys(record: Features) -> list[int]:
    said = record.title.split()
    words = spoken_numbers_as_digits(bare_tokens(said))
    if not words:
        return [isbn_key(code) for code in record.isbns[:1]]
    parts = ",".join(record.parts)
    if not (parts or record.grade) and len(words) > 1 and _numbers_a_volume(words[-2], said[-1]):
        parts = words.pop()  # `Giải tích 1` meets `Giải tích. T.1`
    place = (parts, record.grade)
    beginning = "".join(words[:_BEGINNING])
    person = _first_name(record)
    found = [isbn_key(record.isbns[0])] if record.isbns else []
    if record.year or not (person or record.pages):
        found.append(_key("title", "".join(words), record.year, *place))
    if person:
        found.append(_key("person", beginning, person, *place))
    if record.pages:
        found.append(_key("pages", "".join(words[:_LONGER]), record.pages, *place))
    who = person or record.publisher
    if who and record.year and record.pages:
        found.append(_key("print", who, record.year, record.pages, words[0][:1], *place))
    for code in record.isbns[1:]:
        if len(found) >= MAX_KEYS:
            break
        found.append(isbn_key(code))
    return found


def _numbers_a_volume(before: str, last: str) -> bool:
    return last.isdecimal() and len(last) < _YEAR and before not in ("ki", "tuoi")  # a century, an age


def split_key(key: int, record: Features) -> int:
    """The key used instead of `key` once its block has grown too large: year and pages narrow it."""
    return _key("split", key, record.year, record.pages)


def _first_name(record: Features) -> str:
    if record.names:
        return bare_name(record.names[0])
    if record.bodies:
        return bare_name(record.bodies[0])
    return bare_name(record.translators[0]) if record.translators else ""


def work_key(record: Features) -> int:
    """Title and first creator: other years, editions and carriers of a work share it; volumes and grades do not."""
    words = bare_tokens(record.title.split())
    return _key("work", " ".join(words), _first_name(record), ",".join(record.parts), record.grade, record.kind)
