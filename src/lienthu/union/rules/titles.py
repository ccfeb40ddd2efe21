"""A title taken apart: the words that name the work, volume, grade, kind of school book, reprint statement.

Volumes and grades stand in $n and $p, or inside $a and $b, in digits, words or Roman numerals; punctuation is not
relied upon, so `Toán 6. T.1`, `Toán lớp 6 : Tập một` and `$a Toán $n T.1 $b lớp 6` come apart alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from lienthu.union.rules.tokens import number, phrase_set, tokens, word_set

_VOLUME_WORDS = word_set("tập tap quyển quyen cuốn cuon phần phan kì volume vol part book tome band")
_VOLUME_LETTERS = frozenset(["t", "q", "v", "ph", "p", "c"])
_GLUED = {f"{letter}{n}": str(n) for letter in ("t", "q", "v", "tap", "vol") for n in range(1, 100)}
# `học tập 2`, `bài tập 3`, `thành phần 1`, `học kì 1`: the word belongs to what stands before it.
_NOT_AFTER = word_set("bài học luyện thực ôn thành cổ bai hoc luyen thuc on thanh co")
_GRADE_WORDS = frozenset(["lớp", "lop", "grade"])
# `Ngữ văn 6`, `Hóa học 12`: a school subject's number is its grade.
_SUBJECT_ENDS = word_set(
    "toán văn việt anh lí học sử địa nghệ dân số tích đức hội thuật nhạc nghiệm thể chất nhiên ninh viết toan van viet "
    "li hoc su dia nghe dan so tich duc hoi thuat nhac nghiem nhien"
)
_ANALYSIS = frozenset(["tích", "tich"])
_YEAR_WORDS = frozenset(["năm", "nam"])
_KIND_PHRASES = {
    "gv": ("sách giáo viên", "sách dành cho giáo viên", "sách gv", "sgv", "sach giao vien", "teachers book",
           "teachers guide", "teachers manual"),
    "": ("sách giáo khoa", "sgk", "sách học sinh", "sach giao khoa", "sach hoc sinh", "students book", "pupils book"),
    "vbt": ("vở bài tập", "vở bt", "vbt", "vo bai tap"),
    "sbt": ("sách bài tập", "bài tập", "sách bt", "sbt", "sach bai tap", "bai tap", "workbook"),
    "ga": ("thiết kế bài giảng", "thiết kế bài dạy", "thiet ke bai giang", "thiet ke bai day", "giáo án", "giao an"),
    "vth": ("vở thực hành", "vo thuc hanh", "vở luyện tập", "vo luyen tap"),
}  # fmt: skip
_KINDS: dict[str, list[tuple[list[str], str]]] = {}
for _kind, _phrases in _KIND_PHRASES.items():
    for _phrase in sorted(_phrases, key=len, reverse=True):
        _words = _phrase.split()
        _KINDS.setdefault(_words[0], []).append((_words, _kind))
for _options in _KINDS.values():
    _options.sort(key=lambda option: -len(option[0]))
_REPRINT = frozenset(["tái", "tai"])

_DESIGNATIONS = frozenset({*_VOLUME_WORDS, *_VOLUME_LETTERS})
_TRIGGERS = frozenset({*_DESIGNATIONS, *_GLUED, *_GRADE_WORDS, *_KINDS, *_REPRINT, *_YEAR_WORDS})
_DIGITS = frozenset(str(n) for n in range(1, 13))

# Remainders that say only what kind of text it is: one cataloguer writes them, the next does not.
GENRES = phrase_set(
    "tiểu thuyết|truyện ngắn|tập truyện ngắn|truyện|tập truyện|thơ|tập thơ|truyện dài|truyện vừa|"
    "truyện thơ|kịch|hồi kí|bút kí|kí sự|tản văn|tùy bút|truyện tranh|truyện kí|giáo trình|"
    "sách tham khảo|trường ca|phóng sự|tieu thuyet|truyen ngan|tap truyen ngan|truyen|tap truyen|tho|"
    "tap tho|truyen dai|kich|hoi ki|but ki|ki su|tan van|giao trinh|sach tham khao|tuyển tập|tuyen tap|"
    "song ngữ|novel|a novel|poems|stories"
)


@dataclass(slots=True)
class Parsed:
    words: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    grade: str = ""
    kind: str = ""
    has_kind: bool = False
    reprint: list[str] = field(default_factory=list)


def parse(words: list[str], starts: frozenset[int] = frozenset()) -> Parsed:
    """Takes designations out of a run of words; what follows a volume number is the volume's own name.

    `starts`: places of words that stand after a stop (see `stops`).
    """
    out = Parsed()
    if not (_TRIGGERS.isdisjoint(words) and _DIGITS.isdisjoint(words)):
        index = 0
        while index < len(words):
            index += _take(words, index, out, starts) or _plain(words, index, out)
    else:
        out.words = words
    return out


_STOPS = re.compile(r"\s*(?:[.:;,/(]+|\s[-–])\s+|\(")


def stops(text: str, words: list[str]) -> frozenset[int]:
    """Where words stand after a stop, when that matters: `Triết học. Tập 2` is a volume, `học tập 2` is not."""
    if _NOT_AFTER.isdisjoint(words) or not any(
        word in _NOT_AFTER and after in _DESIGNATIONS for word, after in pairwise(words)
    ):
        return frozenset()
    found, count = [], 0
    for segment in _STOPS.split(text):
        found.append(count)
        count += len(tokens(segment))
    return frozenset(found)


_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_CENTURY = frozenset(["kỉ", "ki"])
_LONE_ROMAN = {"i": "1", "v": "5", "x": "10"}


def parse_text(text: str, *, main: bool = False) -> Parsed:
    if not text:
        return Parsed()
    words = tokens(_THOUSANDS.sub("", text) if "." in text[1:-3] else text)
    found = (parse_main if main else parse)(words, stops(text, words))
    if not _CENTURY.isdisjoint(found.words):
        # `thế kỷ X`: the letter is a number here and nowhere else inside a title.
        found.words = [
            number(word) or word if at and found.words[at - 1] in _CENTURY else word
            for at, word in enumerate(found.words)
        ]
    if main and len(found.words) > 1:
        if found.words[0] == "the":
            del found.words[0]
        found.words[-1] = _LONE_ROMAN.get(found.words[-1], found.words[-1])
    return found


def parse_main(words: list[str], starts: frozenset[int] = frozenset()) -> Parsed:
    """A title proper: it never comes out without words (`Tập 1 : Đại số`, `Sách giáo khoa`)."""
    out = parse(words, starts)
    if not out.words:
        out.words, out.name = out.name or words, []
    return out


def _plain(words: list[str], index: int, out: Parsed) -> int:
    (out.name if out.parts else out.words).append(words[index])
    return 1


def _take(words: list[str], index: int, out: Parsed, starts: frozenset[int]) -> int:
    """How many words at `index` are a designation (0 = none); what it says goes into `out`."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    if word in _GRADE_WORDS and number(following) and not out.grade:
        out.grade = number(following)
        return 2
    if word in _DIGITS and not out.grade and index and words[index - 1] in _SUBJECT_ENDS:
        if words[index - 1] in _ANALYSIS and len(word) == 1:
            return 0  # `Giải tích 1` is a university's; at school it is of grade 11 or 12
        out.grade = word
        return 1
    if word in _YEAR_WORDS and len(following) == 4 and following[:2] in ("19", "20") and following.isdecimal():
        _plain(words, index + 1, out)  # `năm 2013` is `2013`
        return 2
    # `Lý thuyết và bài tập` says what is in the book, not what kind of school book it is.
    if word in _KINDS and not (index and words[index - 1] in ("và", "va")):
        for phrase, kind in _KINDS[word]:
            if words[index : index + len(phrase)] == phrase:
                out.kind, out.has_kind = (kind or out.kind), True
                return len(phrase)
    if word in _REPRINT and following in ("bản", "ban"):
        return _reprint(words, index, out)
    return _volume(words, index, out, starts)


def _reprint(words: list[str], index: int, out: Parsed) -> int:
    end = index + 2
    while end < len(words) and (words[end] in ("lần", "thứ", "lan", "thu") or number(words[end])):
        end += 1
    out.reprint = words[index:end]
    return end - index


def _volume(words: list[str], index: int, out: Parsed, starts: frozenset[int]) -> int:
    word = words[index]
    if word in _GLUED:
        out.parts.append(_GLUED[word])
        return 1
    said = number(words[index + 1]) if index + 1 < len(words) else ""
    if not said or (index and words[index - 1] in _NOT_AFTER and index not in starts):
        return 0
    if word in _VOLUME_WORDS or (word in _VOLUME_LETTERS and words[index + 1] not in _SPOKEN):
        taken = 2
        last = words[index + 2] if index + 2 < len(words) else ""
        if last.isdecimal() and said.isdecimal() and int(said) < int(last) <= 30:
            said, taken = f"{said}-{last}", 3
        out.parts.append(said)
        return taken
    return 0


# After a single letter only a figure counts: `T. 2`, not `t hai`.
_SPOKEN = word_set("một hai ba bốn tư năm sáu bảy tám chín mười nhất đầu mot bon tu nam sau bay tam chin a z")


def numbered(words: list[str]) -> list[str]:
    """The numbers in a $n, whatever designates them; text without a number stands for itself."""
    glued = [_GLUED[word] for word in words if word in _GLUED]
    found = glued or [said for word in words if (said := number(word))]
    return found or ([" ".join(words)] if words else [])
