"""What one record says, field by field, for the union entry: a JSON object with only what is there.

The readings are those of `marc.fields.Bib`. A field that can repeat from record to record (heading, subject, class,
imprint, extent) is read once and remembered by its content: that is a fifth of the time of reading all anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lienthu.marc.fields import Bib, trim
from lienthu.marc.record import Field, Record
from lienthu.union.rules.features import Grouped, group

Facts = dict[str, Any]

_BOOK = "00000nam a2200000 a 4500"
_Subfields = tuple[tuple[str, str], ...]

_LISTS: dict[str, Callable[[Bib], list[str]]] = {
    "creators": lambda b: [creator.name for creator in b.creators],
    "subjects": lambda b: [subject.text for subject in b.subjects],
    "keywords": lambda b: b.keywords,
    "classes": lambda b: [f"{found.scheme} {found.number}" for found in b.classifications],
    "series": lambda b: [" ; ".join(filter(None, (one.title, one.volume))) for one in b.series],
    "other_titles": lambda b: b.other_titles,
    "languages": lambda b: b.languages,
    "original_languages": lambda b: b.original_languages,
    "isbns": lambda b: [isbn.value for isbn in b.isbns if not isbn.cancelled],
    "issns": lambda b: [issn.value for issn in b.issns if not issn.cancelled],
    "links": lambda b: b.links,
}
# Readings that do not depend on other fields of the record: output → tags.
_TAGS = {
    "creators": ("100", "110", "111", "700", "710", "711"),
    "subjects": ("600", "610", "611", "630", "647", "648", "650", "651", "655"),
    "keywords": ("653",),
    "classes": ("082", "080", "050", "060", "094", "084", "090"),
    "other_titles": ("130", "240", "246", "247", "730", "740"),
    "languages": ("041",),
    "original_languages": ("041",),
    "isbns": ("020",),
    "issns": ("022",),
    "links": ("856",),
}
_BY_TAG: dict[str, list[str]] = {}
for _name, _tags in _TAGS.items():
    for _tag in _tags:
        _BY_TAG.setdefault(_tag, []).append(_name)
_ORDER = {tag: place for tags in _TAGS.values() for place, tag in enumerate(tags)}
_PLACE = {tag: place for place, tag in enumerate(sorted(_BY_TAG, key=lambda tag: (_ORDER[tag], tag)))}
_UNIQUE = frozenset(["020", "856"])


def facts(record: Record, grouped: Grouped | None = None) -> Facts:
    by_tag = grouped if grouped is not None else group(record)
    found: Facts = {}
    _title(by_tag, found)
    for tag in sorted(by_tag.keys() & _PLACE.keys(), key=_PLACE.__getitem__):
        for field in by_tag[tag]:
            for name in _BY_TAG[tag]:
                values = _values(name, field)
                if values:
                    found[name] = [*found[name], *values] if name in found else values
    for name in _LISTS:
        if name in found and len(found[name]) > 1:
            found[name] = list(dict.fromkeys(found[name]))
    _series(by_tag, found)
    _publication(by_tag, found)
    for tag, name in (("250", "edition"), ("520", "summary")):
        if tag in by_tag:
            texts = [_text(field) for field in by_tag[tag]]
            found[name] = ("; " if tag == "250" else "\n").join(filter(None, texts))
    found["format"], found["carrier"] = _form(record, by_tag)
    found["controlled"] = _controlled(by_tag)
    return {name: value for name, value in found.items() if value}


def _controlled(by_tag: Grouped) -> list[str]:
    """The fields with a heading that names its authority record ($0)."""
    return [
        name
        for name in ("creators", "subjects")
        if any(field.first("0") for tag in _TAGS[name] for field in by_tag.get(tag, ()))
    ]


def _title(by_tag: Grouped, found: Facts) -> None:
    field = next(iter(by_tag.get("245", ())), None)
    if field is None:
        return
    if field.subfields is None:
        found["title"] = trim(field.value)
        return
    said = {code: trim(text) for code, text in reversed(field.subfields) if text}
    found["title"] = said.get("a") or said.get("b") or said.get("k", "")
    if said.get("a"):
        found["remainder"] = said.get("b", "")
    found["responsibility"] = said.get("c", "").rstrip(".")
    if "n" in said or "p" in said:
        parts = Bib(Record(_BOOK, [field])).parts
        found["parts"] = [". ".join(filter(None, (part.number.rstrip("."), part.name))) for part in parts]
    if (found.get("parts") or found.get("remainder")) and not found["title"].endswith(".."):
        # ISBD sets the period before a part; it is no letter of the title.
        found["title"] = found["title"].rstrip(". ")


def _values(name: str, field: Field) -> list[str]:
    if field.subfields is None or field.tag in _UNIQUE:
        return _LISTS[name](Bib(Record(_BOOK, [field])))
    return _remembered(name, field.tag, field.indicators, tuple(field.subfields))


@lru_cache(maxsize=40_000)
def _remembered(name: str, tag: str, indicators: str, subfields: _Subfields) -> list[str]:
    return _LISTS[name](Bib(Record(_BOOK, [Field(tag, "", indicators, list(subfields))])))


def _text(field: Field) -> str:
    return trim(field.text("ab")) if field.subfields is not None else trim(field.value)


def _series(by_tag: Grouped, found: Facts) -> None:
    fields = [field for tag in ("490", "440", "830", "800", "810") for field in by_tag.get(tag, ())]
    if fields:
        found["series"] = _LISTS["series"](Bib(Record(_BOOK, fields)))


def _publication(by_tag: Grouped, found: Facts) -> None:
    imprints = [field for tag in ("264", "260") for field in by_tag.get(tag, ())]
    if len(imprints) == 1 and imprints[0].subfields is not None:
        field = imprints[0]
        said = _imprint(field.tag, field.indicators, tuple(field.subfields or ()))
    else:
        said = _imprint_of(Bib(Record(_BOOK, imprints)))
    found.update(said)
    fixed = by_tag.get("008")
    if fixed and "year" not in found:
        year = Bib(Record(_BOOK, [fixed[0]])).year
        if year:
            found["year"] = year
    if fixed and "languages" not in found:
        found["languages"] = _fixed_language(fixed[0].value[35:38])
    physical = by_tag.get("300")
    if physical and physical[0].subfields is not None:
        found["extent"], found["size"] = _physical(tuple(physical[0].subfields))


@lru_cache(maxsize=20_000)
def _imprint(tag: str, indicators: str, subfields: _Subfields) -> Facts:
    return _imprint_of(Bib(Record(_BOOK, [Field(tag, "", indicators, list(subfields))])))


def _imprint_of(bib: Bib) -> Facts:
    said = {"place": bib.place, "publisher": bib.publisher, "date": bib.date_text, "year": bib.year}
    return {name: value for name, value in said.items() if value}


@lru_cache(maxsize=500)
def _fixed_language(code: str) -> list[str]:
    return Bib(Record(_BOOK, [Field("008", " " * 35 + code)])).languages


@lru_cache(maxsize=20_000)
def _physical(subfields: _Subfields) -> tuple[str, str]:
    bib = Bib(Record(_BOOK, [Field("300", "", "  ", list(subfields))]))
    return bib.extent, bib.size


def _form(record: Record, by_tag: Grouped) -> tuple[str, str]:
    local = tuple((f.value or f.first("a")) for tag in ("925", "927") for f in by_tag.get(tag, ()))
    fixed = by_tag["008"][0].value[23:30] if "008" in by_tag else ""
    physical = tuple(field.value[:2] for field in by_tag.get("007", ()))
    return _form_of(record.leader[:8], fixed, physical, local, "502" in by_tag, len(by_tag.get("925", ())))


@lru_cache(maxsize=5_000)
def _form_of(
    leader: str, fixed: str, physical: tuple[str, ...], local: tuple[str, ...], thesis: bool, carriers: int
) -> tuple[str, str]:
    fields = [Field("007", value) for value in physical]
    fields.append(Field("008", " " * 23 + fixed))
    fields += [Field("925" if at < carriers else "927", text) for at, text in enumerate(local)]
    if thesis:
        fields.append(Field("502", "x"))
    bib = Bib(Record(leader.ljust(24), fields))
    return bib.format.value, bib.carrier.value
