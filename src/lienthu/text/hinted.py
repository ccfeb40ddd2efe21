"""Whole fields in the code of their file."""

import re
import unicodedata
from typing import Final, NamedTuple

from lienthu.text import legacy, model
from lienthu.text.readings import BEYOND, CACHE_LIMIT, CODES, LETTERS, PRICE, TOKEN, is_clean
from lienthu.text.tcvn3 import finish, read_tcvn3, restore_case, settle_all

#: TCVN3 whose soft hyphens are all there: no ư has to be regained.
WHOLE: Final = "tcvn3-whole"
#: A sign that no language writes beside a letter.
_SIGN_BESIDE: Final = re.compile("[A-Za-z][¡-©«-¹»-¿ª]|[¡-©«-¹»-¿](?=[A-Za-z])")
#: What a word gains that proves its field to be in the hinted code; the least that a name in it may score.
_PROVEN: Final = 5.0
_NAME: Final = model.VIETNAMESE_LETTERS - 4.0
#: Codes that a hint may settle a whole field by.
SETTLING: Final = ("tcvn3", WHOLE, "vni", "viscii", "vps", "cp1258")


class _Hinted(NamedTuple):
    """A token in the code of its file. `good`: its words are Vietnamese, or better than they were. `against`: a common
    word as it stands, and none in the code."""

    text: str
    good: bool
    proven: bool
    against: bool = False


_hinted: dict[tuple[str, str], _Hinted] = {}


def by_hint(s: str, hint: str) -> str | None:
    """The whole field in the code of its file, when each word that this changes is then good, or others prove the
    code and it may be a name. Words that are good either way follow the file. None: the field speaks for itself."""
    tokens = TOKEN.findall(s)
    if BEYOND.search(s):
        return None
    read = [_read_hinted(token, hint) for token in tokens]
    if any(one.against for one in read):
        return None
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
    return unicodedata.normalize("NFC", TOKEN.sub(lambda _: next(pieces), s))


def _read_hinted(token: str, hint: str) -> _Hinted:
    if token.isascii() and token.isprintable():
        return _Hinted(token, True, False)
    key = (hint, token)
    known = _hinted.get(key)
    if known is None:
        if len(_hinted) >= CACHE_LIMIT:
            _hinted.clear()
        known = _hinted[key] = _read_hinted_anew(token, hint)
    return known


def _read_hinted_anew(token: str, hint: str) -> _Hinted:
    if PRICE.search(token):
        return _Hinted(PRICE.sub("đ", token), True, False)
    if hint == "tcvn3":
        text = read_tcvn3(token)[0]
    else:
        text = settle_all(legacy.tcvn3(token)) if hint == WHOLE else CODES[hint][1](token)
    words = [run.lower() for run in LETTERS.findall(text) if not run.isascii()]
    spelled = bool(words) and all(word in model.FREQUENCY or word in model.SPELLED for word in words)
    gain = model.decoded(text) - model.clean(token)
    proven = (spelled and gain >= _PROVEN) or _SIGN_BESIDE.search(token) is not None
    against = not spelled and text != token and is_clean(token) and model.clean(token) > model.UNSEEN
    return _Hinted(text, spelled or gain >= 0, proven, against)
