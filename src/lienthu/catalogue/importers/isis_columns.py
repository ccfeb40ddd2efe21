"""What the tags of a CDS/ISIS base mean, told by their contents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lienthu.catalogue.importers import row_values, shapes
from lienthu.catalogue.importers.columns import Column, Layout
from lienthu.catalogue.importers.isis_table import Base, Key, header
from lienthu.catalogue.importers.targets import Target
from lienthu.text import fold

_ROLE = re.compile(
    r"^(?:chu bien|ch\.? ?b|dich|bien soan|b\.? ?s|suu tam|hieu dinh|minh hoa|tranh|ed|tr|trans|author)\b"
)
_EDITION = re.compile(r"^(?:tai ban|in lan|xuat ban lan|lan thu|\d+(?:st|nd|rd|th) ed|rev)|\bed(?:ition|\.)")
_INVERTED = re.compile(r"^[A-ZÀ-ỸĐ][\w'’-]+(?: [A-ZÀ-ỸĐ][\w'’-]+)?, ?[A-ZÀ-ỸĐ]")
_IMPRINT_END = re.compile(r"\s*[:;,/]\s*$")
_EXTENT = re.compile(r"\d\s*(?:tr|trang|p|pp|s|tờ|vol|v)\b|^(?:p|pp)\.? ?\d", re.IGNORECASE)
_YEAR = re.compile(r"^\D{0,3}(?:1[5-9]|20)\d\d\b.{0,3}$")
_TERMS = re.compile(r"<[^<>]+>\s*\.?$|^/[^/]+/")
_BBK = re.compile(r"[1-9]\d?(?:\.\d+)*(?:\([^()]+\))?[\d.\-()=]*")
_LEVEL = re.compile(r"^(?:\d|10)$")

#: The base that UNESCO gives out with the program; libraries that began with it kept its tags.
_UNESCO = {
    "24": Target.TITLE, "70": Target.AUTHOR, "71": Target.AUTHOR, "26": Target.IMPRINT, "30": Target.PAGES,
    "44": Target.SERIES, "50": Target.NOTE, "69": Target.KEYWORD, "25": Target.EDITION,
}  # fmt: skip
#: Surer than this and the title needs no person.
TITLE_SURE = 0.5


@dataclass(slots=True)
class _Key:
    """A key's contents. `often`: share of the records that have it; `most`: how often in one record."""

    values: list[str]
    often: float
    most: int
    target: Target = Target.IGNORE
    confidence: float = 0.3

    @property
    def open(self) -> bool:
        return self.target is Target.IGNORE

    @property
    def variety(self) -> float:
        return len(set(self.values)) / len(self.values)

    @property
    def length(self) -> float:
        return sum(map(len, self.values)) / len(self.values)

    def share(self, fits: Callable[[str], object]) -> float:
        return sum(1 for value in self.values if fits(value)) / len(self.values)

    def claim(self, target: Target, confidence: float) -> None:
        self.target, self.confidence = target, round(confidence, 2)


def is_marc(base: Base) -> bool:
    """A base that took MARC's own tags needs no mapping."""
    titles = base.values.get(("245", "a"), [])
    return bool(base.records) and sum(map(bool, titles)) >= 0.6 * base.records


def recognise(base: Base) -> Layout | None:
    if not base.values:
        return None
    keys = {key: _key_of(base, rows) for key, rows in base.values.items()}
    for key, one in keys.items():
        _by_content(key, one)
    _unesco(keys)
    for tag in dict.fromkeys(tag for tag, _code in keys):
        _imprint_of({code: one for (other, code), one in keys.items() if other == tag})
    _title(keys)
    for tag in dict.fromkeys(tag for tag, _code in keys):
        _beside({code: one for (other, code), one in keys.items() if other == tag})
    _topics(keys)
    _doubles(keys)
    columns = [
        Column(index, header(key), one.target, one.confidence, list(dict.fromkeys(one.values))[:3])
        for index, (key, one) in enumerate(keys.items())
    ]
    layout = Layout(0, 1, columns)
    if not layout.has_title:
        layout.warnings.append("no_title_column")
    if any(column.confidence < 0.6 for column in columns):
        layout.warnings.append("unsure_columns")
    return layout


def _key_of(base: Base, rows: Sequence[Sequence[str]]) -> _Key:
    values = [value[: shapes.SEEN] for row in rows for value in row]
    return _Key(values, sum(map(bool, rows)) / base.records, max(map(len, rows)))


def _bare(value: str) -> str:
    """Without the punctuation that ISBD puts at the end of an element."""
    return _IMPRINT_END.sub("", value)


def _by_content(key: Key, one: _Key) -> None:
    values = [_bare(value) for value in one.values]
    guess = _special(key, one, values)
    if guess is None and one.share(_is_role) < 0.5:
        guess = _named(one, values) or shapes.by_content(values)
        if guess is None and one.share(_EXTENT.search) >= 0.6:
            guess = Target.PAGES, 0.7
        if guess is None and one.share(_YEAR.search) >= 0.7:
            guess = Target.YEAR, 0.7
    repeats = guess is not None and guess[0] is Target.ACCESSION and one.variety < 0.9
    if guess is not None and guess[0] not in (Target.SERIAL, Target.STATUS) and not repeats:
        one.claim(*guess)


def _special(key: Key, one: _Key, values: Sequence[str]) -> tuple[Target, float] | None:
    if key == ("1", "a") and one.most == 1 and one.often > 0.9 and one.variety > 0.9 and one.length < 24:
        return Target.CONTROL_NO, 0.8
    if one.most == 1 and one.often > 0.5 and one.share(_LEVEL.match) == 1 and values.count("0") >= 0.5 * len(values):
        # Wrong the other way, a restricted record would be shown; this way it waits for a reviewer.
        return Target.SECRECY, 0.5
    if one.share(_TERMS.search) >= 0.5:
        return Target.KEYWORD, 0.8
    return (Target.LANGUAGE, 0.8) if one.share(row_values.language) >= 0.8 else None


def _named(one: _Key, values: Sequence[str]) -> tuple[Target, float] | None:
    if _inverted(one) or _corporate(values):
        return Target.AUTHOR, 0.7
    if sum(map(_is_edition, values)) >= 0.7 * len(values):
        return Target.EDITION, 0.7
    if one.share(_BBK.fullmatch) >= 0.8 and one.share(lambda value: "(" in value) >= 0.2:
        return Target.CLASS, 0.6
    return None


def _is_edition(value: str) -> bool:
    return _EDITION.search(fold(value)) is not None


def _is_role(value: str) -> bool:
    return _ROLE.match(fold(value)) is not None


def _inverted(one: _Key) -> bool:
    return one.length < 40 and one.share(_INVERTED.match) >= 0.6


def _corporate(values: Sequence[str]) -> bool:
    return sum(name.corporate for value in values for name in row_values.names(value)[:1]) >= 0.4 * len(values)


def _unesco(keys: dict[Key, _Key]) -> None:
    """Its tags, where titles, imprints and extents bear it out."""
    title, extent = keys.get(("24", "a")), keys.get(("30", "a"))
    imprint = [one for (tag, _code), one in keys.items() if tag == "26"]
    dated = any(one.share(row_values.year) >= 0.6 for one in imprint)
    if title is None or not title.open or not dated or extent is None or extent.share(_EXTENT.search) < 0.5:
        return
    for (tag, code), one in keys.items():
        if tag == "26" and len(imprint) > 1:
            continue
        if code == "a" and tag in _UNESCO and (one.open or tag in ("24", "70", "71")):
            one.claim(_UNESCO[tag], 0.8)


def _imprint_of(parts: dict[str, _Key]) -> None:
    """Where one subfield is the year, the two texts beside it are the place and the publisher, in this order."""
    if not any(one.target is Target.YEAR for one in parts.values()):
        return
    texts = [one for one in parts.values() if one.target in (Target.IGNORE, Target.PLACE, Target.PUBLISHER)]
    texts = [one for one in texts if one.often >= 0.3]
    if len(texts) == 2:
        swapped = texts[0].target is Target.PUBLISHER or texts[1].target is Target.PLACE
        texts[swapped].claim(Target.PLACE, 0.7)
        texts[not swapped].claim(Target.PUBLISHER, 0.7)


def _title(keys: dict[Key, _Key]) -> None:
    """The text that most records have once, that seldom repeats, and that no other shape explains."""
    if any(one.target is Target.TITLE for one in keys.values()):
        return
    scored = []
    for (tag, code), one in keys.items():
        worded = one.share(lambda value: sum(map(str.isalpha, value)) >= 3)
        if not (one.open and one.most == 1 and one.often >= 0.8 and worded >= 0.8):
            continue
        if one.variety < 0.4 or not 5 <= one.length <= 180 or (code != "a" and (tag, "a") in keys):
            continue
        beside = code == "a" and one.share(lambda value: _IMPRINT_END.search(value)) > 0.3
        scored.append(
            (one.variety * min(one.length, 40) * (1.5 if beside else 1.0) * (1.2 if code == "a" else 0.5), one)
        )
    scored.sort(key=lambda pair: -pair[0])
    if not scored:
        return
    explained = sum(one.target in (Target.YEAR, Target.IMPRINT, Target.PAGES, Target.AUTHOR) for one in keys.values())
    alone = len(scored) == 1 or scored[0][0] >= 1.3 * scored[1][0]
    confidence = 0.3 + 0.2 * alone + 0.15 * min(explained, 2)
    if confidence >= TITLE_SURE and explained:
        scored[0][1].claim(Target.TITLE, confidence)


def _beside(parts: dict[str, _Key]) -> None:
    """Subfields without a meaning of their own belong to the one that has one."""
    main = {one.target for one in parts.values()} - {Target.IGNORE}
    if Target.ACCESSION in main:
        _store_beside(parts)
    if Target.TITLE in main:
        for code, target in (("b", Target.SUBTITLE), ("n", Target.VOLUME), ("c", Target.PART)):
            if code in parts and parts[code].target is not Target.TITLE:
                parts[code].claim(target, 0.7)
    if Target.AUTHOR in main:
        for one in parts.values():
            if one.target is not Target.AUTHOR and one.share(_is_role) >= 0.5:
                one.claim(Target.PART, 0.7)
    for one in parts.values():
        if main and one.open:
            one.claim(Target.PART, 0.6)


def _store_beside(parts: dict[str, _Key]) -> None:
    """Beside the accession number stand the library and the store, or the store alone."""
    texts = [code for code, one in parts.items() if one.open or one.target in (Target.LOCATION, Target.AUTHOR)]
    texts = [code for code in texts if parts[code].variety < 0.5]
    if texts:
        parts["b" if "b" in texts else texts[-1]].claim(Target.LOCATION, 0.6)


def _topics(keys: dict[Key, _Key]) -> None:
    """What is still unexplained: short texts, several in a record, are keywords; long ones tell what it is about."""
    for (_tag, code), one in keys.items():
        if not one.open or code != "a" or one.share(lambda value: any(map(str.isalpha, value))) < 0.9:
            continue
        if one.most > 1 and one.length <= 40:
            one.claim(Target.KEYWORD, 0.6)
        elif one.length > 120:
            one.claim(Target.SUMMARY, 0.5)
        elif one.often < 0.5 and one.variety < 0.6 and one.length >= 8:
            one.claim(Target.SERIES, 0.4)


#: Several tags of one base may carry anything but these.
SINGLE = frozenset({Target.CONTROL_NO, Target.TITLE, Target.TITLE_AUTHOR, Target.AUTHOR_TITLE})


def _doubles(keys: dict[Key, _Key]) -> None:
    for target in SINGLE:
        same = [one for one in keys.values() if one.target is target]
        for one in same:
            if one is not max(same, key=lambda each: (each.confidence, each.often)):
                one.claim(Target.IGNORE, 0.3)
