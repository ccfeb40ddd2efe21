"""The spelling of Vietnamese syllables: onset × rime × tone, and where the tone mark stands."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lienthu.text.letters import NANG, SAC, TONE, TONELESS, VOWELS, WITH_TONE


class Spelling(NamedTuple):
    """A toneless syllable: its parts, the place of its tone mark, and whether it ends in a stop."""

    onset: str
    rime: str
    mark_at: int
    stop: bool


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_A = _list("a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây")
_E = _list("e ec em en eng eo ep et ê êch êm ên ênh êp êt êu")
_I = _list("i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu")
_O = _list("o oc oi om on ong op ot ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt")
_U = _list(
    "u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu"
)
_GLIDE = _list(
    "oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet "
    "uân uâng uât uây uê uêch uên uênh uêt uêu uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu"
)
_QU = _list(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e en eng eo et "
    "ê êch ên ênh êt êu i ich in inh it iu ơ ơi ơn ơt ôc y ych yên yêt yn ynh yt yp yu ya"
)
_GI_I = _list("i in ip it ich ia iêc iêm iên iêng iêp iêt iêu")
_PLAIN = ("", *_list("b ch d đ h kh l m n nh p ph r s t th tr v x"))
_Y_ONSETS = _list("h k l m s t v b n d r x p th đ nh")
# Names from the minority languages as official gazetteers spell them: Đắk, Lắk, Búk, Kạn, Krông.
_NAMES = (("đ", "ăk"), ("l", "ăk"), ("b", "uk"), ("k", "an"), ("k", "on"), ("k", "a"),
          ("đ", "ak"), ("l", "ak"), ("kr", "ông"), ("đr", "ăng"), ("pl", "ei"), ("ch", "ư"))  # fmt: skip
_ROWS = (
    (("qu",), _QU),
    (("gi",), (*_A, *_E, *_O, *_U, "uy")),
    (("g",), _GI_I),
    (_PLAIN, _A + _E + _I + _O + _U + _GLIDE),
    (("c", "g", "ng"), _A + _O + _U + _GLIDE),
    (("k", "gh", "ngh"), _E + _I),
    (_Y_ONSETS, ("y",)),
    (("",), _list("y yêm yên yêng yêt yêu")),
)
_OPEN_GLIDES = ("oa", "oe", "uy")
_STOPS = ("c", "ch", "p", "t")


def _mark_at(onset: str, rime: str) -> int:
    """Marked vowels carry the tone; otherwise the second of two before a coda, the first without one,
    the middle of three (the placement of Decision 240/QĐ-1984 and of today's schoolbooks)."""
    marked = [i for i, c in enumerate(rime) if c in "ăâêôơư"]
    if marked:
        return len(onset) + marked[-1]
    count = next((i for i, c in enumerate(rime) if c not in VOWELS), len(rime))
    if count == len(rime):
        return len(onset) + (1 if count == 3 else 0)
    return len(onset) + count - 1


def _spellings() -> dict[str, Spelling]:
    pairs = [(onset, rime) for onsets, rimes in _ROWS for onset in onsets for rime in rimes]
    table: dict[str, Spelling] = {}
    for onset, rime in (*pairs, *_NAMES):
        spelling = Spelling(onset, rime, _mark_at(onset, rime), rime.endswith(_STOPS))
        table.setdefault(onset + rime, spelling)
    return table


SPELLINGS: Final = _spellings()


def split_tone(word: str) -> tuple[str, int] | None:
    """The word without its tone mark (case kept) and the tone; None when it carries several."""
    tone = 0
    for letter in word:
        if letter in TONE:
            if tone:
                return None
            tone = TONE[letter]
    return ("".join([TONELESS.get(c, c) for c in word]) if tone else word), tone


def is_syllable(word: str) -> bool:
    """Whether an NFC word obeys the spelling rules, its tone included (a stop allows sắc and nặng only)."""
    parts = split_tone(word.lower())
    if parts is None:
        return False
    spelling = SPELLINGS.get(parts[0])
    return spelling is not None and (not spelling.stop or parts[1] in (SAC, NANG))


def place_tone(toneless: str, tone: int) -> str | None:
    """Puts a tone on a toneless syllable (case kept); None when such a syllable is not Vietnamese."""
    spelling = SPELLINGS.get(toneless.lower())
    if spelling is None or (spelling.stop and tone not in (SAC, NANG)):
        return None
    at = spelling.mark_at
    return toneless[:at] + WITH_TONE[(toneless[at], tone)] + toneless[at + 1 :]


def all_syllables() -> Iterator[str]:
    """Every syllable the spelling allows, lowercase, the older tone placement included."""
    for bare, spelling in SPELLINGS.items():
        for tone in (SAC, NANG) if spelling.stop else range(6):
            for at in (
                {spelling.mark_at, len(spelling.onset) + 1} if spelling.rime in _OPEN_GLIDES else {spelling.mark_at}
            ):
                yield bare[:at] + WITH_TONE[(bare[at], tone)] + bare[at + 1 :]


# A tone mark on one of two or three neighbouring vowels: the only words whose placement can vary.
_SUSPECT = re.compile(
    "[aeiouyAEIOUY][àảãáạèẻẽéẹìỉĩíịòỏõóọùủũúụỳỷỹýỵÀẢÃÁẠÈẺẼÉẸÌỈĨÍỊÒỎÕÓỌÙỦŨÚỤỲỶỸÝỴ]"
    "|[ìỉĩíịòỏõóọùủũúụÌỈĨÍỊÒỎÕÓỌÙỦŨÚỤ][aeouyâêôơAEOUYÂÊÔƠ]|[ừửữứựỪỬỮỨỰ][ơƠ]"
)
_WORD = re.compile(r"[^\W\d_]+")
_placed: dict[str, str] = {}
_CACHE_LIMIT = 50_000


def _canonical(match: re.Match[str]) -> str:
    word = match.group()
    known = _placed.get(word)
    if known is not None:
        return known
    parts = split_tone(word)
    result = (place_tone(*parts) if parts is not None and parts[1] else None) or word
    if len(_placed) >= _CACHE_LIMIT:
        _placed.clear()
    _placed[word] = result
    return result


def modern_tone(s: str) -> str:
    """One placement of the tone mark: hoà → hòa, thuỷ → thủy; also misplaced ones, tòan → toàn.
    Only whole Vietnamese syllables change; quý, giá and foreign words do not. Expects NFC."""
    if s.isascii() or _SUSPECT.search(s) is None:
        return s
    return _WORD.sub(_canonical, s)


def loose_i(s: str) -> str:
    """i and y as one after a single onset (ký/kí, Mỹ/Mĩ), and quí as quý. Expects lowercase, modern tones."""
    return _WORD.sub(_loosen, s) if ("y" in s or not s.isascii() or "qui" in s) else s


_loosened: dict[str, str] = {}


def _loosen(match: re.Match[str]) -> str:
    word = match.group()
    known = _loosened.get(word)
    if known is not None:
        return known
    result = word
    parts = split_tone(word)
    spelling = SPELLINGS.get(parts[0]) if parts else None
    if parts and spelling:
        if spelling.rime == "y" and spelling.onset not in ("", "qu"):
            result = spelling.onset + WITH_TONE[("i", parts[1])]
        elif spelling.onset == "qu" and spelling.rime.startswith("i"):
            result = "qu" + WITH_TONE[("y", parts[1])] + spelling.rime[1:]
    if len(_loosened) >= _CACHE_LIMIT:
        _loosened.clear()
    _loosened[word] = result
    return result
