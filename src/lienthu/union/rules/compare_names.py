"""Responsibility: the same people in any order and spelling, or others (namesakes are one tone or letter apart)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from lienthu.union.rules.compare_titles import is_slip
from lienthu.union.rules.features import Features
from lienthu.union.rules.names import FAMILIES, bare_name, initials, sound, sounds_alike
from lienthu.union.rules.tokens import any_marked, bare, is_native, is_syllable


def compare(a: Features, b: Features, found: list[str]) -> None:
    if a.born and b.born and a.born != b.born and a.names[:1] == b.names[:1]:
        found.append("name.dates_differ")
    if a.translators and b.translators:
        found.append("translator.equal" if _shared(a.translators, b.translators) else "translator.differs")
    ours = [*a.names, *a.translators]
    theirs = [*b.names, *b.translators]
    if ours and theirs:
        # A translator's record may lack the author and the reverse: any person in common is agreement.
        found.append(_persons(a.names or ours, b.names or theirs, ours, theirs))
    elif ours or theirs:
        found.append("name.one_side")
    if a.bodies and b.bodies:
        if _bodies(a.bodies, b.bodies):
            found.append("body.equal")
        elif not (ours and theirs):
            found.append("body.differs")


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    return not {bare_name(n) for n in ours}.isdisjoint({bare_name(n) for n in theirs})


def _persons(ours: Sequence[str], theirs: Sequence[str], all_ours: Sequence[str], all_theirs: Sequence[str]) -> str:
    if _generations(ours) | _generations(theirs) == {"cha", "con"}:
        return "name.differs"  # Dumas père and Dumas fils
    if not set(ours).isdisjoint(theirs):
        return "name.equal"
    best = ""
    for one in ours:
        for other in theirs:
            code = _person(one, other)
            if code and (not best or _ORDER[code] < _ORDER[best]):
                best = code
    if best:
        return best
    return "name.in_part" if not set(all_ours).isdisjoint(all_theirs) else "name.differs"


def _generations(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in name.split() if word in ("cha", "con")}


_ORDER = {
    "name.unmarked": 0, "name.in_part": 1, "name.initials": 2, "name.slip": 3, "name.transliterated": 4,
    "name.namesake": 5,
}  # fmt: skip


def _person(one: str, other: str) -> str:
    ours, theirs = one.split(), other.split()
    if bare_name(one) == bare_name(other):
        return "name.unmarked" if not (any_marked(ours) and any_marked(theirs)) else ""
    few, many = sorted((ours, theirs), key=len)
    if len(few) >= 2 and set(few) <= set(many):
        native = all(map(is_native, many)) and not FAMILIES.isdisjoint(map(bare, few))
        return "name.namesake" if native else "name.in_part"
    if any(len(word) == 1 for word in few + many) and _initials(few, many):
        return "name.initials"
    if len(ours) == len(theirs) and _one_slip(ours, theirs):
        return "name.slip"
    return _transliterated(one, other)


def _initials(few: list[str], many: list[str]) -> bool:
    """`L. N. Tolstoy` and `Lev Tolstoy`: full words agree, single letters begin the others."""
    full = {word for word in few if len(word) > 1} & {word for word in many if len(word) > 1}
    if not full:
        return False
    ours, theirs = sorted(w[0] for w in few if w not in full), sorted(w[0] for w in many if w not in full)
    short, long = sorted((ours, theirs), key=len)
    return all(letter in long for letter in short)


def _one_slip(ours: list[str], theirs: list[str]) -> bool:
    left, right = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
    if not (len(left) == len(right) == 1 and len(ours) >= 2):
        return False
    # Another vowel under a mark is another name, even where neither is a word: `Hồ Dzếnh`, `Hồ Dzánh`.
    vowels = any_marked(left) and any_marked(right) and sound(left[0]) == sound(right[0])
    return is_slip(left[0], right[0]) and (not vowels or is_syllable(left[0]) != is_syllable(right[0]))


def _transliterated(one: str, other: str) -> str:
    """A foreign name in two spellings: one word sounds alike, the given names begin alike. Never for native names."""
    ours, theirs = one.split(), other.split()
    if all(map(is_native, ours)) and all(map(is_native, theirs)):
        return ""
    if any(len(word) > 1 and is_syllable(word) for word in set(ours) & set(theirs)):
        return ""  # a Vietnamese family name in common: `Hồ Dzếnh` is nobody else
    for left in ours:
        for right in theirs:
            if len(left) < 3 or len(right) < 3 or (is_native(left) and is_native(right)):
                continue
            if left == right or sounds_alike(left, right):
                given = initials(w for w in ours if w != left), initials(w for w in theirs if w != right)
                if not given[0] or not given[1] or given[0] & given[1]:
                    return "name.transliterated"
    joined = bare_name(one).replace(" ", ""), bare_name(other).replace(" ", "")
    return "name.transliterated" if min(map(len, joined)) > 3 and OSA.distance(*joined) <= 1 else ""


def _bodies(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    for one in ours:
        for other in theirs:
            marked = any_marked(one.split()) and any_marked(other.split())
            if one == other or (not marked and bare_name(one) == bare_name(other)):
                return True
            few, many = sorted((one.split(), other.split()), key=len)
            if len(few) >= 2 and set(few) <= set(many):
                return True
    return False
