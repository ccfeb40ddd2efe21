"""Counts what is in `syllables.tsv` and `pairs.tsv`: python -m lienthu.text.data.count SHARED_DATA (PROVENANCE.md)."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lienthu.text.keys import exact_key, has_marks
from lienthu.text.letters import ALPHABET
from lienthu.text.syllables import is_syllable

HERE = Path(__file__).parent
_SEEDS = HERE.parents[1] / "config" / "demo" / "seeds"
_RUN = re.compile(r"[^\W\d_]+")
#: What two neighbouring words of one phrase have between them.
_PHRASE = re.compile(r"[^\W\d_]+(?:[ \t-][^\W\d_]+)*")
#: Times each source counts: statutes are long and narrow, the lists of titles, names and compounds short and apt.
WEIGHTS = {"law": 1, "kieu": 2, "places": 2, "vocabulary": 25, "phrases": 25, "seeds": 8}
#: Sources whose words are counted even when they are no syllables.
_NAMED = ("places", "phrases", "seeds")
#: Pairs rarer than this tell nothing.
_LEAST = 4


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            if not str(key).endswith("_en"):
                yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


def sources(shared: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((shared / "vn-text/law/seed").glob("*.json")):
        for text in _strings(json.loads(path.read_text("utf-8"))):
            yield "law", text
    yield "kieu", (shared / "vn-text/truyen-kieu/poem.txt").read_text("utf-8")
    for path in sorted((shared / "lists/vn-admin-units").glob("vn_only*.json")):
        for text in _strings(json.loads(path.read_text("utf-8"))):
            yield "places", text
    for name in ("vocabulary", "phrases"):
        yield name, (HERE / f"{name}.txt").read_text("utf-8")
    for path in sorted(_SEEDS.glob("*.txt")):
        yield "seeds", path.read_text("utf-8")


def _is_name(run: str) -> bool:
    """Written in Vietnamese letters although no syllable: Sêrêpốk, Đakrông."""
    return len(run) > 2 and not run.isascii() and all(c.isascii() or c in ALPHABET for c in run)


def count(shared: Path) -> tuple[Counter[str], Counter[str]]:
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for source, text in sources(shared):
        if not has_marks(text):
            continue
        for phrase in _PHRASE.findall(exact_key(text)):
            runs = _RUN.findall(phrase)
            good = [is_syllable(run) or (source in _NAMED and _is_name(run)) for run in runs]
            for at, run in enumerate(runs):
                if good[at]:
                    words[run] += WEIGHTS[source]
                if at and good[at - 1] and good[at]:
                    pairs[f"{runs[at - 1]} {run}"] += WEIGHTS[source]
    return words, pairs


def _write(name: str, found: Counter[str], power: float, least: int) -> None:
    # A statute's favourites would drown plain language: the root flattens them a little.
    lines = [f"{key}\t{max(1, round(number**power * 2))}" for key, number in found.most_common() if number >= least]
    (HERE / name).write_text("\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{name}: {len(lines)} of {len(found)}\n")


if __name__ == "__main__":
    words, pairs = count(Path(sys.argv[1]))
    _write("syllables.tsv", words, 0.8, 1)
    # Pairs of unmarked words cannot be damaged, nor help their neighbours much.
    marked = Counter({pair: number for pair, number in pairs.items() if not pair.isascii()})
    _write("pairs.tsv", marked, 0.5, _LEAST)
