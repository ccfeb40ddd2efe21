"""Makes `foreign.txt` and `lookalikes.txt`: python -m lienthu.text.data.foreign WORDS... (PROVENANCE.md).

A line of the first is a marked letter and the one before it, then all that may follow; # stands for the edge of a word.
The second has the short words that would be taken for damage if they stood alone.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from lienthu.text import repair
from lienthu.text.model import LOOKALIKES

HERE = Path(__file__).parent
#: Rarer ones are slips and loan words of the lists.
_LEAST = 2
_SHORT = 6
_RUN = re.compile(r"[^\W\d_]+")


def count(paths: list[Path]) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in paths:
        for run in _RUN.findall(path.read_text("utf-8").lower()):
            word = f"#{run}#"
            found.update(word[at - 1 : at + 2] for at in range(1, len(word) - 1) if "ß" <= word[at] <= "ÿ")
    return found


def lookalikes(paths: list[Path]) -> list[str]:
    words = {word.lower() for path in paths for word in path.read_text("utf-8").split() if len(word) <= _SHORT}
    doubtful = (word for word in words if not word.isascii() and word.isalpha())
    # Those already in the file are left alone because they are.
    return sorted(
        word for word in doubtful if word in LOOKALIKES or any(repair(w).changed for w in (word, word.capitalize()))
    )


def _write_threes(paths: list[Path]) -> None:
    rows: dict[str, str] = {}
    for three, number in sorted(count(paths).items()):
        if number >= _LEAST:
            rows[three[1] + three[0]] = rows.get(three[1] + three[0], "") + three[2]
    lines = [f"{head} {tails}" for head, tails in sorted(rows.items())]
    (HERE / "foreign.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    _write_threes(given)
    (HERE / "lookalikes.txt").write_text("\n".join(lookalikes(given)) + "\n", "utf-8")
