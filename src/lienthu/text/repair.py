"""Repair of one field of text that was stored in a Vietnamese legacy code or decoded wrongly.

Every token is read in every code; a path through the readings is chosen that is the likeliest Vietnamese (model.py),
where entering a code costs its rarity and leaving it costs a little. Text stays as it is unless a path beats it.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple

from lienthu.text import legacy, lost_space, model
from lienthu.text.hinted import SETTLING, WHOLE, by_hint
from lienthu.text.keys import vietnamese_d
from lienthu.text.path import best_path, costs_of, is_viqr, pair_gain, spread
from lienthu.text.readings import (
    CLEAN,
    CLOSING,
    LETTERS,
    NOTHING,
    PRICE,
    TOKEN,
    all_syllables_in,
    is_clean,
    read,
    read_viqr,
    reading_of,
    viqr_beside,
)
from lienthu.text.tcvn3 import finish

__all__ = ["CLEAN", "WHOLE", "Hint", "Repair", "repair", "repair_bytes"]


class Repair(NamedTuple):
    text: str
    encoding: str
    confidence: float
    changed: bool


#: What the texts of a file are in: the code that they surely all are in (or `WHOLE`), or the share of each code.
Hint = str | Mapping[str, float]
_ROUNDS: Final = 3
#: A price is proof by itself, with thousands parted: 54.500®.
_PRICE_ALONE: Final = re.compile(r"(?<=\d[.,]\d{3}) ?(?:®|ñ|ð|Ç)(?=\W*$)")
_PRICE_CODES: Final = {"®": "tcvn3", "ñ": "vni", "ð": "viscii", "Ç": "vps"}


def _repair_round(s: str, shares: Mapping[str, float]) -> tuple[str, list[str], float]:
    tokens = TOKEN.findall(s)
    readings = [read(token) for token in tokens]
    active = [i for i, reading in enumerate(readings) if len(reading) > 1 or not tokens[i].isascii()]
    quoted = "»" in tokens
    active = [i for i in active if not PRICE.search(tokens[i]) and not (quoted and tokens[i] in "«»")]
    gains: dict[str, float] = {}
    for i in active:
        clean = readings[i][CLEAN].score
        for code, reading in readings[i].items():
            if code != CLEAN and reading.score > clean:
                gains[code] = gains.get(code, 0.0) + reading.score - clean
    for code in gains:
        gains[code] += pair_gain(readings, code)
    costs = {c: cost for c, cost in costs_of(tokens, gains, shares).items() if gains[c] > cost}
    if "viqr" in costs and not is_viqr(tokens, readings, shares.get("viqr", 0.0)):
        del costs["viqr"]
    if not costs:
        return s, [], 0.0
    path, gain = best_path(readings, active, costs)
    if not path:
        return s, [], 0.0
    states = spread(len(tokens), active, path)
    texts = [readings[i].get(states[i], readings[i][CLEAN]).text for i in range(len(tokens))]
    texts = [PRICE.sub("đ", t if PRICE.search(t) else text) for t, text in zip(tokens, texts, strict=True)]
    if "utf-8" in path:
        texts = _choose_lost(tokens, texts, states)
    if "viqr" in path and any(legacy.VIQR_STRONG.search(token) for token in tokens):
        apart = [states[i] == "viqr" and "viqr" not in readings[i] for i in range(len(tokens))]
        texts = [viqr_beside(t) if alone else text for t, text, alone in zip(tokens, texts, apart, strict=True)]
    if states[-1] == "viqr":
        before = reading_of(texts[-2], 0.0).after if len(texts) > 1 else None
        texts[-1] = (read_viqr(tokens[-1], CLOSING, before) or (texts[-1],))[0]
    if "tcvn3" in path:
        texts = finish(tokens, texts, [state == "tcvn3" for state in states])
    pieces = iter(texts)
    return TOKEN.sub(lambda _: next(pieces), s), path, gain


def _choose_lost(tokens: list[str], texts: list[str], states: list[str]) -> list[str]:
    """A letter whose second byte is lost is the one that suits the neighbours: cỏ or cờ, đề or đỏ, phí or phá."""
    for i, token in enumerate(tokens):
        if states[i] != "utf-8":
            continue
        choices = [c for c in legacy.utf8_lost(legacy.utf8(token)) if all_syllables_in(c, False)]
        if len(choices) < 2 or texts[i] not in choices:
            continue
        before = reading_of(texts[i - 1], 0.0).after if i else NOTHING
        following = reading_of(texts[i + 1], 0.0).head if i + 1 < len(texts) else ""
        others = [text for text in (*texts[:i], *texts[i + 1 :]) if text.upper() != text.lower()]
        shouting = bool(others) and all(text.isupper() for text in others)
        scored = []
        for choice in choices:
            found = reading_of(choice, model.decoded(choice))
            score = found.score + before.get(found.head, 0.0) + found.after.get(following, 0.0)
            scored.append((score - (_SHOUTED if choice.isupper() != shouting else 0.0), choice))
        texts[i] = max(scored)[1]
    return texts


#: Tá» in a field of small letters is rather Tọ than TỐ.
_SHOUTED: Final = 4.0
#: What may stand around a word that is alone in its field.
_AROUND: Final = " .,;:!?()[]\"'"
_UNCHANGED: Final = 1.0
_SETTLED: Final = 0.99


def repair(s: str, hint: Hint | None = None) -> Repair:
    """Clean NFC text out of one field. `hint`: what the rest of the file is in."""
    if s.isascii():
        if not legacy.VIQR_ANY.search(s) and s.isprintable():
            return Repair(s, CLEAN, _UNCHANGED, False)
        if s.isprintable():
            return _repair_suspect(s, s, hint)
    if isinstance(hint, str) and hint in SETTLING and (text := by_hint(s, hint)) is not None:
        return Repair(text, _code(hint), _SETTLED, text != s)
    if s.isascii():
        return _repair_suspect(s, s, hint)
    composed = s if unicodedata.is_normalized("NFC", s) else unicodedata.normalize("NFC", s)
    if is_clean(composed) or (not hint and composed.strip(_AROUND).lower() in model.LOOKALIKES):
        return Repair(composed, CLEAN, _UNCHANGED, composed != s)
    return _by_chance(s, hint) or _repair_suspect(s, composed, hint)


#: Letters of another script within a Latin word, or one that hardly a language has at its head: N\u07fec, \u01ca.
_CHANCE: Final = re.compile("[A-Za-z][\u0370-\u07ff]|[\u0370-\u07ff][A-Za-z]|(?<![^\\W_])[\u01c0-\u01cc\u01dd-\u01ff]")
#: What no two bytes of a single-byte code can be.
_TRUE_UNICODE: Final = re.compile("[\u0800-\U0010ffffĂăĐđĨĩŨũƠơƯư]")
_HIGH_IN_PAIRS: Final = ("viscii", "vps")


def _by_chance(s: str, hint: Hint | None) -> Repair | None:
    """Two letters of VISCII or VPS side by side can be one of UTF-8: `ướ`, and `đ` with its vowel. Where the bytes read
    that way are good Vietnamese, and the text as it stands is in no language, they were read wrongly."""
    if not _CHANCE.search(s) or _TRUE_UNICODE.search(s):
        return None
    found = repair(s.encode().decode("latin-1"), hint)
    words = [run.lower() for run in LETTERS.findall(found.text) if not run.isascii()]
    known = all(word in model.FREQUENCY for word in words)
    return found if found.encoding in _HIGH_IN_PAIRS and known and is_clean(found.text) else None


def _code(hint: str) -> str:
    return "tcvn3" if hint == WHOLE else hint


def _repair_suspect(original: str, s: str, hint: Hint | None) -> Repair:
    shares = {_code(hint): 1.0} if isinstance(hint, str) else hint or NOTHING
    used: list[str] = []
    weakest = 0.0
    for _ in range(_ROUNDS):
        if lost_space.PLACE.search(s):
            s = lost_space.regain(s)
        text, path, gain = _repair_round(s, shares)
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


def repair_bytes(b: bytes, hint: Hint | None = None) -> Repair:
    """Like `repair`, from the bytes of a field: UTF-8 where they are, anything else seen as CP1252."""
    try:
        text = b.decode("utf-8")
    except UnicodeDecodeError:
        # UTF-8 sequences among other bytes are found as mojibake.
        found = repair(b.decode("latin-1"), hint)
        return found if found.changed else Repair(legacy.as_cp1252(found.text), "cp1252", 0.5, True)
    # Clean text in UTF-8 is not in the code of the file.
    return repair(text, None if is_clean(text) else hint)
