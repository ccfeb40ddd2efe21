"""Deterministic pages as recognition leaves them: 250 to 300 Vietnamese words by the frequencies of `text/data`, names
and places in a long tail, a few words with a wrong accent."""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from synthetic_entries import GIVENS, MIDDLES, PLACES, SURNAMES, _split

WIDTH, HEIGHT = 2480, 3508
PER_LINE = 9
MARGIN, LINE_HEIGHT, TALL = 200, 90, 48


def bare(word: str) -> str:
    """Without marks, by Unicode alone: not the code that is measured."""
    word = word.lower().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@dataclass(frozen=True)
class SyntheticPage:
    number: int
    words: list[str]

    @property
    def text(self) -> str:
        lines = (self.words[at : at + PER_LINE] for at in range(0, len(self.words), PER_LINE))
        return "\n".join(" ".join(line) for line in lines)

    @property
    def lines(self) -> str:
        """As `PageText.lines` is stored: JSON."""
        found = []
        for row, at in enumerate(range(0, len(self.words), PER_LINE)):
            x, y, some = MARGIN, MARGIN + row * LINE_HEIGHT, []
            for word in self.words[at : at + PER_LINE]:
                wide = 14 + 21 * len(word)
                some.append(f'["{word}",{x},{y},{wide},{TALL},93]')
                x += wide + 18
            found.append(f"[{MARGIN},{y},{x - MARGIN},{TALL},[{','.join(some)}]]")
        return f"[{','.join(found)}]"


class Pages:
    def __init__(self) -> None:
        pairs, counts = _counted("pairs.tsv")
        singles, weights = _counted("syllables.tsv")
        self.pairs, self.pair_weights = pairs, list(itertools.accumulate(counts))
        self.singles, self.single_weights = singles, list(itertools.accumulate(weights))
        self.siblings: dict[str, list[str]] = {}
        for word in singles:
            self.siblings.setdefault(bare(word), []).append(word)
        self.names = [_split(text) for text in (SURNAMES, MIDDLES, GIVENS)]
        self.places = _split(PLACES)

    def page(self, number: int) -> SyntheticPage:
        rng = random.Random(number)
        units = rng.choices(self.pairs, cum_weights=self.pair_weights, k=rng.randint(95, 115))
        units += rng.choices(self.singles, cum_weights=self.single_weights, k=40)
        units += [" ".join(rng.choice(part) for part in self.names) for _ in range(4)]
        units += rng.choices(self.places, k=3)
        units += [str(rng.randint(1860, 2020)), str(number)]
        rng.shuffle(units)
        words = " ".join(units).split(" ")
        for _ in range(3):
            at = rng.randrange(len(words))
            words[at] = rng.choice(self.siblings.get(bare(words[at]), [words[at]]))
        return SyntheticPage(number, words)

    def __call__(self, size: int) -> Iterator[SyntheticPage]:
        return map(self.page, range(1, size + 1))


def _counted(name: str) -> tuple[list[str], list[int]]:
    lines = (resources.files("lienthu.text.data") / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [row[0] for row in rows], [int(row[1]) for row in rows]
