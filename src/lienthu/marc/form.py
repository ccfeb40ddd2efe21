"""A record as a form of meanings: which fields stand under which head, which of their subfields are asked for.

The page posts every line of the record beside the form (`v12.a.0`: line 12, subfield a, the first one; `n653.a.0`: a
new field). What the form does not ask for (other subfields, indicators, other fields) stays as the lines have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lienthu.marc.grid import BLANK, FOLD, field_of, text_of, typed, visible
from lienthu.marc.help import Words, help_for
from lienthu.marc.marc21 import NOT_REPEATABLE
from lienthu.marc.record import Field

Line = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the form: its tag, subfields in the order of asking, indicators of a new one."""

    tag: str
    codes: str
    indicators: str = "##"


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: Words
    fields: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One subfield: `v12.a.0`, `a`, …"""

    key: str
    code: str
    label: Words
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    tag: str
    name: Words
    boxes: list[Box]
    is_new: bool
    hints: list[Words]


@dataclass(frozen=True, slots=True)
class Shown:
    section: Section
    groups: list[Group]


SECTIONS = (
    Section("title", Words("Nhan đề", "Title"), (
        Asked("245", "anpbc", "10"), Asked("246", "ab", "3#"), Asked("240", "al", "10"), Asked("250", "a"),
    )),
    Section("people", Words("Tác giả, người cộng tác", "Authors and contributors"), (
        Asked("100", "ade", "0#"), Asked("110", "abe", "2#"), Asked("111", "andc", "2#"),
        Asked("700", "ade", "0#"), Asked("710", "abe", "2#"),
    )),
    Section("imprint", Words("Xuất bản", "Publication"), (
        Asked("264", "abc", "#1"), Asked("260", "abc"), Asked("490", "av", "0#"), Asked("310", "a"),
        Asked("362", "a", "0#"),
    )),
    Section("physical", Words("Mô tả vật lý", "Physical description"), (
        Asked("300", "abce"), Asked("255", "abc"), Asked("306", "a"),
    )),
    Section("numbers", Words("ISBN, ISSN, giá", "ISBN, ISSN, price"), (
        Asked("020", "acq"), Asked("022", "a"), Asked("024", "a", "3#"), Asked("028", "ab", "00"),
    )),
    Section("class", Words("Phân loại: DDC, BBK, 19 lớp", "Classification: DDC, BBK, 19 classes"), (
        Asked("082", "ab2", "04"), Asked("094", "ab"), Asked("084", "ab2"), Asked("080", "ab"), Asked("090", "ab"),
    )),
    Section("subjects", Words("Chủ đề, từ khóa", "Subjects and keywords"), (
        Asked("650", "axzyv", "#4"), Asked("651", "axyv", "#4"), Asked("600", "adx", "04"), Asked("653", "a"),
        Asked("655", "a", "#4"), Asked("521", "a"),
    )),
    Section("notes", Words("Ngôn ngữ, phụ chú, tóm tắt", "Language, notes, summary"), (
        Asked("041", "ahb", "0#"), Asked("500", "a"), Asked("502", "abcd"), Asked("504", "a"), Asked("505", "a", "0#"),
        Asked("520", "a"), Asked("546", "a"), Asked("856", "uyz", "40"),
    )),
    Section("items", Words("Bản sách", "Copies"), (Asked("852", "bchjz"),)),
)  # fmt: skip
_ASKED = {asked.tag: asked for section in SECTIONS for asked in section.fields}
#: Offered empty even where the record has none; the others appear when it has one.
_OFFERED = frozenset({"245", "100", "700", "250", "264", "300", "020", "082", "094", "084", "650", "653", "520", "500",
                      "490", "041", "852", "110", "651"})  # fmt: skip
_KEY = re.compile(r"(?:v([0-9]{1,5})|n([0-9]{3}))\.([a-z0-9])\.([0-9]{1,3})")


def shown(lines: Sequence[Line]) -> list[Shown]:
    """Every section with the fields that are there and one empty group for each that may be added."""
    by_tag: dict[str, list[int]] = {}
    for number, (tag, indicators, _text) in enumerate(lines):
        if indicators != FOLD:
            by_tag.setdefault(tag, []).append(number)
    return [Shown(section, list(_groups(section, lines, by_tag))) for section in SECTIONS]


def _groups(section: Section, lines: Sequence[Line], by_tag: Mapping[str, list[int]]) -> Iterable[Group]:
    for asked in section.fields:
        numbers = by_tag.get(asked.tag, [])
        for number in numbers:
            yield _group(asked, f"v{number}", field_of(*lines[number]))
        if asked.tag in _OFFERED and (not numbers or asked.tag not in NOT_REPEATABLE) and not _is_bare(numbers, lines):
            yield _group(asked, f"n{asked.tag}", None)


def _is_bare(numbers: list[int], lines: Sequence[Line]) -> bool:
    """An empty line of the template is there to be filled in: no second empty one below it."""
    return any(not field_of(*lines[number]).text().strip() for number in numbers)


def _group(asked: Asked, start: str, field: Field | None) -> Group:
    words = help_for(asked.tag)
    assert words is not None
    boxes = []
    for code in asked.codes:
        texts = [text for each, text in (field.subfields or () if field else ()) if each == code] or [""]
        label = words.subfields.get(code, Words(f"‡{code}", f"‡{code}"))
        boxes += [Box(f"{start}.{code}.{nth}", code, label, visible(text)) for nth, text in enumerate(texts)]
    return Group(asked.tag, words.name, boxes, field is None, words.hints)


def applied(lines: Sequence[Line], data: Mapping[str, str]) -> list[Line]:
    """The lines with what the form says."""
    changed: dict[int, list[tuple[str, int, str]]] = {}
    new: dict[str, list[tuple[str, int, str]]] = {}
    for key, value in data.items():
        found = _KEY.fullmatch(key)
        if found is None:
            continue
        answer = (found[3], int(found[4]), " ".join(typed(value).split()))
        if found[1] is not None and int(found[1]) < len(lines):
            changed.setdefault(int(found[1]), []).append(answer)
        elif found[2] in _ASKED:
            new.setdefault(found[2], []).append(answer)
    result = list(lines)
    for number, answers in changed.items():
        result[number] = _with(lines[number], answers)
    for tag, answers in sorted(new.items()):
        made = _with((tag, _ASKED[tag].indicators, ""), answers)
        if made[2]:
            result.insert(_place(result, tag), made)
    return result


def _with(line: Line, answers: list[tuple[str, int, str]]) -> Line:
    tag, indicators, text = line
    if indicators == FOLD or tag not in _ASKED:
        return line
    field = field_of(tag, indicators or BLANK * 2, text)
    pairs = list(field.subfields or ())
    order = _ASKED[tag].codes
    for code, nth, value in answers:
        places = [at for at, pair in enumerate(pairs) if pair[0] == code]
        if nth < len(places):
            pairs[places[nth]] = (
                code,
                value if pairs[places[nth]][1].split() != value.split() else pairs[places[nth]][1],
            )
        elif value:
            later = order[order.find(code) + 1 :]
            at = next((at for at, pair in enumerate(pairs) if pair[0] in later), len(pairs))
            pairs.insert(at, (code, value))
    field.subfields = [pair for pair in pairs if pair[1].strip() or pair in (field.subfields or ())]
    if not any(text.strip() for _code, text in field.subfields):
        return tag, indicators, ""
    return tag, indicators, text_of(field)


def _place(lines: list[Line], tag: str) -> int:
    at = 0
    for number, (each, _indicators, _text) in enumerate(lines):
        if each <= tag:
            at = number + 1
    return at
