"""A record of a CDS/ISIS base under MARC tags, by what its columns mean. What has no place stays in local 980."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lienthu.catalogue.importers import row_values
from lienthu.catalogue.importers.columns import Layout
from lienthu.catalogue.importers.isis_table import Key, key_from, key_of, split
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.rules.items import QUANTITY
from lienthu.marc.record import Field, Record

UNMAPPED = "980"  # $t the tag in the base
_PLACES: dict[Target, str] = {
    Target.TITLE: "245a", Target.SUBTITLE: "245b", Target.VOLUME: "245n",
    Target.IMPRINT: "260a", Target.PLACE: "260a", Target.PUBLISHER: "260b", Target.YEAR: "260c",
    Target.EDITION: "250a", Target.ISBN: "020a", Target.PRICE: "020c", Target.PAGES: "300a", Target.SIZE: "300c",
    Target.CLASS: "082a", Target.CALL_NUMBER: "090a", Target.ACCESSION: "852j", Target.QUANTITY: "852" + QUANTITY,
    Target.LOCATION: "852b", Target.STATUS: "852s", Target.LANGUAGE: "041a", Target.SUBJECT: "650a",
    Target.KEYWORD: "653a", Target.SERIES: "490a", Target.SUMMARY: "520a", Target.GRADE: "521a", Target.KIND: "655a",
    Target.RECEIVED: "541d", Target.SECRECY: "926a", Target.NOTE: "500a",
    Target.AUTHOR: "700a", Target.EDITOR: "700a", Target.TRANSLATOR: "700a",
}  # fmt: skip
_INDICATORS = {"041": "0 ", "082": "04", "490": "0 ", "650": " 4", "655": " 4"}
_ROLES = {Target.EDITOR: "chủ biên", Target.TRANSLATOR: "dịch"}
_NAMES = frozenset({Target.AUTHOR, Target.EDITOR, Target.TRANSLATOR})
_TERMS = frozenset({Target.SUBJECT, Target.KEYWORD})
_SEVERAL = _NAMES | _TERMS | {Target.TITLE_AUTHOR, Target.AUTHOR_TITLE, Target.IMPRINT}
#: A record has one of these fields, though a base keeps its parts under several tags.
_ONE = frozenset({"020", "245", "260", "300", "852"})
_DDC = re.compile(r"\d{3}(?:[.,]\d[\d\s.]*)?$")
_ANGLE = re.compile(r"<([^<>]*)>")
#: `<The> cat`, `<4=Four> cats`: words that ISIS sorts otherwise; the title is what stands before the sign.
_NONFILING = re.compile(r"<([^<>=]*)(?:=[^<>]*)?>")
_SLASHES = re.compile(r"/([^/]+)/")

Subfields = list[tuple[str, str]]


def targets_of(layout: Layout) -> dict[Key, Target]:
    return {key_from(column.header): column.target for column in layout.columns}


def to_marc(record: Record, targets: Mapping[Key, Target]) -> Record:
    made: list[tuple[str, Field]] = []  # with the tag in the base
    for one in record.fields:
        parts = split(one.value) if one.subfields is None else one.subfields
        if parts:
            made += [(one.tag, field) for field in _fields(one.tag, parts, targets)]
    fields = _joined(made)
    _first_name(fields)
    # The leader of an ISIS export holds lengths only; a master file says here what was deleted.
    made_of = Record(fields=fields)
    if record.leader[5:6] == "d":
        made_of.leader = record.leader
    return made_of


def _fields(tag: str, parts: Subfields, targets: Mapping[Key, Target]) -> list[Field]:
    """One field of the base: its parts stay together where they belong into one field of MARC."""
    made: dict[str, Field] = {}
    several: list[Field] = []
    beside: Subfields = []
    rest: Subfields = []
    for code, text in parts:
        target = targets.get(key_of(tag, code), Target.IGNORE)
        text = text.strip()
        place = _PLACES.get(target, "")
        if target is Target.PART:
            beside.append((code, text))
        elif target is Target.CONTROL_NO and text:
            several.append(Field("001", text))
        elif target in _SEVERAL:
            several += _several(target, text)
        elif place:
            field = made.setdefault(place[:3], _plain(place[:3]))
            field.subfields = [*(field.subfields or ()), (place[3], _value(target, text))]
        else:
            rest.append((code, text))
    found = [*several, *made.values()]
    rest += _keep_beside(found, beside)
    return [*found, Field(UNMAPPED, "", "  ", [("t", tag.lstrip("0") or "0"), *rest])] if rest else found


def _keep_beside(found: list[Field], beside: Subfields) -> Subfields:
    """Adds parts under their own codes to the field they stood in; what would stand there twice is given back."""
    field = next((one for one in found if one.subfields), None)
    if field is None or field.subfields is None:
        return beside
    taken = {code for code, _text in field.subfields}
    field.subfields += [(code, text) for code, text in beside if code not in taken]
    if field.tag != "245":
        field.subfields.sort(key=_digits_last)
    return [(code, text) for code, text in beside if code in taken]


def _digits_last(pair: tuple[str, str]) -> tuple[bool, str]:
    return pair[0].isdigit(), pair[0]


def _several(target: Target, text: str) -> Iterator[Field]:
    if target in _TERMS:
        tag = _PLACES[target][:3]
        for term in terms(text):
            yield Field(tag, "", _INDICATORS.get(tag, "  "), [("a", term)])
    elif target is Target.IMPRINT:
        parsed = row_values.imprint(text)
        yield _plain("260", ("a", parsed.place), ("b", parsed.publisher), ("c", parsed.year))
    elif target in _NAMES:
        yield from _names(text, _ROLES.get(target, ""))
    else:
        reading = row_values.title_and_author if target is Target.TITLE_AUTHOR else row_values.author_and_title
        title, author = reading(text)
        yield _plain("245", ("a", title), ("c", author))
        yield from _names(author, "")


def _names(text: str, role: str) -> Iterator[Field]:
    for name in row_values.names(text):
        indicators = "2 " if name.corporate else ("1 " if "," in name.text else "0 ")
        initial = re.search(r"\b[A-ZĐ]$", name.text) and name.text + "." in text
        field = _plain("700", ("a", name.text + "." * bool(initial)), ("e", name.role or role))
        yield Field("710" if name.corporate else "700", "", indicators, field.subfields)


def _plain(tag: str, *parts: tuple[str, str]) -> Field:
    return Field(tag, "", _INDICATORS.get(tag, "  "), [(code, text) for code, text in parts if text])


def terms(text: str) -> list[str]:
    """`<a><b>` and `/a/ /b/` are CDS/ISIS's ways to mark the terms in a field; else `;` parts them."""
    found = _ANGLE.findall(text) or _SLASHES.findall(text) or text.split(";")
    return [term.strip(" .") for term in found if term.strip(" .")]


def _value(target: Target, text: str) -> str:
    if target is Target.LANGUAGE:
        return row_values.language(text) or text
    if target is Target.RECEIVED:
        return row_values.received(text)
    return _NONFILING.sub(r"\1", text) if target is Target.TITLE else text


def _joined(made: list[tuple[str, Field]]) -> list[Field]:
    """Parts of one MARC field that stood under several tags; never two texts under one code."""
    fields: list[Field] = []
    places: dict[str, tuple[str, Field]] = {}
    counts: dict[str, int] = {}
    for _source, field in made:
        counts[field.tag] = counts.get(field.tag, 0) + 1
    for source, field in made:
        earlier = places.get(field.tag)
        if field.tag == "082" and not _DDC.match(field.first("a")):
            field = Field("084", "", "  ", field.subfields)
        elif field.tag in _ONE and earlier is not None and earlier[0] != source and counts[field.tag] == 2:
            codes = {code for code, _text in earlier[1].subfields or ()}
            if earlier[1].subfields is not None and not codes & {code for code, _text in field.subfields or ()}:
                earlier[1].subfields.extend(field.subfields or ())
                if field.tag != "245":
                    earlier[1].subfields.sort(key=_digits_last)
                continue
        places.setdefault(field.tag, (source, field))
        fields.append(field)
    return fields


def _first_name(fields: list[Field]) -> None:
    """The first name is the main entry, unless it is an editor's or translator's."""
    first = next((one for one in fields if one.tag in ("700", "710")), None)
    main = first is not None and not first.first("e")
    if first is not None and main:
        first.tag = "1" + first.tag[1:]
    for one in fields:
        if one.tag == "245":
            one.indicators = "10" if main else "00"
