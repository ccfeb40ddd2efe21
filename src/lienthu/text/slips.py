"""What a mistyped Vietnamese word may have been: slips of the hand, of the ear, and of the input method."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lienthu.text.keys import exact_key, fold
from lienthu.text.keystrokes import readings
from lienthu.text.letters import HOI, NGA
from lienthu.text.syllables import all_syllables, split_tone

#: Costs are about −ln of how often a typist makes the slip where he could.
SWAPPED: Final = 3.5
CONFUSED: Final = 3.0
REPEATED: Final = 3.0
NEIGHBOUR: Final = 4.0
LETTER: Final = 4.5
OTHER_LETTER: Final = 5.5
KEYSTROKES: Final = 1.5
FARTHEST: Final = 9.5
_FIRST_LETTER: Final = 1.0
#: Two slips are looked for only in words of so many letters that are no syllable themselves.
_TWO_SLIPS_FROM: Final = 5
_SPLITS: Final = 6

HOI_AND_NGA: Final = frozenset({HOI, NGA})
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Pairs that one or another region says alike, and endings that do.
_HEARD: Final = (
    "s x|ch tr|d gi|d r|gi r|d v|l n|c k|c q|k q|ng ngh|g gh|i y|ph f|c qu",
    "n ng|t c|n nh|t ch|i y|ai ay|ao au|iu ieu|uu uou|um uom|ui uoi|im iem|ip iep|op ap|om am|oi ai|y ui|oa ua|ieu yeu"
    "|ien yen",
)


@cache
def _neighbours() -> frozenset[tuple[str, str]]:
    found = set()
    for row, keys in enumerate(_ROWS):
        for at, key in enumerate(keys):
            near = keys[at + 1 : at + 2]
            if row + 1 < len(_ROWS):
                near += _ROWS[row + 1][max(0, at - 1) : at + 1]
            found |= {(key, other) for other in near} | {(other, key) for other in near}
    return frozenset(found)


@cache
def _written() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for syllable in all_syllables():
        found.setdefault(fold(syllable), {})[exact_key(syllable)] = None
    return {bare: tuple(forms) for bare, forms in found.items()}


def spellings(bare: str) -> tuple[str, ...]:
    """Every syllable with these letters once its marks are off; none for what is no syllable."""
    return _written().get(bare, ())


@lru_cache(maxsize=4096)
def near_syllables(bare: str) -> dict[str, float]:
    """Vietnamese syllables, marks off, that may have been meant → what the slip costs. Never the word itself."""
    if not 1 <= len(bare) <= 9 or not bare.isalpha():
        return {}
    most = 1 if bare in _written() or len(bare) < _TWO_SLIPS_FROM else 2
    close = process.extract(bare, list(_written()), scorer=OSA.distance, score_cutoff=most, limit=None)
    found = {syllable: cost for syllable, _, _ in close if 0 < (cost := slip(bare, syllable)) <= FARTHEST}
    for syllable in _sounding_like(bare):
        if syllable in _written() and syllable != bare:
            found[syllable] = min(found.get(syllable, FARTHEST), CONFUSED)
    return found


def _sounding_like(bare: str) -> Iterator[str]:
    heads, tails = ([pair.split() for pair in pairs.split("|")] for pairs in _HEARD)
    for first, second in heads:
        for one, other in ((first, second), (second, first)):
            if bare.startswith(one):
                yield other + bare[len(one) :]
    for first, second in tails:
        for one, other in ((first, second), (second, first)):
            if bare.endswith(one):
                yield bare[: len(bare) - len(one)] + other


def slip(typed: str, meant: str) -> float:
    """The cheapest way from one word to the other: letters swapped, doubled, lost, added, or hit beside the right
    key (optimal string alignment)."""
    width = len(meant) + 1
    before: list[float] = []
    row = [LETTER * at for at in range(width)]
    for i, key in enumerate(typed, 1):
        after = [row[0] + LETTER + _FIRST_LETTER * (i == 1)]
        for j, letter in enumerate(meant, 1):
            first = _FIRST_LETTER if i == j == 1 else 0.0
            best = row[j - 1] + (0.0 if key == letter else first + _substitution(key, letter))
            best = min(best, row[j] + _extra(typed, i - 1), after[j - 1] + _extra(meant, j - 1))
            if i > 1 and j > 1 and key == meant[j - 2] and typed[i - 2] == letter and key != letter:
                best = min(best, before[j - 2] + SWAPPED)
            after.append(best)
        before, row = row, after
    return row[-1]


def _substitution(key: str, letter: str) -> float:
    return NEIGHBOUR if (key, letter) in _neighbours() else OTHER_LETTER


def _extra(word: str, at: int) -> float:
    """A letter too many in one of the two; cheaper when it is the one before it again."""
    return REPEATED if at and word[at - 1] == word[at] else LETTER


def tone(word: str) -> int:
    """The tone of a syllable (`letters`); level for a word that has none or several."""
    parts = split_tone(word)
    return parts[1] if parts else 0


def keyed(word: str) -> list[str]:
    """The syllables that the keys of a word make in Telex and VNI, lowercase; none when they make the word itself."""
    return [exact_key(found) for found in readings(word.lower()) if found != word.lower()]


@lru_cache(maxsize=1024)
def split_syllables(bare: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a run of letters as the fewest syllables (`truyenkieu`: truyen kieu), or as one more."""
    if not 4 <= len(bare) <= 40 or not bare.isalpha():
        return ()
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in bare)]
    for end in range(2, len(bare) + 1):
        for start in range(max(0, end - 7), end - 1):
            if bare[start:end] in _written():
                ways[end] += [(*way, bare[start:end]) for way in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:_SPLITS]
    return tuple(ways[-1])
