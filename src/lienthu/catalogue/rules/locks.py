"""How long an open editor warns others. Advisory: what keeps texts apart is the version number at saving. Pure."""

from __future__ import annotations

from datetime import timedelta

#: The page tells every `BEAT` that it is still open; after `PATIENCE` without a word it counts as left.
BEAT = timedelta(seconds=60)
PATIENCE = timedelta(minutes=5)
