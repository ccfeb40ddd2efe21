"""Other ways to write a query: keyboard codes, accents put back, slips mended. Judged by what the catalogue holds.

A slip is mended as a noisy channel: for each word the syllables and words of the index that may have been meant
(`text.slips`), and of all ways through them the likeliest, by how often the index writes each word and each pair of
neighbours. Nothing is kept in memory; every count is asked of the engine.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lienthu import text
from lienthu.discovery import analysis
from lienthu.discovery.documents import Brief
from lienthu.discovery.engines.base import Engine, Filters, Page, SearchQuery
from lienthu.discovery.query import And, Node, Word, parse
from lienthu.text import slips

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
NONE: Final = Filters()
FEW_HITS: Final = 3
CLEARLY_MORE: Final = 5
"""Another spelling is offered to who found something when it finds so many times as much."""
MOST_WORDS: Final = 10
MOST_SPELLINGS: Final = 12
MOST_FORMS: Final = 16
MOST_TRIED: Final = 8
LOOKED_AT: Final = 20
NUMBERED: Final = re.compile(r"\d+|[^\W\d_]+")
MARGIN: Final = 2.0
"""How much likelier (natural logarithm) the other accents must be than those that were typed."""
LENIENT: Final = 6.0
"""How much less likely the other may be when what was typed finds nothing."""
PRIOR: Final = 2.0
REAL_WORD: Final = 2.0
"""What it costs on top to take a word that the index knows for a slip."""
UNSEEN: Final = 0.02
TONE: Final = 2.0
HOI_NGA: Final = 1.0
LETTER_MARK: Final = 2.0
MARK_MISSING: Final = 1.0


def plain_words(root: Node) -> list[str]:
    """The words of a query that is nothing but words; empty for any other."""
    nodes = root.nodes if isinstance(root, And) else (root,)
    found = [node.text for node in nodes if isinstance(node, Word) and node.field == "all"]
    return found if len(found) == len(nodes) else []


def typed_off(source: str) -> str | None:
    """The Vietnamese that a reader meant who typed with the input method off (Telex, VNI or both)."""
    meant = text.telex(source) or text.vni_keys(source) or text.mixed_keys(source)
    return meant if meant and text.exact_key(meant) != text.exact_key(source) else None


def with_accents(words: Sequence[str], briefs: Sequence[Brief]) -> str | None:
    """`truyen kieu` → `truyện kiều`: how most of the best hits write these words side by side."""
    if not words or any(text.has_marks(word) for word in words):
        return None
    folded = [analysis.folded_term(word) for word in words]
    seen: Counter[tuple[str, ...]] = Counter()
    for brief in briefs:
        for value in (brief.full_title, *brief.creators, *brief.subjects):
            for written in _written(value, folded):
                seen[written] += 1
    if not seen:
        return None
    best, count = seen.most_common(1)[0]
    if count * 2 <= sum(seen.values()) or list(best) == [analysis.exact_term(word) for word in words]:
        return None
    return " ".join(best)


def _written(value: str, folded: list[str]) -> list[tuple[str, ...]]:
    exact, bare = (part.split() for part in analysis.terms(value))
    span = len(folded)
    return [
        tuple(exact[start : start + span])
        for start in range(len(bare) - span + 1)
        if bare[start : start + span] == folded
    ]


@dataclass(frozen=True, slots=True)
class Guess:
    """One word that may have been meant: written exactly, what the slip costs, in how many documents it stands."""

    exact: str
    cost: float
    count: int


@dataclass(frozen=True, slots=True)
class Path:
    words: tuple[str, ...]
    score: float


def corrected(engine: Engine, words: Sequence[str], total: int, filters: Filters = NONE) -> str | None:
    """The likeliest other way to write the query that finds clearly more (`total`: what this one finds); None when
    there is no such way, or it only writes what was typed with the accents most use, who did not type any."""
    if not 0 < len(words) <= MOST_WORDS:
        return None
    if misspelt(words) and _stands_so(engine, [analysis.exact_term(word) for word in words]):
        return None
    there = bool(total)
    if not all(_known(engine, [analysis.exact_term(word) for word in words])):
        total = 0
    typed = " ".join(analysis.folded_term(word) for word in words)
    for path in _paths(engine, words, total):
        written = " ".join(path.words)
        if " ".join(map(analysis.folded_term, path.words)) == typed:
            if there:
                return written
            continue
        query = SearchQuery(parse(written), filters)
        if engine.count(query) > total * CLEARLY_MORE:
            return written if misspelt(words) else _as_hits_write(engine, query, written)
    return None


def _stands_so(engine: Engine, words: Sequence[str]) -> bool:
    """Whether every two neighbours stand side by side somewhere, written exactly so: nobody mistyped that."""
    return len(words) > 1 and all(engine.side_by_side(list(pairwise(words))))


def _as_hits_write(engine: Engine, query: SearchQuery, written: str) -> str:
    """Who typed no accents gets those of the best hits, where most of them agree."""
    hits = engine.search(query, page=Page(0, LOOKED_AT)).hits
    return with_accents(text.fold(written).split(), [hit.brief for hit in hits]) or written


def misspelt(words: Sequence[str]) -> bool:
    """Whether accents were typed, so that they may be wrong."""
    return any(text.has_marks(word) for word in words)


def _paths(engine: Engine, words: Sequence[str], total: int) -> list[Path]:
    """The ways to write the query that are likelier than the one typed, best first."""
    size = max(engine.size, 1)
    exact = tuple(analysis.exact_term(word) for word in words)
    marked, slips_too = misspelt(words), total <= FEW_HITS * CLEARLY_MORE
    guesses = {word: _guesses(engine, word, marked, slips_too) for word in exact}
    found: dict[tuple[str, ...], float] = {}
    for cut, price in _cuts(engine, exact) if slips_too else [(exact, 0.0)]:
        for word in cut:
            if word not in guesses:
                guesses[word] = _guesses(engine, word, marked, slips_too)
        for path in _best(engine, [guesses[word] for word in cut], size):
            found[path.words] = max(found.get(path.words, -math.inf), path.score - price)
    as_typed = _as_typed(engine, exact, size) + (MARGIN if total else -LENIENT)
    better = [Path(written, score) for written, score in found.items() if written != exact and score > as_typed]
    return sorted(better, key=lambda path: -path.score)[:MOST_TRIED]


def _cuts(engine: Engine, words: tuple[str, ...]) -> list[tuple[tuple[str, ...], float]]:
    """The query as it stands, with a run of letters cut into syllables, with two pieces of a word put together."""
    cuts = [(words, 0.0)]
    counts = _known(engine, words)
    for at, word in enumerate(words):
        bare = text.fold(word)
        if counts[at] <= FEW_HITS and len(bare) == len(word):
            for way in slips.split_syllables(bare)[:3]:
                lengths = [sum(map(len, way[:n])) for n in range(len(way) + 1)]
                parts = tuple(word[start:end] for start, end in pairwise(lengths))
                cuts.append(((*words[:at], *parts, *words[at + 1 :]), slips.LETTER * (len(parts) - 1)))
        if len(pieces := NUMBERED.findall(word)) > 1:
            cuts.append(((*words[:at], *pieces, *words[at + 1 :]), MARK_MISSING))
        if at + 1 < len(words) and min(counts[at], counts[at + 1]) <= FEW_HITS:
            joined = analysis.exact_term(word + words[at + 1])
            if slips.spellings(text.fold(joined)):
                cuts.append(((*words[:at], joined, *words[at + 2 :]), slips.LETTER))
    return cuts


def _known(engine: Engine, words: Sequence[str]) -> list[int]:
    """In how many documents each word stands: with the accents that were typed, with any where none were."""
    bare = engine.frequency([analysis.folded_term(word) for word in words])
    exact = engine.spelt(words)
    return [exact[at] if text.has_marks(word) else bare[at] for at, word in enumerate(words)]


def _guesses(engine: Engine, word: str, marked: bool, slips_too: bool) -> list[Guess]:
    bare = text.fold(word)
    costs = {word: 0.0}
    if slips_too:
        for syllable in slips.keyed(word):
            costs[syllable] = slips.KEYSTROKES
    for near, cost in _spellings(engine, bare) if slips_too else [(bare, 0.0)]:
        for form in slips.spellings(near) or (near,):
            costs[form] = min(costs.get(form, math.inf), cost + _marks(word, form, marked))
    forms = list(costs)
    known = zip(forms, engine.spelt(forms), strict=True)
    guesses = [Guess(form, costs[form], count) for form, count in known if count or form == word]
    guesses.sort(key=lambda guess: guess.cost - math.log(guess.count + UNSEEN))
    kept = guesses[:MOST_FORMS]
    return kept if any(guess.exact == word for guess in kept) else [*kept, *(g for g in guesses if g.exact == word)]


def _spellings(engine: Engine, bare: str) -> list[tuple[str, float]]:
    """The word and those near it that the index knows, marks off, the likeliest first."""
    near = slips.near_syllables(bare)
    is_foreign = not slips.spellings(bare) and 3 < len(bare) <= 16 and not bare.isdigit()
    words = list(near) + sorted(edits(bare) - near.keys() if is_foreign else ())
    counts = engine.frequency([analysis.folded_term(word) for word in words])
    known = [(word, count) for word, count in zip(words, counts, strict=True) if count]
    costs = {word: near.get(word) or slips.slip(bare, word) for word, _ in known}
    likely = sorted(known, key=lambda each: (costs[each[0]] - math.log(each[1]), each[0]))
    extra = REAL_WORD if engine.frequency([analysis.folded_term(bare)])[0] > FEW_HITS else 0.0
    return [(bare, 0.0), *((word, costs[word] + extra) for word, _ in likely[:MOST_SPELLINGS])]


def _marks(typed: str, meant: str, marked: bool) -> float:
    """What it costs that the marks are others. Who types none at all means any."""
    if typed == meant or not marked:
        return 0.0
    if not text.has_marks(typed):
        return MARK_MISSING
    bare, other = text.strip_tones(typed), text.strip_tones(meant)
    cost = 0.0 if bare == other or text.fold(typed) != text.fold(meant) else LETTER_MARK
    tones = {slips.tone(typed), slips.tone(meant)}
    return cost + (0.0 if len(tones) == 1 else HOI_NGA if tones == slips.HOI_AND_NGA else TONE)


def _best(engine: Engine, columns: Sequence[Sequence[Guess]], size: int) -> list[Path]:
    """The two best ways through to each guess of the last word (Viterbi)."""
    ways: list[tuple[tuple[Guess, ...], float]] = [((guess,), _alone(guess, size) - guess.cost) for guess in columns[0]]
    for before, column in pairwise(columns):
        pairs = [(left.exact, right.exact) for left in before for right in column]
        counts = dict(zip(pairs, engine.side_by_side(pairs), strict=True))
        following: list[tuple[tuple[Guess, ...], float]] = []
        for right in column:
            reached = [
                ((*way, right), score + _after(way[-1], right, counts[(way[-1].exact, right.exact)], size) - right.cost)
                for way, score in ways
            ]
            following += sorted(reached, key=lambda each: -each[1])[:2]
        ways = following
    return [Path(tuple(guess.exact for guess in way), score) for way, score in ways]


def _as_typed(engine: Engine, words: Sequence[str], size: int) -> float:
    guesses = [Guess(word, 0.0, count) for word, count in zip(words, engine.spelt(words), strict=True)]
    (typed,) = _best(engine, [[guess] for guess in guesses], size)
    return typed.score


def _alone(guess: Guess, size: int) -> float:
    return math.log((guess.count + UNSEEN) / size)


def _after(left: Guess, right: Guess, together: int, size: int) -> float:
    """How likely the second word is after the first: the pair, smoothed by the word alone."""
    alone = (right.count + UNSEEN) / size
    return math.log((together + PRIOR * alone) / (max(left.count, together) + PRIOR))


def edits(word: str) -> set[str]:
    """Every spelling one slip away: a letter lost, added, changed, or two swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    added = {left + letter + right for left, right in cuts for letter in LETTERS}
    return (lost | swapped | changed | added) - {word, ""}
