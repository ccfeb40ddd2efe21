"""A row of a sheet as a MARC record, by the declared mapping of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lienthu.catalogue.importers import row_values
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.rules.items import MOST_COUNTED, QUANTITY
from lienthu.marc.isbn import parse_isbns
from lienthu.marc.record import Field, Record

#: Targets that become one subfield of one field, in MARC order (tag, indicators, code).
_PLAIN: tuple[tuple[Target, str, str, str], ...] = (
    (Target.EDITION, "250", "  ", "a"),
    (Target.SERIES, "490", "0 ", "a"),
    (Target.NOTE, "500", "  ", "a"),
    (Target.SUMMARY, "520", "  ", "a"),
    (Target.GRADE, "521", "  ", "a"),
    (Target.RECEIVED, "541", "  ", "d"),
)
_LINES = re.compile(r"\s*[\r\n]\s*")
_DDC = re.compile(r"^\d{3}(?:[.,]\d[\d\s.]*)?$")


@dataclass(slots=True)
class Built:
    record: Record
    problems: list[tuple[str, dict[str, str]]] = field(default_factory=list)


def build(cells: Sequence[str], targets: Sequence[Target], more: Sequence[Sequence[str]] = ()) -> Built:
    """`cells` are repaired texts; `targets` says what each is; `more` are the rows of the book's other copies."""
    row = _Row(_by_target(cells, targets))
    built = Built(Record())
    fields = [
        *row.control(),
        *row.numbers(built),
        *row.classes(),
        *row.names_first(),
        *row.title(),
        *row.imprint(built),
    ]
    fields += row.plain()
    fields += row.topics()
    fields += row.added_names()
    fields += row.copies(built)
    fields += _other_copies(row, [_Row(_by_target(one, targets)) for one in more])
    built.record.fields = [one for one in fields if one.subfields is None or one.subfields]
    return built


def _by_target(cells: Sequence[str], targets: Sequence[Target]) -> dict[Target, list[str]]:
    values: dict[Target, list[str]] = {}
    for cell, target in zip(cells, targets, strict=False):
        if cell and target is not Target.IGNORE:
            values.setdefault(target, []).append(cell)
    return values


def _other_copies(first: _Row, more: Sequence[_Row]) -> list[Field]:
    """A holding for each further row, with its own place, state and note; a date only where it is another one."""
    numbers = set(first.accessions())
    dates = set(first.values.get(Target.RECEIVED, []))
    found = []
    for row in more:
        new = [number for number in row.accessions() if number not in numbers]
        numbers.update(new)
        found.append(
            _field(
                "852", "  ",
                ("b", row.location()),
                ("h", row.one(Target.CALL_NUMBER) or first.one(Target.CALL_NUMBER)),
                *(("j", number) for number in new),
                ("s", row.one(Target.STATUS)),
                ("z", "; ".join(row.values.get(Target.NOTE, []))),
            )
        )  # fmt: skip
        for date in row.values.get(Target.RECEIVED, []):
            if date not in dates:
                dates.add(date)
                found.append(_field("541", "  ", ("d", row_values.received(date))))
    return found


class _Row:
    def __init__(self, values: dict[Target, list[str]]) -> None:
        self.values = values
        self.combined_title, combined_author = self._combined()
        authors = [combined_author, *values.get(Target.AUTHOR, [])]
        self.names = [name for cell in authors for name in row_values.names(cell)]
        self.headings = [name for name in self.names if not row_values.is_nobody(name.text)]

    def one(self, target: Target) -> str:
        found = self.values.get(target)
        return found[0] if found else ""

    def _combined(self) -> tuple[str, str]:
        if self.one(Target.TITLE_AUTHOR):
            return row_values.title_and_author(self.one(Target.TITLE_AUTHOR))
        if self.one(Target.AUTHOR_TITLE):
            return row_values.author_and_title(self.one(Target.AUTHOR_TITLE))
        return self.one(Target.TITLE), ""

    def control(self) -> list[Field]:
        number = self.one(Target.CONTROL_NO)
        return [Field("001", number[:80])] if number else []

    def numbers(self, built: Built) -> list[Field]:
        price = row_values.price(self.one(Target.PRICE), self.one(Target.YEAR))
        isbn = self.one(Target.ISBN)
        if isbn and row_values.is_cut_isbn(isbn):
            built.problems.append(("catalogue.isbn_cut", {"value": isbn[:60]}))
            found = [_field("020", "  ", ("z", isbn))]
        else:
            isbns = row_values.isbns(isbn) if isbn else []
            found = [_field("020", "  ", ("a", one)) for one in isbns]
            if isbn and not parse_isbns(" ; ".join(isbns)) and not row_values.is_nothing(isbn):
                built.problems.append(("catalogue.isbn_unreadable", {"value": isbn[:60]}))
        if price:
            if not found:
                found = [Field("020", "", "  ", [])]
            assert found[0].subfields is not None
            found[0].subfields.append(("c", price))
        code = row_values.language(self.one(Target.LANGUAGE))
        if code in ("rad", "cmo"):
            found.append(_field("041", "07", ("a", code), ("2", "iso639-3")))
        elif code:
            found.append(_field("041", "0 ", ("a", code)))
        elif self.one(Target.LANGUAGE):
            built.problems.append(("catalogue.language_unknown", {"value": self.one(Target.LANGUAGE)[:60]}))
            found.append(_field("546", "  ", ("a", self.one(Target.LANGUAGE))))
        return found

    def classes(self) -> list[Field]:
        found = []
        text = self.one(Target.CLASS)
        if text:
            ddc, _, book = text.partition("/")
            if not book and " " in text and _DDC.match(text.split()[0]):
                ddc, book = text.split(" ", 1)
            if _DDC.match(ddc.strip()):
                found.append(_field("082", "04", ("a", ddc.strip().replace(",", ".")), ("b", book.strip())))
            else:
                found.append(_field("084", "  ", ("a", text)))
        if self.one(Target.CALL_NUMBER):
            found.append(_field("090", "  ", ("a", self.one(Target.CALL_NUMBER))))
        return found

    def names_first(self) -> list[Field]:
        if not self.headings:
            return []
        first = self.headings[0]
        if first.role:
            return []  # an editor or translator is an added entry
        return [_name_field(first, "110" if first.corporate else "100")]

    def title(self) -> list[Field]:
        main = self.combined_title
        subtitle = self.one(Target.SUBTITLE)
        if not subtitle and " : " in main:
            main, subtitle = main.split(" : ", 1)
        volume = self.one(Target.VOLUME)
        if volume and volume.isdigit():
            volume = "T." + volume
        statement = "; ".join(name.stated for name in self.names)
        parts = [("a", main), ("n", volume), ("b", subtitle), ("c", statement)]
        if not any(map(str.isalnum, main)):
            return []
        return [_field("245", "10" if self.headings and not self.headings[0].role else "00", *parts)]

    def imprint(self, built: Built) -> list[Field]:
        parsed = row_values.imprint(self.one(Target.IMPRINT)) if self.one(Target.IMPRINT) else row_values.Imprint()
        place = self.one(Target.PLACE) or parsed.place
        publisher = self.one(Target.PUBLISHER) or parsed.publisher
        year = self.one(Target.YEAR)
        if year and not row_values.year(year):
            built.problems.append(("catalogue.year_unreadable", {"value": year[:60]}))
        year = (row_values.year(year) or year) if year else parsed.year
        found = [_field("260", "  ", ("a", place), ("b", publisher), ("c", year))] if place or publisher or year else []
        pages, size = self.one(Target.PAGES), self.one(Target.SIZE)
        if pages.isdigit():
            pages += " tr."
        if re.fullmatch(r"\d{2}(?:[.,]\d)?", size):
            size += "cm"
        if pages or size:
            found.append(_field("300", "  ", ("a", pages), ("c", size)))
        return found

    def plain(self) -> list[Field]:
        found = []
        for target, tag, indicators, code in _PLAIN:
            for value in self.values.get(target, []):
                if target is Target.RECEIVED:
                    value = row_values.received(value)
                elif target is Target.GRADE and re.fullmatch(r"[\d\s,\-]+", value):
                    value = "Lớp " + value
                elif target is Target.EDITION and value.isdigit():
                    value = f"Tái bản lần {value}"
                found.append(_field(tag, indicators, (code, value)))
        return found

    def topics(self) -> list[Field]:
        found = [
            _field("650", " 4", ("a", part.strip()))
            for cell in self.values.get(Target.SUBJECT, [])
            for part in re.split(r"[;\n]| -- ", cell)
            if part.strip()
        ]
        for cell in self.values.get(Target.KEYWORD, []):
            parts = re.split(r"[;\n]", cell) if re.search(r"[;\n]", cell) else cell.split(",")
            found += [_field("653", "  ", ("a", part.strip(" ."))) for part in parts if part.strip(" .")]
        return found

    def added_names(self) -> list[Field]:
        start = 0 if self.headings and self.headings[0].role else 1
        found = [_name_field(name, "710" if name.corporate else "700") for name in self.headings[start:]]
        for target, role in ((Target.EDITOR, "chủ biên"), (Target.TRANSLATOR, "dịch")):
            for cell in self.values.get(target, []):
                for name in row_values.names(cell):
                    tag = "710" if name.corporate else "700"
                    found.append(_name_field(row_values.Name(name.text, name.corporate, name.role or role), tag))
        return found

    def location(self) -> str:
        return " / ".join(self.values.get(Target.LOCATION, []))

    def accessions(self) -> list[str]:
        cells = self.values.get(Target.ACCESSION, [])
        return [_LINES.sub("; ", re.sub(r"^(\d+)\.0$", r"\1", cell)) for cell in cells]

    def copies(self, built: Built) -> list[Field]:
        found = []
        count_text = self.one(Target.QUANTITY)
        count = row_values.quantity(count_text) if count_text else None
        if count_text and (count is None or count > MOST_COUNTED):
            built.problems.append(("catalogue.quantity_unreadable", {"value": count_text[:60]}))
            count = None
        parts = [("b", self.location()), ("h", self.one(Target.CALL_NUMBER))]
        parts += [("j", cell) for cell in self.accessions()]
        if count is not None:
            parts.append((QUANTITY, str(count)))
        parts.append(("s", self.one(Target.STATUS)))
        if any(text for _code, text in parts) or self.combined_title:
            found.append(
                _field("852", "  ", *parts) if any(t for _c, t in parts) else _field("852", "  ", (QUANTITY, "1"))
            )
        if self.one(Target.SECRECY):
            found.append(Field("926", self.one(Target.SECRECY)))
        if self.one(Target.KIND):
            found.append(_field("655", " 4", ("a", " / ".join(self.values[Target.KIND]))))
        return found


def _field(tag: str, indicators: str, *parts: tuple[str, str]) -> Field:
    return Field(tag, "", indicators, [(code, _LINES.sub(" ", text)) for code, text in parts if text])


def _name_field(name: row_values.Name, tag: str) -> Field:
    # First indicator 1: entry under a surname, 0 for a name that is not inverted (the usual Vietnamese order).
    indicator = "2 " if name.corporate else ("1 " if "," in name.text else "0 ")
    return _field(tag, indicator, ("a", name.text), ("e", name.role))
