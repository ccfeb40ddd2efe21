"""What has no pages cut into stretches that can be found one by one: a minute of what is said, a part of a chapter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lienthu.repository.rules.cues import Cue

#: Words after which the next end of a sentence ends a stretch of speech, and after which any cue does.
ENOUGH: Final = 120
MOST: Final = 300
#: Words of what follows that a stretch of speech holds too, so that words said side by side across the cut are found:
#: as many as a question may have.
BEYOND: Final = 24
#: The same for a chapter, which ends with a paragraph.
LONG_CHAPTER: Final = 5_000
_ENDS: Final = (".", "!", "?", "…", '"', "”")


@dataclass(frozen=True, slots=True)
class Said:
    """Cues side by side. `begins[n]`: the character of `text` with which cue `first + n` begins. `own`: how many of
    them are of this stretch; those behind are the beginning of the next."""

    text: str
    cues: tuple[Cue, ...]
    begins: tuple[int, ...]
    first: int = 0
    own: int | None = None

    def is_own(self, character: int) -> bool:
        return self.own is None or character < (*self.begins, len(self.text))[self.own]

    def cue_at(self, character: int) -> int:
        """The number of the cue, counted from the beginning of the recording."""
        return self.first + max(0, bisect_right(self.begins, character) - 1)

    def second_at(self, character: int) -> int:
        return self.cues[self.cue_at(character) - self.first].second


def joined(cues: Sequence[Cue], first: int = 0, own: int | None = None) -> Said:
    """Who speaks is said where it changes, so that words across two cues of one speaker stand side by side."""
    begins, parts, at, who = [], [], 0, ""
    for cue in cues:
        begins.append(at)
        spoken = f"{cue.who}: {cue.text}" if cue.who and cue.who != who else cue.text
        who = cue.who
        parts.append(spoken)
        at += len(spoken) + 1
    return Said("\n".join(parts), tuple(cues), tuple(begins), first, own)


def minutes(cues: Sequence[Cue]) -> Iterator[Said]:
    start = words = 0
    for number, cue in enumerate(cues, 1):
        words += len(cue.text.split())
        if words >= MOST or (words >= ENOUGH and cue.text.endswith(_ENDS)):
            yield joined(cues[start : _beyond(cues, number)], start, number - start)
            start, words = number, 0
    if start < len(cues):
        yield joined(cues[start:], start)


def _beyond(cues: Sequence[Cue], number: int) -> int:
    words = 0
    while number < len(cues) and words < BEYOND:
        words += len(cues[number].text.split())
        number += 1
    return number


def parts(text: str, most: int = LONG_CHAPTER) -> Iterator[str]:
    """A chapter that is not very long is one."""
    some: list[str] = []
    words = 0
    for paragraph in text.split("\n"):
        some.append(paragraph)
        words += len(paragraph.split())
        if words >= most:
            yield "\n".join(some)
            some, words = [], 0
    if any(some):
        yield "\n".join(some)
