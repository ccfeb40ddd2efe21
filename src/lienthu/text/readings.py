"""Each token of a field in every code, with how likely it is so."""

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Final, NamedTuple

from lienthu.text import legacy, model
from lienthu.text.letters import ALPHABET
from lienthu.text.syllables import all_syllables
from lienthu.text.tcvn3 import read_tcvn3

CLEAN: Final = "unicode"
#: Code → (what entering it costs: its rarity in catalogues and how easily clean text imitates it, reading).
CODES: Final[dict[str, tuple[float, Callable[[str], str]]]] = {
    "utf-8": (2.0, legacy.utf8),
    "tcvn3": (5.0, legacy.tcvn3),
    "vni": (5.5, legacy.vni),
    "viscii": (7.0, legacy.viscii),
    "vps": (7.5, legacy.vps),
    "cp1258": (7.0, legacy.cp1258),
    "viqr": (6.0, legacy.viqr),
}
#: Letters of other scripts, which an Ó before an ellipsis makes too.
_EXOTIC: Final = re.compile("[\u0340-\u1dff]")
_EXOTIC_COST: Final = 6.0
#: A UTF-8 reading that rests on a lost byte alone.
_LOST_ONLY: Final = 4.0
_FURTHER_LOST: Final = 2.0
#: A second code below UTF-8.
_FURTHER: Final = 4.0
_ROUNDS: Final = 3
CACHE_LIMIT: Final = 50_000

_UNSAFE: Final = re.compile(f"[^\\x09\\x0a\\x0d\\x20-\\x7e{ALPHABET}–—‘’“”…]")
_LATIN1_WORD: Final = re.compile("(?<![a-zA-ZÀ-ỹ])[a-zA-ZĀ-ỹ]*+[À-ý][a-zA-ZÀ-ỹ]*")
#: Syllables with a Latin-1 letter, as clean text writes them: lowercase, capitalised, capitals.
_PLAIN: Final = frozenset(
    cased
    for syllable in all_syllables()
    if any("À" <= c <= "ý" for c in syllable)
    for cased in (syllable, syllable.capitalize(), syllable.upper())
)


def is_clean(s: str) -> bool:
    """No character and no word that a legacy code leaves behind. Vietnamese and ASCII text pass."""
    return _UNSAFE.search(s) is None and all(map(_PLAIN.__contains__, _LATIN1_WORD.findall(s)))


#: Quotation marks, not the ô and ằ of TCVN3.
_QUOTED: Final = re.compile("«[^«»]*»|»[^«»]*«")
#: What no single-byte code can have held.
BEYOND: Final = re.compile(f"[^\\x00-\\xff{legacy.SEEN_SIGNS}]")
#: A token that is a good Vietnamese word as it stands proves little.
_OTHERWISE_FINE: Final = 1.0
#: Toned capitals of TCVN 5712 VN1 that ABC fonts do not have.
_MISSING: Final = 4.0
_NO_CAPITALS: Final = re.compile("[ÀÁÂÃÄÅÍÙÚÛà]")
_CONTROL_CAPITAL: Final = re.compile("[\x01-\x1f]")
TOKEN: Final = re.compile(r"[^ \t\r\n]+")
#: The dong sign of a price as the codes have it: ® ñ ð Ç.
PRICE: Final = re.compile(r"(?<=\d)[®ñðÇ](?=\W*$)")
LETTERS: Final = re.compile(r"[^\W\d_]+")
#: A mark of CP1258 after a letter that the code has with it: taì is rather a misspelt tài than tá.
_NEEDLESS_MARK: Final = re.compile("[aeiouAEIOU]ì|[aeuAEU]Ì")
_NEEDLESS: Final = 8.0


class Reading(NamedTuple):
    text: str
    score: float
    #: The word at its head as `model.PAIRS` has it, and what follows the one at its tail; nothing past punctuation.
    head: str
    after: dict[str, float]


_HEAD: Final = re.compile(r"[\"'(“‘\[]*([^\W\d_]+)")
_TAIL: Final = re.compile(r"([^\W\d_]+)[\"')”’\]]*$")


NOTHING: Final[dict[str, float]] = {}


def reading_of(text: str, score: float) -> Reading:
    head, tail = _HEAD.match(text), _TAIL.search(text)
    after = model.PAIRS.get(model.in_pairs(tail.group(1)), NOTHING) if tail else NOTHING
    return Reading(text, score, model.in_pairs(head.group(1)) if head else "", after)


_readings: dict[str, dict[str, Reading]] = {}


def read(token: str) -> dict[str, Reading]:
    """The token in every code that changes it; "unicode" is the token itself."""
    known = _readings.get(token)
    if known is None:
        if len(_readings) >= CACHE_LIMIT:
            _readings.clear()
        known = _readings[token] = _read_all(token)
    return known


def _read_all(token: str) -> dict[str, Reading]:
    readings = {CLEAN: reading_of(token, model.clean(token))}
    if token.isascii():
        if legacy.VIQR_ANY.search(token):
            _add(readings, "viqr", read_viqr(token))
        if token.isprintable():
            return readings
    _add(readings, "utf-8", _read_utf8(token))
    if BEYOND.search(token) or _QUOTED.search(token) or ("\xa0" in token and "utf-8" not in readings):
        return readings
    plain = readings[CLEAN].score
    limit = plain + _OTHERWISE_FINE if is_clean(token) else 0.0
    text, score = read_tcvn3(token)
    unused = limit and _NO_CAPITALS.search(token)
    if _CONTROL_CAPITAL.search(token):
        score -= _MISSING
    readings["tcvn3"] = reading_of(text, min(score, plain - _MISSING) if unused else min(score, limit))
    for code in ("vni", "viscii", "vps", "cp1258"):
        text = CODES[code][1](token)
        score = min(model.decoded(text), limit) if text != token else plain
        if code == "cp1258":
            score -= _NEEDLESS * len(_NEEDLESS_MARK.findall(token))
        readings[code] = reading_of(text, score) if text != token else readings[CLEAN]
    return readings


def _add(readings: dict[str, Reading], code: str, reading: tuple[str, float] | None) -> None:
    if reading is not None and reading[0] != readings[CLEAN].text:
        readings[code] = reading_of(*reading)


def _read_utf8(token: str) -> tuple[str, float] | None:
    """UTF-8 undone as often as it was misread; the score may be that of a further code below it."""
    if not legacy.MOJIBAKE.search(token):
        return None
    text = legacy.utf8(token)
    plain = model.clean(token)
    layers = [token]
    candidates: list[str] = []
    for _ in range(_ROUNDS):
        below = legacy.utf8(layers[-1])
        if below == layers[-1]:
            break
        layers.append(below)
        candidates.append(below)
    unsure = 0.0 if candidates else _LOST_ONLY
    # What reads well once undone (HÃN) has lost nothing.
    lost: list[str] = []
    frontier = [c for c in candidates or [text] if unsure or not is_clean(c)]
    for _ in range(2):
        frontier = [c for candidate in frontier for c in legacy.utf8_lost(candidate)]
        lost += frontier
    if unsure:
        lost = [c for c in lost if _has_syllables(c) or model.ABBREVIATION.search(c)]
    costs = dict.fromkeys(lost, unsure or _FURTHER_LOST) | dict.fromkeys(candidates, 0.0)
    scored = []
    for candidate, cost in costs.items():
        c = unicodedata.normalize("NFC", candidate)
        if c != token:
            strange = _EXOTIC_COST * (len(_EXOTIC.findall(c)) + len(legacy.LOST_VOWEL.findall(c)))
            scored.append((max(model.clean(c), model.decoded(c), _below(c)) - cost - min(strange, 2 * _EXOTIC_COST), c))
    if not scored:
        return None
    score, best = max(scored, key=lambda pair: pair[0])
    return best, min(score, plain + _OTHERWISE_FINE) if unsure and plain > model.FOREIGN else score


def _has_syllables(text: str) -> bool:
    return all_syllables_in(text, False) and any(len(run) > 1 and not run.isascii() for run in LETTERS.findall(text))


def _below(text: str) -> float:
    """The score of a text that is itself in TCVN3 or VNI."""
    if text.isascii() or BEYOND.search(text):
        return -math.inf
    return max(read_tcvn3(text)[1], model.decoded(legacy.vni(text))) - _FURTHER


def read_viqr(
    token: str, punctuation: dict[str, float] | None = None, before: dict[str, float] | None = None
) -> tuple[str, float] | None:
    """A closing . ? ' may be a mark or punctuation: the likelier word tells."""
    if "^^" in token:
        return None
    candidates = [(legacy.viqr(token), 0.0)]
    if _STOP_INSIDE.search(token):
        candidates.append((".".join(map(legacy.viqr, _STOP_INSIDE.split(token))), 0.0))
    for cut in (1, 2, 3):
        if len(token) > cut and all(c in ".?'\"!;:,)" for c in token[-cut:]):
            candidates.append(
                (legacy.viqr(token[:-cut]) + token[-cut:], (punctuation or _PUNCTUATION).get(token[-cut], 0.0))
            )
    strong = legacy.VIQR_STRONG.search(token) is not None
    scored = [
        (model.decoded(c) - cost + (before.get(reading_of(c, 0.0).head, 0.0) if before else 0.0), c)
        for c, cost in candidates
        if (c != token or punctuation) and all_syllables_in(c, strong)
    ]
    if not scored:
        return None
    score, best = max(scored)
    return best, score + _VIQR_HABIT


#: A full stop whose space is missing: lie^.u.5.
_STOP_INSIDE: Final = re.compile(r"(?<=\w)\.(?=[A-Z\d])|(?<=\d)\.")
#: In VIQR text these signs after a vowel are rather marks than punctuation; at the end of a field less so.
_PUNCTUATION: Final = {"'": 4.0, ".": 5.0, "?": 5.0}
CLOSING: Final = {"'": 2.0, ".": 1.0, "?": 1.0}
_VIQR_HABIT: Final = 2.5


def viqr_beside(token: str) -> str:
    """A token that is VIQR only because its neighbours are: co't, NDD-CP, 54.500dd."""
    text = legacy.viqr(token)
    runs = [run for run in LETTERS.findall(text) if not run.isascii()]
    known = [run in ("đ", "Đ") or run.lower() in model.SPELLED or model.ABBREVIATION.fullmatch(run) for run in runs]
    return text if all(known) and not token.endswith((".", "?", "'")) else token


def all_syllables_in(text: str, strong: bool) -> bool:
    runs = [run.lower() for run in LETTERS.findall(text) if not run.isascii()]
    least = model.VIETNAMESE_LETTERS - 4.0 if strong else model.JOINED
    return all(
        run in model.FREQUENCY or (model.word(run) >= least and (strong or run not in model.SPELLED)) for run in runs
    )
