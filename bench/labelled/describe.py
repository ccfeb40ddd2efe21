"""One cataloguer's description of a manifestation: habits measured in real Vietnamese exports, as MARC-in-JSON.

A `Style` is a cataloguer: `draw` makes one, the classes of `ways.py` change single habits.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, replace

from lienthu import text

from .works import Facts

Json = dict[str, object]


@dataclass(frozen=True)
class Style:
    name: str = "natural"  # comma, inverted (given name first)
    entry: str = "author"  # title: no 100, the persons only in 245 $c
    statement: str = "full"  # first, none, titles (PGS. TS.), others (… và những người khác)
    isbd: str = "full"  # none, sloppy
    publisher: str = "bare"  # nxb, words, upper, place, short
    place: str = "H."
    extent: str = "{}tr."
    size: str = "{}cm"
    year: str = "{}"
    volume: str = "n"  # a, b, dash
    volume_word: str = "T.{}"
    grade: str = "figure"  # word, rest
    kind: str = "rest"  # front, edition
    edition: str = "Tái bản lần thứ {}"
    tones: str = "new"
    i_or_y: str = "y"
    upper: bool = False
    decomposed: bool = False
    marks: bool = True
    isbn: str = "plain"  # hyphens, ten, priced, none
    tag: str = "260"
    residue: bool = False
    field_008: bool = True
    carrier: str = "extent"  # 008, 338, heading
    slash: bool = True
    rest: bool = True
    person_form: int = 0
    title_form: int = 0
    lacks: frozenset[str] = frozenset()
    typo: str = ""  # title, person, publisher
    seed: int = 0


def draw(rng: random.Random) -> Style:
    """A cataloguer with habits of their own."""
    return Style(
        name=rng.choice(("natural", "natural", "comma")),
        statement=rng.choice(("full", "full", "full", "titles")),
        isbd=rng.choice(("full", "full", "none", "sloppy")),
        publisher=rng.choice(("bare", "bare", "nxb", "words")),
        place=rng.choice(("H.", "Hà Nội", "H. :", "HN")),
        extent=rng.choice(("{}tr.", "{} tr.", "{} trang", "{} Tr. ;")),
        size=rng.choice(("{}cm", "{} cm", "{}cm.", "{} c.m")),
        year=rng.choice(("{}", "{}", "{}.", "[{}]")),
        volume_word=rng.choice(("T.{}", "T. {}", "Tập {}")),
        tones=rng.choice(("new", "old")),
        i_or_y=rng.choice(("y", "y", "i")),
        tag=rng.choice(("260", "260", "264")),
        residue=rng.random() < 0.25,
        field_008=rng.random() < 0.7,
        isbn=rng.choice(("plain", "hyphens", "priced")),
        seed=rng.randrange(10**9),
    )


_OLD = {
    **{f"o{t}a": f"oa{t}" for t in "\u0300\u0301\u0303\u0309\u0323"},
    **{f"o{t}e": f"oe{t}" for t in "\u0300\u0301\u0303\u0309\u0323"},
    **{f"u{t}y": f"uy{t}" for t in "\u0300\u0301\u0303\u0309\u0323"},
}
_Y = re.compile(r"\b([kltmshvKLTMSHV]|qu|Qu)([yýỳỷỹỵ])\b")
_I = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))


def spelled(value: str, style: Style) -> str:
    """Tone placement, i or y, marks, decomposition."""
    if style.i_or_y == "i":
        value = _Y.sub(lambda m: m.group(1) + _I[m.group(2)], value)
    letters = unicodedata.normalize("NFD", value)
    for new, old in _OLD.items():
        for one, other in ((new, old), (new.capitalize(), old.capitalize())):
            source, target = (one, other) if style.tones == "old" else (other, one)
            letters = re.sub(f"{source}(?![a-zA-Z\u0300-\u036f])", target, letters)
    if not style.marks:
        return "".join(c for c in letters if not unicodedata.combining(c)).translate(str.maketrans("đĐ", "dD"))
    return letters if style.decomposed else unicodedata.normalize("NFC", letters)


def person(name: str, style: Style) -> str:
    if "," in name:
        family, _, rest = name.partition(", ")
        return name if style.name != "natural" or "(" in name else f"{rest} {family}"
    words = name.split()
    if len(words) < 2 or "(" in name:
        return name
    if style.name == "comma":
        return f"{words[0]}, {' '.join(words[1:])}"
    return f"{words[-1]}, {' '.join(words[:-1])}" if style.name == "inverted" else name


def _natural(name: str) -> str:
    family, comma, rest = name.partition(", ")
    return f"{rest} {family}" if comma and "(" not in name else name


KINDS = {
    "": "sách giáo khoa",
    "sgv": "sách giáo viên",
    "bt": "bài tập",
    "vbt": "vở bài tập",
    "tk": "thiết kế bài giảng",
}
_FRONT = {"": "", "sgv": "", "bt": "Bài tập ", "vbt": "Vở bài tập ", "tk": "Thiết kế bài giảng "}
ORDINALS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
ROMAN = [
    "",
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
]


def part_word(facts: Facts, style: Style) -> str:
    number: object = facts.part
    if "{w}" in style.volume_word:
        number = ORDINALS[facts.part] if facts.part < len(ORDINALS) else facts.part
        return style.volume_word.replace("{w}", str(number))
    if "{r}" in style.volume_word:
        return style.volume_word.replace("{r}", ROMAN[facts.part] if facts.part < len(ROMAN) else str(facts.part))
    word = style.volume_word
    if facts.part_word == "Quyển":
        word = word.replace("Tập", "Quyển").replace("T.", "Q.")
    elif facts.part_word == "Phần":
        word = word.replace("Tập", "Phần").replace("T.", "Ph.")
    return word.format(facts.part)


def _titles(facts: Facts, style: Style) -> tuple[str, str, str, str]:
    """(title, part number, part name, remainder) as this cataloguer divides them."""
    title = facts.title_forms[style.title_form % len(facts.title_forms)] if facts.title_forms else facts.title
    rest = facts.rest if style.rest else ""
    if facts.grade:
        said = {"figure": f" {facts.grade}", "word": f" lớp {facts.grade}", "rest": ""}[style.grade]
        front = style.kind == "front" or facts.kind in ("bt", "vbt", "tk")
        title = (
            _FRONT[facts.kind] + (title[0].lower() + title[1:] if _FRONT[facts.kind] and front else title)
            if front
            else title
        ) + said
        extra = [f"lớp {facts.grade}"] if style.grade == "rest" else []
        if facts.kind == "sgv" or (facts.kind == "" and style.kind == "edition"):
            extra.append(KINDS[facts.kind])
        rest = ", ".join(extra)
    number = part_word(facts, style) if facts.part else ""
    name = facts.part_name if facts.part else ""
    if number and style.volume == "a":
        title, number = f"{title}. {number}", ""
        title, name = (f"{title}. {name}" if name else title), ""
    elif number and style.volume == "dash":
        title, number = f"{title} - {number}", ""
        title, name = (f"{title}: {name}" if name else title), ""
    elif number and style.volume == "b":
        rest, number, name = ". ".join(filter(None, (number, name, rest))), "", ""
    return title, number, name, rest


def _statement(facts: Facts, style: Style, persons: list[str]) -> str:
    if style.statement == "none":
        return ""
    names = [_natural(name).replace(" (cha)", "").replace(" (con)", "") for name in persons]
    if style.statement == "titles":
        names = [
            ("PGS. TS. " if i == 0 else "ThS. ") + n if n != "Nhiều tác giả" and not facts.title_forms else n
            for i, n in enumerate(names)
        ]
    if style.statement == "first" and len(names) > 1:
        names = [names[0] + " và những người khác"]
    if facts.role and names:
        names[0] += f" ({facts.role})"
    said = ", ".join(names) or facts.body
    if facts.translators and style.statement != "first":
        said += f" ; {', '.join(facts.translators)} dịch"
    return said


def _isbns(facts: Facts, style: Style) -> list[list[tuple[str, str]]]:
    price = f"{facts.price}đ" if style.isbn == "priced" else ""
    found = []
    for code, note in ((facts.isbn, ""), (facts.set_isbn, " (trọn bộ)")):
        if not code or style.isbn == "none" or "isbn" in style.lacks:
            continue
        shown = code
        if style.isbn == "hyphens":
            shown = f"{code[:3]}-{code[3:6]}-{code[6:8]}-{code[8:12]}-{code[12]}"
        elif style.isbn == "ten" and code.startswith("978"):
            total = sum((10 - i) * int(d) for i, d in enumerate(code[3:12]))
            shown = code[3:12] + "0123456789X"[-total % 11]
        found.append([("a", shown + note), ("c", price)])
    if not found and price:
        found.append([("c", price)])
    return found


def _edition(facts: Facts, style: Style) -> str:
    if "edition" in style.lacks or not (facts.reprint or facts.printing):
        return ""
    tail = ", có sửa chữa, bổ sung" if facts.revised else ""
    if facts.printing:
        return f"In lần thứ {facts.printing}{tail}"
    if "{w}" in style.edition:
        return style.edition.replace("{w}", "nhất" if facts.reprint == 1 else ORDINALS[min(facts.reprint, 10)]) + tail
    return style.edition.format(facts.reprint) + tail


def _publisher(facts: Facts, style: Style) -> str:
    name = facts.publisher
    if not name:
        return ""
    return {
        "bare": name, "nxb": f"Nxb. {name}", "words": f"Nhà xuất bản {name}", "upper": f"NXB {name.upper()}",
        "place": f"Nxb. {name}, H.", "short": f"Nxb {SHORT.get(name, name)}",
    }[style.publisher]  # fmt: skip


SHORT = {
    "Chính trị quốc gia": "CTQG", "Khoa học và kỹ thuật": "KHKT", "Khoa học xã hội": "KHXH", "Giáo dục": "GD",
    "Đại học Quốc gia Hà Nội": "ĐHQG Hà Nội", "Công an nhân dân": "CAND", "Quân đội nhân dân": "QĐND",
    "Đại học Sư phạm": "ĐHSP", "Văn hoá thông tin": "VHTT", "Nông nghiệp": "Nông nghiệp",
    "Văn hoá dân tộc": "VHDT", "Đại học Quốc gia thành phố Hồ Chí Minh": "ĐHQG Tp. HCM",
    "Tổng hợp thành phố Hồ Chí Minh": "Tổng hợp Tp. Hồ Chí Minh", "Thông tin và truyền thông": "TT&TT",
}  # fmt: skip


def slip(value: str, rng: random.Random) -> str:
    """One slip of the keyboard in a word of three letters or more: dropped, doubled, exchanged, or a neighbouring key."""
    words = value.split()
    order = [i for i, word in enumerate(words) if len(word) >= 3 and word.isalpha()]
    rng.shuffle(order)
    for index in order:
        word = words[index]
        kinds = ["drop", "double", "swap", "key"]
        rng.shuffle(kinds)
        for kind in kinds:
            at = rng.randrange(1, len(word))
            if kind == "drop":
                slipped = word[:at] + word[at + 1 :]
            elif kind == "double":
                slipped = word[:at] + word[at] + word[at:]
            elif kind == "swap" and at + 1 < len(word):
                slipped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            else:
                slipped = word[:at] + rng.choice("nmhgtkrsv") + word[at + 1 :]
            # One in ten slips makes another word of the language, as slips do.
            if slipped != word and (not text.is_syllable(slipped.lower()) or rng.random() < 0.1):
                return " ".join([*words[:index], slipped, *words[index + 1 :]])
    return value + "n"


def describe(facts: Facts, style: Style) -> Json:
    rng = random.Random(style.seed)
    title, number, name, rest = _titles(facts, style)
    persons = (
        [facts.person_forms[style.person_form % len(facts.person_forms)]] if facts.person_forms else list(facts.persons)
    )
    publisher = _publisher(facts, style)
    if style.typo == "title":
        title = slip(title, rng)
    elif style.typo == "person" and persons:
        persons[0] = slip(persons[0], rng)
    elif style.typo == "publisher":
        publisher = slip(publisher, rng)
    if "persons" in style.lacks:
        persons, facts = [], replace(facts, body="", translators=(), role="")
    fields: list[tuple[str, str, list[tuple[str, str]]]] = []
    fields += [("020", "  ", codes) for codes in _isbns(facts, style)]
    fields += _language(facts, rng)
    fields.append(("082", "04", [("a", f"{rng.randint(0, 999):03d}.{rng.randint(1, 99)}"), ("b", _code(title))]))
    entry = style.entry == "author"
    if persons and entry:
        fields.append(("100", "1 ", [("a", person(persons[0], style)), ("d", facts.born)]))
    if facts.body and entry and not persons:
        fields.append(("110", "2 ", [("a", facts.body)]))
    fields.append(("245", "10", _title_field(facts, style, (title, number, name, rest), persons)))
    fields.append(("250", "  ", [("a", _edition(facts, style))]))
    fields.append(_imprint(facts, style, publisher))
    fields += _physical(facts, style)
    if facts.series and "series" not in style.lacks:
        number_said = f"T.{facts.series_number}" if facts.series_number else ""
        fields.append(("490", "0 ", [("a", facts.series), ("v", number_said)]))
    if entry and style.statement not in ("first", "none"):
        fields += [("700", "1 ", [("a", person(other, style))]) for other in persons[1:]]
        fields += [("700", "1 ", [("a", person(t, style)), ("e", "dịch")]) for t in facts.translators if persons]
    return _as_json(facts, style, fields, rng)


def _title_field(
    facts: Facts, style: Style, said: tuple[str, str, str, str], persons: list[str]
) -> list[tuple[str, str]]:
    title, number, name, rest = said
    statement = _statement(facts, style, persons)
    if style.upper:
        title = title.upper()
    marks = {"full": (" : ", " / ", ". "), "none": ("", "", ""), "sloppy": (":", "/", ".")}[style.isbd]
    following = number or name
    cells = [
        (
            "a",
            title
            + (
                marks[2].rstrip()
                if following
                else marks[0].rstrip()
                if rest
                else marks[1].rstrip()
                if statement
                else ""
            ),
        )
    ]
    if number:
        cells.append(("n", number + ("," if name and style.isbd == "full" else "")))
    if name:
        cells.append(("p", name + (marks[1].rstrip() if statement and not rest else "")))
    if rest:
        cells.append(("b", rest + (marks[1].rstrip() if statement else "")))
    cells.append(("c", statement))
    return cells


def _imprint(facts: Facts, style: Style, publisher: str) -> tuple[str, str, list[tuple[str, str]]]:
    place = (
        style.place.replace("H.", "T.P. Hồ Chí Minh")
        if facts.publisher in ("Trẻ", "Văn hoá Sài Gòn") and style.place == "H."
        else style.place
    )
    year = style.year.format(facts.year) if facts.year and "year" not in style.lacks else ""
    if style.isbd == "full" and publisher:
        place, publisher = place.rstrip(" :") + " :", publisher + ("," if year else "")
    if style.publisher == "place" or not publisher:
        place = ""
    if "publisher" in style.lacks:
        place = publisher = ""
    return style.tag, " 1" if style.tag == "264" else "  ", [("a", place), ("b", publisher), ("c", year)]


def _physical(facts: Facts, style: Style) -> list[tuple[str, str, list[tuple[str, str]]]]:
    if "extent" in style.lacks:
        extent = ""
    elif facts.volumes and not facts.part:
        extent = f"{facts.volumes} tập"
    else:
        extent = style.extent.format(facts.pages) if facts.pages else ""
        if facts.pages and "{r}" in style.extent:
            extent = style.extent.replace("{r}", str(facts.pages))
    size = style.size.format(facts.size) if facts.size and extent else ""
    found: list[tuple[str, str, list[tuple[str, str]]]] = []
    if facts.carrier == "e":
        if style.carrier == "extent":
            extent = f"1 tài liệu điện tử ({extent})" if extent else "1 tệp PDF"
        elif style.carrier == "338":
            found.append(("338", "  ", [("a", "tài nguyên trực tuyến"), ("b", "cr")]))
    elif facts.carrier == "a":
        extent, size = f"{1 + facts.pages % 6} đĩa CD", "12cm"
    if style.isbd != "none" and extent and size:
        extent += " ;"
    return [("300", "  ", [("a", extent), ("c", size)]), *found]


def _language(facts: Facts, rng: random.Random) -> list[tuple[str, str, list[tuple[str, str]]]]:
    code = facts.language if rng.random() < 0.9 else facts.language.capitalize()
    cells = [("a", code), ("a", facts.other_language), ("h", facts.original)]
    return (
        [("041", "1 " if facts.original else "0 ", cells)]
        if rng.random() < 0.85 or facts.other_language or facts.language != "vie"
        else []
    )


def _code(title: str) -> str:
    words = text.fold(title).upper().split()
    return f"{words[0][:1]}{100 + len(title) * 7 % 460}{words[1][:1] if len(words) > 1 else ''}" if words else ""


def _as_json(
    facts: Facts, style: Style, fields: list[tuple[str, str, list[tuple[str, str]]]], rng: random.Random
) -> Json:
    leader = "00000nim a2200000 a 4500" if facts.carrier == "a" else "00000nam a2200000 a 4500"
    year = str(facts.year) if facts.year and "year" not in style.lacks else "    "
    form = "o" if facts.carrier == "e" and style.carrier == "008" else " "
    out: list[dict[str, object]] = [{"001": f"TVL{rng.randrange(10**8):08d}"}]
    if style.field_008 or form == "o":
        out.append({"008": f"100101s{year}    vm      {form}     000 0 {facts.language} d"})
    if style.residue:
        fields = [
            *fields,
            ("653", "  ", [("a", facts.title)]),
            ("852", "  ", [("a", "TVT"), ("b", "Kho đọc"), ("j", f"KM{rng.randrange(10**6):06d}")]),
        ]
    for tag, indicators, cells in fields:
        said = [{code: spelled(value, style)} for code, value in cells if value]
        if style.residue and said and rng.random() < 0.15:
            code, value = next(iter(said[-1].items()))
            said[-1] = {code: f" {value} "}
        if style.residue and rng.random() < 0.06:
            indicators = "` "
        if said:
            out.append({tag: {"ind1": indicators[0], "ind2": indicators[1], "subfields": said}})
    if style.residue:
        out += [
            {"911": {"ind1": " ", "ind2": " ", "subfields": [{"a": "Administrator"}]}},
            {"925": {"ind1": " ", "ind2": " ", "subfields": [{"a": "G" if facts.carrier == "p" else "ĐT"}]}},
        ]
        out.append({"927": {"ind1": " ", "ind2": " ", "subfields": [{"a": "SH"}]}})
    return {"leader": leader, "fields": out}
