"""The likeliest path through the readings of a field's tokens."""

import math
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from lienthu.text import legacy, model
from lienthu.text.readings import CLEAN, CODES, LETTERS, NOTHING, Reading, is_clean
from lienthu.text.syllables import is_syllable

_LEAVE: Final = 4.0
#: Damage that starts in the middle of a field, and a field whose other words are Vietnamese.
_MIXED: Final = 2.0
_AMONG_VIETNAMESE: Final = 3.5
#: Letters beyond Latin-1 inside a stretch of single-byte code.
_ALIEN: Final = 4.0
_MIXABLE: Final = (CLEAN, "viqr", "utf-8")
#: What a code costs in a file that is all in it, and how that grows as fewer of its texts are.
_EXPECTED: Final = 1.0
_RARER: Final = 1.5
_HALF: Final = 0.5
#: By how much a path must beat leaving the text alone.
_LEAST: Final = 0.2
#: No language writes KekchÝ or Ju¸rez.
_STRANGE: Final = re.compile("[a-z][À-ÖØ-Þ]|[a-zA-Z][¨©ª«¬®µ¶¸¹»¼½¾][a-zA-Z]|[A-Z][¡¢£¤¥][A-Z]|[a-zA-Z]¸|[§®][a-z]")
#: A word all of signs: §µ, ®·.
_SIGNS_ONLY: Final = re.compile("§[¨ª«¬µ¶·¸¹»¼½¾]|®[¨ª¬µ¶·¸¹¼½¾]")
#: One letter among others and digits is no word: URL-Ä(15).
_AMID: Final = re.compile(r"\w\W+[^\W\d_](?!\w)|(?<!\w)[^\W\d_]\W+\w")


def is_viqr(tokens: list[str], readings: list[dict[str, Reading]], share: float) -> bool:
    """Apostrophes and full stops after vowels prove nothing among foreign words. `share`: of VIQR in the file."""
    if share > _HALF:
        return True
    marked = [token for token, reading in zip(tokens, readings, strict=True) if "viqr" in reading]
    if any(legacy.VIQR_STRONG.search(token) for token in marked):
        return True
    texts = [reading.get("viqr", reading[CLEAN]).text for reading in readings]
    runs = [run.lower() for text in texts for run in LETTERS.findall(text)]
    return sum(legacy.VIQR_INSIDE.search(token) is not None for token in marked) > 1 and all(
        is_syllable(run) for run in runs
    )


def costs_of(tokens: list[str], codes: Iterable[str], shares: Mapping[str, float]) -> dict[str, float]:
    among = _among_vietnamese(tokens)
    # Beside words in Unicode only the two common codes are to be expected.
    eased = ("tcvn3", "vni") if any(_HAS_UNICODE.search(token) for token in tokens) else tuple(CODES)
    costs = {}
    strangers = min(_STRANGERS_MOST, _STRANGER * sum(map(_is_stranger, tokens)))
    for code in codes:
        cost = CODES[code][0] + (strangers if code not in _MIXABLE else 0.0)
        if among and code in eased and cost > _LEAVE:
            cost -= _AMONG_VIETNAMESE
        share = shares.get(code, 0.0)
        costs[code] = min(cost, _EXPECTED - _RARER * math.log(share)) if share else cost
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
    plain = [run.lower() for token in tokens if is_clean(token) for run in LETTERS.findall(token)]
    return bool(plain) and all(run in model.FREQUENCY for run in plain)


def _path(readings: list[dict[str, Reading]], active: list[int], costs: dict[str, float]) -> tuple[list[str], float]:
    """The likeliest code for each token (Viterbi) and by how much the path beats leaving all alone."""
    states = [CLEAN, *costs]
    enter = {**costs, CLEAN: _LEAVE}
    score = {state: -(enter[state] if state != CLEAN else 0.0) for state in states}
    after = dict.fromkeys(states, NOTHING)
    back: list[dict[str, str]] = []
    plain, last = 0.0, NOTHING
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


def pair_gain(readings: list[dict[str, Reading]], code: str) -> float:
    """What the neighbours say more for a code than for leaving all alone."""
    gain = 0.0
    for left, right in pairwise(readings):
        if code in left or code in right:
            value = left.get(code, left[CLEAN]).after.get(right.get(code, right[CLEAN]).head, 0.0)
            if value:
                gain += max(0.0, value - left[CLEAN].after.get(right[CLEAN].head, 0.0))
    return gain


def best_path(
    readings: list[dict[str, Reading]], active: list[int], costs: dict[str, float]
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


def _doubtful(readings: list[dict[str, Reading]], path: list[str]) -> set[str]:
    """The single-byte codes on the path that gave no good Vietnamese word."""
    doubtful = {state for state in path if state not in (CLEAN, "utf-8")}
    for reading, state in zip(readings, path, strict=True):
        if state in doubtful and state in reading and reading[state].text != reading[CLEAN].text:
            runs = [run for run in LETTERS.findall(reading[state].text) if not run.isascii()]
            if model.SIGN_FOR_LETTER.match(reading[CLEAN].text) and runs:
                doubtful.discard(state)
                continue
            if not any(c.isalpha() and c not in "ªºµ" for c in reading[CLEAN].text) and not (
                state == "tcvn3"
                and _SIGNS_ONLY.fullmatch(reading[CLEAN].text.strip("(),.;:"))
                and runs[0].lower() in model.FREQUENCY
            ):
                continue
            if _AMID.search(reading[state].text):
                runs = [run for run in runs if len(run) > 1]
            strange = _is_strange(reading[CLEAN].text)
            least = model.VIETNAMESE_LETTERS - 1.0 if strange else model.JOINED
            if any(model.word(run.lower()) >= least for run in runs):
                doubtful.discard(state)
    return doubtful


def _is_strange(text: str) -> bool:
    """What no language writes: signs among letters, marks where none has them."""
    return (
        _STRANGE.search(text) is not None
        or (legacy.VIQR_STRONG.search(text) is not None and not any(c.isdigit() for c in text))
        or any(not run.isascii() and model.unheard_of(run.lower()) for run in LETTERS.findall(text))
    )


def spread(count: int, active: list[int], path: list[str]) -> list[str]:
    """Tokens that read alike in every code take the code of the nearest that does not (the one before, in doubt)."""
    states = [""] * count
    for i, state in zip(active, path, strict=True):
        states[i] = state
    last = path[0]
    for i in range(count):
        last = states[i] = states[i] or last
    return states
