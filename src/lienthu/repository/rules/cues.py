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


@dataclass(frozen=True, slots=True)
class CueFault:
    code: str
    params: dict[str, int]


def fault_of(source: str) -> CueFault | None:
    """The first thing that would silently be lost or never be shown, for whoever writes it."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if "-->" not in line:
            continue
        match = _TIMING.fullmatch(line.strip())
        if match is None:
            return CueFault("repository.cue_time_unreadable", {"line": number})
        if _seconds(match.groups()[:4]) >= _seconds(match.groups()[4:]):
            return CueFault("repository.cue_ends_before", {"line": number})
        if not _begins(lines[: number - 1]):
            return CueFault("repository.cue_needs_blank_line", {"line": number})
    count = sum("-->" in line for line in lines)
    if count > MOST:
        return CueFault("repository.too_many_cues", {"limit": MOST})
    return None if parsed(source) else CueFault("repository.no_cues", {})


def _begins(before: Sequence[str]) -> bool:
    """Nothing but a name of its own stands between a cue's times and the blank line before them."""
    return not (before and before[-1].strip()) or len(before) < 2 or not before[-2].strip()


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
