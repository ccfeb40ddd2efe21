"""Double-encoded text whose no-break spaces became spaces or vanished: the byte A0 that ends à, ạ, Ỡ and others."""

import re
from typing import Final

from lienthu.text import legacy, model

# à, Ạ, Ơ and Ỡ end in A0 in UTF-8: a no-break space, which tidying turns into a plain one, drops or merges.
PLACE: Final = re.compile(r"([^ ]{0,40}(?:Ã|áº|á»|Æ))(  ?)(?=([^ ]{0,40}))")


def _is_lost_byte(stem: str) -> bool:
    """Whether Ỡ, the one vowel of E1 BB ending in a no-break space, is less likely than those whose byte got lost."""
    head = re.findall(r"[^\W\d_]*$", legacy.utf8(stem[:-2]))[0].replace("Ä", "Đ")
    if head and not head.isupper():
        return True
    lost = max(model.word((head + letter).lower()) for letter in "ềọỏờố")
    return lost > model.word(head.lower() + "ỡ")


def regain(s: str) -> str:
    proven = legacy.utf8(s) != s

    def choose(match: re.Match[str]) -> str:
        stem, spaces, following = match.groups()
        if stem[-1] in "ÃÆ" and not stem[-2:-1].islower() and not proven and len(stem) > 1:
            return match.group()
        if stem.endswith("á»") and _is_lost_byte(stem):
            return match.group()
        if len(spaces) == 2:
            return stem + "\xa0 "
        if not following or following[0] in ',.;:!?)"':
            return stem + "\xa0"
        left, right = legacy.utf8(stem + "\xa0"), legacy.utf8(following)
        tail = re.findall(r"[^\W\d_]*$", left)[0]
        head = re.findall(r"^[^\W\d_]*", right)[0]
        if stem[-1] == "Ã" and stem[-2:-1].isupper() and head[:1].isupper():
            return match.group()
        apart = model.word(tail.lower()) + (model.word(head.lower()) if head else 0.0)
        together = model.word((tail + head).lower()) - (7.0 if model.mixed_case(tail + head) else 0.0)
        return stem + ("\xa0" if head and together > apart else "\xa0 ")

    return PLACE.sub(choose, s)
