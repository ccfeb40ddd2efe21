"""Parts out of the cells of a sheet: names, imprint, years, ISBN, languages. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from lienthu.text import fold

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ISBN = re.compile(r"(?<!\d)(?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dxX](?!\d)")
_ROLE = re.compile(
    r"^(?P<role>chu bien|tong chu bien|cb|bien soan|b\.?s|sb|suu tam|s\.?t|dich|d|nguoi dich|hieu dinh|h\.?d|"
    r"minh hoa|m\.?h|tranh|loi|ke|bien tap)\s*[.:]\s*"
)
_ROLE_END = re.compile(r"\s*[(\[](?P<role>[^()\[\]]{1,25})[)\]]\s*$")
# With their marks: Đoàn and Vũ are family names, đoàn thanh niên and vụ are bodies.
_CORPORATE = re.compile(
    r"^(?:bộ|sở|viện|trường|hội|ủy ban|uỷ ban|ban|cục|tổng cục|vụ|trung tâm|đại học|nhà xuất bản|nxb|công ty|thư viện|"
    r"quốc hội|chính phủ|đảng|tỉnh ủy|tỉnh uỷ|quân ủy|liên đoàn|đoàn thanh niên|đoàn tncs|bảo tàng|tổ chức|ubnd|phòng|"
    r"học viện|bo giao duc|bo van hoa|nha xuat ban|truong dai hoc|uy ban nhan dan|so giao duc|so van hoa)(?:\s|$)"
)
_AND_OTHERS = re.compile(
    r"\s*[,;]?\s*(?:\.\.\.|…|\[?et al\.?]?|va (?:nhung )?(?:nguoi|tac gia) khac|v\.v\.*|nnk)\.?\s*$", re.IGNORECASE
)
_LANGUAGES = {
    "viet": "vie", "tieng viet": "vie", "vie": "vie", "vi": "vie", "vn": "vie", "viet nam": "vie", "vietnamese": "vie",
    "anh": "eng", "tieng anh": "eng", "eng": "eng", "en": "eng", "english": "eng",
    "phap": "fre", "tieng phap": "fre", "fra": "fre", "fre": "fre", "fr": "fre", "french": "fre",
    "nga": "rus", "tieng nga": "rus", "rus": "rus", "trung": "chi", "tieng trung": "chi", "chi": "chi", "han": "chi",
    "trung quoc": "chi", "nhat": "jpn", "tieng nhat": "jpn", "jpn": "jpn", "duc": "ger", "tieng duc": "ger",
    "han quoc": "kor", "tieng han": "kor", "kor": "kor", "song ngu": "mul", "da ngu": "mul", "viet - anh": "mul",
    "anh - viet": "mul", "m'nong": "cmo", "mnong": "cmo", "e de": "rad", "ede": "rad",
}  # fmt: skip


_BETWEEN_NAMES = re.compile(r"\s*[;\n|]\s*|\s+[-–—/+]\s+|\s*/\s*(?=[^\W\d])|\s+&\s+")
_COMMA = re.compile(r",(?![^()]*\))")
_BRACKETS = re.compile(r"\([^()]*\)")
_DEGREE = re.compile(r"^(?:(?:GS|PGS|TSKH|TS|ThS|Ths|Th\.S|NGƯT|NGND|NSND|NSƯT|Dr|Prof)\b[.,]?\s*)+(?=[^\W\d_])")
#: What brackets behind a name may say of the person's part; anything else is another name, dates or a remark.
_ROLES = frozenset(
    ("chu bien", "tong chu bien", "dong chu bien", "cb", "ch.b", "ch. b", "c.b", "tong cb", "chu tri", "bien soan",
     "b.s", "bs", "soan", "suu tam", "s.t", "st", "dich", "nguoi dich", "d", "phong dich", "cong dich", "phong tac",
     "hieu dinh", "h.d", "hd", "minh hoa", "m.h", "mh", "tranh", "ve tranh", "ve", "anh", "loi", "nhac", "ke",
     "bien tap", "b.t", "bt", "gioi thieu", "g.th", "gt", "chu giai", "chu thich", "tuyen chon", "tuyen", "loi tua",
     "de tua", "loi gioi thieu", "tong hop", "sang tac", "viet", "thuc hien", "tac gia", "ed", "editor", "trans",
     "translator", "illustrator", "author")
)  # fmt: skip
#: Stands in the statement of responsibility and is nobody's name.
_NOBODY = frozenset(
    ("nhieu tac gia", "nhom tac gia", "tap the tac gia", "khuyet danh", "khong ro", "khong ro tac gia", "vo danh",
     "nhieu nguoi", "dang cap nhat", "chua ro", "khong co", "khong")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """`said`: as the statement of responsibility has it, where a heading says less."""

    text: str
    corporate: bool = False
    role: str = ""
    said: str = ""

    @property
    def stated(self) -> str:
        return self.said or (f"{self.text} ({self.role})" if self.role else self.text)


@dataclass(frozen=True, slots=True)
class Imprint:
    place: str = ""
    publisher: str = ""
    year: str = ""


def names(cell: str) -> list[Name]:
    """
    >>> [name.text for name in names("Nguyễn Văn A, Trần Thị B; Lê C")]
    ['Nguyễn Văn A', 'Trần Thị B', 'Lê C']
    >>> [name.text for name in names("Bố, Xuân Hổ")]
    ['Bố, Xuân Hổ']
    """
    cell = _strip_others(cell.strip(" .;,"))
    if re.match(r"1[.)]\s*\D.*\s2[.)]\s*\D", cell, re.DOTALL):
        cell = re.sub(r"(?:^|\s+)\d{1,2}[.)]\s*", ";", cell)
    parts = [name for part in _BETWEEN_NAMES.split(cell) for name in _at_joints(part) if name]
    found: list[Name] = []
    for part in parts:
        for piece in _by_commas(part, alone=len(parts) == 1):
            name = _name(piece)
            if name.text and name.text not in {other.text for other in found}:
                found.append(name)
    return found[:50]


def _at_joints(part: str) -> list[str]:
    """`Nguyễn An-Trần Bình` and `Nguyễn An và Trần Bình` are two people; `Jean-Paul Sartre` and `Bộ Giáo dục và Đào
    tạo` are one."""
    joined: list[str] = []
    for piece in re.split(r"\s+và\s+(?=[A-ZĐÀ-Ỹ])", part):
        if joined and any(_CORPORATE.match(body.strip().lower()) for body in _COMMA.split(joined[-1])):
            joined[-1] += f" và {piece}"
        else:
            joined.append(piece)
    found: list[str] = []
    for piece in joined:
        sides = re.split(r"[-–](?=[A-ZĐÀ-Ỹ])", piece)
        found += sides if len(sides) > 1 and all(2 <= len(side.split()) <= 5 for side in sides) else [piece]
    return found


def is_nobody(name: str) -> bool:
    return " ".join(fold(name).split()) in _NOBODY


def is_nothing(cell: str) -> bool:
    """`chưa có`, `0`, `-`: somebody filled in that there is nothing."""
    folded = " ".join(fold(cell).split()).strip(" .-/")
    return folded in _NOBODY or folded in (
        "",
        "0",
        "k",
        "x",
        "ko",
        "n a",
        "n/a",
        "chua",
        "chua co",
        "none",
        "null",
        "khg",
    )


def _strip_others(cell: str) -> str:
    match = _AND_OTHERS.search(cell)
    if match:
        return cell[: match.start()]
    # The folded text has the letters of the original one to one only when nothing was dropped.
    folded = fold(cell)
    match = _AND_OTHERS.search(folded)
    return cell[: match.start()] if match and len(folded) == len(cell) else cell


def _by_commas(part: str, *, alone: bool) -> list[str]:
    pieces = [piece.strip() for piece in _COMMA.split(part) if piece.strip()]
    if len(pieces) < 2 or _CORPORATE.match(pieces[0].lower()):
        return [part] if len(pieces) < 2 or len(pieces[1].split()) > 1 else pieces
    if len(pieces) == 2 and len(pieces[0].split()) == 1 and not re.search(r"[(:]", part):
        # `Bố, Xuân Hổ`: an inverted name; a single word before the comma cannot be a whole Vietnamese name.
        return [part]
    if all(len(_BRACKETS.sub("", piece).split()) <= 6 or _CORPORATE.match(piece.lower()) for piece in pieces):
        return pieces
    return [part]


def _name(piece: str) -> Name:
    piece = piece.strip(" .;,-")
    folded = fold(piece)
    role = ""
    if len(folded) == len(piece) and (match := _ROLE.match(folded)):
        role, piece = piece[: match.end()].strip(" :."), piece[match.end() :].strip()
    said = piece
    if match := _ROLE_END.search(piece):
        piece = piece[: match.start()].strip()
        if not role and _is_role(match["role"]):
            role, said = match["role"].strip(" ."), piece
    text = _DEGREE.sub("", piece)
    if role and said != text:
        said = f"{said} ({role})"
    return Name(text[:300], bool(_CORPORATE.match(text.lower())), role, said if said != text else "")


def _is_role(text: str) -> bool:
    parts = re.split(r"\s*[,;/&]\s*|\s+va\s+", " ".join(fold(text).split()).strip(". "))
    return all(part in _ROLES for part in parts)


def imprint(cell: str) -> Imprint:
    """
    >>> imprint("H. : Giáo dục, 2010")
    Imprint(place='H.', publisher='Giáo dục', year='2010')
    >>> imprint("NXB Trẻ - 2012")
    Imprint(place='', publisher='NXB Trẻ', year='2012')
    """
    years = list(_YEAR.finditer(cell))
    year_match = years[-1] if years else None
    year = year_match.group() if year_match else ""
    rest = (cell[: year_match.start()] + cell[year_match.end() :]) if year_match else cell
    rest = rest.strip(" ,.;:-–/()[]") + ("." if re.match(r"^\s*[A-ZĐ]\.\s*$", rest) else "")
    place, publisher = "", rest
    for mark in (":", " - ", " – ", ";", ","):
        if mark in rest:
            first, second = (part.strip(" ,.;-–") for part in rest.split(mark, 1))
            if second and (_looks_place(first) or mark == ":"):
                place, publisher = rest.split(mark, 1)[0].strip(" ,;-–"), second
            elif second and _looks_place(second):
                place, publisher = second, first
            break
    return Imprint(place[:200], publisher[:300], year)


_PLACES = frozenset(
    """h|hn|h n|ha noi|hanoi|hue|da nang|sai gon|sg|s g|tp hcm|tphcm|tp ho chi minh|t p ho chi minh|ho chi minh|hcm
    |can tho|hai phong|dong nai|thanh hoa|nghe an|dak lak|dak nong|buon ma thuot|lam dong|gia nghia|thai nguyen
    |quy nhon|k d|kd|london|new york|paris|moscow""".replace("\n    ", "").split("|")
)


def _looks_place(text: str) -> bool:
    return " ".join(re.sub(r"[^a-z ]+", " ", fold(text)).split()) in _PLACES


def year(cell: str) -> str:
    """The four digits, out of `2019`, `c2019`, `[2019?]`, a date, or a date's Excel number (never guessed)."""
    match = _YEAR.search(cell)
    return match.group() if match else ""


def isbns(cell: str) -> list[str]:
    """Each ISBN as it stands; a number that lost its leading zero (Excel) gets it back."""
    cell = re.sub(r"^(\d{9,13})\.0$", r"\1", cell.strip())
    if re.fullmatch(r"\d{9}", cell):
        cell = "0" + cell
    if match := re.fullmatch(r"(\d)[.,](\d{12})[eE]\+?12", cell):
        cell = match[1] + match[2]
    found = [match.group().strip() for match in _ISBN.finditer(cell)]
    return found or ([cell] if any(map(str.isdigit, cell)) else [])


def is_cut_isbn(cell: str) -> bool:
    """`9.78604E+12`: Excel kept the first digits of the number and the sheet does not have the others.

    >>> is_cut_isbn("9.78604E+12"), is_cut_isbn("9786040000000"), is_cut_isbn("9786041012349")
    (True, True, False)
    """
    return bool(re.fullmatch(r"\s*9[.,]7[89]\d{0,9}[eE]\+?12\s*|97[89]\d{1,5}0{6,}(?:\.0)?", cell))


def price(cell: str, printed: str = "") -> str:
    """`54.500` typed where the point is the decimal mark is stored as 54.5: no book since 1990 costs less than 1,000 đ.

    >>> price("54.5", "2019"), price("120", ""), price("54.500đ", "2019"), price("2.5", "1982")
    ('54500', '120000', '54.500đ', '2.5')
    """
    if re.fullmatch(r"0(?:[.,]0+)?", cell):
        return ""
    if not re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{1,2})?", cell) or "0" < year(printed) < "1990":
        return cell
    return str(round(float(cell.replace(",", ".")) * 1000))


def quantity(cell: str) -> int | None:
    match = re.match(r"^\s*(\d{1,6})(?:[.,]0+)?\s*(?:cuốn|bản|quyển|cuon|ban|quyen|b|c|q)?\.?\s*$", cell, re.IGNORECASE)
    return int(match[1]) if match else None


def received(cell: str) -> str:
    """A date as ISO 8601; a bare Excel day number (1980–2060) too."""
    if re.fullmatch(r"\d{5}", cell) and 29_221 <= int(cell) <= 58_806:
        return (date(1899, 12, 30) + timedelta(days=int(cell))).isoformat()
    match = re.match(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", cell)
    if match:
        try:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        except ValueError:
            return cell
    return cell


def language(cell: str) -> str:
    return _LANGUAGES.get(" ".join(fold(cell).split()), "")


def title_and_author(cell: str) -> tuple[str, str]:
    """`Dế mèn phiêu lưu ký / Tô Hoài` → title, author."""
    for mark in (" / ", "/ ", " /", "\n", " – ", " - ", "; ", "/"):
        if mark in cell:
            title, author = cell.split(mark, 1) if mark == "\n" or "/" in mark else cell.rsplit(mark, 1)
            return title.strip(), author.strip()
    return cell, ""


def author_and_title(cell: str) -> tuple[str, str]:
    """`Tô Hoài. Dế mèn phiêu lưu ký` or `Tô Hoài - …` → title, author."""
    for mark in ("\n", " - ", " – ", ": ", " / ", ". "):
        if mark in cell:
            author, title = cell.split(mark, 1)
            people = _COMMA.split(_BRACKETS.sub("", author))
            if all(len(name.split()) <= (6 if len(people) == 1 else 5) for name in people):
                return title.strip(), author.strip()
    return cell, ""
