"""Who is responsible: personal names without order, comma or titles; corporate bodies; translators apart."""

from __future__ import annotations

import re
from functools import lru_cache

from lienthu.union.rules.tokens import bare, tokens, word_set

_HONORIFICS = word_set(
    "gs pgs ts ths tskh ks bs cn ncs gvc nsnd nsut luật sư giáo tiến sĩ thạc kĩ nhà nghệ nhân chủ tịch "
    "phó viện đại tá tướng lm ht tt dr prof mr mrs sir"
)
_ROLES = re.compile(
    r"(?<!\w)(?:(?:tổng |đồng |nhóm )?(?:chủ biên|tác giả|biên soạn|biên tập|sưu tầm|tuyển chọn)|(?:t\. ?)?ch\. ?b\.?|"
    r"b\. ?s\.?|s\. ?t\.?|h\. ?đ\.?|(?:người |phỏng )?dịch(?: giả)?|chuyển ngữ|hiệu đính|minh ho[ạa]|minh họa|"
    r"vẽ tranh|tranh và lời|lời và tranh|vẽ bìa|trình bày|lời giới thiệu|giới thiệu|chỉnh l[íý]|phiên âm|chú thích|"
    r"khảo dị|khảo đính|tuyển|soạn|kể|và những người khác|(?:edited|translated|illustrated|written) by|by|et al\.?|"
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


@lru_cache(maxsize=50_000)
def person(heading: str) -> str:
    """`Bố, Xuân Hổ`, `Xuân Hổ Bố` and `PGS. TS. Bố Xuân Hổ` are one key; tones stay."""
    words = tokens(_BRACKETS.sub(" ", heading) if "(" in heading or "[" in heading else heading)
    start = 0
    while start < len(words) - 1 and words[start] in _HONORIFICS:
        start += 1
    kept = [word.rstrip("0123456789") for word in words[start:]]
    return " ".join(sorted(filter(None, kept)))


@lru_cache(maxsize=50_000)
def body(heading: str) -> str:
    return " ".join(tokens(heading))


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
                bodies.append(" ".join(words))
            elif words and words[-1] in _HONORIFICS and words[0] in _HONORIFICS:
                continue
            elif 2 <= len(words) <= 7 or (words and len(words[0]) > 3):
                into.append(person(piece))
    return tuple(persons[:6]), tuple(translators[:4]), tuple(bodies[:3])


@lru_cache(maxsize=50_000)
def bare_name(name: str) -> str:
    return " ".join(sorted(bare(word) for word in name.split()))


_SOUNDS = str.maketrans({"q": "k", "x": "s", "z": "s", "j": "d", "w": "v", "b": "p", "f": "p", "g": "k"})


@lru_cache(maxsize=20_000)
def sound(name: str) -> str:
    """Consonants only, so that `Puskin` and `Pushkin`, `Sêchxpia` and `Shakespeare` come near each other."""
    plain = bare_name(name).replace("ch", "k").replace("sh", "s").replace("ph", "p").replace("th", "t")
    plain = plain.replace("kh", "k").replace("c", "k").replace("gi", "d").translate(_SOUNDS)
    consonants = re.sub(r"[aeiouyh ]", "", plain)
    return re.sub(r"(.)\1+", r"\1", consonants)
