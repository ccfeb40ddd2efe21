"""What is special in TCVN3: ư (0xAD, a soft hyphen) gets lost, and toned capitals share the small letters' codes."""

import re
from typing import Final

from lienthu.text import legacy, model
from lienthu.text.letters import TONE

_RUN: Final = re.compile(r"[^\W\d_]+")
_HYPHEN: Final = re.compile("[-•−‐‑]")
#: What a reading with a regained ư must be better by.
_REGAINED: Final = 3.0
_MANY: Final = 4
#: Longer runs are no syllable.
_LONG: Final = 8
_FAR: Final = 6.0
_COMMON: Final = -9.5
_HORN: Final = re.compile("[\xad−•]|[A-Za-z]-[\xa1-\xff]")


def _settle(run: str) -> str:
    """A word without ASCII small letters but with two known capitals is all capitals."""
    if run.isupper() or any("a" <= c <= "z" for c in run) or sum(c.isupper() for c in run) < 2:
        return run
    return run.upper()


def _with_horn(run: str) -> str | None:
    """The commonest syllable that the run becomes by a ư put back in."""
    if len(run) > _LONG:
        return None
    lower = run.lower()
    best: tuple[float, str] | None = None
    for at in range(len(run) + 1):
        score = model.FREQUENCY.get(lower[:at] + "ư" + lower[at:])
        if score is not None and (best is None or score > best[0]):
            horn = "Ư" if run.isupper() and len(run) > 1 else "ư"
            best = score, run[:at] + horn + run[at:]
    return best[1] if best else None


def settle_all(text: str) -> str:
    return _RUN.sub(lambda m: _settle(m.group()), text)


def _regain(match: re.Match[str]) -> str:
    run = match.group()
    if run.isascii():
        return run
    if model.word(run.lower()) >= model.UNSEEN:
        return (_with_horn(run) or run) if _far_likelier(run) else run
    return _with_horn(run) or run


def _variants(token: str) -> list[str]:
    """The token, then each choice of its hyphens as ư; such a choice must make good syllables."""
    places = [m.start() for m in _HYPHEN.finditer(token)][:_MANY]
    out = [token]
    for at in places:
        out += [text[:at] + "\xad" + text[at + 1 :] for text in out]
    return [settle_all(legacy.tcvn3(text)) for text in out]


def _good(text: str) -> bool:
    whole = "-" not in text
    return all(
        "ư" not in run.lower() or run.lower() in model.SPELLED or (whole and _joined(run)) for run in _RUN.findall(text)
    )


def _joined(run: str) -> bool:
    return not run.isascii() and model.word(run.lower()) == model.JOINED


def read_tcvn3(token: str) -> tuple[str, float]:
    best: tuple[float, str] | None = None
    for at, text in enumerate(_variants(token)):
        if at and not _good(text):
            continue
        score = model.decoded(text)
        regained = _RUN.sub(_regain, text)
        if regained != text and model.decoded(regained) - _REGAINED > score:
            text, score = regained, model.decoded(regained) - _REGAINED
        if best is None or score > best[0]:
            best = score, text
    assert best is not None
    return best[1], best[0]


def finish(tokens: list[str], texts: list[str], inside: list[bool]) -> list[str]:
    """What only the neighbours can tell: hyphens and gaps in ASCII tokens, and the case of toned capitals."""
    horns = any(_HORN.search(t) for t, here in zip(tokens, inside, strict=True) if here)
    dropped = not horns and _lost_horns(tokens, texts, inside)
    out = list(texts)
    for i, (token, here) in enumerate(zip(tokens, inside, strict=True)):
        if here and token.isascii() and token.isprintable():
            out[i] = _plain_token(token, dropped)
        elif here and dropped:
            out[i] = _RUN.sub(_likelier, out[i])
    _by_neighbours(out, inside, dropped)
    return restore_case(out, inside)


_ALONE: Final = {"s": "sư", "S": "Sư", "t": "tư", "T": "Tư"}


def _by_neighbours(texts: list[str], inside: list[bool], dropped: bool) -> None:
    """Words that only stand together with the ư that got lost: s phạm, âm mu."""
    for i, text in enumerate(texts):
        if not inside[i] or "ư" in text.lower() or not text.isalpha() or not (text in _ALONE or dropped):
            continue
        horned = _ALONE.get(text) or _with_horn(text)
        if horned is not None and _together(texts, i, horned) - _together(texts, i, text) > _REGAINED:
            texts[i] = horned


def _together(texts: list[str], i: int, text: str) -> float:
    """How likely a word is, with those beside it."""
    word = model.in_pairs(text)
    before = model.PAIRS.get(model.in_pairs(_bare(texts[i - 1])), {}).get(word, 0.0) if i else 0.0
    after = model.PAIRS.get(word, {}).get(model.in_pairs(_bare(texts[i + 1])), 0.0) if i + 1 < len(texts) else 0.0
    return model.word(text.lower()) + before + after


def _lost_horns(tokens: list[str], texts: list[str], inside: list[bool]) -> bool:
    """Whether some word got its ư back although no sign stood for it."""
    return (
        any(
            here and len(text) > len(token) and "ư" in text.lower()
            for token, text, here in zip(tokens, texts, inside, strict=True)
        )
        or any(
            here and not text.isascii() and any(_far_likelier(run) for run in _RUN.findall(text))
            for text, here in zip(texts, inside, strict=True)
        )
        or any(
            here and token.isascii() and _wants_horn(token.strip('.,;:()"'))
            for token, here in zip(tokens, inside, strict=True)
        )
    )


def _wants_horn(run: str) -> bool:
    """An ASCII word that is none and becomes a common one with a ư: th, nh, Hng."""
    if run == "t":
        return True
    if run.isupper() or len(run) < 2 or model.word(run.lower()) > model.ASCII_WORD:
        return False
    horned = _with_horn(run)
    return horned is not None and model.FREQUENCY[horned.lower()] > _COMMON


def _far_likelier(run: str) -> bool:
    lower = run.lower()
    if "ư" in lower or run.isascii():
        return False
    horned = _with_horn(run)
    return horned is not None and model.FREQUENCY[horned.lower()] - model.word(lower) > _FAR


def _plain_token(token: str, dropped: bool) -> str:
    best, score = token, model.decoded(token)
    for text in _variants(token)[1:]:
        value = model.decoded(text)
        if value > score + 1.0 and _good(text):
            best, score = text, value
    return _RUN.sub(_likelier, best) if dropped and best == token else best


def _likelier(match: re.Match[str]) -> str:
    """A run whose form with ư is far commoner (ngời → người), or that is no word without it (th → thư)."""
    run = match.group()
    if "ư" in run.lower() or (run.isupper() and run.isascii()) or (len(run) == 1 and run not in "ts"):
        return run
    horned = _with_horn(run)
    if horned is None:
        return run
    gain = model.word(horned.lower()) - model.word(run.lower())
    return horned if gain > 3.0 else run


_UPPER, _LOWER, _OPEN = "U", "l", "?"


def _kind(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    known = [c for c in letters if c.isascii() or c.isupper()]
    if not letters or (len(letters) == 1 and known):
        return ""
    if any("a" <= c <= "z" for c in known):
        return _LOWER
    uppers = sum(c.isupper() for c in known)
    if uppers == len(letters) and len(letters) > 1:
        lower = text.lower()
        return _UPPER if not lower.isascii() or model.word(lower.strip('.,;:()"')) > model.ASCII_WORD else ""
    return _OPEN


def _nearest(kinds: list[str]) -> list[str]:
    """For each word the last decided kind before it."""
    out, last = [], ""
    for kind in kinds:
        out.append(last)
        last = kind if kind in (_UPPER, _LOWER) else last
    return out


def restore_case(texts: list[str], inside: list[bool]) -> list[str]:
    kinds = [_kind(text) for text in texts]
    out = list(texts)
    before, after = _nearest(kinds), _nearest(kinds[::-1])[::-1]
    titled = _is_titled(texts)
    for i, kind in enumerate(kinds):
        if not inside[i]:
            continue
        beside = (before[i], after[i])
        if kind == _OPEN and _UPPER in beside and _LOWER not in beside:
            out[i] = texts[i].upper()
            continue
        out[i] = _initial(texts, i, titled)
    return out


_STOP: Final = re.compile(r"[.:;/?!\[\"“(]$|^[-–—=/]+$")


def _initial(texts: list[str], i: int, titled: bool) -> str:
    """A toned vowel at the head of a word may have been a capital: at the start, or among capitalised words."""
    text = texts[i]
    at = next((n for n, c in enumerate(text) if c.isalpha()), None)
    if at is None or text[at].lower() not in TONE or text[at].isupper():
        return text
    previous = texts[i - 1] if i else ""
    following = texts[i + 1] if i + 1 < len(texts) else ""
    start = not previous or _STOP.search(previous) is not None
    if start or titled or "-" in text[at:-1] or _is_name(previous, text[at:], following):
        return text[:at] + text[at].upper() + text[at + 1 :]
    return text


#: Words that are capitals before a capital: Ấn Độ, Ả Rập, Úc …
_NAMES: Final = frozenset(("ấn", "ả", "á", "ái", "úc", "ý", "ánh", "ất", "ẩn", "áo", "út", "ích", "ổn", "ước", "ứng"))
#: Two words of which the second, or the first, is a name wherever they stand together.
_NAMED_AFTER: Final = re.compile(
    "(?:châu|đông|nam|tây|bắc|trung) á|(?:châu|nước|người) úc|(?:nước|tiếng|người) ý|nước áo|(?:tiếng|người) ả|óc eo"
)
_NAMED_BEFORE: Final = re.compile("ấn (?:độ|giáo|quang)|[ảá] rập|á (?:đông|âu|phi)|úc đại|ái nhĩ|óc eo|ức trai|ỷ thiên")
_NOT_ITALY: Final = ("nghĩa", "chí", "kiến", "thức", "tưởng", "đồ", "muốn")
#: What stands before a name, and small words that are none.
_TITLES: Final = frozenset(re.findall(r"\w+", (
    "xã phường huyện tỉnh thôn buôn bon ấp phố đường núi sông hồ đảo chùa đền chợ cầu nguyễn trần lê phạm hoàng huỳnh "
    "phan vũ võ đặng bùi đỗ ngô dương lý đinh đào trương lương đoàn trịnh tạ phùng tô thị"
)))  # fmt: skip
_SMALL: Final = frozenset(("ở", "ấy", "ạ", "ừ", "ốm", "ẩm", "ướt", "ít", "ủy"))
#: Small words that only a line in title case capitalises.
_ALWAYS_SMALL: Final = frozenset(
    re.findall(r"\w+", "Và Của Cho Trong Là Những Các Với Từ Về Trên Đến Một Không Có Được Để Như Theo Bằng")
)


def _bare(text: str) -> str:
    return text.strip('.,;:!?()"/“”').lower()


def _is_name(previous: str, text: str, following: str) -> bool:
    word, left, right = _bare(text), _bare(previous), _bare(following)
    if _NAMED_AFTER.fullmatch(f"{left} {word}") and right not in _NOT_ITALY:
        return True
    if _NAMED_BEFORE.fullmatch(f"{word} {right}"):
        return True
    before, after = _capitalised(previous), _capitalised(following)
    ends = not following or text[-1] in ",.;:/)"
    if before and left in _TITLES and word not in _SMALL:
        return after or ends
    return word in _NAMES and ((before and (after or ends)) or after)


def _is_titled(texts: list[str]) -> bool:
    return any(text in _ALWAYS_SMALL for text in texts[1:]) and not any(
        text[:1].islower() and text[0] not in TONE for text in texts
    )


def _capitalised(text: str) -> bool:
    word = text.lstrip("(\"“'[")
    return word[:1].isupper() and (len(word) == 1 or not word[1:2].isupper())
