"""WebVTT transcripts: lines with times. https://www.w3.org/TR/webvtt1/"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

from lienthu import text

MOST: Final = 20_000
_TIME: Final = r"(?:(\d{1,4}):)?(\d{2}):(\d{2})\.(\d{3})"
_TIMING: Final = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG: Final = re.compile(r"<[^>]*>")
_VOICE: Final = re.compile(r"<v(?:\.[^ >]*)?[ \t]+([^>]+)>")


@dataclass(frozen=True, slots=True)
class Cue:
    """Seconds, who speaks when it is said, and what."""

    start: float
    end: float
    who: str
    text: str

    @property
    def clock(self) -> str:
        hours, rest = divmod(int(self.start), 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"

    @property
    def second(self) -> int:
        return int(self.start)


def parsed(source: str) -> list[Cue]:
    """The cues that can be read, in order; notes, styles and regions are none."""
    found = []
    for block in re.split(r"\n{2,}", source.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if _TIMING.fullmatch(line.strip())), None)
        match = _TIMING.fullmatch(lines[at].strip()) if at is not None else None
        if match is None or at is None:
            continue
        spoken = " ".join(lines[at + 1 :])
        voice = _VOICE.search(spoken)
        words = text.clean(unescape(_TAG.sub("", spoken)))
        if words:
            start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
            found.append(Cue(start, end, text.clean(voice[1]) if voice else "", words))
        if len(found) >= MOST:
            break
    return found


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
