"""ISBN and ISSN as they stand in 020 and 022: mixed with qualifiers, prices and typing slips."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lienthu.marc.record import Field

_CANDIDATE = re.compile(r"(?<![0-9A-Za-z])(?:97[89][-–‐. ]?)?(?:[0-9][-–‐. ]{0,2}){8,12}[0-9Xx](?![0-9])")
_COMPACT = re.compile(r"[^0-9Xx]")
_QUALIFIER = re.compile(r"\(([^()]*)\)")
_ISSN = re.compile(r"(?<![0-9])([0-9]{4})[-– ]?([0-9]{3}[0-9Xx])(?![0-9])")
_PRICE = re.compile(r"\.?[0-9][0-9. ,]*\s*(?:đồng|đ(?![a-zà-ỹ])|vn[đd]|vnđ|usd|\$|₫)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Isbn:
    """`value` is the ISBN-13 when `valid`, else the digits as typed."""

    value: str
    raw: str
    valid: bool
    qualifier: str = ""
    price: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Issn:
    value: str
    valid: bool
    cancelled: bool = False


def isbn13_check(first12: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first12))
    return str(-total % 10)


def normalise_isbn(text: str) -> str | None:
    """ISBN-13 of a ten or thirteen digit ISBN with a right check digit, else None."""
    digits = _COMPACT.sub("", text).upper()
    if len(digits) == 10 and digits[:9].isdigit():
        total = sum((10 - place) * (10 if char == "X" else int(char)) for place, char in enumerate(digits))
        body = "978" + digits[:9]
        return body + isbn13_check(body) if total % 11 == 0 else None
    if len(digits) == 13 and digits.isdigit() and digits[:3] in ("978", "979"):
        return digits if isbn13_check(digits[:12]) == digits[12] else None
    return None


def parse_isbns(text: str, qualifier: str = "", price: str = "", cancelled: bool = False) -> list[Isbn]:
    """Every ISBN in one subfield; a price written in it is taken out first."""
    inside = _PRICE.search(text)
    if inside and not normalise_isbn(inside.group()):
        price = price or inside.group().strip(" .")
        text = text[: inside.start()] + " " + text[inside.end() :]
    found: list[Isbn] = []
    for match in _CANDIDATE.finditer(text):
        raw = match.group()
        value = normalise_isbn(raw)
        note = _QUALIFIER.match(text[match.end() :].lstrip())
        digits = _COMPACT.sub("", raw).upper()
        if value is None and len(digits) not in (9, 10, 12, 13):
            continue
        found.append(
            Isbn(
                value or digits,
                raw,
                value is not None,
                note[1].strip() if note else qualifier,
                price,
                cancelled,
            )
        )
    return found


def field_isbns(field: Field) -> list[Isbn]:
    qualifier = " ".join(field.values("q")).strip(" ()")
    price = field.first("c")
    found: list[Isbn] = []
    for code, text in field.subfields or ():
        if code in "az":
            found += parse_isbns(text, qualifier, price, cancelled=code == "z")
    return found


def field_price(field: Field) -> str:
    """The price in 020 $c, or one written into $a."""
    price = field.first("c")
    if price:
        return price.strip(" ;:")
    inside = _PRICE.search(field.first("a"))
    return inside.group().strip(" .") if inside else ""


def issn_valid(value: str) -> bool:
    digits = value.replace("-", "").upper()
    total = sum((8 - place) * (10 if char == "X" else int(char)) for place, char in enumerate(digits))
    return total % 11 == 0


def parse_issns(field: Field) -> list[Issn]:
    found = []
    for code, text in field.subfields or ():
        if code in "ayz":
            for left, right in _ISSN.findall(text):
                value = f"{left}-{right.upper()}"
                found.append(Issn(value, issn_valid(value), cancelled=code != "a"))
    return found
