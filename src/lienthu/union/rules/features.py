"""What the matcher compares, taken from a MARC record once and stored beside it.

`features(record)` reads the record in one pass; everything that can repeat (names, publishers, extents, words) is
cached by its text. `to_blob` is the stored form: a JSON list in slot order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from lienthu.marc.record import Field, Record
from lienthu.union.rules import names, statements
from lienthu.union.rules.titles import GENRES, Parsed, numbered, parse, parse_text
from lienthu.union.rules.tokens import any_marked, bare, tokens


@dataclass(slots=True)
class Features:
    """Empty string, 0 and empty list mean "not said". Words keep their marks; see `tokens.canon`."""

    title: str = ""
    rest: str = ""
    part_name: str = ""
    parts: list[str] | tuple[str, ...] = ()
    grade: str = ""
    kind: str = ""
    names: list[str] | tuple[str, ...] = ()
    translators: list[str] | tuple[str, ...] = ()
    bodies: list[str] | tuple[str, ...] = ()
    born: int = 0
    edition: str = ""
    revised: bool = False
    publisher: str = ""
    year: int = 0
    pages: int = 0
    volumes: int = 0
    size: int = 0
    isbns: list[str] | tuple[str, ...] = ()
    shared_isbns: list[str] | tuple[str, ...] = ()
    issn: str = ""
    languages: list[str] | tuple[str, ...] = ()
    carrier: str = "p"
    level: str = "m"
    series: str = ""
    series_number: str = ""
    marked: bool = False

    def to_blob(self) -> bytes:
        return orjson.dumps([getattr(self, slot) for slot in SLOTS])

    @classmethod
    def from_blob(cls, blob: bytes | memoryview) -> Features:
        return cls(*orjson.loads(blob))


SLOTS = tuple(Features.__slots__)

Grouped = dict[str, list[Field]]


def group(record: Record) -> Grouped:
    """The fields by tag: made once, read by features and facts."""
    by_tag: Grouped = {}
    for field in record.fields:
        if field.tag in by_tag:
            by_tag[field.tag].append(field)
        else:
            by_tag[field.tag] = [field]
    return by_tag


def features(record: Record, grouped: Grouped | None = None, persons: Mapping[str, str] | None = None) -> Features:
    """`persons`: keys of pen names and variants → the key of the authority heading (`names.person_table`)."""
    by_tag = grouped if grouped is not None else group(record)
    out = Features()
    title_statement = by_tag.get("245")
    responsibility = _title(title_statement[0], out) if title_statement else ""
    _responsibility(by_tag, responsibility, out)
    if persons:
        out.names = list(dict.fromkeys(persons.get(name, name) for name in out.names))
        out.translators = list(dict.fromkeys(persons.get(name, name) for name in out.translators))
    _edition(by_tag, out)
    _publication(by_tag, out)
    _extent(by_tag, out)
    _identifiers(by_tag, out)
    _series(by_tag, out)
    out.level = _level(record.leader)
    out.carrier = _carrier(record, by_tag)
    out.marked = any_marked(out.title.split()) or any_marked(out.rest.split()) or any(map(any_marked, _split(out)))
    out.languages = _languages(by_tag, out)
    return out


def _split(out: Features) -> Iterable[list[str]]:
    return (name.split() for name in (*out.names, *out.bodies))


def _title(field: Field, out: Features) -> str:
    """Fills what 245 says; returns the statement of responsibility."""
    remainder: list[str] = []
    responsibility: list[str] = []
    main: Parsed | None = None
    parallel = False
    for code, text in field.subfields or ():
        if code == "a":
            main = parse_text(text.partition(" = ")[0], main=True) if main is None else main
            parallel = text.rstrip().endswith("=")
        elif code == "b":
            if not parallel:
                remainder.append(text.partition(" = ")[0])
            parallel = text.rstrip().endswith("=")
        elif code == "n":
            numbers = numbered(tokens(text))
            # A yearbook's year in $n is the last word of its title.
            years = [said for said in numbers if len(said) == 4 and said.isdecimal()]
            out.parts = [*out.parts, *(said for said in numbers if said not in years)]
            remainder.extend(years)
        elif code == "p":
            out.part_name = (out.part_name + " " + " ".join(tokens(text))).strip()
        elif code == "c":
            responsibility.append(text)
    _merge(main or Parsed(), parse_text(" ; ".join(remainder)), out)
    return "; ".join(responsibility)


_WHOLE_SET = re.compile(r"(?:trọn bộ|tron bo|bộ|bo)(?: gồm)?(?: (\d{1,3}) (?:tập|tap|quyển|quyen|cuốn|cuon))?")


def _merge(main: Parsed, rest: Parsed, out: Features) -> None:
    out.title = " ".join(main.words)
    if rest.name and not rest.words:
        # `$b Tập 3. Dành cho trẻ em`: the volume first, then the remainder.
        rest.words, rest.name = rest.name, []
    remainder = " ".join(rest.words)
    whole_set = _WHOLE_SET.fullmatch(remainder)
    if whole_set:
        remainder, out.volumes = "", int(whole_set.group(1) or 0)
    out.rest = "" if remainder in GENRES or remainder == out.title else remainder
    out.parts = out.parts or main.parts or rest.parts
    out.part_name = out.part_name or " ".join(main.name or rest.name)
    out.grade = main.grade or rest.grade
    out.kind = main.kind or rest.kind
    if out.part_name and not (out.grade and out.kind):
        named = parse(out.part_name.split())
        out.grade, out.kind = out.grade or named.grade, out.kind or named.kind
        out.parts = out.parts or named.parts
    if main.reprint or rest.reprint:
        out.edition, out.revised = statements.edition(" ".join(main.reprint or rest.reprint))


def _responsibility(by_tag: Grouped, text: str, out: Features) -> None:
    persons: dict[str, None] = {}
    bodies: dict[str, None] = {}
    translators: dict[str, None] = {}
    for tag in ("100", "700"):
        for field in by_tag.get(tag, ()):
            heading = field.first("a")
            if heading:
                role = field.first("e4")
                translated = role and ("dịch" in role or role.startswith(("trl", "dich")))
                if key := names.person(heading):
                    (translators if translated else persons)[key] = None
                if tag == "100":
                    out.born = statements.year(field.first("d"))
    for tag in ("110", "710", "111"):
        for field in by_tag.get(tag, ()):
            heading = field.text("ab")
            if heading:
                bodies[names.body(heading)] = None
    if text:
        said, translating, corporate = names.statement(text)
        translators.update(dict.fromkeys(name for name in translating if name not in persons))
        persons.update(dict.fromkeys(name for name in said if name not in translators))
        bodies.update(dict.fromkeys(corporate))
    for name in translators:
        persons.pop(name, None)
    out.names, out.translators, out.bodies = list(persons)[:6], list(translators)[:4], list(bodies)[:3]


def _edition(by_tag: Grouped, out: Features) -> None:
    for field in by_tag.get("250", ()):
        out.edition, out.revised = statements.edition(field.text("ab"))
        if not out.kind:
            out.kind = parse(tokens(field.first("a"))).kind
        return


def _publication(by_tag: Grouped, out: Features) -> None:
    for tag in ("260", "264"):
        for field in by_tag.get(tag, ()):
            if tag == "264" and field.indicators[1:] not in ("1", " ", ""):
                continue  # production, distribution, copyright
            out.publisher = out.publisher or statements.publisher(field.first("b"))
            out.year = out.year or statements.year(field.text("c"))
    if not out.year:
        fixed = by_tag.get("008")
        if fixed and fixed[0].value[6:7] in ("s", "r", "t", "c", "d", "m"):
            out.year = statements.year(fixed[0].value[7:11])


def _extent(by_tag: Grouped, out: Features) -> None:
    field = next(iter(by_tag.get("300", ())), None)
    if field is not None:
        out.pages, volumes = statements.extent(field.first("a"))
        out.volumes = volumes or out.volumes
        out.size = statements.size(field.first("c"))


def _identifiers(by_tag: Grouped, out: Features) -> None:
    own: dict[str, None] = {}
    shared: dict[str, None] = {}
    for field in by_tag.get("020", ()):
        qualifier = field.first("q")
        for value in field.values("a"):
            code, belongs_to_set = statements.isbn(value, qualifier)
            if code:
                (shared if belongs_to_set else own)[code] = None
    out.isbns, out.shared_isbns = list(own)[:6], list(shared)[:6]
    for field in by_tag.get("022", ()):
        out.issn = out.issn or statements.issn(field.first("a"))


def _series(by_tag: Grouped, out: Features) -> None:
    for tag in ("490", "440", "830"):
        for field in by_tag.get(tag, ()):
            if field.first("a"):
                name, _, number = field.first("a").partition(";")
                said = parse_text(name, main=True)
                out.series = " ".join(said.words)
                out.series_number = (numbered(tokens(field.first("v") or number)) or said.parts or [""])[0]
                break
    _textbook_series(by_tag, out)


def _textbook_series(by_tag: Grouped, out: Features) -> None:
    """Since 2020 a subject has three textbooks; the series that tells them apart stands in many places."""
    if not out.grade:
        return
    said = " ".join(
        bare(w)
        for tag in ("245", "246", "250", "490", "830", "440")
        for f in by_tag.get(tag, ())
        for w in tokens(f.text())
    )
    found = next((series for series in TEXTBOOK_SERIES if series in said), "")
    if found:
        out.series, out.series_number = found, ""
        out.edition = "" if out.edition.startswith("x:") else out.edition
        for name in ("title", "rest", "part_name"):
            words = getattr(out, name).split()
            size = len(found.split())
            at = next((i for i in range(len(words)) if [*map(bare, words[i : i + size])] == found.split()), None)
            if at is not None:
                setattr(out, name, " ".join([*words[:at], *words[at + size :]]))


TEXTBOOK_SERIES = (
    "canh dieu",
    "ket noi tri thuc voi cuoc song",
    "chan troi sang tao",
    "cung hoc de phat trien nang luc",
)


def _level(leader: str) -> str:
    """m monograph, s serial, a part of something larger (leader/07)."""
    code = leader[7:8]
    return "s" if code in ("s", "b", "i") else "a" if code == "a" else "m"


def _carrier(record: Record, by_tag: Grouped) -> str:
    heading = by_tag["245"][0].first("h") if "245" in by_tag else ""
    for tag in ("300", "338", "337"):
        for field in by_tag.get(tag, ()):
            # `250tr. + 1 CD` is a book with a disc.
            found = statements.carrier_words(field.first("a").partition("+")[0]) or (
                statements.RDA_CARRIER.get(field.first("b")[:2], "") if tag == "338" else ""
            )
            if found:
                return found
    if heading and (found := statements.carrier_words(heading)):
        return found
    for tag, codes in (("020", "q"), ("250", "a")):
        for field in by_tag.get(tag, ()):
            if found := statements.carrier_words(field.first(codes)):
                return found
    kind = statements.LEADER_CARRIER.get(record.leader[6:7], "")
    if kind:
        return kind
    category = by_tag.get("007")
    if category and (kind := statements.CATEGORY_CARRIER.get(category[0].value[:1], "")):
        return kind
    local = by_tag.get("925")
    if local:
        said = (local[0].value or local[0].first("a")).strip().lower()
        return statements.LOCAL_CARRIER.get(said, "p")
    fixed = by_tag.get("008")
    return statements.FORM_CARRIER.get(fixed[0].value[23:24], "p") if fixed else "p"


def _languages(by_tag: Grouped, out: Features) -> list[str]:
    """041 $a, else 008/35-37. A fixed field that calls a Vietnamese title foreign is a system's default."""
    codes = {
        code for field in by_tag.get("041", ()) for value in field.values("a") for code in statements.languages(value)
    }
    if not codes and (fixed := by_tag.get("008")):
        codes = set(statements.languages(fixed[0].value[35:38]))
        if codes and "vie" not in codes and (out.marked or _looks_vietnamese(out.title)):
            return []
    return sorted(codes)


def _looks_vietnamese(title: str) -> bool:
    words = title.split()
    return bool(words) and sum(word.isalpha() and len(word) <= 6 for word in words) >= 0.8 * len(words)
