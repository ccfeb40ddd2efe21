"""Who is responsible: personal names without order, comma or titles; corporate bodies; translators apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from rapidfuzz.fuzz import ratio

from lienthu.union.rules.tokens import bare, is_syllable, marked, phrase_set, tokens, word_set

_HONORIFICS = word_set("gs pgs ts ths tskh ks bs cn ncs gvc nsnd nsut ls kts lm ht tt dr prof mr mrs sir")
# Of two words, for either alone may be a given name: `Thạc, Nguyễn Văn`, `Tiến, Lê Quang`.
_TITLES = phrase_set(
    "luật sư|giáo sư|phó giáo|tiến sĩ|thạc sĩ|kĩ sư|bác sĩ|nhà văn|nhà thơ|nhà giáo|nhà báo|nghệ nhân|"
    "nghệ sĩ|chủ tịch|đại tá|đại tướng|thượng tọa|hòa thượng|linh mục|cử nhân|cố vấn|giao su|tien si|thac si"
)
_ROLES = re.compile(
    r"(?<!\w)(?:(?:tổng |đồng |nhóm )?(?:chủ biên|tác giả|biên soạn|biên tập|sưu tầm|tuyển chọn)|(?:t\. ?)?ch\. ?b\.?|"
    r"b\. ?s\.?|s\. ?t\.?|h\. ?đ\.?|(?:người |phỏng )?dịch(?: giả)?|chuyển ngữ|hiệu đính|minh ho[ạa]|minh họa|"
    r"vẽ tranh|tranh và lời|lời và tranh|vẽ bìa|trình bày|lời giới thiệu|giới thiệu|chỉnh l[íý]|phiên âm|chú thích|"
    r"khảo dị|khảo đính|tuyển|soạn|kể|(?:và )?(?:những người|các tác giả|cộng sự) khác|"
    r"và cộng sự|(?:và )?nnk|và cs|(?:edited|translated|illustrated|written) by|by|et al\.?|"
    r"chu bien|bien soan|nguoi dich|dich|hieu dinh|suu tam|tuyen chon|gioi thieu)(?!\w)",
    re.IGNORECASE,
)
_TRANSLATION = re.compile(r"\b(?:dịch|dich|phỏng dịch|chuyển ngữ|translated|traduit)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[<][^)\]>]*[)\]>]?")
_BODY_STARTS = word_set(
    "bộ ủy ubnd hđnd sở trường viện hội ban trung tổng cục công đảng tỉnh thư đại học khoa tổ liên "
    "quốc tòa chính nhà phòng bảo ngân tạp báo hợp văn bo uy so truong vien hoi dang tinh university "
    "institute ministry department"
)
# `Việt Nam (CHXHCN)` heads laws and decrees; it is nobody's name.
_COUNTRY = ["việt", "nam"]
_SPLIT = re.compile(r"\s*[;,/]\s*|\s+(?:và|with|and|&)\s+|\.\.\.|\s[-–]\s")


# Nobody's names: an anthology by `Nhiều tác giả` has no author in common with another.
_NOBODY = frozenset(
    " ".join(sorted(said.split()))
    for said in ("nhiều tác giả", "nhieu tac gia", "nhóm tác giả", "tập thể tác giả", "khuyết danh", "khuyet danh")
)
# `Huy-gô`, `An-đéc-xen`: a small letter after the hyphen joins the syllables of a foreign name; `Tô-Hoài` is two words.
_JOINED = re.compile(r"(?<=\w)[-‐](?=[a-zà-ỹđ])")
_YOUNGER = re.compile(r"\((cha|con|père|fils)\)", re.IGNORECASE)
_GENERATION = {"cha": "cha", "père": "cha", "con": "con", "fils": "con"}


def _foreign_names() -> tuple[dict[str, str], dict[str, str]]:
    """Spellings of single words, also without marks where that is no Vietnamese word, and of whole names as keys."""
    single: dict[str, str] = {}
    whole: dict[str, str] = {}
    for line in Path(__file__).with_name("data").joinpath("foreign_names.txt").read_text("utf-8").splitlines():
        name, equals, others = line.partition(" = ")
        if not equals or line.startswith("#"):
            continue
        if " " in name:
            whole |= {" ".join(sorted(tokens(other))): " ".join(sorted(tokens(name))) for other in others.split(" ; ")}
            continue
        canonical = "".join(tokens(name))
        for other in others.split():
            spelled = "".join(tokens(_JOINED.sub("", other)))
            single[spelled] = canonical
            if not is_syllable(bare(spelled)):
                single.setdefault(bare(spelled), canonical)
    return single, whole


_SINGLE, _WHOLE = _foreign_names()


@lru_cache(maxsize=50_000)
def person(heading: str) -> str:
    """`Bố, Xuân Hổ`, `Xuân Hổ Bố` and `PGS. TS. Bố Xuân Hổ` are one key; tones stay; foreign names in one spelling."""
    generation = _YOUNGER.search(heading) if "(" in heading else None
    plain = _BRACKETS.sub(" ", heading) if "(" in heading or "[" in heading else heading
    words = tokens(_JOINED.sub("", plain) if "-" in plain or "‐" in plain else plain)
    start = 0
    while start < len(words) - 1:
        if words[start] in _HONORIFICS:
            start += 1
        elif start < len(words) - 2 and f"{words[start]} {words[start + 1]}" in _TITLES:
            start += 2
        else:
            break
    kept = [word.rstrip("0123456789") for word in words[start:]]
    if generation:
        kept.append(_GENERATION[generation.group(1).lower()])
    key = " ".join(sorted(filter(None, [_SINGLE.get(word, word) for word in kept])))
    return "" if key in _NOBODY else _WHOLE.get(key, key)


def person_table(variants: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Authority headings with their pen names and variants, as the mapping of keys that `features` takes."""
    found: dict[str, str] = {}
    for heading, others in variants.items():
        canonical = person(heading)
        for other in others:
            key = person(other)
            if key != canonical:
                found[key] = canonical
    return found


@lru_cache(maxsize=50_000)
def body(heading: str) -> str:
    """`UBND tỉnh` is `Uỷ ban nhân dân tỉnh`; what stands in brackets qualifies it."""
    words = tokens(_BRACKETS.sub(" ", heading) if "(" in heading else heading)
    said = " ".join(_SHORT_BODIES.get(word, word) for word in words)
    return said if any(map(marked, words)) else " ".join(map(bare, said.split()))


_SHORT_BODIES = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "bch": "ban chấp hành", "hdnd": "hoi dong nhan dan",
    "mttq": "mặt trận tổ quốc", "đh": "đại học", "đhqg": "đại học quốc gia", "vhtt": "văn hóa thông tin",
    "dh": "đại học", "gdđt": "giáo dục và đào tạo", "khxh": "khoa học xã hội", "tw": "trung ương",
}  # fmt: skip


@lru_cache(maxsize=10_000)
def statement(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A statement of responsibility (245 $c) as persons, translators and bodies."""
    persons: list[str] = []
    translators: list[str] = []
    bodies: list[str] = []
    for segment in text.split(";"):
        into = translators if _TRANSLATION.search(segment) else persons
        for piece in _SPLIT.split(_ROLES.sub(" ", _BRACKETS.sub(" ", segment)).replace(":", ";")):
            words = tokens(piece)
            if (len(words) >= 3 and words[0] in _BODY_STARTS) or words == _COUNTRY:
                bodies.append(body(piece))
            elif words and words[-1] in _HONORIFICS and words[0] in _HONORIFICS:
                continue
            elif 2 <= len(words) <= 7 or (words and len(words[0]) > 3):
                into += filter(None, [person(piece)])
    return tuple(persons[:6]), tuple(translators[:4]), tuple(bodies[:3])


@lru_cache(maxsize=50_000)
def bare_name(name: str) -> str:
    return " ".join(sorted(bare(word) for word in name.split()))


_SOUNDS = str.maketrans(
    {"q": "k", "c": "k", "g": "k", "x": "s", "z": "s", "j": "d", "w": "p", "v": "p", "b": "p", "f": "p"}
)
_DIGRAPHS = (("ch", "k"), ("sh", "s"), ("ph", "p"), ("th", "t"), ("kh", "k"), ("ng", "n"), ("nh", "n"), ("gi", "d"))
_ALIKE, _SHORT_ALIKE, _SPELT_ALIKE = 74, 80, 84


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Consonants only, so that `Puskin` and `Pushkin`, `Sêchxpia` and `Shakespeare` come near each other."""
    plain = bare(word)
    for letters, one in _DIGRAPHS:
        plain = plain.replace(letters, one)
    consonants = re.sub(r"[aeiouyh ]", "", plain.translate(_SOUNDS))
    return re.sub(r"(.)\1+", r"\1", consonants)


def sounds_alike(one: str, other: str) -> bool:
    """Two spellings of one foreign word. For Vietnamese words it would say far too much."""
    if ratio(bare(one), bare(other)) >= _SPELT_ALIKE:
        return True
    left, right = sound(one), sound(other)
    short = min(len(left), len(right))
    return short > 1 and left[0] == right[0] and ratio(left, right) >= (_ALIKE if short > 2 else _SHORT_ALIKE)


# First letters that stand for one sound at the head of a given name: `Giuyn` and `Jules`, `Ô-nô-rê` and `Honoré`.
_INITIALS = str.maketrans(
    {"g": "j", "c": "s", "k": "s", "q": "s", "x": "s", "f": "p", "v": "p", "b": "p", "đ": "d", "z": "d"}
)
# In a name with one of these the family name is said: a word more or less is another person, not a fuller form.
FAMILIES = word_set(
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong trinh dinh truong li doan phung dam luong luu "
    "dao"
)
_PARTICLES = word_set("de du đơ do von van der la le el al di da anh em")


def initials(words: Iterable[str]) -> set[str]:
    """The classes of first letters of given names; one letter for all that begin with a vowel, h, u or w."""
    found = set()
    for word in words:
        plain = bare(word)
        if word not in _PARTICLES and plain:
            found.add(
                "v" if plain[0] in "aeiouyhw" else ("ph" if plain.startswith("ph") else plain)[0].translate(_INITIALS)
            )
    return found
