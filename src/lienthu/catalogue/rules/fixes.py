"""Safe corrections, each with a name: a record's text in the form that its own content already tells. Pure.

A fix changes nothing where it has doubts, is the same done twice, and leaves the copies (`ITEM_TAGS`) alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lienthu.marc.isbn import normalise_isbn, parse_isbns
from lienthu.marc.marc21 import RULES
from lienthu.marc.record import Field, Record
from lienthu.marc.validation import ITEM_TAGS
from lienthu.marc.vocabulary import language, languages
from lienthu.text import fold

Fix = Callable[[Record], Record]

_PRICE: Final = re.compile(r"\(?\s*(\.?[0-9][0-9. ,]*?)\s*(đồng|đ(?![a-zà-ỹ])|vn[đd]|usd|\$|₫)\)?", re.IGNORECASE)
_QUALIFIED: Final = re.compile(r"([0-9Xx][0-9Xx \-–‐]{8,16}[0-9Xx])\s*\(([^()]+)\)\s*")
_MAIN: Final = ("100", "110", "111")
_END: Final = " :;,/"
#: Subfield → the mark that introduces it, written at the end of the one before it (ISBD).
_MARKS: Final = {"260": {"a": " ;", "b": " :", "c": ","}, "300": {"b": " :", "c": " ;", "e": " +"}}
_BLANK: Final = frozenset(" |#^")


def each(record: Record, change: Callable[[Field], Field | None]) -> Record:
    """`change` over the fields of the description; None takes a field away."""
    kept = [field if field.tag in ITEM_TAGS else change(field) for field in record.fields]
    return Record(record.leader, [field for field in kept if field is not None])


def _with(field: Field, subfields: list[tuple[str, str]]) -> Field:
    return field if subfields == field.subfields else Field(field.tag, "", field.indicators, subfields)


def trimmed(record: Record) -> Record:
    """Outer blanks and empty subfields go; a field in which nothing is left goes too."""

    def change(field: Field) -> Field | None:
        if field.subfields is None:
            return field
        found = [(code, text.strip()) for code, text in field.subfields if text.strip()]
        return _with(field, found) if found else None

    return each(record, change)


def language_codes(record: Record) -> Record:
    """041: `Vie`, `Tiếng Việt`, `vieeng` → `vie`, `vie` and `eng`. A word that is not known stays."""

    def change(field: Field) -> Field:
        if field.tag != "041" or field.subfields is None:
            return field
        found: list[tuple[str, str]] = []
        for code, text in field.subfields:
            known = languages(text) if code.isalpha() else []
            found += [(code, one) for one in known] if known and all(known) else [(code, text)]
        return _with(field, found)

    return each(record, change)


def fixed_language(record: Record) -> Record:
    """008/35–37 says the one language of 041 $a where it says nothing, or nothing that is a code."""
    named = [text.strip() for field in record.all("041") for text in field.values("a")]
    if len(set(named)) != 1 or language(named[0]) != named[0]:
        return record

    def change(field: Field) -> Field:
        if field.tag != "008" or field.subfields is not None or len(field.value) < 38:
            return field
        now = field.value[35:38]
        if now not in ("und", "   ") and not set(now) <= _BLANK and language(now) == now:
            return field
        return Field("008", field.value[:35] + named[0] + field.value[38:])

    return each(record, change)


def country_code(record: Record) -> Record:
    """008/15–17 `vn `, `VN `, `VM ` → `vm `."""

    def change(field: Field) -> Field:
        if field.tag != "008" or field.subfields is not None or field.value[15:18].lower() not in ("vn ", "vm "):
            return field
        return field if field.value[15:18] == "vm " else Field("008", f"{field.value[:15]}vm {field.value[18:]}")

    return each(record, change)


def price(record: Record) -> Record:
    """A price in 020 $a moves to $c: `9786042000000 : 25000đ` → $a9786042000000 $c25.000đ."""

    def change(field: Field) -> Field:
        if field.tag != "020" or field.subfields is None:
            return field
        found: list[tuple[str, str]] = []
        moved: list[str] = []
        for code, text in field.subfields:
            inside = _PRICE.search(text) if code == "a" else None
            if inside is None or normalise_isbn(inside.group()):
                found.append((code, text))
                continue
            moved.append(_normal(inside[1], inside[2]))
            rest = (text[: inside.start()] + text[inside.end() :]).strip(" :;,.-")
            found += [(code, rest)] if rest else []
        if len(moved) != 1 or field.first("c"):
            return field
        return _with(field, [*found, ("c", moved[0])])

    return each(record, change)


def _normal(number: str, unit: str) -> str:
    digits = re.sub(r"[^0-9]", "", number)
    vnd = unit.lower() not in ("usd", "$")
    return f"{int(digits):,}".replace(",", ".") + "đ" if vnd and digits else f"{number.strip()} {unit}".strip()


def isbn(record: Record) -> Record:
    """020 $a: no hyphens in a valid ISBN; a qualifier in brackets moves to $q."""

    def change(field: Field) -> Field:
        if field.tag != "020" or field.subfields is None:
            return field
        found: list[tuple[str, str]] = []
        for code, text in field.subfields:
            bare = text.strip()
            qualified = _QUALIFIED.fullmatch(bare)
            number = qualified[1] if qualified else bare
            if code != "a" or normalise_isbn(number) is None or len(parse_isbns(number)) != 1:
                found.append((code, text))
                continue
            found.append((code, re.sub(r"[^0-9X]", "", number.upper())))
            found += [("q", qualified[2].strip())] if qualified else []
        return _with(field, found)

    return each(record, change)


def d_with_stroke(record: Record) -> Record:
    """The Icelandic Ð (U+00D0) that old keyboards wrote for Đ (U+0110)."""

    def change(field: Field) -> Field:
        if field.subfields is None:
            return field
        return _with(field, [(code, text.replace("Ð", "Đ")) for code, text in field.subfields])

    return each(record, change)


def stray_indicators(record: Record) -> Record:
    """An indicator that the field does not have becomes blank, where blank is what the field wants."""

    def change(field: Field) -> Field:
        rule = RULES.get(field.tag)
        if field.subfields is None or rule is None or len(field.indicators) != 2:
            return field
        values = [
            " " if allowed is not None and value not in allowed and " " in allowed else value
            for value, allowed in zip(field.indicators, (rule.first, rule.second), strict=True)
        ]
        found = "".join(values)
        return field if found == field.indicators else Field(field.tag, "", found, field.subfields)

    return each(record, change)


def title_indicators(record: Record) -> Record:
    """245: the first says whether there is a main entry; Vietnamese has no articles, so the second is 0 where it is
    no number of characters."""
    first = "1" if any(True for _ in record.all(*_MAIN)) else "0"

    def change(field: Field) -> Field:
        if field.tag != "245" or field.subfields is None:
            return field
        second = field.indicators[1:2]
        found = first + (second if second.isascii() and second.isdigit() else "0")
        return field if found == field.indicators else Field("245", "", found, field.subfields)

    return each(record, change)


def title_keywords(record: Record) -> Record:
    """653 that only repeats the title goes."""
    titles = {_same(record.first("245", "a")), _same(" ".join(f.text("ab") for f in record.all("245")))} - {""}

    def change(field: Field) -> Field | None:
        if field.tag != "653" or field.subfields is None:
            return field
        found = [(code, text) for code, text in field.subfields if code != "a" or _same(text) not in titles]
        return _with(field, found) if found else None

    return each(record, change)


def _same(text: str) -> str:
    """Case and punctuation do not tell a keyword from a title; tone marks do."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split()) if fold(text).strip() else ""


def isbd_marks(record: Record) -> Record:
    """260 and 300 with ISBD punctuation before each part: `H. :`, `Kim Đồng,`."""
    return each(record, lambda field: _punctuated(field, wanted=True))


def no_isbd_marks(record: Record) -> Record:
    """260 and 300 without the punctuation that introduces the next part."""
    return each(record, lambda field: _punctuated(field, wanted=False))


def _punctuated(field: Field, *, wanted: bool) -> Field:
    marks = _MARKS.get(field.tag)
    if marks is None or field.subfields is None:
        return field
    found: list[tuple[str, str]] = []
    for at, (code, text) in enumerate(field.subfields):
        following = field.subfields[at + 1][0] if at + 1 < len(field.subfields) else ""
        mark = marks.get(following, "")
        bare = text.rstrip().rstrip(_END) if following in marks else text
        found.append((code, bare + mark if wanted and bare else bare))
    return _with(field, found)


FIXES: Final[dict[str, Fix]] = {
    "trimmed": trimmed,
    "language_codes": language_codes,
    "fixed_language": fixed_language,
    "country_code": country_code,
    "price": price,
    "isbn": isbn,
    "d_with_stroke": d_with_stroke,
    "stray_indicators": stray_indicators,
    "title_indicators": title_indicators,
    "title_keywords": title_keywords,
    "isbd_marks": isbd_marks,
    "no_isbd_marks": no_isbd_marks,
}
