"""Repair of one field of text that was stored in a Vietnamese legacy code or decoded wrongly.

Every token is read in every code; a path through the readings is chosen that is the likeliest Vietnamese (model.py),
where entering a code costs its rarity and leaving it costs a little. Text stays as it is unless a path beats it.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final, NamedTuple

from lienthu.text import legacy, lost_space, model
from lienthu.text.keys import vietnamese_d
from lienthu.text.letters import ALPHABET
from lienthu.text.syllables import all_syllables, is_syllable
from lienthu.text.tcvn3 import finish, read_tcvn3, restore_case, settle_all


class Repair(NamedTuple):
    text: str
    encoding: str
    confidence: float
    changed: bool


CLEAN: Final = "unicode"
#: Code → (what entering it costs: its rarity in catalogues and how easily clean text imitates it, reading).
_CODES: Final[dict[str, tuple[float, Callable[[str], str]]]] = {
    "utf-8": (2.0, legacy.utf8),
    "tcvn3": (5.0, legacy.tcvn3),
    "vni": (5.5, legacy.vni),
    "viscii": (7.0, legacy.viscii),
    "vps": (7.5, legacy.vps),
    "cp1258": (7.0, legacy.cp1258),
    "viqr": (6.0, legacy.viqr),
}
_LEAVE: Final = 4.0
#: Damage that starts in the middle of a field, and a field whose other words are Vietnamese.
_MIXED: Final = 2.0
_AMONG_VIETNAMESE: Final = 3.5
#: Letters beyond Latin-1 inside a stretch of single-byte code.
_ALIEN: Final = 3.0
_MIXABLE: Final = (CLEAN, "viqr", "utf-8")
_HINTED: Final = 1.0
#: TCVN3 whose soft hyphens are all there: no ư has to be regained.
WHOLE: Final = "tcvn3-whole"
#: A sign that no language writes beside a letter.
_SIGN_BESIDE: Final = re.compile("[A-Za-z][¡-©«-¹»-¿ª]|[¡-©«-¹»-¿](?=[A-Za-z])")
#: What a word gains that proves its field to be in the hinted code; the least that a name in it may score.
_PROVEN: Final = 5.0
_NAME: Final = model.VIETNAMESE_LETTERS - 4.0
#: Codes that a hint may settle a whole field by.
_SETTLING: Final = ("tcvn3", WHOLE, "vni", "viscii", "vps", "cp1258")
#: By how much a path must beat leaving the text alone.
_LEAST: Final = 0.2
#: A UTF-8 reading that rests on a lost byte alone.
#: Letters of other scripts, which an Ó before an ellipsis makes too.
_EXOTIC: Final = re.compile("[\u0340-\u1dff]")
_EXOTIC_COST: Final = 6.0
_LOST_ONLY: Final = 4.0
_FURTHER_LOST: Final = 2.0
#: A second code below UTF-8.
_FURTHER: Final = 4.0
_ROUNDS: Final = 3
_CACHE_LIMIT: Final = 50_000

_UNSAFE: Final = re.compile(f"[^\\x09\\x0a\\x0d\\x20-\\x7e{ALPHABET}–—‘’“”…]")
_LATIN1_WORD: Final = re.compile("(?<![a-zA-ZÀ-ỹ])[a-zA-ZĀ-ỹ]*+[À-ý][a-zA-ZÀ-ỹ]*")
#: Syllables with a Latin-1 letter, as clean text writes them: lowercase, capitalised, capitals.
_PLAIN: Final = frozenset(
    cased
    for syllable in all_syllables()
    if any("À" <= c <= "ý" for c in syllable)
    for cased in (syllable, syllable.capitalize(), syllable.upper())
)


def _is_clean(s: str) -> bool:
    """No character and no word that a legacy code leaves behind. Vietnamese and ASCII text pass."""
    return _UNSAFE.search(s) is None and all(map(_PLAIN.__contains__, _LATIN1_WORD.findall(s)))


_TOKEN: Final = re.compile(r"[^ \t\r\n]+")
#: Quotation marks, not the ô and ằ of TCVN3.
_QUOTED: Final = re.compile("«[^«»]*»|»[^«»]*«")
#: What no single-byte code can have held.
_BEYOND: Final = re.compile(f"[^\\x00-\\xff{legacy.SEEN_SIGNS}]")
#: A token that is a good Vietnamese word as it stands proves little.
_OTHERWISE_FINE: Final = 1.0
#: Toned capitals of TCVN 5712 VN1 that ABC fonts do not have.
_MISSING: Final = 4.0
_NO_CAPITALS: Final = re.compile("[ÀÁÂÃÄÅÍÙÚÛà]")
#: No language writes KekchÝ or Ju¸rez.
_STRANGE: Final = re.compile("[a-z][À-ÖØ-Þ]|[a-zA-Z][¨©ª«¬®µ¶¸¹»¼½¾][a-z]|[a-z]¸")
#: One letter among others and digits is no word: URL-Ä(15).
_AMID: Final = re.compile(r"\w\W+[^\W\d_](?!\w)|(?<!\w)[^\W\d_]\W+\w")
#: The dong sign of a price as the codes have it: ® ñ ð Ç.
_PRICE: Final = re.compile(r"(?<=\d)[®ñðÇ](?=\W*$)")
#: A price is proof by itself, with thousands parted: 54.500®.
_PRICE_ALONE: Final = re.compile(r"(?<=\d[.,]\d{3}) ?(?:®|ñ|ð|Ç)(?=\W*$)")
_PRICE_CODES: Final = {"®": "tcvn3", "ñ": "vni", "ð": "viscii", "Ç": "vps"}
_LETTERS: Final = re.compile(r"[^\W\d_]+")
#: A mark of CP1258 after a letter that the code has with it: taì is rather a misspelt tài than tá.
_NEEDLESS_MARK: Final = re.compile("[aeiouAEIOU]ì|[aeuAEU]Ì")
_NEEDLESS: Final = 4.0


class _Reading(NamedTuple):
    text: str
    score: float
    #: The word at its head as `model.PAIRS` has it, and what follows the one at its tail; nothing past punctuation.
    head: str
    after: dict[str, float]


_HEAD: Final = re.compile(r"[\"'(“‘\[]*([^\W\d_]+)")
_TAIL: Final = re.compile(r"([^\W\d_]+)[\"')”’\]]*$")


_NOTHING: Final[dict[str, float]] = {}


def _reading(text: str, score: float) -> _Reading:
    head, tail = _HEAD.match(text), _TAIL.search(text)
    after = model.PAIRS.get(model.in_pairs(tail.group(1)), _NOTHING) if tail else _NOTHING
    return _Reading(text, score, model.in_pairs(head.group(1)) if head else "", after)


_readings: dict[str, dict[str, _Reading]] = {}


def _read(token: str) -> dict[str, _Reading]:
    """The token in every code that changes it; "unicode" is the token itself."""
    known = _readings.get(token)
    if known is None:
        if len(_readings) >= _CACHE_LIMIT:
            _readings.clear()
        known = _readings[token] = _read_all(token)
    return known


def _read_all(token: str) -> dict[str, _Reading]:
    readings = {CLEAN: _reading(token, model.clean(token))}
    if token.isascii():
        if legacy.VIQR_ANY.search(token):
            _add(readings, "viqr", _read_viqr(token))
        if token.isprintable():
            return readings
    _add(readings, "utf-8", _read_utf8(token))
    if _BEYOND.search(token) or _QUOTED.search(token) or ("\xa0" in token and "utf-8" not in readings):
        return readings
    plain = readings[CLEAN].score
    limit = plain + _OTHERWISE_FINE if _is_clean(token) else 0.0
    text, score = read_tcvn3(token)
    unused = limit and _NO_CAPITALS.search(token)
    readings["tcvn3"] = _reading(text, min(score, plain - _MISSING) if unused else min(score, limit))
    for code in ("vni", "viscii", "vps", "cp1258"):
        text = _CODES[code][1](token)
        score = min(model.decoded(text), limit) if text != token else plain
        if code == "cp1258":
            score -= _NEEDLESS * len(_NEEDLESS_MARK.findall(token))
        readings[code] = _reading(text, score)
    return readings


def _add(readings: dict[str, _Reading], code: str, reading: tuple[str, float] | None) -> None:
    if reading is not None and reading[0] != readings[CLEAN].text:
        readings[code] = _reading(*reading)


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
    frontier = [c for c in candidates or [text] if unsure or not _is_clean(c)]
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
            strange = _EXOTIC_COST * len(_EXOTIC.findall(c))
            scored.append((max(model.clean(c), model.decoded(c), _below(c)) - cost - min(strange, 2 * _EXOTIC_COST), c))
    if not scored:
        return None
    score, best = max(scored, key=lambda pair: pair[0])
    return best, min(score, plain + _OTHERWISE_FINE) if unsure and plain > model.FOREIGN else score


def _has_syllables(text: str) -> bool:
    return _all_syllables(text, False) and any(len(run) > 1 and not run.isascii() for run in _LETTERS.findall(text))


def _below(text: str) -> float:
    """The score of a text that is itself in TCVN3 or VNI."""
    if text.isascii() or _BEYOND.search(text):
        return -math.inf
    return max(read_tcvn3(text)[1], model.decoded(legacy.vni(text))) - _FURTHER


def _read_viqr(
    token: str, punctuation: dict[str, float] | None = None, before: dict[str, float] | None = None
) -> tuple[str, float] | None:
    """A closing . ? ' may be a mark or punctuation: the likelier word tells."""
    if "^^" in token:
        return None
    candidates = [(legacy.viqr(token), 0.0)]
    for cut in (1, 2, 3):
        if len(token) > cut and all(c in ".?'\"!;:,)" for c in token[-cut:]):
            candidates.append(
                (legacy.viqr(token[:-cut]) + token[-cut:], (punctuation or _PUNCTUATION).get(token[-cut], 0.0))
            )
    strong = legacy.VIQR_STRONG.search(token) is not None
    scored = [
        (model.decoded(c) - cost + (before.get(_reading(c, 0.0).head, 0.0) if before else 0.0), c)
        for c, cost in candidates
        if (c != token or punctuation) and _all_syllables(c, strong)
    ]
    if not scored:
        return None
    score, best = max(scored)
    return best, score + _VIQR_HABIT


#: In VIQR text these signs after a vowel are rather marks than punctuation; at the end of a field less so.
_PUNCTUATION: Final = {"'": 4.0, ".": 5.0, "?": 5.0}
_CLOSING: Final = {"'": 2.0, ".": -1.0, "?": 1.0}
_VIQR_HABIT: Final = 2.5


def _all_syllables(text: str, strong: bool) -> bool:
    runs = [run.lower() for run in _LETTERS.findall(text) if not run.isascii()]
    least = model.VIETNAMESE_LETTERS - 4.0 if strong else model.JOINED
    return all(
        run in model.FREQUENCY or (model.word(run) >= least and (strong or run not in model.SPELLED)) for run in runs
    )


def _is_viqr(tokens: list[str], readings: list[dict[str, _Reading]]) -> bool:
    """Apostrophes and full stops after vowels prove nothing in a text of foreign words."""
    marked = [token for token, reading in zip(tokens, readings, strict=True) if "viqr" in reading]
    if any(legacy.VIQR_STRONG.search(token) for token in marked):
        return True
    texts = [reading.get("viqr", reading[CLEAN]).text for reading in readings]
    runs = [run.lower() for text in texts for run in _LETTERS.findall(text)]
    return sum(legacy.VIQR_INSIDE.search(token) is not None for token in marked) > 1 and all(
        is_syllable(run) for run in runs
    )


def _costs(tokens: list[str], codes: Iterable[str], hint: str | None) -> dict[str, float]:
    among = _among_vietnamese(tokens)
    # Beside words in Unicode only the two common codes are to be expected.
    eased = ("tcvn3", "vni") if any(_HAS_UNICODE.search(token) for token in tokens) else tuple(_CODES)
    costs = {}
    strangers = min(_STRANGERS_MOST, _STRANGER * sum(map(_is_stranger, tokens)))
    for code in codes:
        cost = _CODES[code][0] + (strangers if code not in _MIXABLE else 0.0)
        if code == hint:
            cost = _HINTED
        elif among and code in eased and cost > _LEAVE:
            cost -= _AMONG_VIETNAMESE
        costs[code] = cost
    return costs


_STRANGER: Final = 0.7
_STRANGERS_MOST: Final = 4.0


def _is_stranger(token: str) -> bool:
    """A plain word that is not Vietnamese."""
    word = token.strip("\"'(),.;:?!").lower()
    return len(word) > 1 and word.isascii() and word.isalpha() and word not in model.SPELLED


_HAS_UNICODE: Final = re.compile("[Ā-ỹ]")
#: Letters of M'Nông, Ê Đê and their neighbours, which no damage makes.
_HIGHLAND: Final = re.compile("[ƀŏŎŭŬĭĬĕĔčČ\u0306Ƀ]")


def _among_vietnamese(tokens: list[str]) -> bool:
    """Whether the plain words of the field, one at least, are all Vietnamese."""
    if any(_HIGHLAND.search(token) for token in tokens):
        return False
    plain = [run.lower() for token in tokens if _is_clean(token) for run in _LETTERS.findall(token)]
    return bool(plain) and all(run in model.FREQUENCY for run in plain)


def _path(readings: list[dict[str, _Reading]], active: list[int], costs: dict[str, float]) -> tuple[list[str], float]:
    """The likeliest code for each token (Viterbi) and by how much the path beats leaving all alone."""
    states = [CLEAN, *costs]
    enter = {**costs, CLEAN: _LEAVE}
    score = {state: -(enter[state] if state != CLEAN else 0.0) for state in states}
    after = dict.fromkeys(states, _NOTHING)
    back: list[dict[str, str]] = []
    plain, last = 0.0, _NOTHING
    first, chosen = active[0], frozenset(active)
    for at, reading in enumerate(readings):
        found = reading[CLEAN]
        plain += found.score + last.get(found.head, 0.0)
        last = found.after
        alien = _ALIEN if at in chosen else 0.0
        mixed = _MIXED if at > first else 0.0
        jumps: dict[str, tuple[float, str]] = {}
        step: dict[str, str] = {}
        new: dict[str, float] = {}
        new_after: dict[str, dict[str, float]] = {}
        for state in states:
            own = reading.get(state)
            value = own.score if own is not None else found.score - (0.0 if state in _MIXABLE else alien)
            own = own or found
            head, new_after[state] = own.head, own.after
            jump = jumps.get(head) or jumps.setdefault(
                head, max([(score[other] + after[other].get(head, 0.0), other) for other in states])
            )
            stay = score[state] + after[state].get(head, 0.0)
            leap = jump[0] - enter[state] - (mixed if state != CLEAN else 0.0)
            step[state], new[state] = (state, stay + value) if stay >= leap else (jump[1], leap + value)
        back.append(step)
        score, after = new, new_after
    state = max(states, key=score.__getitem__)
    gain = score[state] - plain
    path = []
    for step in reversed(back):
        path.append(state)
        state = step[state]
    path.reverse()
    return [path[at] for at in active], gain


def _repair_round(s: str, hint: str | None) -> tuple[str, list[str], float]:
    tokens = _TOKEN.findall(s)
    readings = [_read(token) for token in tokens]
    active = [i for i, reading in enumerate(readings) if len(reading) > 1 or not tokens[i].isascii()]
    quoted = "»" in tokens
    active = [i for i in active if not _PRICE.search(tokens[i]) and not (quoted and tokens[i] in "«»")]
    gains: dict[str, float] = {}
    for i in active:
        clean = readings[i][CLEAN].score
        for code, reading in readings[i].items():
            if code != CLEAN and reading.score > clean:
                gains[code] = gains.get(code, 0.0) + reading.score - clean
    for code in gains:
        gains[code] += _pair_gain(readings, code)
    costs = {c: cost for c, cost in _costs(tokens, gains, hint).items() if gains[c] > cost}
    if "viqr" in costs and not _is_viqr(tokens, readings):
        del costs["viqr"]
    if not costs:
        return s, [], 0.0
    path, gain = _best_path(readings, active, costs)
    if not path:
        return s, [], 0.0
    states = _spread(len(tokens), active, path)
    texts = [readings[i].get(states[i], readings[i][CLEAN]).text for i in range(len(tokens))]
    texts = [_PRICE.sub("đ", t if _PRICE.search(t) else text) for t, text in zip(tokens, texts, strict=True)]
    if "utf-8" in path:
        texts = _choose_lost(tokens, texts, states)
    if states[-1] == "viqr":
        before = _reading(texts[-2], 0.0).after if len(texts) > 1 else None
        texts[-1] = (_read_viqr(tokens[-1], _CLOSING, before) or (texts[-1],))[0]
    if "tcvn3" in path:
        texts = finish(tokens, texts, [state == "tcvn3" for state in states])
    pieces = iter(texts)
    return _TOKEN.sub(lambda _: next(pieces), s), path, gain


def _pair_gain(readings: list[dict[str, _Reading]], code: str) -> float:
    """What the neighbours say more for a code than for leaving all alone."""
    gain = 0.0
    for left, right in pairwise(readings):
        if code in left or code in right:
            value = left.get(code, left[CLEAN]).after.get(right.get(code, right[CLEAN]).head, 0.0)
            if value:
                gain += max(0.0, value - left[CLEAN].after.get(right[CLEAN].head, 0.0))
    return gain


def _choose_lost(tokens: list[str], texts: list[str], states: list[str]) -> list[str]:
    """A vowel whose second byte is lost is the one that suits the neighbours: cỏ or cờ, đề or đỏ."""
    for i, token in enumerate(tokens):
        if states[i] != "utf-8" or legacy.LOST_VOWEL.search(token) is None:
            continue
        choices = [c for c in legacy.utf8_lost(legacy.utf8(token)) if _all_syllables(c, False)]
        if len(choices) < 2 or texts[i] not in choices:
            continue
        before = _reading(texts[i - 1], 0.0).after if i else _NOTHING
        following = _reading(texts[i + 1], 0.0).head if i + 1 < len(texts) else ""
        read = [(_reading(c, 0.0), model.decoded(c)) for c in choices]
        scored = [(score + before.get(r.head, 0.0) + r.after.get(following, 0.0), r.text) for r, score in read]
        texts[i] = max(scored)[1]
    return texts


def _best_path(
    readings: list[dict[str, _Reading]], active: list[int], costs: dict[str, float]
) -> tuple[list[str], float]:
    """The path, without the codes that could not show one good word; empty when leaving the text alone is better."""
    own = [readings[i] for i in active]
    while costs:
        path, gain = _path(readings, active, costs)
        if gain <= _LEAST or not any(state != CLEAN for state in path):
            break
        doubtful = _doubtful(own, path)
        if not doubtful:
            return path, gain
        costs = {code: cost for code, cost in costs.items() if code not in doubtful}
    return [], 0.0


def _doubtful(readings: list[dict[str, _Reading]], path: list[str]) -> set[str]:
    """The single-byte codes on the path that gave no good Vietnamese word."""
    doubtful = {state for state in path if state not in (CLEAN, "utf-8")}
    for reading, state in zip(readings, path, strict=True):
        if state in doubtful and state in reading and reading[state].text != reading[CLEAN].text:
            runs = [run for run in _LETTERS.findall(reading[state].text) if not run.isascii()]
            if not any(c.isalpha() and c not in "ªºµ" for c in reading[CLEAN].text):
                continue
            if _AMID.search(reading[state].text):
                runs = [run for run in runs if len(run) > 1]
            strange = state == "tcvn3" and _STRANGE.search(reading[CLEAN].text) is not None
            least = model.VIETNAMESE_LETTERS - 1.0 if strange else model.JOINED
            if any(model.word(run.lower()) >= least for run in runs):
                doubtful.discard(state)
    return doubtful


def _spread(count: int, active: list[int], path: list[str]) -> list[str]:
    """Tokens that read alike in every code take the code of the nearest that does not (the one before, in doubt)."""
    states = [""] * count
    for i, state in zip(active, path, strict=True):
        states[i] = state
    last = path[0]
    for i in range(count):
        last = states[i] = states[i] or last
    return states


class _Hinted(NamedTuple):
    """A token in the code of its file. `good`: its words are Vietnamese, or better than they were."""

    text: str
    good: bool
    proven: bool


_hinted: dict[tuple[str, str], _Hinted] = {}


def _by_hint(s: str, hint: str) -> str | None:
    """The whole field in the code of its file, when each word that this changes is then good, or others prove the
    code and it may be a name. Words that are good either way follow the file. None: the field speaks for itself."""
    tokens = _TOKEN.findall(s)
    if _BEYOND.search(s):
        return None
    read = [_Hinted(token, True, False) if token.isascii() else _read_hinted(token, hint) for token in tokens]
    if not all(one.good for one in read) and not any(one.proven for one in read):
        return None
    texts = [one.text for one in read]
    if not all(one.good or model.decoded(one.text) >= _NAME for one in read):
        return None
    if hint == WHOLE:
        texts = restore_case(texts, [True] * len(texts))
    elif hint == "tcvn3":
        texts = finish(tokens, texts, [True] * len(texts))
    pieces = iter(texts)
    return unicodedata.normalize("NFC", _TOKEN.sub(lambda _: next(pieces), s))


def _read_hinted(token: str, hint: str) -> _Hinted:
    key = (hint, token)
    known = _hinted.get(key)
    if known is None:
        if len(_hinted) >= _CACHE_LIMIT:
            _hinted.clear()
        known = _hinted[key] = _read_hinted_anew(token, hint)
    return known


def _read_hinted_anew(token: str, hint: str) -> _Hinted:
    if _PRICE.search(token):
        return _Hinted(_PRICE.sub("đ", token), True, False)
    if hint == "tcvn3":
        text = read_tcvn3(token)[0]
    else:
        text = settle_all(legacy.tcvn3(token)) if hint == WHOLE else _CODES[hint][1](token)
    words = [run.lower() for run in _LETTERS.findall(text) if not run.isascii()]
    spelled = bool(words) and all(word in model.FREQUENCY or word in model.SPELLED for word in words)
    gain = model.decoded(text) - model.clean(token)
    proven = (spelled and gain >= _PROVEN) or _SIGN_BESIDE.search(token) is not None
    return _Hinted(text, spelled or gain >= 0, proven)


_UNCHANGED: Final = 1.0
_SETTLED: Final = 0.99


def repair(s: str, hint: str | None = None) -> Repair:
    """Clean NFC text out of one field. `hint` names the code that the rest of the file is surely in (or `WHOLE`)."""
    if s.isascii():
        if not legacy.VIQR_ANY.search(s) and s.isprintable():
            return Repair(s, CLEAN, _UNCHANGED, False)
    elif hint in _SETTLING and (text := _by_hint(s, hint)) is not None:
        return Repair(text, "tcvn3" if hint == WHOLE else hint, _SETTLED, text != s)
    else:
        composed = s if unicodedata.is_normalized("NFC", s) else unicodedata.normalize("NFC", s)
        if _is_clean(composed):
            return Repair(composed, CLEAN, _UNCHANGED, composed != s)
        return _repair_suspect(s, composed, hint)
    return _repair_suspect(s, s, hint)


def _repair_suspect(original: str, s: str, hint: str | None) -> Repair:
    used: list[str] = []
    weakest = 0.0
    for _ in range(_ROUNDS):
        if lost_space.PLACE.search(s):
            s = lost_space.regain(s)
        text, path, gain = _repair_round(s, hint)
        if not path:
            break
        weakest = gain if not used else min(weakest, gain)
        used += [state for state in path if state != CLEAN]
        s = unicodedata.normalize("NFC", text)
        if "utf-8" not in path:
            break
    price = _PRICE_ALONE.search(s)
    if price:
        s = s[: price.end() - 1] + "đ" + s[price.end() :]
        weakest = weakest if used else 1.0
        used.append(_PRICE_CODES[price.group()[-1]])
    s = vietnamese_d(s)
    if not used:
        return Repair(s, CLEAN, _UNCHANGED, s != original)
    names = sorted(set(used), key=used.count, reverse=True)
    return Repair(s, "+".join(names), round(1.0 - 0.5 ** (1.0 + weakest / 3.0), 3), s != original)


def repair_bytes(b: bytes, hint: str | None = None) -> Repair:
    """Like `repair`, from the bytes of a field: UTF-8 where they are, anything else seen as CP1252."""
    try:
        text = b.decode("utf-8")
    except UnicodeDecodeError:
        # UTF-8 sequences among other bytes are found as mojibake.
        found = repair(b.decode("latin-1"), hint)
        return found if found.changed else Repair(legacy.as_cp1252(found.text), "cp1252", 0.5, True)
    # Clean text in UTF-8 is not in the code of the file.
    return repair(text, None if _is_clean(text) else hint)


class Guess(NamedTuple):
    encoding: str
    confidence: float


def guess_encoding(samples: Iterable[bytes]) -> Guess:
    """The code most damaged samples are in: a hint for the short ones among them."""
    votes: dict[str, float] = {}
    for sample in samples:
        found = repair_bytes(sample)
        if sample.isascii() and not found.changed:
            continue
        votes[found.encoding] = votes.get(found.encoding, 0.0) + found.confidence
    if not votes:
        return Guess(CLEAN, 1.0)
    best = max(votes, key=votes.__getitem__)
    return Guess(best, round(votes[best] / sum(votes.values()), 3))
