"""A book as a school librarian says it, made into a MARC record. Pure.

Names, imprint and pages are read as those of a sheet are (`importers.sheet_record`); here come the fixed fields, RDA's
264, articles that sorting passes over, and what a schoolbook is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lienthu.catalogue.importers.sheet_record import build
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.rules.title_code import Table, title_code
from lienthu.marc.record import Field, Record
from lienthu.marc.templates import fresh, with_dates

#: Kind → (template, genre heading of 655). The words are part of the record, in the language of the catalogue.
KINDS: dict[str, tuple[str, str]] = {
    "textbook": ("textbook", "Sách giáo khoa"),
    "teacher": ("textbook", "Sách giáo viên"),
    "exercise": ("textbook", "Sách bài tập"),
    "reference": ("book", "Sách tham khảo"),
    "story": ("book", "Truyện thiếu nhi"),
    "other": ("book", ""),
}
_FOR_PUPILS = frozenset({"textbook", "exercise", "story"})
#: Articles at the beginning of a title that sorting passes over (245, second indicator).
_ARTICLES = {
    "eng": re.compile(r"(?:the|an?) +", re.IGNORECASE),
    "fre": re.compile(r"(?:(?:les?|la|une?) +|l['’])", re.IGNORECASE),
    "ger": re.compile(r"(?:der|die|das|eine?) +", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class ShortBook:
    """What the form asks for; only the title must be there."""

    title: str
    isbn: str = ""
    subtitle: str = ""
    volume: str = ""
    author: str = ""
    place: str = ""
    publisher: str = ""
    year: str = ""
    edition: str = ""
    pages: str = ""
    size: str = ""
    price: str = ""
    subject: str = ""
    grade: str = ""
    kind: str = "other"
    class_no: str = ""
    language: str = "vie"


def short_record(book: ShortBook, *, entered: str, titles: Table) -> Record:
    """`entered`: the day as yymmdd; `titles`: the title code table for the shelf mark."""
    template, genre = KINDS.get(book.kind, KINDS["other"])
    cells = {
        Target.ISBN: book.isbn, Target.PRICE: book.price, Target.TITLE: book.title, Target.SUBTITLE: book.subtitle,
        Target.VOLUME: book.volume, Target.AUTHOR: book.author, Target.PLACE: book.place,
        Target.PUBLISHER: book.publisher, Target.YEAR: book.year, Target.EDITION: book.edition,
        Target.PAGES: book.pages, Target.SIZE: book.size, Target.GRADE: book.grade, Target.KEYWORD: book.subject,
        Target.CLASS: book.class_no, Target.KIND: genre,
    }  # fmt: skip
    said = build(list(cells.values()), list(cells)).record
    start = fresh(template, entered)
    kept = [field for field in start.fields if field.tag in ("008", "336", "337", "338")]
    fields = [field for field in said.fields if field.tag != "852"]
    language = book.language if re.fullmatch(r"[a-z]{3}", book.language) else "vie"
    fields.append(Field("041", "", "0 ", [("a", language)]))
    fields += _schoolbook(book, genre)
    # Nothing is punctuated (leader/18 c): the display writes the marks.
    record = Record(f"{start.leader[:18]}c{start.leader[19:]}", sorted([*kept, *fields], key=_place))
    for field in record.fields:
        _finish(field, book, language, titles)
    return with_dates(record)


def _place(field: Field) -> str:
    return "264" if field.tag == "260" else field.tag


def _schoolbook(book: ShortBook, genre: str) -> list[Field]:
    """Grade and kind as keywords too: schools look for `Lớp 6` and `Sách giáo khoa`."""
    words = [text for text in (f"Lớp {book.grade}" if book.grade.strip().isdigit() else "", genre) if text]
    return [Field("653", "", "  ", [("a", word)]) for word in words]


def _finish(field: Field, book: ShortBook, language: str, titles: Table) -> None:
    if field.tag == "008":
        audience = "j" if book.kind in _FOR_PUPILS else " "
        field.value = f"{field.value[:22]}{audience}{field.value[23:35]}{language}{field.value[38:]}"
    elif field.tag == "260":
        field.tag, field.indicators = "264", " 1"
    elif field.tag == "245":
        article = _ARTICLES[language].match(book.title) if language in _ARTICLES else None
        field.indicators = f"{field.indicators[:1]}{len(article.group()) if article else 0}"
    elif field.tag == "082" and field.subfields and not field.first("b"):
        code = title_code(book.title, titles).code if language == "vie" else ""
        field.subfields += [("b", code)] if code else []


def call_number(record: Record) -> str:
    """The shelf mark of a new copy: class and title code."""
    for tag in ("082", "084", "094"):
        field = record.get(tag)
        if field is not None:
            return field.text("ab")
    return ""
