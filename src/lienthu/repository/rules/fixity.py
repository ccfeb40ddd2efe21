"""When a master is read again, and how long a reading gives way to others."""

from __future__ import annotations

from datetime import datetime, timedelta

#: How often the job looks: what falls due before it looks again is read now, so no master waits longer than promised.
LOOKS_EVERY = timedelta(days=1)


def read_before(now: datetime, days: int) -> datetime:
    """Masters last read before this moment are due."""
    return now - max(timedelta(days=days) - LOOKS_EVERY, timedelta(0))


def rest(size: int, seconds: float, most_per_second: int) -> float:
    """Seconds to wait after `size` bytes took `seconds`, so that the mean is the limit (0: no limit)."""
    return max(0.0, size / most_per_second - seconds) if most_per_second > 0 else 0.0
