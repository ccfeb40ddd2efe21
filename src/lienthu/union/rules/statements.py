"""Small statements of a description in one form: publisher, edition, year, extent, size, ISBN, language, carrier.

All of them repeat from record to record, so each is cached by its text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lienthu.marc.fields import latest_year
from lienthu.text import fold
from lienthu.union.rules.tokens import bare_tokens, number, phrase_set, spoken_numbers_as_digits, tokens

_HOUSE = (["nha", "xuat", "ban"], ["nxb"], ["n", "x", "b"], ["nhxb"])
_PLACES = frozenset(["h", "hn"])
_NOT_GIVEN = frozenset(["", "s n", "k nxb", "knxb", "kxd", "sn", "khong ro", "k"])
_CITY = re.compile(r"\b(?:tp|thanh pho)? ?(?:hcm|tphcm|ho chi minh|sai gon)\b")
# Abbreviations that publishers and cataloguers use themselves.
_SHORT = {
    "dhqg": "dai hoc quoc gia", "dhqghn": "dai hoc quoc gia ha noi", "dhqgtphcm": "dai hoc quoc gia hcm",
    "dhsp": "dai hoc su pham", "dh": "dai hoc", "ctqg": "chinh tri quoc gia", "cand": "cong an nhan dan",
    "qdnd": "quan doi nhan dan", "khxh": "khoa hoc xa hoi", "khkt": "khoa hoc ki thuat", "vhtt": "van hoa thong tin",
    "vhdt": "van hoa dan toc", "hnv": "hoi nha van", "vhnt": "van hoa nghe thuat", "tdbk": "tu dien bach khoa",
    "gd": "giao duc", "gdvn": "giao duc viet nam", "nn": "nong nghiep", "ld": "lao dong", "tn": "thanh nien",
    "pn": "phu nu", "tk": "thong ke", "xd": "xay dung", "gtvt": "giao thong van tai", "tttt": "thong tin truyen thong",
    "va": "", "&": "",
}  # fmt: skip
# Houses whose name begins another house's name: never a shorter form of it.
HOUSES = phrase_set(
    "van hoc|van hoa|van hoa thong tin|van hoa dan toc|van hoa van nghe|van hoa sai gon|lao dong|lao dong xa hoi|"
    "khoa hoc xa hoi|khoa hoc ki thuat|khoa hoc tu nhien cong nghe|the thao|the duc the thao|the gioi|thong tan|"
    "thong ke|"
    "thong tin truyen thong|dai hoc quoc gia ha noi|dai hoc quoc gia hcm|dai hoc su pham|dai hoc su pham hcm|ha noi|"
    "hoi nha van|thanh nien|thanh hoa|tre|kim dong|dan tri|hong duc|tu phap|xay dung|y hoc|nong nghiep|mi thuat|"
    "dai hoc hue|dai hoc kinh te quoc dan"
)
# Houses that took a longer name: Sự thật has been Chính trị Quốc gia since 1992 and bears both names since 2010.
_RENAMED = {
    "su that": "chinh tri quoc gia", "chinh tri quoc gia su that": "chinh tri quoc gia",
    "phu nu viet nam": "phu nu", "giao duc viet nam": "giao duc", "my thuat": "mi thuat",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def publisher(text: str) -> str:
    """`Nxb. Giáo dục, H.`, `NXBGD` and `Nhà xuất bản Giáo dục` → `giao duc`."""
    words = bare_tokens(tokens(text))
    for house in _HOUSE:
        if words[: len(house)] == house:
            words = words[len(house) :]
            break
    else:
        if words and words[0].startswith("nxb"):
            words[0] = words[0][3:]
    while len(words) > 1 and words[-1] in _PLACES:
        words.pop()
    name = _CITY.sub(" hcm", " ".join(filter(None, [_SHORT.get(word, word) for word in words])))
    name = " ".join(name.split())
    return "" if name in _NOT_GIVEN else _RENAMED.get(name, name)


_REVISED = re.compile(r"sua chua|bo sung|chinh li|chinh ly|hoan thien|cap nhat|revised|rev\b|enlarged|expanded")
_TIMES = re.compile(r"\blan(?: thu)? (\w+)")
_ABBREVIATED = re.compile(r"^t(?:ai)? ?b(?:an)?\b")
_FIRST = frozenset(["e1", "r0"])


@lru_cache(maxsize=20_000)
def edition(text: str) -> tuple[str, bool]:
    """`Tái bản lần thứ 2, có sửa chữa` → (`r2`, True); the first edition is `f`; other statements stay text."""
    words = spoken_numbers_as_digits(bare_tokens(tokens(text)))
    plain = _ABBREVIATED.sub("tai ban", " ".join(words)).replace("lan dau", "lan 1")
    revised = bool(_REVISED.search(plain))
    counted = _TIMES.search(plain)
    if counted:
        said = number(counted.group(1))
    else:
        said = next((number(word) for word in words if word[:1].isdigit() and number(word)), "")
    if "tai ban" in plain:
        code = "r" + said
    elif re.search(r"\bin lan\b", plain):
        # The third printing is the second reprint.
        code = "r" + str(int(said) - 1) if said.isdecimal() else ""
    elif said and len(said) < 4:
        code = "e" + said
    elif revised or not words:
        code = ""
    else:
        code = "x:" + plain
    return ("f" if code in _FIRST else code), revised


_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


@lru_cache(maxsize=5_000)
def year(text: str) -> int:
    found = _YEAR.search(text)
    # A year to come is a slip of the pen: it says nothing.
    return int(found.group()) if found and int(found.group()) <= latest_year() else 0


_PAGES = re.compile(r"(\d{1,5})\s*(?:tr\b|trang\b|tr\.|p\b|p\.|pp\b|pages?\b|s\.|seiten|t\.?r\b)", re.IGNORECASE)
_ANY_NUMBER = re.compile(r"(?<![\d.,])\d{2,5}(?![\d.,]*\d)")
_VOLUMES = re.compile(r"(\d{1,3})\s*(?:tập|tap|quyển|cuốn|bộ|v\.|vol|t\.(?!r))", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def extent(text: str) -> tuple[int, int]:
    """(pages, volumes): `407tr.;`, `xvi, 251 trang`, `3 tập`."""
    pages = [int(found) for found in _PAGES.findall(text)]
    volumes = _VOLUMES.search(text)
    count = int(volumes.group(1)) if volumes else 0
    if not pages and not count:
        pages = [int(found) for found in _ANY_NUMBER.findall(text)]
    return (max(pages) if pages else 0), (count if count > 1 else 0)


_SIZE = re.compile(r"(\d{1,3})(?:[.,]\d)?\s*(?:[x×]\s*(\d{1,3})(?:[.,]\d)?\s*)?c", re.IGNORECASE)


@lru_cache(maxsize=5_000)
def size(text: str) -> int:
    """The height in cm, which of two measures is the larger: `14x20,5 cm` → 20."""
    found = _SIZE.search(text)
    return max(int(measure) for measure in found.groups("0")) if found else 0


_ISBN = re.compile(r"[\dXx][\dXx\s\-‐–.]{8,20}[\dXx]")
_SHARED = re.compile(r"\b(?:bộ|trọn bộ|toàn tập|set|tập|vol|v\.|t\.|q\.|quyển)", re.IGNORECASE)


def isbn(text: str, qualifier: str = "") -> tuple[str, bool]:
    """(ISBN-13 or empty, it names a set or one volume of several). A wrong check digit makes it no identifier."""
    found = _ISBN.search(text)
    if not found:
        return "", False
    raw = found.group()
    digits = "".join([ch for ch in raw if ch in "0123456789Xx"]).upper()
    shared = bool(_SHARED.search(qualifier or text[found.end() :]))
    if len(digits) == 10 and "X" not in digits[:9]:
        return _isbn10(digits), shared
    if len(digits) == 13 and digits.isdecimal() and digits[:3] in ("978", "979"):
        weighted = sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))
        return (digits if weighted % 10 == 0 else ""), shared
    return "", shared


def _isbn10(digits: str) -> str:
    total = sum((10 - i) * (10 if ch == "X" else int(ch)) for i, ch in enumerate(digits))
    if total % 11:
        return ""
    body = "978" + digits[:9]
    check = -(sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))) % 10
    return body + str(check)


def issn(text: str) -> str:
    found = re.search(r"\d{4}-?\d{3}[\dXx]", text)
    return found.group().replace("-", "").upper() if found else ""


_LANGUAGES = {
    "fre": "fra", "ger": "deu", "chi": "zho", "vi": "vie", "en": "eng", "fr": "fra", "vn": "vie", "viet": "vie",
    "tiếng việt": "vie", "tiếng anh": "eng", "rum": "ron", "cze": "ces", "dut": "nld",
}  # fmt: skip


@lru_cache(maxsize=2_000)
def languages(text: str) -> tuple[str, ...]:
    """`$fra`, `Vie`, `engfre` as codes; `Song ngữ` and other words say nothing certain."""
    plain = text.strip(" $.;,|").lower()
    if plain in _LANGUAGES:
        return (_LANGUAGES[plain],)
    if len(plain) % 3 or not plain.isascii() or not plain.isalpha():
        return ()
    codes = [plain[i : i + 3] for i in range(0, len(plain), 3)]
    return tuple(_LANGUAGES.get(code, code) for code in codes if code not in ("und", "mul", "zxx", "nng", "xxx"))


_CARRIER_WORDS = (
    ("a", re.compile(r"sach noi|audio|ghi am|am thanh|bang cassette|mp3|spoken|sound")),
    ("v", re.compile(r"bang hinh|video|\bdvd|\bphim\b|\bvcd")),
    (
        "e",
        re.compile(
            r"dien tu|electronic|e-?book|online|truc tuyen|computer|\bpdf\b|cd-?rom|may tinh|\bepub\b|kindle|\bfile\b|"
            r"\btep\b|tai nguyen so|tai lieu so|ban so hoa"
        ),
    ),
    ("b", re.compile(r"chu noi|braille")),
    ("x", re.compile(r"vi phim|vi phieu|micro(?:film|fiche|form)")),
    ("a", re.compile(r"\bcd\b|casset|\bdia (?:quang|tu|nhac|mem|than)\b|\bbang (?:tu|tieng)\b")),
)  # fmt: skip
# Without its marks `băng` (tape) cannot be told from `bảng` (table), nor `đĩa` (disc) from `địa`.
_DISC_OR_TAPE = re.compile(r"đĩa|băng", re.IGNORECASE)


@lru_cache(maxsize=5_000)
def carrier_words(text: str) -> str:
    """By bare words: `1 tai lieu dien tu` says what `1 tài liệu điện tử` does."""
    plain = fold(text)
    for code, pattern in _CARRIER_WORDS:
        if pattern.search(plain):
            return code
    return "a" if _DISC_OR_TAPE.search(text) else ""


# 338 $b (RDA carrier type), its first letter or both.
RDA_CARRIER = {
    "cr": "e",
    "cd": "e",
    "ck": "e",
    "cz": "e",
    "sd": "a",
    "ss": "a",
    "sz": "a",
    "vd": "v",
    "vf": "v",
    "vz": "v",
}
# Leader/06 where it is more than the default of Vietnamese systems.
LEADER_CARRIER = {"i": "a", "j": "a", "g": "v", "m": "e", "e": "m", "f": "m", "c": "n", "d": "n", "k": "k", "r": "k"}
# 008/23 (form of item), 007/00 (category of material).
FORM_CARRIER = {"o": "e", "s": "e", "q": "e", "f": "b", "a": "x", "b": "x", "c": "x"}
CATEGORY_CARRIER = {"c": "e", "s": "a", "v": "v", "m": "v", "h": "x", "f": "b", "a": "m"}
# Local 925 "vật mang tin": G paper, ĐT/DT electronic.
LOCAL_CARRIER = {"g": "p", "đt": "e", "dt": "e"}
