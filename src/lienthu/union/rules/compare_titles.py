"""Titles: equal, equal but for a slip of the pen, or one tone, one word, one number apart.

A slip is told from another word by Vietnamese spelling: `Viêt` and `Kều` are no syllables, so they are slips of
`Việt` and `Kiều`; `Nông` and `Nóng`, `Mai` and `Mãi` are both words, so the titles are two.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rapidfuzz.distance import OSA

from lienthu.union.rules.features import Features
from lienthu.union.rules.names import sounds_alike
from lienthu.union.rules.tokens import (
    any_marked,
    bare,
    bare_tokens,
    is_bare_syllable,
    is_syllable,
    spoken_numbers_as_digits,
    word_set,
)

_LONG = 4
_FEW = 2


def compare(a: Features, b: Features, found: list[str]) -> None:
    if not a.title or not b.title:
        found.append("title.missing")
        return
    ours, theirs = _rests(a, b, found)
    if a.title == b.title:
        found.append("title.equal")
        if a.title.count(" ") >= _LONG - 1:
            found.append("title.long")
        _remainder(a, b, ours, theirs, found)
        return
    code = _titles(a, b)
    if code == "title.slip" and min(a.title.count(" "), b.title.count(" ")) >= _LONG - 1:
        found.append("title.long")
    if code == "title.marks_differ" and a.title.count(" ") >= _LONG - 1 and not set(a.isbns).isdisjoint(b.isbns):
        code = "title.mark_lost"
    found.append(code)
    if code != "title.equal_with_remainder" and not code.endswith(("differs", "differ")):
        _remainder(a, b, ours, theirs, found)


def _rests(a: Features, b: Features, found: list[str]) -> tuple[str, str]:
    """The remainders to compare; a volume's name may stand as one (`$n T.2 $p 1975 - 2010`, `$b T.2. 1975 - 2010`)."""
    marked = a.marked and b.marked
    if a.part_name and b.part_name:
        same = _similar_words(a.part_name, b.part_name, marked)
        found.append("part_name.equal" if same else "part_name.differs")
    elif a.part_name and b.rest and _similar_words(a.part_name, b.rest, marked):
        found.append("part_name.equal")
        return a.rest, ""
    elif b.part_name and a.rest and _similar_words(b.part_name, a.rest, marked):
        found.append("part_name.equal")
        return "", b.rest
    return a.rest, b.rest


def _titles(a: Features, b: Features) -> str:
    code = words_apart(a.title, b.title, _has_marks(a) and _has_marks(b))
    if code == "title.differs" and bare(a.title[:1]) != bare(b.title[:1]) and not (a.part_name or b.part_name):
        return code  # neither begins the other
    if code in ("title.differs", "title.number_one_side"):
        whole = words_apart(_whole(a), _whole(b))
        if not whole.endswith(("differs", "differ", "one_side")):
            return "title.equal_with_remainder"
        half = _one_whole(a, b) or _named(a, b)
        if half:
            return half
    if code in ("title.differs", "title.one_word_differs") and _transliterated(a, b):
        return "title.transliterated"
    return code


def _transliterated(a: Features, b: Features) -> bool:
    """`Anna Karenina` and `An-na Ka-rê-ni-na`: a foreign name in a translated title, all other words equal.

    Both records must be known to be in one language, else one may be the original.
    """
    if not (_is_translated(a) or _is_translated(b)):
        return False
    if not (a.translators and b.translators) and not (a.languages and list(a.languages) == list(b.languages)):
        return False
    ours, theirs = a.title.split(), b.title.split()
    while ours and theirs and bare(ours[0]) == bare(theirs[0]):
        ours, theirs = ours[1:], theirs[1:]
    while ours and theirs and bare(ours[-1]) == bare(theirs[-1]):
        ours, theirs = ours[:-1], theirs[:-1]
    if not ours or not theirs or (all(map(is_syllable, ours)) and all(map(is_syllable, theirs))):
        return False
    return sounds_alike("".join(ours), "".join(theirs))


def _is_translated(record: Features) -> bool:
    names = (word for name in record.names for word in name.split())
    return bool(record.translators) or any(len(word) > 2 and not is_syllable(word) for word in names)


def _whole(record: Features) -> str:
    return " ".join(filter(None, (record.title, record.part_name, record.rest)))


def _one_whole(a: Features, b: Features) -> str:
    """One record runs title and remainder together in $a, the other has only the title with a remainder."""
    for one, other in ((a, b), (b, a)):
        divided, run_together = one.rest or one.part_name, not (other.rest or other.part_name)
        if divided and run_together and words_apart(_whole(one), other.title) == "title.equal":
            return "title.equal_with_remainder"
    return ""


def _named(a: Features, b: Features) -> str:
    """The name of a volume is the title in one record: `Harry Potter. T.2, Harry Potter và phòng chứa bí mật`."""
    for one, other in ((a, b), (b, a)):
        if one.part_name == other.title and not other.part_name and " " in other.title:
            return "title.equal_with_remainder"
    return ""


def _has_marks(record: Features) -> bool:
    """One or two words without marks in a record that has marks are meant so: `Ma` is not `Má`."""
    return any_marked(record.title.split()) or (record.marked and record.title.count(" ") < _FEW)


def words_apart(one: str, other: str, both_marked: bool | None = None) -> str:
    """The title code for two runs of words."""
    if one == other:
        return "title.equal"
    ours, theirs = one.split(), other.split()
    bare_ours, bare_theirs = bare_tokens(ours), bare_tokens(theirs)
    if both_marked is None:
        both_marked = any_marked(ours) and any_marked(theirs)
    if bare_ours == bare_theirs:
        if not both_marked:
            return "title.equal_unmarked"
        apart = [(x, y) for x, y in zip(ours, theirs, strict=True) if x != y]
        if len(apart) > 2 and (not any_marked(x for x, _ in apart) or not any_marked(y for _, y in apart)):
            return "title.equal_unmarked"  # marks lost in a part of the title
        slips = sum(is_slip(x, y) for x, y in apart)
        return "title.slip" if slips == len(apart) <= 2 else "title.marks_differ"
    if "".join(bare_ours) == "".join(bare_theirs):
        joined = "".join(ours) == "".join(theirs)
        return "title.equal_spacing" if joined or not both_marked else "title.marks_differ"
    if set(bare_ours).isdisjoint(bare_theirs) and len(ours) > 1:
        return "title.differs"
    if _says_numbers(ours, theirs):
        spoken = spoken_numbers_as_digits(ours), spoken_numbers_as_digits(theirs)
        if spoken[0] == spoken[1] or (not both_marked and bare_tokens(spoken[0]) == bare_tokens(spoken[1])):
            return "title.equal_numbers_spelled"
        code = _unequal(*spoken, both_marked)
        if code == "title.slip":
            return code
    return _unequal(ours, theirs, both_marked)


def _says_numbers(ours: list[str], theirs: list[str]) -> bool:
    """Figures on one side only: `ba` against `năm` in two titles without figures are words, not numbers."""
    figures = any(map(str.isdecimal, ours)), any(map(str.isdecimal, theirs))
    return figures[0] != figures[1] or (figures[0] and len(ours) != len(theirs))


def _unequal(ours: list[str], theirs: list[str], both_marked: bool) -> str:
    if not both_marked:
        ours, theirs = bare_tokens(ours), bare_tokens(theirs)
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
        if any(map(_are_places, ours, ours[1:], theirs[1:])):
            return "title.one_word_differs" if len(apart) == 1 else "title.differs"
        if len(apart) > 2 or (len(apart) == 2 and len(ours) < 5):
            return "title.differs"
        if all(is_slip(x, y, is_syllable if both_marked else is_bare_syllable) for x, y in apart):
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


def _are_places(before: str, one: str, other: str) -> bool:
    """`Ea Tu` and `Ea Tul`, `Đắk Drông` and `Đắk Krông`: names of the highlands, of which neither is a slip."""
    return one != other and bare(before) in _PLACE_HEADS and bool(_HIGHLAND.search(f"{bare(one)} {bare(other)}"))


_PLACE_HEADS = word_set("ea ia dak krong cu chu buon bon plei kon ya xa huyen")
_HIGHLAND = re.compile(r"\b(?:[kdbhmn]r|[pgbkhm]l|[nm]d|w|j)|[lrkhsw]\b")
_SMALL_WORDS = word_set("và của các những cho tỉnh the a an of and va cua cac nhung tinh")


def is_slip(one: str, other: str, is_word: Callable[[str], bool] = is_syllable) -> bool:
    """Can one word be a mistyped form of the other? Two words of the language never are."""
    ours_valid, theirs_valid = is_word(one), is_word(other)
    if (ours_valid and theirs_valid) or one[:1].isdigit() or other[:1].isdigit():
        return False
    shorter = min(len(one), len(other))
    if shorter < 2:
        return False
    distance = OSA.distance(one, other)
    if ours_valid != theirs_valid:
        # With a lost letter its mark is lost too.
        return (
            distance == 1
            or OSA.distance(bare(one), bare(other)) == 1
            or (distance == 2 and len(one) == len(other) and sorted(one) == sorted(other))
        )
    return shorter >= 5 and distance <= (2 if shorter >= 9 else 1)


def _similar_words(one: str, other: str, marked: bool) -> bool:
    if one == other or (not marked and bare_tokens(one.split()) == bare_tokens(other.split())):
        return True
    few, many = sorted((set(one.split()), set(other.split())), key=len)
    return few <= many


def _remainder(a: Features, b: Features, ours: str, theirs: str, found: list[str]) -> None:
    if not ours and not theirs:
        return
    if not ours or not theirs:
        lost = (ours or theirs).split()
        # A number that only one side has (a year, a grade) may be what sets two books apart; a century is a topic.
        numbers = (word for before, word in zip(["", *lost], lost, strict=False) if before not in ("kỉ", "ki"))
        found.append("title.number_one_side" if any(w[:1].isdigit() for w in numbers) else "remainder.missing")
        return
    found.append(_remainders(ours, theirs, a.marked and b.marked))


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
