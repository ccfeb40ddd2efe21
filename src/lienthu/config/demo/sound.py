"""A recording of the demo's reading room: strokes of a gong made of sine waves, and its transcript as WebVTT."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Iterable, Sequence
from typing import Final

RATE: Final = 8_000
#: Partials of a bronze gong by the lowest, and how loud each is.
_PARTIALS: Final = ((1.0, 1.0), (1.52, 0.6), (2.0, 0.45), (2.74, 0.3), (3.76, 0.15))
_LOWEST: Final = 146.8
_LOUD: Final = 9_000


def webvtt(cues: Iterable[tuple[str, Sequence[str]]]) -> bytes:
    """Each cue: its timing line, and what is said."""
    return "\n\n".join(["WEBVTT", *("\n".join((timing, *lines)) for timing, lines in cues)]).encode() + b"\n"


def gongs(seconds: int, every: int = 6) -> bytes:
    """A stroke every so many seconds, each a little lower; the same bytes each time."""
    samples = [round(_LOUD * _stroke(n / RATE, every)) for n in range(seconds * RATE)]
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return made.getvalue()


def _stroke(at: float, every: int) -> float:
    number, since = divmod(at, every)
    low = _LOWEST * 0.94**number
    loud = min(1.0, since * 40) * math.exp(-0.9 * since) / sum(weight for _, weight in _PARTIALS)
    return loud * sum(weight * math.sin(2 * math.pi * low * times * since) for times, weight in _PARTIALS)
