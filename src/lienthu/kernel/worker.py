"""The worker: does jobs and hands on events until told to stop.

Two lanes, so that an import does not hold up the union and the index: `jobs`, and `events` in two processes that
share the consumers, so that matching and indexing do not wait for each other. Where processors are few, `jobs` gives
way: what has come in is matched and found before more comes in.
A process that dies is started again; what it had in hand comes back when its lease ends.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import DatabaseError, close_old_connections, connections

from lienthu.kernel import outbox, periodic
from lienthu.kernel.heartbeat import Heartbeat

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.4
Step = Callable[[], bool]
Work = tuple[str, Step]
PROCESSES: tuple[str, ...] = ("events", "events", "jobs")
_GIVES_WAY = {"jobs": 5}
# Slices make a million small objects without cycles; looking through them all the time cost a fifth of an import.
_COLLECT_AFTER = (100_000, 20, 20)


def run(*, lanes: tuple[str, ...] = PROCESSES) -> None:
    """Runs until SIGTERM or SIGINT; the piece of work in hand is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    (_, first), *others = _works(lanes)
    connections.close_all()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    children = [(work, _start(work)) for work in others]
    try:
        _loop(first, stop, lambda: _revive(children))
    finally:
        for _, child in children:
            child.terminate()
        for _, child in children:
            child.join(30)


def _works(lanes: tuple[str, ...]) -> list[Work]:
    """Each process: its lane, and what it does over and over."""

    def step(lane: str, share: int, of: int) -> Step:
        known: dict[str, Step] = {"jobs": periodic.step(), "events": partial(outbox.deliver_once, share, of)}
        return known[lane]

    return [(lane, step(lane, lanes[:place].count(lane), lanes.count(lane))) for place, lane in enumerate(lanes)]


def _start(work: Work) -> Any:
    process = multiprocessing.get_context("fork").Process(target=_child, args=(*work, os.getpid()))
    process.start()
    return process


def _revive(children: list[tuple[Work, Any]]) -> None:
    for place, (work, child) in enumerate(children):
        if not child.is_alive():
            log.error("process %s died (%s); starting it again", place + 2, child.exitcode)
            children[place] = work, _start(work)


def _child(lane: str, step: Step, parent: int) -> None:
    os.nice(_GIVES_WAY.get(lane, 0))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def follow_parent() -> None:
        if os.getppid() != parent:  # the main process was killed: two workers must not pile up
            stop.set()

    _loop(step, stop, follow_parent)


def _loop(step: Step, stop: threading.Event, housekeeping: Callable[[], None]) -> None:
    beat = Heartbeat(every=10)
    beat.start()
    try:
        while not stop.is_set():
            housekeeping()
            if not _step(step):
                stop.wait(IDLE_SECONDS)
    finally:
        beat.stop()
        connections.close_all()


def _step(step: Step) -> bool:
    try:
        return step()
    except DatabaseError:
        # The database may be restarting or locked for long: the next round tries again.
        log.exception("the database refused; waiting")
        close_old_connections()
        connections.close_all()
        return False
