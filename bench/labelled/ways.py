"""The classes of records that describe one manifestation: in what two cataloguers differ.

A way takes the facts and two equal styles and makes the styles differ; None when it does not apply.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from .describe import Style, spelled
from .works import Facts, isbn13

Both = tuple[Facts, Style, Style]
Way = Callable[[Facts, Style, Style, random.Random], "Both | None"]


def _words(facts: Facts) -> str:
    return " ".join((facts.title, facts.rest, *facts.persons, facts.body))


def _changes(facts: Facts, one: Style, other: Style) -> bool:
    said = _words(facts)
    return spelled(said, one) != spelled(said, other)


def i_or_y(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    a, b = replace(a, i_or_y="y"), replace(b, i_or_y="i")
    return (facts, a, b) if _changes(facts, a, b) else None


def tone_place(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    a, b = replace(a, tones="new"), replace(b, tones="old")
    return (facts, a, b) if _changes(facts, a, b) else None


def decomposed(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    return facts, a, replace(b, decomposed=True)


def name_order(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if not facts.persons or a.entry != "author" or b.entry != "author" or len(facts.persons[0].split()) < 2:
        return None
    one, other = rng.sample(("natural", "comma", "inverted"), 2)
    said = rng.choice((a.statement, "none"))
    return facts, replace(a, name=one), replace(b, name=other, statement=said)


def publisher(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    one, other = rng.sample(("bare", "nxb", "words", "upper", "place", "short"), 2)
    return facts, replace(a, publisher=one), replace(b, publisher=other, place=rng.choice(("H.", "Hà Nội", "HN")))


def volume_place(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if not facts.part:
        return None
    one, other = rng.sample(("n", "a", "b", "dash"), 2)
    return facts, replace(a, volume=one), replace(b, volume=other)


def volume_word(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if not facts.part:
        return None
    one, other = rng.sample(("T.{}", "T. {}", "Tập {}", "Tập {w}", "Tập {r}", "tập {}", "T{}"), 2)
    return facts, replace(a, volume_word=one), replace(b, volume_word=other)


def unaccented(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    return facts, a, replace(b, marks=False, upper=rng.random() < 0.3)


def entry(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    return (facts, a, replace(b, entry="title")) if facts.persons or facts.body else None


def responsibility(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if len(facts.persons) > 1 or facts.translators:
        return facts, replace(a, statement="full"), replace(b, statement=rng.choice(("first", "none")))
    if not facts.persons:
        return None
    return facts, replace(a, statement="titles"), replace(b, statement=rng.choice(("none", "full")))


def subtitle_lost(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if facts.grade or facts.work.startswith("law"):
        return None  # there the remainder is the grade or the year
    rest = facts.rest or rng.choice(SUBTITLES)
    if a.volume == "b" or b.volume == "b":
        a, b = replace(a, volume="n"), replace(b, volume="n")
    return replace(facts, rest=rest), a, replace(b, rest=False)


SUBTITLES = (
    "tiểu thuyết", "truyện ngắn", "hồi ký", "thơ", "giáo trình dùng cho sinh viên các trường đại học", "tiểu luận - phê bình",
    "khảo cứu", "sách tham khảo", "những điều cần biết", "lý thuyết và bài tập", "dùng cho cán bộ cơ sở", "tập truyện",
    "truyện thiếu nhi", "sách chuyên khảo", "tư liệu và ảnh", "hỏi và đáp", "kinh nghiệm thực tiễn", "tuyển chọn và giới thiệu",
)  # fmt: skip


def extent(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if not facts.pages or (facts.volumes and not facts.part):
        return None
    forms = (
        "{}tr.",
        "{} tr.",
        "{} trang",
        "{} Tr. ;",
        "tr. 1-{}",
        "{} p.",
        "{}tr. : minh hoạ",
        "VIII, {}tr.",
        ".{}tr.;",
        "{} t",
    )
    one, other = rng.sample(forms, 2)
    sizes = rng.sample(("{}cm", "{} cm", "{},5cm", "{}.5 cm", "14x{}cm", "", "{} c.m"), 2)
    return facts, replace(a, extent=one, size=sizes[0]), replace(b, extent=other, size=sizes[1])


def year_missing(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    return facts, a, replace(b, lacks=b.lacks | {"year"})


def transliteration(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if len(facts.person_forms) < 2:
        return None
    one, other = rng.sample(range(len(facts.person_forms)), 2)
    titles = (
        (0, 0) if len(facts.title_forms) < 2 or rng.random() < 0.5 else (0, rng.randrange(1, len(facts.title_forms)))
    )
    return facts, replace(a, person_form=one, title_form=titles[0]), replace(b, person_form=other, title_form=titles[1])


NUMBERS = (
    ("Hai mươi", "20"), ("Ba mươi sáu", "36"), ("Một trăm", "100"), ("Bảy", "7"), ("Năm mươi", "50"), ("Tám mươi", "80"),
    ("Tám", "8"), ("Hai vạn", "20000"), ("thứ hai", "thứ 2"), ("tuổi hai mươi", "tuổi 20"), ("mười hai", "12"),
    ("thế kỷ XIX", "thế kỷ 19"), ("băm sáu", "36"),
)  # fmt: skip
COUNTED = (
    "{} năm thơ Đắk Nông", "{} bài học kinh doanh", "{} truyện ngắn hay", "{} câu hỏi về pháp luật", "{} món ăn ngày Tết",
    "{} ngày ở chiến khu", "{} gương mặt Tây Nguyên", "{} điều bác sĩ khuyên", "{} bài toán chọn lọc", "Chuyện {} anh em",
)  # fmt: skip
SPOKEN = {
    "hai": 2, "ba": 3, "năm": 5, "bảy": 7, "tám": 8, "mười": 10, "mười hai": 12, "mười lăm": 15, "hai mươi": 20,
    "hai mươi lăm": 25, "ba mươi": 30, "ba mươi sáu": 36, "bốn mươi": 40, "năm mươi": 50, "một trăm": 100,
    "sáu mươi": 60, "chín mươi chín": 99,
}  # fmt: skip


def number_words(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    """The title itself is made to count: one cataloguer writes the words, the other the figure."""
    if facts.part or facts.grade or facts.title_forms or facts.work.startswith(("law", "yearbook", "place")):
        return None
    for spoken, figure in NUMBERS:
        if spoken in facts.title and "năm mươi" not in facts.title.lower():
            other = facts.title.replace(spoken, figure)
            break
    else:
        frame, spoken = rng.choice(COUNTED), rng.choice(tuple(SPOKEN))
        facts = replace(facts, title=_capital(frame.format(spoken)))
        other = frame.format(SPOKEN[spoken])
    return replace(facts, title_forms=(facts.title, other)), replace(a, title_form=0), replace(b, title_form=1)


def _capital(title: str) -> str:
    return title[0].upper() + title[1:]


def author_once(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    return (facts, a, replace(b, lacks=b.lacks | {"persons"})) if facts.persons or facts.body else None


def typo(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    where = rng.choice(("title", "title", "title", "person", "publisher"))
    if (where == "person" and not facts.persons) or (where == "title" and (facts.grade or len(facts.title) < 6)):
        where = "publisher"
    return facts, a, replace(b, typo=where)


def edition_missing(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    facts = facts if facts.reprint else replace(facts, reprint=rng.randint(1, 9), revised=rng.random() < 0.3)
    return facts, a, replace(b, lacks=b.lacks | {"edition"})


def edition_words(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    facts = facts if facts.reprint else replace(facts, reprint=rng.randint(1, 9), revised=rng.random() < 0.3)
    forms = ["Tái bản lần thứ {}", "Tái bản lần {}", "Tái bản lần thứ {w}", "Tb. lần thứ {}", "tái bản lần thứ {}."]
    if facts.reprint == 1:
        forms.remove("Tái bản lần thứ {w}")
    one, other = rng.sample(forms, 2)
    return facts, replace(a, edition=one), replace(b, edition=other)


def series_missing(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    facts = (
        facts
        if facts.series
        else replace(facts, series=rng.choice(("Tủ sách Vàng", "Tủ sách phổ thông", "Văn học trong nhà trường")))
    )
    return facts, a, replace(b, lacks=b.lacks | {"series"})


def isbn_missing(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    facts = facts if facts.isbn else replace(facts, isbn=isbn13(rng))
    return facts, replace(a, isbn="plain"), replace(b, isbn="none")


def isbn_form(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    facts = facts if facts.isbn else replace(facts, isbn=isbn13(rng))
    one, other = rng.sample(("plain", "hyphens", "ten", "priced"), 2)
    return facts, replace(a, isbn=one), replace(b, isbn=other)


def extent_missing(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    return (facts, a, replace(b, lacks=b.lacks | {"extent"})) if facts.persons or facts.body else None


def publisher_missing(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    return (facts, a, replace(b, lacks=b.lacks | {"publisher"})) if facts.persons or facts.body else None


def place_spelling(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    other = facts.title
    for one, two in (
        ("Đắk", "Đăk"),
        ("N'", "N’"),
        ("M'", "M’"),
        ("R'", "R’"),
        ("K'", "K’"),
        ("Ê Đê", "Ê-đê"),
        ("Đrai", "Dray"),
    ):
        other = other.replace(one, two)
    if other == facts.title or facts.part:
        return None
    return replace(facts, title_forms=(facts.title, other)), replace(a, title_form=0), replace(b, title_form=1)


def capitals(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    return facts, a, replace(b, upper=True, isbd="none")


def residue(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both:
    return (
        facts,
        replace(a, residue=False, isbd="full", field_008=True),
        replace(b, residue=True, isbd="sloppy", field_008=False),
    )


def grade_place(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if not facts.grade:
        return None
    one, other = rng.sample(("figure", "word", "rest"), 2)
    return facts, replace(a, grade=one), replace(b, grade=other)


def kind_said(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    return (facts, a, replace(b, kind="edition")) if facts.grade and not facts.kind else None


def carrier_said(facts: Facts, a: Style, b: Style, rng: random.Random) -> Both | None:
    if facts.volumes and not facts.part:
        return None
    one, other = rng.sample(("extent", "008", "338"), 2)
    return (
        replace(facts, carrier="e", isbn=""),
        replace(a, carrier=one, residue=False),
        replace(b, carrier=other, residue=False),
    )


CLASSES: dict[str, Way] = {
    "ký/kí": i_or_y, "hoà/hòa": tone_place, "NFC/NFD": decomposed, "name order and comma": name_order, "Nxb.": publisher,
    "volume in $n or $a": volume_place, "T.1/Tập một": volume_word, "unaccented": unaccented, "title entry": entry,
    "responsibility shortened": responsibility, "subtitle lost": subtitle_lost, "extent typed": extent, "year missing": year_missing,
    "transliteration": transliteration, "number words": number_words, "author once": author_once, "typo": typo,
    "edition missing": edition_missing, "edition words": edition_words, "series missing": series_missing,
    "ISBN missing": isbn_missing, "ISBN form": isbn_form, "extent missing": extent_missing, "publisher missing": publisher_missing,
    "place spelling": place_spelling, "capitals": capitals, "residue": residue, "grade said": grade_place, "kind said": kind_said,
    "carrier said": carrier_said,
}  # fmt: skip

# What leaves a record without something that decides: two of these at once and nobody could tell.
LACKS = frozenset(["year missing", "author once", "edition missing", "extent missing", "publisher missing"])
# Ways that undo each other.
_APART = (
    {"number words", "place spelling", "transliteration"},
    {"title entry", "name order and comma", "author once"},
    {"author once", "typo", "responsibility shortened"},
    {"edition missing", "edition words"}, {"ISBN missing", "ISBN form"}, {"unaccented", "number words"},
    {"carrier said", "ISBN form"}, {"carrier said", "ISBN missing"}, {"carrier said", "extent missing"},
    {"carrier said", "residue"}, {"extent typed", "extent missing"}, {"Nxb.", "publisher missing"},
    {"volume in $n or $a", "subtitle lost"}, {"year missing", "extent typed"}, {"unaccented", "NFC/NFD"},
    {"unaccented", "typo"}, {"transliteration", "typo"},
)  # fmt: skip


def fits(chosen: list[str], way: str) -> bool:
    if way in chosen or (way in LACKS and not LACKS.isdisjoint(chosen)):
        return False
    return not any(way in group and not group.isdisjoint(chosen) for group in _APART)
