"""What a file is in, and its repair line by line: what `lienthu repair` does with it."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from lienthu.text.readings import CODES
from lienthu.text.repair import CLEAN, Hint, Repair, repair_bytes

#: Lines read ahead to learn what the file is in; short lines alone could not tell.
_SAMPLE: Final = 500
_SURE: Final = 0.8
_ONE_CODE: Final = 0.9
#: Fewer marked lines, or a smaller share of them, tell nothing about the next.
_LEAST_LINES: Final = 5
_LEAST_SHARE: Final = 0.05


class Guess(NamedTuple):
    encoding: str
    confidence: float


def guess_encoding(samples: Iterable[bytes]) -> Guess:
    """The code most damaged samples are in: a hint for the short ones among them."""
    votes: dict[str, float] = {}
    for found in _marked(samples):
        votes[found.encoding] = votes.get(found.encoding, 0.0) + found.confidence
    if not votes:
        return Guess(CLEAN, 1.0)
    best = max(votes, key=votes.__getitem__)
    return Guess(best, round(votes[best] / sum(votes.values()), 3))


def _marked(samples: Iterable[bytes]) -> Iterator[Repair]:
    for sample in samples:
        found = repair_bytes(sample)
        if found.changed or not sample.isascii():
            yield found


def shares_of(found: Iterable[Repair]) -> dict[str, float]:
    """The share of each code in the marked texts of a file; empty when they are too few or nearly all clean."""
    votes: dict[str, float] = {}
    count = 0
    for one in found:
        count += 1
        codes = one.encoding.split("+")
        for code in codes:
            votes[code] = votes.get(code, 0.0) + one.confidence / len(codes)
    if count < _LEAST_LINES:
        return {}
    return {code: vote / count for code, vote in votes.items() if code in CODES and vote >= _LEAST_SHARE * count}


def _learn(head: list[bytes]) -> Hint | None:
    guess = guess_encoding(head)
    if guess.encoding in CODES and guess.confidence >= _SURE and _agree(head, guess.encoding):
        return guess.encoding
    return shares_of(_marked(head)) or None


def _agree(head: list[bytes], code: str) -> bool:
    """Whether the lines that speak for themselves say the same when all is in one code: none is mixed."""
    own = [(sample, repair_bytes(sample)) for sample in head]
    damaged = [(sample, found) for sample, found in own if found.encoding != CLEAN]
    same = sum(repair_bytes(sample, code).text == found.text for sample, found in damaged)
    return same >= _ONE_CODE * len(damaged)


def _body(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def repair_lines(lines: Iterable[bytes], encoding: str | None = None) -> Iterator[Repair]:
    """One Repair a line, in order; memory stays flat. `encoding` says what the file is in, else its head tells."""
    source = iter(lines)
    head: list[bytes] = []
    for line in source:
        head.append(_body(line.removeprefix(b"\xef\xbb\xbf") if not head else line))
        if len(head) >= _SAMPLE:
            break
    hint = encoding or _learn(head)
    for line in head:
        yield repair_bytes(line, hint)
    for line in source:
        yield repair_bytes(_body(line), hint)
