"""How likely a piece of text is, as Vietnamese or as clean text of any Latin language: natural logarithms."""

import math
import re
from importlib.resources import files
from typing import Final

from lienthu.text.letters import ALPHABET
from lienthu.text.syllables import all_syllables, split_tone

UNSEEN: Final = -13.5
ASCII_WORD: Final = -14.0
FOREIGN: Final = -15.0
JOINED: Final = -14.8
VIETNAMESE_LETTERS: Final = -18.0
#: A word of no Vietnamese spelling with one mark where other languages have it: Matsés, León.
FOREIGN_NAME: Final = -17.5
#: A part of a foreign name as Vietnamese spells it: Ni-giê-ri-a.
TRANSCRIBED: Final = -14.0
_TRANSCRIBED: Final = re.compile("[a-zA-ZăâđêôơưĂÂĐÊÔƠƯ]{1,5}")
ODD: Final = -25.0
_CACHE_LIMIT = 50_000
_OLD_PLACES: Final = dict(
    zip(
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        strict=True,
    )
)


def _load() -> dict[str, float]:
    lines = files("lienthu.text.data").joinpath("syllables.tsv").read_text("utf-8").splitlines()
    counts = {word: int(number) for word, number in (line.split("\t") for line in lines)}
    total = math.log(sum(counts.values()))
    table = {word: math.log(number) - total for word, number in counts.items()}
    for word, value in list(table.items()):
        old = _OLD_PLACES.get(word[-2:])
        if old:
            table.setdefault(word[:-2] + old, value - 0.1)
    table["đ"] = -10.0  # the currency: 54.500đ
    return table


def _load_pairs() -> dict[str, dict[str, float]]:
    lines = files("lienthu.text.data").joinpath("pairs.tsv").read_text("utf-8").splitlines()
    table: dict[str, dict[str, float]] = {}
    for line in lines:
        left, right, number = line.replace("\t", " ").split(" ")
        table.setdefault(left, {})[right] = min(_PAIR_MOST, _PAIR_LEAST + math.log(int(number)))
    return table


_PAIR_LEAST: Final = 1.0
_PAIR_MOST: Final = 5.0
#: Lowercase syllable → those that follow it (tự → học) → how much likelier it makes them.
PAIRS: Final = _load_pairs()
_NEW_PLACES: Final = {old: new for new, old in _OLD_PLACES.items()}


def in_pairs(run: str) -> str:
    """A run of letters as `PAIRS` has it."""
    lower = run.lower()
    new = _NEW_PLACES.get(lower[-2:])
    return lower[:-2] + new if new and lower[-3:-2] != "q" else lower


#: Lowercase syllable → log frequency.
FREQUENCY: Final = _load()
SPELLED: Final = frozenset(all_syllables())
#: What clean text has for them by mistake: gìm, cí, ngì.
_MISTAKEN: Final = {"gh": "g", "ngh": "ng", "k": "c"}
MISSPELT: Final = (
    frozenset(
        short + word[len(right) :]
        for word in SPELLED
        for right, short in _MISTAKEN.items()
        if word.startswith(right) and word[len(right)] in "eéèẻẽẹêếềểễệiíìỉĩị"
    )
    - SPELLED
)
_ALPHABET: Final = frozenset(ALPHABET)
_PAIRS: Final = "[aeouyôö][øûõåäëüï]|[aeouyôö]ù|a[àáãâèéêú]|e[àáãâ]|oâ|ö[ùïõô]|[aâãeêoôõýy][òì]"
#: A vowel and a letter that VNI or CP1258 write after it as its mark, and other languages hardly do.
_VNI_PAIR: Final = re.compile(f"{_PAIRS}|{_PAIRS.upper()}")
_SWITCH: Final = re.compile("[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]")
# Signs that stand beside letters in clean text: quotes and currency before, marks of ownership or degree after.
_BEFORE: Final = "«¿¡©£¥±°“”‘’„‚‹–—…·•†‡€™"
_AFTER: Final = "»®™°²³¹ºª©£¥€“”‘’„…›–—•%‰µ†‡"
_RUN: Final = re.compile(r"[^\W\d_]+")
_NUMERO: Final = re.compile(r"[(\[]?[nNpP][°º]s?[\d().,;:]*")
_UNITS: Final = re.compile(r"[\d.,]*(?:[µμ][gmlFAVsHM]|°[CF])[\d.,;:)/]*")
_VIQR_SIGN: Final = re.compile(r"[aeoAEO]\^|[uoUO]\+|[aeiouyAEIOUY][`~]")
_UTF8_SEEN: Final = re.compile("[Â-ß][\x80-¿€‚-•–—˜™š›œžŸƒ„…†‡ˆ‰Š‹ŒŽ‘’“”]|á[º»¼]|â€")
#: VPS and VISCII have letters among the control characters.
_CONTROL: Final = re.compile("(?<=[a-zA-Z])[\x01-\x06\x10-\x1f]")
#: A sign where a transcribed name has a letter: ¥-xi-a.
SIGN_FOR_LETTER: Final = re.compile("[¡-¿]-[a-zA-Z]")
#: Three bytes of a Vietnamese vowel: nothing else looks like it.
_UTF8_VOWEL: Final = re.compile("á[º»][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


#: NĐ-CP, QĐ, ĐHQG.
ABBREVIATION: Final = re.compile(r"\b(?:[BCDGHKLMNPQSTVX]{1,4}Đ[BCDGHKLMNPQSTVX]{0,4}|Đ[BCDGHKLMNPQSTVX]{1,4})\b")
ABBREVIATED: Final = -9.0


def word(lower: str) -> float:
    """A lowercase run of letters as a Vietnamese word."""
    known = FREQUENCY.get(lower)
    if known is not None:
        return known
    if lower.isascii():
        return UNSEEN - 0.5 if lower in SPELLED else ASCII_WORD
    if lower in SPELLED:
        return UNSEEN
    if 4 < len(lower) < 16 and _joined(lower):
        return JOINED
    marks = [c for c in lower if not c.isascii()]
    if len(marks) == 1 and len(lower) > 3 and "ß" < marks[0] <= "ÿ" and not unheard_of(lower):
        return FOREIGN_NAME
    if all(c in "ăâđêôơư" for c in marks) or (all(c in _ALPHABET for c in marks) and split_tone(lower)):
        return VIETNAMESE_LETTERS - len(marks)
    return ODD - 2.0 * len(marks)


def _joined(lower: str) -> bool:
    """Two common syllables whose space was lost. The second has a consonant: TCVN3 makes chaứng of VNI's chàng."""
    return any(
        lower[at] in "bcdđghklmnpqrstvx" and lower[:at] in FREQUENCY and lower[at:] in FREQUENCY
        for at in range(2, len(lower) - 1)
    )


_decoded: dict[str, float] = {}


def decoded(text: str) -> float:
    """A token that came out of a legacy code, as Vietnamese."""
    known = _decoded.get(text)
    if known is not None:
        return known
    total = 0.0
    hyphened = "-" in text
    for run in _RUN.findall(text):
        value = ABBREVIATED if len(run) > 1 and ABBREVIATION.fullmatch(run) else word(run.lower())
        total += max(value, TRANSCRIBED) if hyphened and _TRANSCRIBED.fullmatch(run) else value
        if mixed_case(run):
            total -= 7.0
    total -= 12.0 * sum("\u0300" <= c < "\u0370" for c in text)
    total -= 5.0 * sum("\x80" <= c <= "¿" and c not in "«»°·©®§" for c in text)
    if len(_decoded) >= _CACHE_LIMIT:
        _decoded.clear()
    _decoded[text] = total
    return total


def mixed_case(run: str) -> bool:
    return not (run[1:].islower() or run.isupper() or run.islower() or len(run) == 1)


#: Common words of Ê Đê that look like damage.
_HIGHLAND_WORDS: Final = frozenset(("ñu", "ñam", "ñan"))


def _load_foreign() -> frozenset[str]:
    lines = files("lienthu.text.data").joinpath("foreign.txt").read_text("utf-8").splitlines()
    return frozenset(line[1] + line[0] + tail for line in lines for tail in line[3:])


#: Short words of other languages that read as Vietnamese in a legacy code: må, haï.
LOOKALIKES: Final = frozenset(files("lienthu.text.data").joinpath("lookalikes.txt").read_text("utf-8").split())
#: A marked letter of Latin-1 with its neighbours (# is the edge), as some thirty languages write them.
_FOREIGN_THREES: Final = _load_foreign()
_MARKED: Final = re.compile("(?=([a-z\xdf-\u024f#](?:[\xe0-\xff]|(?<![aeiouyäöü])ß)[a-z\xdf-\u024f#]))")
_UNHEARD_OF: Final = 4.0
_UNHEARD_MOST: Final = 2
#: The commonest tone of VNI, which no language has there.
_ACUTE: Final = re.compile("[aeyôö]ù")
_VNI_ACUTE: Final = 3.0


def unheard_of(lower: str) -> int:
    """How many marked letters of the run stand where no Latin-written language has them: cïm, thôt."""
    return min(_UNHEARD_MOST, sum(three not in _FOREIGN_THREES for three in _MARKED.findall(f"#{lower}#")))


def foreign(run: str, transcribed: bool = False, coded: bool = False) -> float:
    """A run of letters as a word of some Latin-written language (or of clean Vietnamese). `transcribed`: part of a
    name as Vietnamese spells it; `coded`: of a document's number, 12/QÐ-UB."""
    lower = run.lower()
    known = FREQUENCY.get(lower)
    if known is not None and not mixed_case(run):
        return known
    if run.isascii():
        return UNSEEN - 0.5 if lower in SPELLED else ASCII_WORD
    if lower in SPELLED or lower in _HIGHLAND_WORDS or ("Ð" in run and run.lower().replace("ð", "đ") in SPELLED):
        score = UNSEEN
    elif lower in MISSPELT:
        score = ASCII_WORD
    elif ABBREVIATION.fullmatch(run.replace("Ð", "Đ") if coded else run):
        return ABBREVIATED
    else:
        score = JOINED if 4 < len(lower) < 16 and _joined(lower) else FOREIGN
        if score == FOREIGN and not transcribed:
            score -= _UNHEARD_OF * unheard_of(lower) + _VNI_ACUTE * (_ACUTE.search(lower) is not None)
    if _SWITCH.search(run):
        score -= 10.0
    elif mixed_case(run):
        score -= 6.0
    if score < UNSEEN:
        score -= 4.0 * len(_VNI_PAIR.findall(run))
    extra = sum(1 for c in run if "\x80" < c < "Ā") - 1
    return score - 0.5 * max(0, extra)


_clean: dict[str, float] = {}


def clean(text: str) -> float:
    """A token taken as it stands: clean text in any language."""
    known = _clean.get(text)
    if known is not None:
        return known
    total = _clean_score(text)
    if len(_clean) >= _CACHE_LIMIT:
        _clean.clear()
    _clean[text] = total
    return total


def _clean_score(text: str) -> float:
    # The Catalan l·l is one letter.
    hyphened = "-" in text
    runs = _RUN.findall(text.replace("l·l", "ll"))
    coded = hyphened or "/" in text
    total = sum(foreign(run, hyphened and _TRANSCRIBED.fullmatch(run) is not None, coded) for run in runs)
    if text.isascii():
        return total - 5.0 * len(_VIQR_SIGN.findall(text)) - 10.0 * len(_CONTROL.findall(text))
    if _UNITS.fullmatch(text) or _NUMERO.fullmatch(text):
        return max(total, -7.0)
    core = text.strip("()[]{}.,;:!?\"'/-")
    inner = core.lstrip(_BEFORE).rstrip(_AFTER) if len(core) > 1 else core
    if len(core) > 1 and not any(c.isascii() or c > "¿" for c in core):
        total -= 12.0 * (len(core) - 1)
    if SIGN_FOR_LETTER.match(core):
        total -= 14.0
    if core[:1] == "©" and "a" <= core[1:2] <= "z":
        total -= 9.0
    total -= _cost_of_signs(core, inner)
    return total - 6.0 * len(_UTF8_SEEN.findall(text)) - 6.0 * len(_UTF8_VOWEL.findall(text))


def _cost_of_signs(core: str, inner: str) -> float:
    """What the signs in a token speak against its being clean."""
    total = 0.0
    for at, letter in enumerate(inner):
        if letter.isascii() or (letter.isalpha() and letter not in "ªºµ"):
            continue
        if letter == "¸":
            total += 12.0
        elif "\x80" <= letter <= "\x9f" or letter in "\xad−∙μ¨¯´¦¬¤":
            total += 9.0
        elif letter in "§®" and inner[at + 1 : at + 2].isalpha():
            total += 13.0
        elif letter == "·" and inner[at - 1 : at + 2].lower() == "l·l":
            continue
        elif "\xa0" <= letter <= "¿" or letter in "ªº÷×‚ƒ„…†‡ˆ‰‹Œœ˜™›•€Ÿ":
            beside = inner[at - 1 : at] + inner[at + 1 : at + 2]
            odd = any(c.isalpha() or not c.isascii() for c in beside) or (beside and 0 < at < len(inner) - 1)
            counted = all(c.isdigit() for c in beside)
            total += 9.0 if odd and not counted else 6.0 if len(core) == 1 else 2.0
    return total
