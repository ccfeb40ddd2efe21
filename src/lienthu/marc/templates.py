"""Empty records to start from, one for each kind of document, in the order in which a cataloguer fills them."""

from __future__ import annotations

from dataclasses import dataclass

from lienthu.marc.fields import Bib
from lienthu.marc.grid import from_rows
from lienthu.marc.record import Field, Record

Line = tuple[str, str, str]

_NUMBER: list[Line] = [("020", "##", "‡a‡c")]
_LANGUAGE: list[Line] = [("041", "0#", "‡avie")]
_CLASS: list[Line] = [("082", "04", "‡223‡a‡b"), ("084", "##", "‡a‡2bbk")]
_PERSON: list[Line] = [("100", "0#", "‡a‡etác giả")]
_BODY: list[Line] = [("110", "2#", "‡a")]
_TITLE: list[Line] = [("245", "10", "‡a‡b‡c"), ("250", "##", "‡a")]
_IMPRINT: list[Line] = [("264", "#1", "‡a‡b‡c")]
_BOOK: list[Line] = [("300", "##", "‡a‡b‡c")]
_SERIES: list[Line] = [("490", "0#", "‡a‡v")]
_SUBJECT: list[Line] = [("650", "#4", "‡a"), ("653", "##", "‡a")]
_MORE: list[Line] = [("700", "0#", "‡a‡e")]
_ITEM: list[Line] = [("852", "##", "‡b‡h‡j")]


def _text(form: str = "txt", media: str = "n", carrier: str = "nc") -> list[Line]:
    """RDA content, media and carrier (336–338) by their codes, which are the same in every language."""
    return [
        ("336", "##", f"‡b{form}‡2rdacontent"),
        ("337", "##", f"‡b{media}‡2rdamedia"),
        ("338", "##", f"‡b{carrier}‡2rdacarrier"),
    ]


@dataclass(frozen=True, slots=True)
class Template:
    """`kind` is leader/06-07; `fixed` is 008/18-34."""

    code: str
    kind: str
    fixed: str
    lines: list[Line]
    date_type: str = "s"


TEMPLATES: dict[str, Template] = {
    one.code: one
    for one in (
        Template(
            "book", "am", "           000 0 ",
            [*_NUMBER, *_LANGUAGE, *_CLASS, *_PERSON, *_TITLE, *_IMPRINT, *_BOOK, *_text(), *_SERIES,
             ("500", "##", "‡a"), ("520", "##", "‡a"), *_SUBJECT, *_MORE, *_ITEM],
        ),
        Template(
            "textbook", "am", "    j      000 0 ",
            [*_NUMBER, *_LANGUAGE, *_CLASS, *_PERSON, *_TITLE, *_IMPRINT, *_BOOK, *_text(), *_SERIES,
             ("521", "##", "‡aLớp "), ("650", "#4", "‡a"), ("653", "##", "‡aSách giáo khoa"), ("653", "##", "‡aLớp "),
             *_MORE, *_ITEM],
        ),
        Template(
            "serial", "as", "mr p       0   a0",
            [("022", "##", "‡a"), *_LANGUAGE, *_CLASS, *_BODY, ("245", "00", "‡a‡b‡c"), *_IMPRINT, *_BOOK,
             ("310", "##", "‡a"), *_text(), ("362", "0#", "‡a"), ("500", "##", "‡a"), *_SUBJECT,
             ("710", "2#", "‡a"), *_ITEM],
            "c",
        ),
        Template(
            "local", "am", "           000 0 ",
            [*_NUMBER, *_LANGUAGE, *_CLASS, *_PERSON, *_TITLE, *_IMPRINT, *_BOOK, *_text(), *_SERIES,
             ("520", "##", "‡a"), ("651", "#4", "‡aĐắk Nông‡x"), *_SUBJECT, ("655", "#4", "‡aĐịa chí"), *_MORE, *_ITEM],
        ),
        Template(
            "thesis", "tm", "      m    000 0 ",
            [*_LANGUAGE, *_CLASS, *_PERSON, ("245", "10", "‡a‡b‡c"), ("264", "#0", "‡a‡c"), *_BOOK, *_text(),
             ("502", "##", "‡aLuận văn‡bThạc sĩ‡c‡d"), ("504", "##", "‡a"), ("520", "##", "‡a"), *_SUBJECT,
             ("700", "0#", "‡a‡ehướng dẫn"), *_ITEM],
        ),
        Template(
            "map", "em", "       a     0   ",
            [("007", "", "aj canzn"),
             *_LANGUAGE, ("034", "1#", "‡aa‡b"), *_CLASS, *_BODY, ("245", "10", "‡a‡b‡c"), ("255", "##", "‡aTỉ lệ 1:"),
             *_IMPRINT, ("300", "##", "‡a1 bản đồ‡b‡c"), *_text("cri", "n", "nb"), ("500", "##", "‡a"),
             ("651", "#4", "‡a‡vBản đồ"), ("653", "##", "‡a"), *_MORE, *_ITEM],
        ),
        Template(
            "sound", "jm", "fmn              ",
            [("007", "", "sd fsngnnmmned"),
             ("024", "3#", "‡a"), ("028", "00", "‡a‡b"), *_LANGUAGE, *_CLASS, *_PERSON, ("245", "10", "‡a‡b‡c"),
             *_IMPRINT, ("300", "##", "‡a1 đĩa CD‡b‡c12 cm"), *_text("prm", "s", "sd"), ("511", "0#", "‡a"),
             *_SUBJECT, *_MORE, *_ITEM],
        ),
        Template(
            "picture", "km", "nnn            kn",
            [("007", "", "kh co "), *_LANGUAGE, *_CLASS, *_PERSON, ("245", "10", "‡a‡b‡c"), ("264", "#0", "‡a‡c"),
             ("300", "##", "‡a1 ảnh‡b‡c"), *_text("sti", "n", "no"), ("500", "##", "‡a"), ("520", "##", "‡a"),
             ("651", "#4", "‡a"), *_SUBJECT, *_MORE, *_ITEM],
        ),
    )
}  # fmt: skip


def fresh(code: str, entered: str) -> Record:
    """An empty record of the kind; `entered` is the day as yymmdd (008/00-05)."""
    template = TEMPLATES[code]
    fixed = (
        f"{entered}{template.date_type}    {'9999' if template.date_type == 'c' else '    '}vm {template.fixed}vie d"
    )
    leader = f"00000n{template.kind} a2200000 i 4500"
    physical = [line for line in template.lines if line[0] == "007"]
    rest = [line for line in template.lines if line[0] != "007"]
    return from_rows(leader, [*physical, ("008", "", fixed), *rest])


def without_empty(record: Record, base: Record | None = None) -> Record:
    """Lines that nobody filled in are no fields; what a stored record has stays as it is."""
    stored = base.fields if base is not None else []
    kept = []
    for field in record.fields:
        filled = [pair for pair in field.subfields or () if pair[1].strip() not in _UNFINISHED]
        says = any(code not in _ALONE.get(field.tag, "2") for code, _text in filled)
        whole = bool(field.value.strip()) if field.subfields is None else says and len(filled) == len(field.subfields)
        # What is stored is asked for only where something is missing: a record may have 10,000 copies.
        if whole or field in stored:
            kept.append(field)
        elif says:
            kept.append(Field(field.tag, "", field.indicators, filled))
    return Record(record.leader, kept)


#: Beginnings that a template writes for the cataloguer to go on with.
_UNFINISHED = frozenset({"", "Lớp", "Tỉ lệ 1:"})
#: Subfields that a template fills in and that say nothing without the others.
_ALONE = {"082": "2", "084": "2", "100": "e4", "110": "e4", "700": "e4", "710": "e4", "651": "vx", "034": "a"}


def with_dates(record: Record) -> Record:
    """008/07-10 from the publication date where nobody filled it in."""
    fixed = record.get("008")
    if fixed is not None and len(fixed.value) == 40 and not fixed.value[7:11].strip(" |"):
        year = Bib(record).year
        if year is not None:
            fixed.value = f"{fixed.value[:7]}{year}{fixed.value[11:]}"
    return record
