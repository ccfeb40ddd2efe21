"""A record in the punctuation of ISBD, area by area (ISBD Consolidated, 2011), as RDA and AACR2 display it.

Marks that a record carries at the ends of its subfields are taken off first, so records with and without them
(leader/18) look alike; `=` and `;` inside the title are kept, for they say what follows.
"""

from __future__ import annotations

from dataclasses import dataclass

from lienthu.marc.fields import trim
from lienthu.marc.isbn import field_isbns, field_price, parse_issns
from lienthu.marc.record import Field, Record
from lienthu.marc.vocabulary import place

SEPARATOR = ". – "
_MARKS = {":": " : ", "=": " = ", ";": " ; "}
_NOTES = tuple(f"{number}" for number in range(500, 600) if number not in (505, 520, 541, 561, 583, 590, 591, 592, 599))


@dataclass(frozen=True, slots=True)
class Area:
    """`code`: title, edition, material, publication, physical, series, notes, numbers. `texts`: one, or one each."""

    code: str
    texts: tuple[str, ...]


def areas(record: Record) -> list[Area]:
    """The areas that the record fills, in the order of ISBD."""
    found = [
        Area("title", _some(_title(record))),
        Area("edition", tuple(_with(field, "/") for field in record.all("250"))),
        Area("material", _material(record)),
        Area("publication", _some(" ; ".join(_publication(record)))),
        Area("physical", tuple(map(_physical, record.all("300")))),
        Area("series", _series(record)),
        Area("notes", tuple(_text(field, "abcde3") for field in record.all(*_NOTES))),
        Area("numbers", _numbers(record)),
    ]
    kept = [Area(area.code, tuple(text for text in area.texts if text)) for area in found]
    return [area for area in kept if area.texts]


def isbd(record: Record) -> str:
    """All in one paragraph, the areas divided by ". – "; the series stands in brackets behind the physical area."""
    said = {area.code: area.texts for area in areas(record)}
    series = " ".join(f"({text})" for text in said.get("series", ()))
    physical = " ".join(part for part in ("; ".join(said.get("physical", ())), series) if part)
    texts = [*said.get("title", ()), *said.get("edition", ()), *said.get("material", ()), *said.get("publication", ())]
    texts += [physical, *said.get("notes", ()), *said.get("numbers", ())]
    return _sentence(SEPARATOR.join(text.rstrip(". ") for text in texts if text.strip(". ")))


def paragraphs(record: Record) -> list[str]:
    """As a card and a record page set it: description; extent and series; each note; the numbers."""
    said = {area.code: area.texts for area in areas(record)}
    first = [text for code in ("title", "edition", "material", "publication") for text in said.get(code, ())]
    second = [*said.get("physical", ()), *(f"({text})" for text in said.get("series", ()))]
    blocks = [
        SEPARATOR.join(text.rstrip(". ") for text in first),
        " ".join(second),
        *said.get("notes", ()),
        SEPARATOR.join(said.get("numbers", ())),
    ]
    return [_sentence(block) for block in blocks if block.strip(". ")]


def _title(record: Record) -> str:
    """245: $b by the mark before it, $n and $p as parts, the first $c after a slash."""
    field = record.get("245")
    if field is None:
        return ""
    if field.subfields is None:
        return trim(field.value)
    out, mark, last = "", ":", ""
    for code, raw in field.subfields:
        text = trim(raw).rstrip(".") if code == "c" else trim(raw)
        if not text or code not in "abcfghknps":
            continue
        if code == "h":
            text = f" [{text.strip('[] ')}]" if out else text
        elif not out:
            pass
        elif code == "c":
            text = f" / {text}"
        elif code in "np":
            out = out.rstrip(".")
            text = f", {text}" if code == "p" and last == "n" else f". {text}"
        elif code in "fgks":
            text = f", {text}"
        else:
            text = _MARKS[mark] + text
        out += text
        mark = raw.strip()[-1:] if raw.strip()[-1:] in _MARKS else ":"
        last = code
    return out


def _with(field: Field, mark: str) -> str:
    """$a and $b with a mark between."""
    return f" {mark} ".join(text for text in (trim(field.first("a")), trim(field.first("b"))) if text)


def _material(record: Record) -> tuple[str, ...]:
    """Scale and projection of a map; numbering of a serial; presentation of music."""
    scales = [" ; ".join(text for raw in field.values("abc") if (text := trim(raw))) for field in record.all("255")]
    return (*scales, *(trim(field.first("a")) for field in record.all("362", "254", "256")))


def _publication(record: Record) -> list[str]:
    """Published, else what there is; another producer in brackets; a copyright date with its sign."""
    statements = list(record.all("260", "264"))
    main = [one for one in statements if one.tag == "264" and one.indicators[1:] == "1"]
    main = main or [one for one in statements if one.tag == "260"]
    main = main or [one for one in statements if one.indicators[1:] not in ("3", "4")]
    found = [_imprint(one) for one in main]
    for one in statements:
        if one in main or one.tag == "260" or not found:
            continue
        if one.indicators[1:] == "4" and one.first("c"):
            date = trim(one.first("c"))
            found[-1] += f", {date if date[:1] in '©c℗p' else '©' + date}"
        elif one.indicators[1:] == "3":
            found[-1] += f" ({_imprint(one)})"
    return [one for one in found if one]


def _imprint(field: Field) -> str:
    out, last = "", ""
    for code, raw in field.subfields or ():
        text = trim(raw).rstrip(".") if code == "c" else trim(raw)
        if code not in "abc" or not text:
            continue
        if code == "a":
            text = place(text)
            out += f" ; {text}" if out else text
        elif code == "b":
            out += f" : {text}" if out else text
        else:
            out += f", {text}" if out else text
        last = code
    made = " : ".join(text for raw in field.values("ef") if (text := trim(raw).strip("() ").rstrip(" :")))
    return f"{out} ({made})" if made and last else out


def _physical(field: Field) -> str:
    out = ", ".join(text for raw in field.values("af") if (text := trim(raw).lstrip(".")))
    for code, mark in (("b", " : "), ("c", " ; "), ("e", " + ")):
        text = ", ".join(text for raw in field.values(code) if (text := trim(raw)))
        if text:
            out += f"{mark}{text}" if out else text
    return out.rstrip(".")


def _series(record: Record) -> tuple[str, ...]:
    chosen = list(record.all("490", "440")) or list(record.all("830"))
    found = []
    for field in chosen:
        issn = trim(field.first("x"))
        text = trim(field.first("a")).strip("() ") + (f", ISSN {issn}" if issn else "")
        volume = trim(field.first("v")).rstrip(").")
        found.append(f"{text} ; {volume}" if volume else text)
    return tuple(found)


def _numbers(record: Record) -> tuple[str, ...]:
    """ISBN with what it is for and its price; ISSN; a price that stands alone."""
    found = []
    for field in record.all("020"):
        price = field_price(field)
        valid = [one for one in field_isbns(field) if one.valid and not one.cancelled]
        for one in valid:
            note = f" ({one.qualifier})" if one.qualifier else ""
            found.append(f"ISBN {one.value}{note}{f' : {price}' if price else ''}")
        if price and not field.first("az"):
            found.append(price)
    for field in record.all("022"):
        found += [f"ISSN {one.value}" for one in parse_issns(field) if one.valid and not one.cancelled]
    return tuple(dict.fromkeys(found))


def _text(field: Field, codes: str) -> str:
    return field.text(codes).strip()


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "…", "!", "?")) else text + "."
