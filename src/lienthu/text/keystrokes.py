"""Vietnamese typed while the input method was off: `truyeejn kieeuf` (Telex), `truye65n kie6u2` (VNI).

A query counts as such only when every word is a well-spelt syllable after reading, or one that lacks its marks (who
notices half-way types the rest without, or with the method on again), and at least one word could not have been meant
as it stands: a marked result out of keys that are neither an English word nor plain Vietnamese.
"""

import re
from typing import Final

from lienthu.text.keys import fold
from lienthu.text.letters import VOWELS
from lienthu.text.model import FREQUENCY
from lienthu.text.syllables import SPELLINGS, is_syllable, place_tone

#: What people type; a full stop, a slash or an underscore speaks of an identifier or a citation.
_QUERY: Final = re.compile(r"(?:[^\W_]|[ ,:;?!\"'()-]){2,400}")
_PAIRED: Final = re.compile("aa|ee|oo|[a-z]w")
_WORD: Final = re.compile(r"[^\W_]+")
_BARE: Final = frozenset(map(fold, SPELLINGS))
_TELEX_TONES: Final = {"f": 1, "r": 2, "x": 3, "s": 4, "j": 5}
_VNI_TONES: Final = {"2": 1, "3": 2, "4": 3, "1": 4, "5": 5}
_DOUBLED: Final = {"a": "â", "e": "ê", "o": "ô"}
#: Letters that w marks: a → ă, o → ơ, u → ư.
_HORNED: Final = {"a": "ă", "o": "ơ", "u": "ư"}
#: What a digit of VNI is in Telex; 6 is the last a, e or o again.
_AS_TELEX: Final = {"1": "s", "2": "f", "3": "r", "4": "x", "5": "j", "7": "w", "8": "w", "9": "d"}
_TELEX_KEYS: Final = re.compile(r"aa|ee|oo|dd|[aou]w|[6-9][a-z]*[frxsj]")
_VNI_HATS: Final = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}
# English (and French) words that are also Telex for a Vietnamese syllable.
_ENGLISH_WORDS = (
    "aaa acs add ads air ais as aux bar bear beef been bees bis bits boar book boor boos boss bow bowl box boys "
    "brief bus buss calf car cas cats chair chaos chef chew chief class claw clear coax cool coos cor cow crew "
    "cross crow crux dax days ddr deaf dear deep des dew does door dos dots dour down draw dress drew dwarf eds "
    "ees esp eux far fear fee fees few fix flaw flex floor flux food foot for four fox free gary gas gear gif "
    "glass goes golf good grew gross grow gulf hair half hans has hats hear her hew hex his hiss hits hoax hoof "
    "hour how if is jaw jeux keep keys kids kiss knees knew know las law lax leaf lens les less lieux loaf look "
    "loos los loss low lux lynx maps mar mars mas mass mats max meet mes mew mews miss mix mono moon moor moos "
    "moss mus near nets new news next nix nor nos now nur oar odd of off ones onyx or our own par pas pass paw "
    "pear pew plus poem pool poor pos press proof ras rats raw reef refs rex roar roof room root row saw says scarf "
    "see seen self serf sex show sir six soar soon sour sow star stew straw sur surf taf taj tar tas tax tear "
    "teen teens tex text thaw thief thing this three threw thus too took tool toss tour tow town toys tree trees "
    "us vex view vols vow war was wax ways wear wolf wood wow year yes zoo "
)
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())


def _unmark(word: str) -> tuple[str, int] | None:
    """Telex keys → toneless word and tone. Marks may be typed at once or at the end of the word."""
    out: list[str] = []
    tone = 0
    for at, key in enumerate(word):
        if key in _TELEX_TONES and at and any(c in VOWELS for c in out):
            # A tone key twice is the letter itself.
            if tone:
                return None
            tone = _TELEX_TONES[key]
        elif key == "z" and at:
            return None
        elif key == "w":
            if not _horn(out):
                return None
        elif key == "d" and out and out[0] == "d":
            out[0] = "đ"
        elif key in _DOUBLED and key in out and _hat(out, key):
            continue
        else:
            out.append(key)
    return "".join(out), tone


def _hat(out: list[str], key: str) -> bool:
    """The second a, e or o puts a hat on the first when only vowel or coda letters stand between."""
    at = max(i for i, c in enumerate(out) if c == key)
    if any(c in "đ" for c in out[at:]) or (at < len(out) - 1 and not all(c in "iuyeaochngmpt" for c in out[at + 1 :])):
        return False
    out[at] = _DOUBLED[key]
    return True


def _horn(out: list[str]) -> bool:
    """w marks the nearest a, o or u before it; uo becomes ươ; alone it is ư."""
    for at in range(len(out) - 1, -1, -1):
        letter = out[at]
        if letter == "o" and at and out[at - 1] == "u" and not (at > 1 and out[at - 2] == "q"):
            out[at - 1 : at + 1] = ["ư", "ơ"]
            return True
        if letter == "ơ" and at and out[at - 1] == "u":
            out[at - 1] = "ư"
            return True
        if letter == "a" and at and out[at - 1] == "u" and at == len(out) - 1 and not (at > 1 and out[at - 2] == "q"):
            out[at - 1] = "ư"
            return True
        if letter == "o" and at and out[at - 1] == "ư":
            out[at] = "ơ"
            return True
        if letter in _HORNED:
            out[at] = _HORNED[letter]
            return True
    return False


def _vni_word(word: str) -> tuple[str, int] | None:
    out: list[str] = []
    tone = 0
    for key in word:
        if key.isalpha():
            out.append(key)
        elif key in _VNI_TONES:
            if tone or not any(c in VOWELS for c in out):
                return None
            tone = _VNI_TONES[key]
        elif key == "9":
            if out[:1] != ["d"]:
                return None
            out[0] = "đ"
        elif key in _VNI_HATS:
            if not _vni_hat(out, _VNI_HATS[key]):
                return None
        else:
            return None
    return "".join(out), tone


def _vni_hat(out: list[str], hats: dict[str, str]) -> bool:
    for at in range(len(out) - 1, -1, -1):
        if out[at] in hats:
            out[at] = hats[out[at]]
            if out[at] == "ơ" and at and out[at - 1] == "u" and (at < len(out) - 1):
                out[at - 1] = "ư"
            return True
    return False


def _mixed_word(word: str) -> tuple[str, int] | None:
    """Keys of both methods in one word (`truyee5n`, `vie6jn`): VNI's digits as the Telex keys that do the same."""
    if word.isalpha() or _TELEX_KEYS.search(word) is None:
        return None
    keys = ""
    for key in word:
        if key in _AS_TELEX:
            keys += _AS_TELEX[key]
        elif key == "6":
            keys += next((letter for letter in reversed(keys) if letter in _DOUBLED), "z")
        elif key.isalpha():
            keys += key
        else:
            return None
    return _unmark(keys)


_KEYS: Final = {"telex": _unmark, "vni": _vni_word, "mixed": _mixed_word}


def _typed(word: str, method: str) -> str | None:
    """The syllable that the keys make (case of the first letter kept), or None."""
    lower = word.lower()
    parts = _KEYS[method](lower)
    if parts is None:
        return None
    toneless, tone = parts
    if toneless == lower and not tone:
        return None
    result = _settled(toneless, tone)
    if result is None:
        return None
    if word.isupper() and len(word) > 1:
        return result.upper()
    return result[0].upper() + result[1:] if word[0].isupper() else result


def _settled(toneless: str, tone: int) -> str | None:
    if toneless in SPELLINGS:
        return place_tone(toneless, tone)
    # One mark serves two letters or one: huowng is hương, thuowr is thuở.
    for short, full in (("ưo", "ươ"), ("uơ", "ươ"), ("ươ", "uơ")):
        if short in toneless and toneless.replace(short, full) in SPELLINGS:
            return place_tone(toneless.replace(short, full), tone)
    return None


def _read(s: str, methods: tuple[str, ...]) -> str | None:
    if _QUERY.fullmatch(s) is None:
        return None
    sure = 0
    out = s
    shift = 0
    for match in _WORD.finditer(s):
        word = match.group()
        found = () if word.isdigit() or not word.isascii() else _found(word, methods)
        if not found:
            if not _may_stand(word, vni=methods == ("vni",)):
                return None
            continue
        method, typed = found
        if word.lower() not in _ENGLISH:
            sure += _certain(word.lower(), typed.lower(), method)
        start, end = match.start() + shift, match.end() + shift
        out = out[:start] + typed + out[end:]
        shift += len(typed) - len(word)
    return out if sure > 1 else None


def _found(word: str, methods: tuple[str, ...]) -> tuple[str, str] | tuple[()]:
    """The first method that makes a syllable of the word, and the syllable."""
    return next(((method, typed) for method in methods if (typed := _typed(word, method)) is not None), ())


def _may_stand(word: str, vni: bool) -> bool:
    """Beside typed words stand syllables, with or without their marks, numbers and initials; an English word makes the
    query English."""
    lower = word.lower()
    if word.isdigit() or len(word) == 1 or is_syllable(lower) or (vni and word.isalpha() and len(word) <= 4):
        return True
    return lower in _BARE and lower not in _ENGLISH


def _certain(word: str, typed: str, method: str) -> int:
    """0 nothing, 1 with another one, 2 enough alone: a common syllable from keys that no plain text has."""
    common = FREQUENCY.get(typed)
    if typed.isascii() or is_syllable(word):
        return 0
    if method == "mixed":
        # `tree2` is an English word with a number.
        plain = word.rstrip("0123456789")
        return 0 if common is None or plain in _ENGLISH or len(typed) < 3 else 2
    if method == "vni":
        return 2 if (any(c in "6789" for c in word) and len(typed) > 1) or len(word) > 3 else 1
    if word.startswith("dd"):
        return 2
    # A tone key alone makes Vietnamese of too many names: Sachs, Congo, Cher.
    return 0 if common is None else 2 if _PAIRED.search(word) and len(word) > 2 else 1


def telex(s: str) -> str | None:
    """Telex keys as Vietnamese; None when the text is anything else."""
    return _read(s, ("telex",))


def vni_keys(s: str) -> str | None:
    """VNI keys as Vietnamese; None when the text is anything else."""
    return _read(s, ("vni",)) if any(c.isdigit() for c in s) else None


def mixed_keys(s: str) -> str | None:
    """Telex and VNI in one query, even in one word (`truyee5n kie6uf`); None when the text is anything else."""
    return _read(s, ("telex", "vni", "mixed")) if any(c.isdigit() for c in s) else None


def readings(word: str) -> list[str]:
    """The syllables that the keys of one word make, by each method, whatever stands around it."""
    return [typed for method in _KEYS if (typed := _typed(word, method)) is not None]
