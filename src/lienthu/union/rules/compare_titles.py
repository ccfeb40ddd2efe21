"""Titles: equal, equal but for a slip of the pen, or one tone, one word, one number apart.

A slip is told from another word by Vietnamese spelling: `Viêt` and `Kều` are no syllables, so they are slips of
`Việt` and `Kiều`; `Nông` and `Nóng`, `Mai` and `Mãi` are both words, so the titles are two.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from lienthu.union.rules.features import Features
from lienthu.union.rules.tokens import any_marked, bare_tokens, is_syllable, spoken_numbers_as_digits, word_set

_LONG = 4


def compare(a: Features, b: Features, found: list[str]) -> None:
    if not a.title or not b.title:
        found.append("title.missing")
        return
    if a.title == b.title:
        found.append("title.equal")
        if a.title.count(" ") >= _LONG - 1:
            found.append("title.long")
        _remainder(a, b, found)
    else:
        code = _titles(a, b)
        found.append(code)
        if code != "title.equal_with_remainder" and not code.endswith(("differs", "differ")):
            _remainder(a, b, found)
    if a.part_name and b.part_name:
        same = _similar_words(a.part_name, b.part_name, a.marked and b.marked)
        found.append("part_name.equal" if same else "part_name.differs")


def _titles(a: Features, b: Features) -> str:
    code = words_apart(a.title, b.title)
    if code in ("title.differs", "title.number_one_side"):
        whole = words_apart(_whole(a), _whole(b))
        if not whole.endswith(("differs", "differ", "one_side")):
            return "title.equal_with_remainder"
        half = _one_whole(a, b)
        return half or code
    return code


def _whole(record: Features) -> str:
    return f"{record.title} {record.rest}" if record.rest else record.title


def _one_whole(a: Features, b: Features) -> str:
    """One record runs title and remainder together in $a, the other has only the title with a remainder."""
    for one, other in ((a, b), (b, a)):
        if one.rest and not other.rest and words_apart(_whole(one), other.title) == "title.equal":
            return "title.equal_with_remainder"
    return ""


def words_apart(one: str, other: str) -> str:
    """The title code for two runs of words."""
    if one == other:
        return "title.equal"
    ours, theirs = one.split(), other.split()
    bare_ours, bare_theirs = bare_tokens(ours), bare_tokens(theirs)
    both_marked = any_marked(ours) and any_marked(theirs)
    if bare_ours == bare_theirs:
        if not both_marked:
            return "title.equal_unmarked"
        apart = [(x, y) for x, y in zip(ours, theirs, strict=True) if x != y]
        slips = sum(is_slip(x, y) for x, y in apart)
        return "title.slip" if slips == len(apart) <= 2 else "title.marks_differ"
    if "".join(bare_ours) == "".join(bare_theirs):
        joined = "".join(ours) == "".join(theirs)
        return "title.equal_spacing" if joined or not both_marked else "title.marks_differ"
    spoken = spoken_numbers_as_digits(ours), spoken_numbers_as_digits(theirs)
    if spoken[0] == spoken[1] and _says_numbers(ours, theirs):
        return "title.equal_numbers_spelled"
    return _unequal(ours, theirs)


def _says_numbers(ours: list[str], theirs: list[str]) -> bool:
    """Figures on one side only: `ba` against `năm` in two titles without figures are words, not numbers."""
    return any(map(str.isdecimal, ours)) != any(map(str.isdecimal, theirs)) or len(ours) != len(theirs)


def _unequal(ours: list[str], theirs: list[str]) -> str:
    numbers = [sorted(w for w in words if w[:1].isdigit()) for words in (ours, theirs)]
    if numbers[0] != numbers[1]:
        plain = [[w for w in words if not w[:1].isdigit()] for words in (ours, theirs)]
        if plain[0] == plain[1] or bare_tokens(plain[0]) == bare_tokens(plain[1]):
            return "title.number_differs" if all(numbers) else "title.number_one_side"
        return "title.differs"
    if abs(len(ours) - len(theirs)) > 1:
        return "title.differs"
    if len(ours) == len(theirs):
        apart = [(x, y) for x, y in zip(ours, theirs, strict=True) if x != y]
        if len(apart) > 2 or (len(apart) == 2 and len(ours) < 5):
            return "title.differs"
        if all(is_slip(x, y) for x, y in apart):
            return "title.slip"
        return "title.one_word_differs" if len(apart) == 1 else "title.differs"
    return "title.slip" if _lost_word(ours, theirs) else "title.differs"


def _lost_word(ours: list[str], theirs: list[str]) -> bool:
    """One small word more (`và`, `của`, `the`) in an otherwise equal long title."""
    few, many = sorted((ours, theirs), key=len)
    if len(few) < _LONG:
        return False
    at = next((i for i, (x, y) in enumerate(zip(few, many, strict=False)) if x != y), len(few))
    return few[at:] == many[at + 1 :] and many[at] in _SMALL_WORDS


_SMALL_WORDS = word_set("và của các những cho the a an of and va cua cac nhung")


def is_slip(one: str, other: str) -> bool:
    """Can one word be a mistyped form of the other? Two words of the language never are."""
    ours_valid, theirs_valid = is_syllable(one), is_syllable(other)
    if (ours_valid and theirs_valid) or one[:1].isdigit() or other[:1].isdigit():
        return False
    shorter = min(len(one), len(other))
    if shorter < 2:
        return False
    distance = OSA.distance(one, other)
    if ours_valid != theirs_valid:
        return distance == 1 or (distance == 2 and len(one) == len(other) and sorted(one) == sorted(other))
    return shorter >= 5 and distance <= (2 if shorter >= 9 else 1)


def _similar_words(one: str, other: str, marked: bool) -> bool:
    if one == other or (not marked and bare_tokens(one.split()) == bare_tokens(other.split())):
        return True
    few, many = sorted((set(one.split()), set(other.split())), key=len)
    return few <= many


def _remainder(a: Features, b: Features, found: list[str]) -> None:
    if not a.rest and not b.rest:
        return
    if not a.rest or not b.rest:
        lost = (a.rest or b.rest).split()
        # A number that only one side has (a year, a grade) may be what sets two books apart; a century is a topic.
        numbers = (word for before, word in zip(["", *lost], lost, strict=False) if before not in ("kỉ", "ki"))
        found.append("title.number_one_side" if any(w[:1].isdigit() for w in numbers) else "remainder.missing")
        return
    found.append(_remainders(a.rest, b.rest, a.marked and b.marked))


def _remainders(one: str, other: str, marked: bool) -> str:
    if one == other:
        return "remainder.equal"
    code = words_apart(one, other)
    if code in ("title.equal_unmarked", "title.equal_spacing", "title.equal_numbers_spelled"):
        return "remainder.equal"
    if code == "title.slip":
        return "remainder.close"
    ours, theirs = (one.split(), other.split()) if marked else (bare_tokens(one.split()), bare_tokens(other.split()))
    few, many = sorted((ours, theirs), key=len)
    if set(few) <= set(many):
        extra = set(many) - set(few)
        return "remainder.close" if any(word[:1].isdigit() for word in extra) else "remainder.shorter"
    return "remainder.differs"
