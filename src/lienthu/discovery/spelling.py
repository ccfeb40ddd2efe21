"""Other ways to write a query: keyboard codes, accents put back, small slips. Judged by what the catalogue holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from lienthu import text
from lienthu.discovery import analysis
from lienthu.discovery.documents import Brief
from lienthu.discovery.engines.base import Engine, SearchQuery
from lienthu.discovery.query import And, Node, Word, parse

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
FEW_HITS: Final = 3
MAX_TRIED: Final = 12


def plain_words(root: Node) -> list[str]:
    """The words of a query that is nothing but words; empty for any other."""
    nodes = root.nodes if isinstance(root, And) else (root,)
    found = [node.text for node in nodes if isinstance(node, Word) and node.field == "all"]
    return found if len(found) == len(nodes) else []


def typed_off(source: str) -> str | None:
    """The Vietnamese that a reader meant who typed with the input method off (Telex or VNI)."""
    meant = text.telex(source) or text.vni_keys(source)
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
    if count * 2 <= sum(seen.values()) or list(best) == folded:
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


def corrected(engine: Engine, words: Sequence[str]) -> str | None:
    """The query with each unknown word replaced by the known one nearest to it that still finds something."""
    folded = [analysis.folded_term(word) for word in words]
    counts = engine.frequency(folded)
    fixed = list(words)
    for place in sorted(range(len(words)), key=counts.__getitem__)[:3]:
        if counts[place] > FEW_HITS and len(words) == 1:
            continue
        better = _nearest(engine, fixed, place, folded[place], counts[place])
        if better:
            fixed[place] = better
            if counts[place]:
                break
    return " ".join(fixed) if fixed != list(words) else None


def _nearest(engine: Engine, words: list[str], place: int, word: str, count: int) -> str | None:
    if len(word) < 2 or len(word) > 12 or word.isdigit():
        return None
    near = sorted(edits(word))
    known = sorted(
        ((found, candidate) for candidate, found in zip(near, engine.frequency(near), strict=True) if found > count),
        reverse=True,
    )
    best: tuple[int, str] = (FEW_HITS if count else 0, "")
    for _, candidate in known[:MAX_TRIED]:
        attempt = " ".join([*words[:place], candidate, *words[place + 1 :]])
        if hits := engine.count(SearchQuery(parse(attempt))):
            best = max(best, (hits, candidate))
    return best[1] or None


def edits(word: str) -> set[str]:
    """Every spelling one slip away: a letter lost, added, changed, or two swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    added = {left + letter + right for left, right in cuts for letter in LETTERS}
    return (lost | swapped | changed | added) - {word, ""}
