"""The labelled misspelt queries, the shelf they are asked of, and what counts as right. Shared with bench/spelling."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lienthu.discovery import analysis, spelling
from lienthu.discovery.engines.base import Engine, Filters, SearchQuery
from lienthu.discovery.query import parse
from lienthu.discovery.search import Request, search
from lienthu.discovery.sources import IndexSource

DATA = Path(__file__).parent / "data"


class Case(NamedTuple):
    kind: str
    typed: str
    meant: str


def cases() -> Iterator[Case]:
    kind = ""
    for line in (DATA / "misspelt.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            kind = line.removeprefix("# ")
        else:
            yield Case(kind, *line.split("\t"))


def shelf() -> Iterator[IndexSource]:
    for number, line in enumerate((DATA / "shelf.tsv").read_text("utf-8").splitlines()):
        title, creator = line.split("\t")
        yield IndexSource(f"shelf{number}", title, creators=(creator,), languages=("vie",), added=number)


def right_queries() -> list[str]:
    """Every title and author of the shelf, written right."""
    return sorted({text for source in shelf() for text in (source.title, source.creators[0])})


def answer(engine: Engine, typed: str) -> str:
    """What the reader is led to: the suggestion, else what the keys were read as, else the query itself."""
    found = search(Request(text=typed, facets=()), engine=engine)
    return found.suggestion or found.understood or typed


def same(answer: str, meant: str) -> bool:
    return analysis.terms(answer)[0] == analysis.terms(meant)[0]


def drawn(seed: int = 11) -> Iterator[tuple[str, str]]:
    """One slip in each title and author of the shelf, drawn by chance: nobody chose these."""
    rng = random.Random(seed)
    for meant in right_queries():
        words = [word.lower() for word in analysis.tokens(meant)]
        long = [at for at, word in enumerate(words) if len(word) > 3]
        if not long:
            continue
        at = rng.choice(long)
        word, place = words[at], rng.randrange(1, len(words[at]) - 1)
        slip = rng.choice((
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + rng.choice("asdfghjklqwertyuiopzxcvbnm") + word[place + 1 :],
        ))  # fmt: skip
        if analysis.exact_term(slip) != analysis.exact_term(word):
            yield " ".join([*words[:at], slip, *words[at + 1 :]]), " ".join(words)


def left_alone(engine: Engine, typed: str) -> bool:
    words = spelling.plain_words(parse(typed))
    return spelling.corrected(engine, words, engine.count(SearchQuery(parse(typed)))) is None


def narrowed(language: str) -> Filters:
    return Filters({"language": (language,)})
