"""Counts the syllables behind `syllables.tsv`: python -m lienthu.text.data.count SHARED_DATA. See PROVENANCE.md."""

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lienthu.text.keys import exact_key, has_marks
from lienthu.text.syllables import is_syllable

HERE = Path(__file__).parent
_RUN = re.compile(r"[^\W\d_]+")
#: Times each source counts: statutes are long and narrow, the word list of library life is short and apt.
WEIGHTS = {"law": 1, "kieu": 2, "places": 2, "vocabulary": 25}


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
    yield "vocabulary", (HERE / "vocabulary.txt").read_text("utf-8")


def count(shared: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for source, text in sources(shared):
        if not has_marks(text):
            continue
        for run in _RUN.findall(exact_key(text)):
            if is_syllable(run):
                counts[run] += WEIGHTS[source]
    return counts


if __name__ == "__main__":
    found = count(Path(sys.argv[1]))
    # A statute's favourites would drown plain language: the root flattens them a little.
    lines = [f"{word}\t{max(1, round(number**0.8 * 2))}" for word, number in found.most_common()]
    (HERE / "syllables.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{len(lines)} syllables, {math.fsum(found.values()):.0f} seen\n")
