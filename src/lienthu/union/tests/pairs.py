# ruff: noqa: E501 - one pair a line reads better
"""Labelled pairs: every hazard and every equivalence class, over a list of works with their true facts.

Hand-made from public facts of Vietnamese publishing; the variations are the habits measured in real catalogues.
`same` pairs describe one manifestation twice; `different` pairs must never be merged by the machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lienthu import text
from lienthu.marc.record import Field, Record


@dataclass(frozen=True)
class Book:
    title: str
    rest: str = ""
    author: str = ""
    others: tuple[str, ...] = ()
    body: str = ""
    statement: str | None = None
    part: str = ""
    part_name: str = ""
    edition: str = ""
    place: str = "H."
    publisher: str = "Giáo dục"
    year: str = "2010"
    extent: str = "251tr."
    size: str = "21cm"
    isbn: tuple[str, ...] = ()
    language: str = "vie"
    original: str = ""
    carrier: str = "a"
    series: tuple[str, str] | None = None
    born: str = ""
    extra: tuple[Field, ...] = field(default=())


def data(tag: str, *pairs: tuple[str, str], ind: str = "  ") -> Field:
    return Field(tag, "", ind, [(code, value) for code, value in pairs if value])


def record(book: Book) -> Record:
    statement = book.statement
    if statement is None:
        statement = ", ".join((*([book.author.replace(",", "")] if book.author else []), *book.others))
    year = book.year if book.year.isdigit() else "    "
    fields = [Field("001", "x"), Field("008", f"100101s{year}    vm            000 0 {book.language or '   '} d")]
    fields += [data("020", ("a", code)) for code in book.isbn]
    if book.language or book.original:
        fields.append(data("041", ("a", book.language), ("h", book.original)))
    if book.author:
        fields.append(data("100", ("a", book.author), ("d", book.born)))
    if book.body:
        fields.append(data("110", ("a", book.body)))
    fields.append(
        data("245", ("a", book.title), ("n", book.part), ("p", book.part_name), ("b", book.rest), ("c", statement))
    )
    if book.edition:
        fields.append(data("250", ("a", book.edition)))
    fields.append(data("260", ("a", book.place), ("b", book.publisher), ("c", book.year)))
    fields.append(data("300", ("a", book.extent), ("c", book.size)))
    if book.series:
        fields.append(data("490", ("a", book.series[0]), ("v", book.series[1])))
    fields += [data("700", ("a", name)) for name in book.others]
    return Record(
        f"00000n{book.carrier}m a2200000 a 4500", [f for f in [*fields, *book.extra] if f.value or f.subfields]
    )


WORKS = [
    Book("Truyện Kiều", author="Nguyễn Du", publisher="Văn học", year="2006", extent="339tr.", size="19cm"),
    Book("Dế mèn phiêu lưu ký", author="Tô Hoài", publisher="Kim Đồng", year="2012", extent="148tr.",
         isbn=("9786042000017",)),
    Book("Lịch sử Việt Nam", rest="từ nguồn gốc đến thế kỷ XIX", author="Đào Duy Anh", publisher="Văn hoá thông tin",
         year="2002", extent="558tr."),
    Book("Giáo trình kinh tế vi mô", author="Vũ Kim Dũng", others=("Nguyễn Văn Công",), year="2012",
         publisher="Đại học Kinh tế Quốc dân", extent="407tr.", size="24cm"),
    Book("Kỹ thuật trồng cà phê", author="Nguyễn Sỹ Nghị", publisher="Nông nghiệp", year="1996", extent="112tr."),
    Book("Văn hoá cồng chiêng Tây Nguyên", author="Tô Ngọc Thanh", publisher="Văn hoá dân tộc", year="2004",
         extent="214tr."),
    Book("Hoá học đại cương", author="Nguyễn Đức Chung", publisher="Nxb. Đại học Quốc gia Tp. Hồ Chí Minh",
         year="2009", extent="423tr.", place="Tp. Hồ Chí Minh"),
    Book("Sử thi M'Nông", rest="lấy hoa bạc hoa đồng", author="Đỗ Hồng Kỳ", publisher="Khoa học xã hội", year="2006",
         extent="610tr.", size="24cm"),
    Book("Những vấn đề cơ bản về quản trị nhân lực", author="Nguyễn Ngọc Quân", publisher="Thống kê", year="1998",
         extent="180 tr."),
    Book("Số đỏ", author="Vũ Trọng Phụng", publisher="Văn học", year="2015", extent="279tr.", isbn=("9786049541230",)),
    Book("Nhật ký trong tù", author="Hồ Chí Minh", publisher="Chính trị Quốc gia", year="2000", extent="189tr."),
    Book("Đắk Nông 10 năm xây dựng và phát triển", body="Uỷ ban nhân dân tỉnh Đắk Nông", publisher="Thông tấn",
         year="2014", extent="196tr.", statement="Uỷ ban nhân dân tỉnh Đắk Nông"),
    Book("Cơ sở dữ liệu quan hệ", author="Nguyễn Kim Anh", publisher="Đại học Quốc gia Hà Nội", year="2004",
         extent="230tr.", size="24cm"),
    Book("Tâm lý học lứa tuổi và tâm lý học sư phạm", author="Lê Văn Hồng", others=("Lê Ngọc Lan",), year="2001",
         publisher="Đại học Quốc gia Hà Nội", extent="176tr."),
    Book("Quê hương Tây Sơn", author="Quách Tấn", publisher="Trẻ", year="1999", extent="305tr.",
         place="Tp. Hồ Chí Minh"),
    Book("Thuỷ lực công trình", author="Nguyễn Cảnh Cầm", publisher="Xây dựng", year="2007", extent="368tr."),
    Book("Bệnh hại cây hồ tiêu", author="Phạm Văn Biên", publisher="Nông nghiệp", year="2005", extent="64tr."),
    Book("Người M'Nông ở Việt Nam", author="Bế Viết Đẳng", publisher="Thông tấn", year="2010", extent="170tr."),
]  # fmt: skip

FOREIGN = [
    (Book("Con đầm pích", author="Puskin", publisher="Văn học", year="1986", extent="210tr."), "Pushkin"),
    (Book("Chiến tranh và hoà bình", author="Tônxtôi, Lép", publisher="Văn học", year="2000", extent="1200tr."), "Tolstoi"),
    (Book("Bá tước Môngtơ Crixtô", author="Đuyma, Alếchxăng", publisher="Văn học", year="1988", extent="410tr."), "Dumas"),
    (Book("Đồi gió hú", author="Brontë, Emily", publisher="Văn học", year="2005", extent="512tr."), "Brontê, Êmily"),
    (Book("Tội ác và hình phạt", author="Đôxtôiepxki", publisher="Văn học", year="1983", extent="720tr."), "Dostoevski"),
]  # fmt: skip

SCHOOL = [
    Book(
        "Toán 6", author="Phan Đức Chính", others=("Tôn Thân",), part="T.1", year="2011", extent="128tr.", size="24cm"
    ),
    Book("Ngữ văn 9", author="Nguyễn Khắc Phi", part="T.2", year="2008", extent="192tr.", size="24cm"),
    Book("Vật lí 10", author="Lương Duyên Bình", year="2006", extent="228tr.", size="24cm"),
    Book("Tiếng Việt lớp 3", author="Nguyễn Minh Thuyết", part="Tập một", year="2004", extent="160tr.", size="24cm"),
    Book("Tin học lớp 7", author="Phạm Thế Long", year="2007", extent="148tr.", size="24cm"),
]


@dataclass(frozen=True)
class Pair:
    cls: str
    same: bool
    a: Record
    b: Record


Change = Callable[[Book], "Book | None"]


def _old_tones(book: Book) -> Book | None:
    pairs = (("hòa", "hoà"), ("Hòa", "Hoà"), ("hóa", "hoá"), ("Hóa", "Hoá"), ("Thủy", "Thuỷ"), ("ủy", "uỷ"))
    title = book.title
    for new, old in pairs:
        title = title.replace(old, new) if old in title else title.replace(new, old)
    return replace(book, title=title) if title != book.title else None


def _i_for_y(book: Book) -> Book | None:
    title = book.title
    for y, i in (("ký", "kí"), ("Kỹ", "Kĩ"), ("lý", "lí"), ("Sỹ", "Sĩ"), ("kỷ", "kỉ")):
        title = title.replace(y, i)
    return replace(book, title=title) if title != book.title else None


def _natural(book: Book) -> Book | None:
    words = book.author.replace(",", "").split()
    return replace(book, author=f"{words[0]}, {' '.join(words[1:])}") if len(words) > 1 else None


def _title_entry(book: Book) -> Book | None:
    return replace(book, author="", statement=book.author) if book.author else None


def _unmarked(book: Book) -> Book:
    def off(value: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", value) if not unicodedata.combining(c)).translate(
            str.maketrans("đĐ", "dD")
        )

    changes = {name: off(getattr(book, name)) for name in ("title", "rest", "author", "body", "publisher", "edition")}
    others = tuple(map(off, book.others))
    return replace(book, **changes, others=others, statement=off(book.statement) if book.statement else None)


def _slip(book: Book) -> Book | None:
    """A letter lost inside the longest word so that no Vietnamese syllable remains."""
    words = book.title.split()
    for index in sorted(range(len(words)), key=lambda i: -len(words[i])):
        for at in range(1, len(words[index]) - 1):
            slipped = words[index][:at] + words[index][at + 1 :]
            if not text.is_syllable(slipped.lower()) and len(slipped) > 2:
                return replace(book, title=" ".join([*words[:index], slipped, *words[index + 1 :]]))
    return None


EQUIVALENT: dict[str, Change] = {
    "tone placement": _old_tones,
    "i and y": _i_for_y,
    "name with a comma": _natural,
    "name order": lambda b: replace(b, author=" ".join(reversed(b.author.split())), statement="") if b.author else None,
    "publisher words": lambda b: replace(b, publisher=f"Nhà xuất bản {b.publisher.replace('Nxb. ', '')}"),
    "publisher short": lambda b: replace(b, publisher=f"Nxb. {b.publisher.replace('Nxb. ', '')},"),
    "place inside publisher": lambda b: replace(b, place="", publisher=f"Nxb. {b.publisher.replace('Nxb. ', '')}, H."),
    "unaccented": _unmarked,
    "title entry": _title_entry,
    "responsibility shortened": lambda b: replace(b, statement="", others=()) if b.author else None,
    "responsibility with roles": lambda b: replace(b, statement=f"PGS. TS. {b.author} (ch.b.), Trần Thị Lan") if b.author else None,
    "subtitle lost": lambda b: replace(b, rest="") if b.rest else None,
    "subtitle added": lambda b: replace(b, rest="tiểu thuyết") if not b.rest else None,
    "subtitle in title": lambda b: replace(b, title=f"{b.title} : {b.rest}", rest="") if b.rest else None,
    "extent typed": lambda b: replace(b, extent=b.extent.replace("tr.", " trang ;").replace("  ", " "), size="20,5 cm"),
    "year missing": lambda b: replace(b, year="") if b.author else None,
    "year bracketed": lambda b: replace(b, year=f"[c{b.year}]"),
    "extent missing": lambda b: replace(b, extent="", size="") if b.author else None,
    "publisher missing": lambda b: replace(b, publisher="", place="") if b.author else None,
    "author in one only": lambda b: replace(b, author="", others=(), statement="") if b.author else None,
    "isbn missing": lambda b: replace(b, isbn=()) if b.isbn else None,
    "isbn added": lambda b: replace(b, isbn=("978-604-1-00003-2",)) if not b.isbn else None,
    "edition missing": lambda b: replace(b, edition=""),
    "series added": lambda b: replace(b, series=("Tủ sách phổ thông", "12")),
    "capitals": lambda b: replace(b, title=b.title.upper()),
    "slip in title": _slip,
    "language unsaid": lambda b: replace(b, language=""),
    "decomposed": lambda b: replace(b, title=unicodedata.normalize("NFC", unicodedata.normalize("NFD", b.title))),
    "title with slash": lambda b: replace(b, title=f"{b.title} /"),
    "exact copy": lambda b: b,
}  # fmt: skip

HAZARD: dict[str, Change] = {
    "another year": lambda b: replace(b, year=str(int(b.year) + 2)),
    "another reprint": lambda b: replace(b, edition="Tái bản lần thứ 3"),
    "another volume": lambda b: replace(b, part="T.2"),
    "another author": lambda b: replace(b, author="Trịnh Xuân Bách", others=(), statement=None, extent="96tr.") if b.author else None,
    "namesake": lambda b: replace(b, author=_toned(b.author), others=(), statement=None) if b.author else None,
    "electronic": lambda b: replace(b, extent="1 tài liệu điện tử (PDF)"),
    "audio": lambda b: replace(b, extent="2 đĩa CD", carrier="i"),
    "another language": lambda b: replace(b, language="eng"),
    "another publisher": lambda b: replace(b, publisher="Lao động", extent="512tr."),
    "one tone apart": lambda b: replace(b, title=_toned(b.title)),
    "number in title": lambda b: replace(b, title=f"{b.title} 2018"),
    "shared isbn only": lambda b: replace(b, title="Một cuốn sách hoàn toàn khác", isbn=b.isbn) if b.isbn else None,
    "kind": lambda b: replace(b, rest="sách bài tập"),
    "other subtitle": lambda b: replace(b, rest="tập hợp tư liệu về làng nghề truyền thống"),
    "born another year": lambda b: replace(b, born="1987-") if b.author else None,
}  # fmt: skip

_TONES = str.maketrans("àáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụ", "áàãảàéèẽẻèíìĩỉìóòõỏòúùũủù")


def _toned(value: str) -> str:
    """The last word that can takes another tone and still is a syllable."""
    words = value.split()
    for index in reversed(range(len(words))):
        for tone in "\u0301\u0300\u0303\u0309\u0323":
            changed = _with_tone(words[index], tone)
            if changed and changed.lower() != words[index].lower() and text.is_syllable(changed.strip(",").lower()):
                return " ".join([*words[:index], changed, *words[index + 1 :]])
    return value + " mới"


def _with_tone(word: str, tone: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    plain = "".join(c for c in letters if c not in "\u0301\u0300\u0303\u0309\u0323")
    at = next((i for i, c in enumerate(plain) if c.lower() in "aeiouy"), None)
    if at is None:
        return ""
    at += 1
    while at < len(plain) and unicodedata.combining(plain[at]):
        at += 1
    return text.modern_tone(unicodedata.normalize("NFC", plain[:at] + tone + plain[at:]))


def generated() -> Iterator[Pair]:
    for book in WORKS:
        for cls, change in EQUIVALENT.items():
            base = replace(book, edition="Tái bản lần thứ 2") if cls == "edition missing" else book
            changed = change(base)
            if changed is not None:
                yield Pair(cls, True, record(base), record(changed))
        for cls, change in HAZARD.items():
            base = replace(book, edition="Tái bản lần thứ 2") if cls == "another reprint" else book
            base = replace(base, part="T.1") if cls == "another volume" else base
            base = replace(base, born="1920-") if cls == "born another year" else base
            base = replace(base, rest="hồi ức và tư liệu gia đình") if cls == "other subtitle" else base
            changed = change(base)
            if changed is not None:
                yield Pair(cls, False, record(base), record(changed))


def school() -> Iterator[Pair]:
    for book in SCHOOL:
        subject = book.title.replace("lớp ", "").rsplit(" ", 1)[0]
        grade = int(book.title.rsplit(" ", 1)[1])
        same = {
            "grade word": replace(book, title=f"{subject} lớp {grade}"),
            "grade figure": replace(book, title=f"{subject} {grade}"),
            "grade in remainder": replace(book, title=subject, rest=f"lớp {grade}"),
            "pupil's book named": replace(book, rest="sách giáo khoa"),
        }
        if book.part:
            number = {"T.1": 1, "T.2": 2, "Tập một": 1}[book.part]
            roman = "I" * number
            word = "một hai".split()[number - 1]  # noqa: SIM905
            same |= {
                "volume in title": replace(book, part="", title=f"{book.title}. T.{number}"),
                "volume in words": replace(book, part=f"Tập {word}"),
                "volume in Roman": replace(book, part=f"Tập {roman}"),
                "volume glued": replace(book, part="", title=f"{book.title}. T{number}"),
                "volume in remainder": replace(book, part="", rest=f"Quyển {number}"),
            }
            yield Pair("volumes", False, record(book), record(replace(book, part=f"T.{number + 1}")))
            yield Pair("volumes", False, record(book), record(replace(book, part="", extent="2 tập")))
            yield Pair("volume in one only", False, record(book), record(replace(book, part="")))
        for cls, changed in same.items():
            yield Pair(cls, True, record(book), record(changed))
        for cls, changed in {
            "grades": replace(book, title=f"{subject} {grade + 1}"),
            "teacher's book": replace(book, rest="sách giáo viên"),
            "exercise book": replace(book, title=f"Bài tập {subject} {grade}"),
            "work book": replace(book, title=f"Vở bài tập {subject} {grade}"),
            "reprints": replace(book, edition="Tái bản lần thứ 4", year="2015"),
        }.items():
            yield Pair(cls, False, record(book), record(changed))
        one, other = replace(book, edition="Tái bản lần thứ 4"), replace(book, edition="Tái bản lần thứ năm")
        yield Pair("reprints", False, record(one), record(other))
        yield Pair("reprint wording", True, record(one), record(replace(book, edition="Tái bản lần 4, có sửa chữa")))


def foreign() -> Iterator[Pair]:
    for book, spelling in FOREIGN:
        yield Pair("transliteration", True, record(book), record(replace(book, author=spelling, statement="")))
        english = replace(book, title="The Queen of Spades", language="eng", year="1986")
        yield Pair("translation and original", False, record(book), record(english))
        by_one = replace(book, statement=f"{book.author} ; Nguyễn Hiến Lê dịch")
        by_other = replace(book, statement=f"{book.author} ; Phan Ngọc dịch")
        yield Pair("two translations", False, record(by_one), record(by_other))
        yield Pair("bilingual", False, record(book), record(replace(book, language="engvie", extent="600tr.")))


def hand_made() -> Iterator[Pair]:
    def pair(cls: str, same: bool, a: Book, b: Book) -> Pair:
        return Pair(cls, same, record(a), record(b))

    year_book = Book("Niên giám thống kê 2018", body="Cục Thống kê tỉnh Đắk Nông", publisher="Thống kê", year="2019")
    yield pair("yearbooks", False, year_book, replace(year_book, title="Niên giám thống kê 2019", year="2020"))
    yield pair("yearbooks", False, year_book, replace(year_book, title="Niên giám thống kê 2019", year=""))
    yield pair("yearbooks", False, year_book, replace(year_book, title="Niên giám thống kê", year="2019"))
    yield pair("place twins", False, year_book, replace(year_book, body="Cục Thống kê tỉnh Đắk Lắk"))
    law = Book("Luật Đất đai 2003", publisher="Chính trị Quốc gia", year="2014", statement="")
    yield pair("laws", False, law, replace(law, title="Luật Đất đai 2013"))
    yield pair("laws", False, law, replace(law, title="Luật Đất đai", rest="năm 2013"))
    yield pair("laws", False, replace(law, title="Luật Đất đai"), replace(law, title="Luật Nhà đất"))
    place = Book(
        "Lịch sử Đảng bộ huyện Krông Nô", body="Ban Chấp hành Đảng bộ huyện", publisher="Lý luận chính trị", year="2015"
    )
    for other in ("Krông Năng", "Krông Ana", "Krông Pắc", "Krông Búk", "Đắk Mil", "Đắk Song"):
        yield pair("place twins", False, place, replace(place, title=f"Lịch sử Đảng bộ huyện {other}"))
    twin = Book("Lịch sử Đảng bộ", rest="xã Nâm Nung", body="Đảng bộ xã", publisher="Lý luận chính trị", year="2015")
    yield pair("place twins", False, twin, replace(twin, rest="xã Nâm N'Đir"))
    yield pair("place twins", False, twin, replace(twin, rest="xã Nam Dong"))
    yield pair(
        "place spelling", True, replace(place, title="Địa chí Đắk Nông"), replace(place, title="Địa chí Đăk Nông")
    )
    yield pair("place twins", False, replace(place, title="Địa chí Đắk Nông"), replace(place, title="Địa chí Đắk Lắk"))
    bare_title = Book("Thơ tình", publisher="", year="", extent="", size="", place="", language="")
    yield pair("only a title", False, bare_title, bare_title)
    yield pair(
        "only a title", False, bare_title, replace(bare_title, author="Xuân Diệu", year="1995", publisher="Văn học")
    )
    same_set = Book("Hồ Chí Minh toàn tập", author="Hồ Chí Minh", publisher="Chính trị Quốc gia", year="2011",
                    isbn=("9786045700006 (trọn bộ)",), extent="580tr.")  # fmt: skip
    yield pair("shared isbn", False, replace(same_set, part="T.3"), replace(same_set, part="T.4"))
    yield pair("set and part", False, replace(same_set, extent="15 tập"), replace(same_set, part="T.4"))
    yield pair(
        "volume in toàn tập",
        True,
        replace(same_set, part="T.4"),
        replace(same_set, title="Hồ Chí Minh toàn tập. Tập 4"),
    )
    c_plus = Book("Lập trình C++", author="Phạm Văn Ất", publisher="Khoa học và Kỹ thuật", year="2000", extent="500tr.")
    yield pair("symbols", False, c_plus, replace(c_plus, title="Lập trình C"))
    yield pair("symbols", False, c_plus, replace(c_plus, title="Lập trình C#"))
    ma = Book("Mã", author="Nguyễn Văn A", publisher="Trẻ", year="2001", extent="90tr.")
    yield pair("one tone apart", False, ma, replace(ma, title="Má"))
    yield pair("one tone apart", False, ma, replace(ma, title="Mả"))
    pupil = Book("Văn mẫu", author="Tạ Thanh Sơn", publisher="Giáo dục", year="2010", extent="120tr.")
    yield pair("namesakes", False, pupil, replace(pupil, author="Tạ Thanh Sớn"))
    series = Book("Danh nhân đất Việt", publisher="Thanh niên", year="2005", extent="200tr.", author="Nhiều tác giả")
    yield pair(
        "series volumes",
        False,
        replace(series, series=("Danh nhân", "T.1")),
        replace(series, series=("Danh nhân", "T.2")),
    )
    twenty = Book("20 năm thơ Đắk Nông", author="Hội Văn học", publisher="Hội Nhà văn", year="2013", extent="240tr.")
    yield pair("number words", True, twenty, replace(twenty, title="Hai mươi năm thơ Đắk Nông"))
    yield pair("number words", False, twenty, replace(twenty, title="Ba mươi năm thơ Đắk Nông"))
    pen = Book("Cát bụi chân ai", author="Tô Hoài", publisher="Hội Nhà văn", year="1992", extent="300tr.")
    yield pair("pen name", True, pen, replace(pen, author="Tô-Hoài"))
    yield pair("pen name", True, pen, replace(pen, author="Tô Hoài (Nguyễn Sen)"))
    reused = Book(
        "Kỹ năng sống cho trẻ", author="Lê Thị Hoa", publisher="Lao động", year="2014", isbn=("9786045900017",)
    )
    yield pair("re-used isbn", False, reused, replace(reused, title="Nấu ăn ngày Tết", author="Trần Lan", year="2016"))
    yield pair("re-used isbn", False, reused, replace(reused, title="Kỹ năng sống cho mẹ"))
    yield pair(
        "no author, equal print",
        True,
        replace(law, title="Bộ luật Lao động"),
        replace(law, title="Bộ luật lao động", place="Hà Nội"),
    )
    yield pair(
        "revised",
        False,
        replace(pupil, edition="Tái bản lần thứ 1"),
        replace(pupil, edition="Tái bản lần thứ 2, có bổ sung"),
    )
    legacy = replace(_unmarked(pupil), author="Ta Thanh Son")
    yield pair("unaccented", True, pupil, legacy)
    yield pair(
        "unaccented hazard", False, replace(pupil, title="Văn mẫu 6"), replace(_unmarked(pupil), title="Van mau 7")
    )


def all_pairs() -> list[Pair]:
    return [*generated(), *school(), *foreign(), *hand_made()]
