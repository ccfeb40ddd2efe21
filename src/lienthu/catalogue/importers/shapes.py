"""What the contents of a column look like: for each meaning, the share of values that fit."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from lienthu.catalogue.importers.targets import Target
from lienthu.text import fold

#: Characters of a value that its meaning is judged by; what is longer is a text, and some shapes cost its square.
SEEN = 1_000

_ISBN = re.compile(r"^(?:isbn[:\s]*)?(?=(?:[-\s]*\d){9})[\d\-\s.]{8,19}[\dxX](?:\.0)?(?:\s*\(.*)?$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:c|©|\[)?\s*(?:1[6-9]|20)\d\d(?:\.0)?\s*[\]?.]?$")
_PRICE = re.compile(
    r"^[.\s]*\d{1,3}(?:[.,\s]\d{3})+(?:[.,]0+)?\s*(?:đ|d|₫|vnđ|vnd|đồng|dong)?\.?$|^\d{4,8}(?:\.0)?$|^\d+\s*(?:đ|₫|vnđ|vnd|đồng)$",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"^[1-9]\d{0,2}(?:[.,]\d{1,2})?$")  # 54.5: typed 54.500 where the point is the decimal mark
_DDC = re.compile(r"^\d{3}(?:\.\d[\d\s.]*)?(?:\s*[/ ]\s*[A-ZĐ].*)?$")
_CLASS_LETTERS = re.compile(r"^(?:[A-ZĐ]{1,4}\d{0,3}(?:\(.+\))?|\d{1,2}[A-ZĐ]{0,2}(?:\(.+\))?)$")
_ACCESSION = re.compile(
    r"^(?=.*\d{3})[A-ZĐa-zđ]{0,6}[.\-/ ]?[A-ZĐa-zđ0-9]{0,5}[.\-/ ]?\d{2,8}(?:\s*[-–;,/]\s*[A-ZĐa-zđ.]{0,6}\d{1,8})*$"
)
_PAGES = re.compile(r"^\d{1,4}\s*(?:tr|trang|p|tờ)\b.*$|^\d{2,4}(?:\.0)?$", re.IGNORECASE)
_PAGES_SURE = re.compile(r"^[\d\s,;xivl]*\d+\s*(?:tr|trang|p|tờ)\.?\b", re.IGNORECASE)
_SIZE = re.compile(r"\d\s*(?:cm|mm)\b|^\d{2}(?:[.,]\d)?\s*[xX×]\s*\d{2}(?:[.,]\d)?", re.IGNORECASE)
_SMALL = re.compile(r"^\d{1,3}(?:\.0)?(?:\s*(?:cuốn|bản|quyển|cuon|ban|quyen|c|b))?$", re.IGNORECASE)
_DATE = re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})$|^\d{4}-\d\d-\d\d")
_PUBLISHER = re.compile(
    r"^(?:nxb|nha xuat ban|nha xb|n\.?x\.?b)\b|^(?:giao duc|kim dong|tre|chinh tri|van hoc|phu nu|lao dong|thanh nien|"
    r"the gioi|khoa hoc|dai hoc|van hoa|my thuat|quan doi|cong an|hoi nha van|thong tin|su that|tong hop|ha noi$|"
    r"dong nai|da nang|thanh hoa|nong nghiep|y hoc|xay dung|thong ke|tai chinh|tu phap|hong duc|dan tri|"
    r"nha nam|su pham)"
)
_PLACE = re.compile(
    r"^(?:h\.?|ha noi|hn|tp\.?\s*h\.?c\.?m\.?|tp\.? ?ho chi minh|ho chi minh|s\.?g\.?|sai gon|hue|da nang|"
    r"dong nai|thanh hoa|nghe an|can tho|hai phong|london|new york|\[?k\.?d\.?]?)\s*:?$"
)
_IMPRINT = re.compile(r"^[\d\s]*[^\d\s].*[,;:\-–/(\s](?:1[6-9]|20)\d\d\)?\.?$", re.DOTALL)
_LANGUAGE = re.compile(
    r"^(?:tieng |viet|anh|phap|nga|trung|han|nhat|duc|vie|eng|fre|fra|rus|chi|song ngu|da ngu|en|vi|vn)\b.{0,12}$"
)
_GRADE = re.compile(r"^(?:lop\s*)?(?:[1-9]|1[0-2])(?:\s*[-,]\s*\d{1,2})?$")
_STATUS = re.compile(
    r"^(?:tot|moi|cu|hong|mat|rach|con|thanh ly|dang muon|san sang|"
    r"trung binh|kha|binh thuong|available|lost|good)\b.{0,20}$"
)
_NAME_WORD = re.compile(r"^[A-ZÀ-ỸĐ][\w'’.]*$")
_PARTICLES = frozenset(["và", "and", "của", "de", "la", "von", "van", "der", "b.s.", "biên", "soạn", "dịch", "chủ"])


def _author_like(value: str) -> bool:
    first = re.split(r"[;,/&(]| - ", value)[0].strip()
    words = first.split()
    if any(character.isdigit() for character in value) or not 2 <= len(words) <= 5:
        return False
    return all(_NAME_WORD.match(word) or word.lower() in _PARTICLES for word in words)


def _matching(pattern: re.Pattern[str], *, folded: bool = False) -> Callable[[str], bool]:
    if folded:
        return lambda value: pattern.search(fold(value)) is not None
    return lambda value: pattern.search(value) is not None


_SHAPES: dict[Target, Callable[[str], bool]] = {
    Target.ISBN: _matching(_ISBN),
    Target.YEAR: lambda value: bool(_YEAR.match(value) or _DATE.match(value)),
    Target.PRICE: lambda value: bool(_PRICE.match(value) or _THOUSANDS.match(value)),
    Target.CLASS: lambda value: bool(_DDC.match(value) or _CLASS_LETTERS.match(value)),
    Target.ACCESSION: _matching(_ACCESSION),
    Target.PAGES: _matching(_PAGES),
    Target.SIZE: _matching(_SIZE),
    Target.QUANTITY: _matching(_SMALL),
    Target.RECEIVED: _matching(_DATE),
    Target.PUBLISHER: _matching(_PUBLISHER, folded=True),
    Target.PLACE: _matching(_PLACE, folded=True),
    Target.IMPRINT: _matching(_IMPRINT),
    Target.LANGUAGE: _matching(_LANGUAGE, folded=True),
    Target.GRADE: _matching(_GRADE, folded=True),
    Target.STATUS: _matching(_STATUS, folded=True),
    Target.AUTHOR: _author_like,
    Target.AMOUNT: _matching(_PRICE),
    Target.LOCATION: lambda value: not re.fullmatch(r"[\d.,]{4,}", value),
    Target.VOLUME: lambda value: len(value) <= 12,
    Target.CALL_NUMBER: lambda value: bool(re.search(r"\d", value)) and 3 <= len(value) <= 30,
}

#: Tried in this order when the header says nothing; a strict shape comes before a loose one.
_BY_CONTENT: tuple[tuple[Target, Callable[[str], bool], float], ...] = (
    (Target.ISBN, _matching(_ISBN), 0.6),
    (Target.YEAR, _matching(_YEAR), 0.8),
    (Target.RECEIVED, _matching(_DATE), 0.8),
    (Target.PAGES, _matching(_PAGES_SURE), 0.6),
    (Target.SIZE, _matching(_SIZE), 0.6),
    (Target.CLASS, _matching(_DDC), 0.8),
    (Target.PRICE, _matching(_PRICE), 0.8),
    (Target.PLACE, _matching(_PLACE, folded=True), 0.7),
    (Target.PUBLISHER, _matching(_PUBLISHER, folded=True), 0.6),
    (Target.IMPRINT, _matching(_IMPRINT), 0.7),
    (Target.ACCESSION, _matching(_ACCESSION), 0.8),
    (Target.LANGUAGE, _matching(_LANGUAGE, folded=True), 0.8),
    (Target.STATUS, _matching(_STATUS, folded=True), 0.8),
    (Target.AUTHOR, _author_like, 0.7),
)


def share(target: Target, values: Sequence[str]) -> float:
    """How much of `values` fits `target`; 1.0 where the target has no shape of its own or nothing is there."""
    fits = _SHAPES.get(target)
    if fits is None or not values:
        return 1.0
    return sum(1 for value in values if fits(value[:SEEN])) / len(values)


def is_serial(values: Sequence[str]) -> bool:
    """1, 2, 3 … with few gaps."""
    numbers = _numbers(values)
    if len(numbers) < 3 or len(numbers) < 0.8 * len(values):
        return False
    steps = sum(1 for one, two in itertools.pairwise(numbers) if two - one == 1)
    return steps >= 0.8 * (len(numbers) - 1)


def _numbers(values: Sequence[str]) -> list[int]:
    return [int(float(value)) for value in values if re.fullmatch(r"\d{1,6}(?:\.0+)?", value)]


def by_content(values: Sequence[str]) -> tuple[Target, float] | None:
    """The best meaning of a column without a known header, and how sure that is (never above 0.7)."""
    if not values:
        return None
    if is_serial(values) and _numbers(values)[0] <= 1:
        return Target.SERIAL, 0.7
    beginnings = [value[:SEEN] for value in values]
    for target, fits, least in _BY_CONTENT:
        found = sum(map(fits, beginnings)) / len(values)
        if found >= least:
            return target, round(0.7 * found, 2)
    return None


def is_title_like(values: Sequence[str]) -> bool:
    """Long, mostly different texts with letters."""
    if not values:
        return False
    worded = [value for value in values if sum(map(str.isalpha, value)) >= 4]
    return len(worded) >= 0.7 * len(values) and sum(map(len, worded)) / len(worded) >= 10


def has_year_inside(values: Sequence[str]) -> bool:
    return bool(values) and sum(bool(_IMPRINT.search(value)) for value in values) >= 0.5 * len(values)
