"""The field map: where each bibliographic fact stands in a MARC 21 record. Declared here, used by every room.

`Bib(record)` indexes the fields once; each property reads one fact.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lienthu.marc import isbn as numbers
from lienthu.marc import names, vocabulary
from lienthu.marc.isbn import Isbn, Issn
from lienthu.marc.record import Field, Record
from lienthu.marc.vocabulary import Carrier, Format

# Names of staff (first cataloguer, reviewer) in Vietnamese systems: never leave the library.
PRIVATE_TAGS = frozenset({"911", "912"})
EARLIEST_YEAR = 1400

_MAIN = ("100", "110", "111")
_CREATORS = (*_MAIN, "700", "710", "711")
_KINDS = {"00": "person", "10": "corporate", "11": "meeting"}
_SUBJECTS = {
    "600": "person", "610": "corporate", "611": "meeting", "630": "title", "647": "event", "648": "time",
    "650": "topic", "651": "place", "655": "genre",
}  # fmt: skip
_NO_NOTES = frozenset({"504", "505", "520", "541", "561", "583", "590", "591", "592", "599"})
_YEAR = re.compile(r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_SHORT_RANGE = re.compile(r"([12][0-9]{3})\s*[-–/]\s*([0-9]{2})(?![0-9])")
_PAGES = re.compile(r"([0-9]{1,5})\s*(?:tr\b|tr\.|trang|p\b|p\.|pages|pgs|s\.|стр|с\.)", re.IGNORECASE)
_SIZE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s*(?:x\s*[0-9.,]+\s*)?(c\.?m|mm)", re.IGNORECASE)
_DDC = re.compile(r"^\s*([0-9]{3}(?:\.[0-9]+(?:[ /'’][0-9]+)*)?)(?:\s+(\S.*))?$")
_LEVEL = re.compile(r"[0-9]+")
_ISBD_END = " \t/:;,=+"


def trim(text: str) -> str:
    """A text without the ISBD punctuation that introduces what follows it."""
    return text.strip().rstrip(_ISBD_END).strip()


@dataclass(frozen=True, slots=True)
class Creator:
    name: str
    kind: str  # person, corporate, meeting
    role: str  # MARC relator code or ""
    role_text: str
    main: bool
    dates: str = ""

    @property
    def display(self) -> str:
        return names.in_order(self.name) if self.kind == "person" else self.name


@dataclass(frozen=True, slots=True)
class Subject:
    kind: str
    text: str
    terms: tuple[str, ...]
    scheme: str


@dataclass(frozen=True, slots=True)
class Classification:
    scheme: str  # ddc, udc, lcc, nlm, bbk, local
    number: str
    item: str
    tag: str


@dataclass(frozen=True, slots=True)
class Series:
    title: str
    volume: str
    issn: str


@dataclass(frozen=True, slots=True)
class Part:
    number: str
    name: str


def latest_year() -> int:
    """Books carry next year's date from autumn on."""
    return datetime.datetime.now(tz=datetime.UTC).year + 1


def parse_years(text: str) -> tuple[int | None, int | None]:
    """First and last plausible year of a date statement (`[2019]`, `c1998`, `1998-2001`, `1998-99`)."""
    short = _SHORT_RANGE.search(text)
    found = [int(year) for year in _YEAR.findall(text)]
    if short:
        found.append(int(short[1][:2] + short[2]))
    found = [year for year in found if EARLIEST_YEAR <= year <= latest_year()]
    if not found:
        return None, None
    return (found[0], max(found)) if max(found) > found[0] else (found[0], None)


class Bib:
    """One record's facts. Read-only; cheap to make."""

    def __init__(self, record: Record) -> None:
        self.record = record
        tags: dict[str, list[Field]] = {}
        for field in record.fields:
            if field.tag in tags:
                tags[field.tag].append(field)
            else:
                tags[field.tag] = [field]
        self._tags = tags

    def fields(self, *tags: str) -> Iterable[Field]:
        for tag in tags:
            yield from self._tags.get(tag, ())

    def _control(self, tag: str) -> str:
        found = self._tags.get(tag)
        return found[0].value if found else ""

    def _texts(self, tags: tuple[str, ...], codes: str) -> list[str]:
        return [text for field in self.fields(*tags) for raw in field.values(codes) if (text := trim(raw))]

    @cached_property
    def _title_field(self) -> Field | None:
        found = self._tags.get("245")
        return found[0] if found else None

    def _title_part(self, code: str) -> str:
        field = self._title_field
        if field is None:
            return ""
        if field.is_control:
            return trim(field.value) if code == "a" else ""
        return trim(field.first(code))

    @property
    def control_number(self) -> str:
        return self._control("001").strip()

    @property
    def title(self) -> str:
        """Title proper (245 $a; old records put it in $b or $k alone)."""
        return self._title_part("a") or self._title_part("b") or self._title_part("k")

    @property
    def remainder(self) -> str:
        return self._title_part("b") if self._title_part("a") else ""

    @property
    def parts(self) -> list[Part]:
        """Number and name of the part (245 $n $p), paired in order."""
        found: list[Part] = []
        for code, text in (self._title_field.subfields or ()) if self._title_field else ():
            if code == "n":
                found.append(Part(trim(text), ""))
            elif code == "p" and found and not found[-1].name:
                found[-1] = Part(found[-1].number, trim(text))
            elif code == "p":
                found.append(Part("", trim(text)))
        return found

    @property
    def full_title(self) -> str:
        title = self.title
        if self.remainder:
            title = f"{title} : {self.remainder}"
        for part in self.parts:
            title = title.rstrip(". ")
            title = ". ".join(text for text in (title, part.number.rstrip(".")) if text)
            title = f"{title}, {part.name}" if part.number and part.name else f"{title}. {part.name}".rstrip(". ")
        return title

    @property
    def other_titles(self) -> list[str]:
        """Uniform, parallel, cover, former titles and the original title of a translation."""
        return self._texts(("130", "240", "246", "247", "730", "740"), "a")

    @property
    def responsibility(self) -> str:
        return self._title_part("c").rstrip(".")

    @cached_property
    def creators(self) -> list[Creator]:
        found: list[Creator] = []
        for field in self.fields(*_CREATORS):
            if field.tag[0] == "7" and field.first("t"):
                continue  # a related work, not a contributor
            name = _name(field)
            if not name:
                continue
            text = trim(field.first("e" if field.tag[1:] != "11" else "j"))
            code = next((code for raw in field.values("4") if (code := vocabulary.role(raw[-3:]))), "")
            kind, dates = _KINDS[field.tag[1:]], ""
            if kind == "person":
                name, dates = names.split_dates(name)
                dates = trim(field.first("d")) or dates
            role = code or vocabulary.role(text)
            made = Creator(name, kind, role, text.rstrip("."), field.tag in _MAIN, dates)
            if made not in found:
                found.append(made)
        return found

    @property
    def edition(self) -> str:
        return "; ".join(trim(field.text("ab")) for field in self.fields("250") if field.text("ab"))

    @cached_property
    def _imprints(self) -> list[Field]:
        """264 of a publisher (second indicator 1), else 260, else any other 264."""
        published = [field for field in self.fields("264") if field.indicators[1:] == "1"]
        return published or list(self.fields("260")) or list(self.fields("264"))

    def _imprint(self, code: str) -> str:
        return next((text for field in self._imprints for raw in field.values(code) if (text := trim(raw))), "")

    @property
    def place(self) -> str:
        return vocabulary.place(self._imprint("a"))

    @property
    def publisher(self) -> str:
        return self._imprint("b").strip("[] ")

    @property
    def date_text(self) -> str:
        return self._imprint("c").rstrip(".")

    @cached_property
    def years(self) -> tuple[int | None, int | None]:
        for field in self._imprints:
            for text in field.values("cg"):
                found = parse_years(text)
                if found[0] is not None:
                    return found
        fixed = self._control("008")
        if len(fixed) >= 11 and fixed[6] not in "nb|":
            first, _ = parse_years(fixed[7:11])
            last, _ = parse_years(fixed[11:15]) if fixed[6] in "cdikmu" else (None, None)
            return first, (last if first and last and last > first else None)
        return None, None

    @property
    def year(self) -> int | None:
        return self.years[0]

    @property
    def extent(self) -> str:
        return next((trim(field.text("af")) for field in self.fields("300") if field.text("af")), "").lstrip(".")

    @property
    def pages(self) -> int | None:
        match = _PAGES.search(self.extent)
        return int(match[1]) if match else None

    @property
    def size(self) -> str:
        return next((trim(field.first("c")) for field in self.fields("300") if field.first("c")), "")

    @property
    def size_cm(self) -> float | None:
        match = _SIZE.search(self.size)
        if not match:
            return None
        number = float(match[1].replace(",", "."))
        return number / 10 if match[2].lower() == "mm" else number

    @cached_property
    def isbns(self) -> list[Isbn]:
        return [found for field in self.fields("020") for found in numbers.field_isbns(field)]

    @property
    def issns(self) -> list[Issn]:
        return [found for field in self.fields("022") for found in numbers.parse_issns(field)]

    @property
    def price(self) -> str:
        return next((text for field in self.fields("020") if (text := numbers.field_price(field))), "")

    @cached_property
    def languages(self) -> list[str]:
        """Languages of the text: 041 $a $d $j, else 008/35-37."""
        found = [
            code for field in self.fields("041") for raw in field.values("adj") for code in vocabulary.languages(raw)
        ]
        fixed = self._control("008")
        if not found and len(fixed) >= 38:
            found = [code for code in (vocabulary.language(fixed[35:38]),) if code not in ("", "und", "zxx")]
        return list(dict.fromkeys(found))

    @property
    def original_languages(self) -> list[str]:
        found = [
            code for field in self.fields("041") for raw in field.values("h") for code in vocabulary.languages(raw)
        ]
        return list(dict.fromkeys(found))

    @cached_property
    def subjects(self) -> list[Subject]:
        found = []
        for field in self.fields(*_SUBJECTS):
            terms = _subject_terms(field)
            if terms:
                scheme = trim(field.first("2")) or {"0": "lcsh", "2": "mesh"}.get(field.indicators[1:2], "")
                found.append(Subject(_SUBJECTS[field.tag], " -- ".join(terms), terms, scheme))
        return list(dict.fromkeys(found))

    @property
    def keywords(self) -> list[str]:
        texts = [text for field in self.fields("653") for raw in field.values("a") for text in raw.split(";")]
        return list(dict.fromkeys(text for raw in texts if (text := trim(raw).rstrip("."))))

    @cached_property
    def classifications(self) -> list[Classification]:
        found = []
        for tag, scheme in (("082", "ddc"), ("080", "udc"), ("050", "lcc"), ("060", "nlm"), ("094", "bbk"),
                            ("084", ""), ("090", "")):  # fmt: skip
            for field in self.fields(tag):
                item = trim(field.first("b"))
                for text in field.values("a"):
                    found.append(_classification(tag, scheme or field.first("2").lower(), text, item))
        return [one for one in found if one.number]

    @property
    def series(self) -> list[Series]:
        chosen = list(self.fields("490", "440")) or list(self.fields("830", "800", "810"))
        found = [
            Series(trim(title), trim(field.first("v")), field.first("x").strip(" ;:"))
            for field in chosen
            if (title := field.first("t" if field.tag in ("800", "810") else "a"))
        ]
        return list(dict.fromkeys(found))

    @property
    def summary(self) -> str:
        return "\n".join(text for field in self.fields("520") if (text := field.text("ab").strip()))

    @property
    def contents(self) -> list[str]:
        return [text for field in self.fields("505") if (text := field.text("agrt").strip())]

    @property
    def notes(self) -> list[str]:
        tags = sorted(tag for tag in self._tags if tag[0] == "5" and tag not in _NO_NOTES)
        return [text for field in self.fields(*tags) if (text := field.text("abcde3").strip())]

    @property
    def links(self) -> list[str]:
        return [url for field in self.fields("856") for raw in field.values("u") if (url := raw.strip())]

    @cached_property
    def format(self) -> Format:
        for field in self.fields("927"):
            local = vocabulary.LOCAL_FORMATS.get((field.value or field.first("a")).strip().upper())
            if local is not None and not (local is Format.BOOK and self._leader_format is not Format.BOOK):
                return local
        return self._leader_format

    @property
    def _leader_format(self) -> Format:
        leader = f"{self.record.leader:24}"
        if leader[6] in "at" and "502" in self._tags:
            return Format.THESIS
        if leader[6] in "a " and leader[7] in "bis":
            return Format.SERIAL
        physical = self._control("007")[:1]
        if leader[6] == "g" and physical == "k":
            return Format.PICTURE
        return vocabulary.LEADER_FORMATS.get(leader[6], Format.BOOK)

    @property
    def carrier(self) -> Carrier:
        """008 form of item, 007, local 925."""
        local = {(field.value or field.first("a")).strip().upper() for field in self.fields("925")}
        fixed = self._control("008")
        place = 29 if self.record.leader[6:7] in "efgk" else 23
        form = fixed[place : place + 1]
        physical = [field.value[:2] for field in self.fields("007")]
        if form == "o" or "cr" in physical:
            return Carrier.ONLINE
        if form in ("s", "q") or "co" in physical or local & {"ĐT", "DT"}:
            return Carrier.ELECTRONIC
        return vocabulary.FORM_CARRIERS.get(form, Carrier.PRINT)


def _name(field: Field) -> str:
    codes = {"00": "abc", "10": "ab", "11": "andc"}[field.tag[1:]]
    name = trim(field.text(codes) if field.subfields is not None else field.value)
    return name if re.search(r"(?:^|[ .])\w{1,3}\.$", name) else name.rstrip(".").rstrip(_ISBD_END)


def _subject_terms(field: Field) -> tuple[str, ...]:
    head = trim(field.text("abcdnpqt")).rstrip(".")
    divisions = [trim(text).rstrip(".") for text in field.values("vxyz")]
    return tuple(text for text in (head, *divisions) if text)


def _classification(tag: str, scheme: str, text: str, item: str) -> Classification:
    number = trim(text)
    match = _DDC.match(number)
    if scheme in ("", "ddc", "local") and match:
        # Local 090 repeats the DDC number with the title code; spaces and primes in it are display only.
        number, item = re.sub(r"[ /'’]", "", match[1]), item or (match[2] or "")
        scheme = "ddc"
    if tag == "084" and "bbk" in scheme:
        scheme = "bbk"
    return Classification(scheme or "local", number, item, tag)


_SECRET = re.compile(r"m[ậâ]t|h[ạa]n ch[ếe]|n[ộo]i b[ộo]|secret|restrict", re.IGNORECASE)


def secrecy_level(record: Record) -> int:
    """Local 926 "độ mật" 0-10. A short text without a number still means that somebody restricted the record;
    the many-subfield 926 of foreign systems (shelf locations) does not."""
    level = 0
    for field in record.all("926"):
        for text in [field.value] if field.value else field.values("a"):
            text = text.strip(" .-")
            found = _LEVEL.match(text)
            if found:
                level = max(level, min(int(found.group()[:4]), 10))
            elif text and (_SECRET.search(text) or len(field.subfields or ()) < 2):
                level = max(level, 1)
    return level


def public_copy(record: Record) -> Record:
    """The record as it may leave the library: without staff names."""
    return Record(record.leader, [field for field in record.fields if field.tag not in PRIVATE_TAGS])
