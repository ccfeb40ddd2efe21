"""Keeps the leases of the work in hand alive while it runs longer than a lease."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from lienthu.kernel.leases import LeaseLost

log = logging.getLogger(__name__)

_renew: Callable[[], object] | None = None


@contextmanager
def holding(renew: Callable[[], object]) -> Iterator[None]:
    """Names what the heartbeat must renew while the block runs (one piece of work per process at a time)."""
    global _renew
    _renew = renew
    try:
        yield
    finally:
        _renew = None


class Heartbeat(threading.Thread):
    """Beats until stopped; a beat that fails is left to the lease's fence to judge."""

    def __init__(self, every: float) -> None:
        super().__init__(daemon=True, name="heartbeat")
        self._every = every
        self._stop_event = threading.Event()

    def run(self) -> None:
        while not self._stop_event.wait(self._every):
            renew = _renew
            if renew is None:
                continue
            try:
                renew()
            except (DatabaseError, LeaseLost) as error:
                log.warning("heartbeat missed: %s", error)
        connection.close()

    def stop(self) -> None:
        self._stop_event.set()
