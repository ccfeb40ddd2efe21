"""The processes that open PDFs and pictures: one of each beside each that asks, bounded in memory and time, begun anew
when it was ended."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final

import lienthu


@dataclass(frozen=True, slots=True)
class Bounds:
    """`memory`: address space of the process. `seconds`: of a processor, for one question."""

    memory: int
    seconds: int


#: Which module answers, and within what. A page of 40 million pixels takes a sixth of a PDF's memory; a picture that
#: cannot be read strip by strip (`pages`) takes 2 GB, and two gigapixels take a minute or two.
BOUNDS: Final = {"pdf": Bounds(2 * 1024**3, 60), "drawing": Bounds(4 * 1024**3, 600)}
#: Seconds on the clock for each second of a processor, for a file that does not come.
_PATIENCE: Final = 10
#: Seconds without a question after which the process is let go, with its 60 MB.
REST: float = 60.0
#: A file that ended it so often is not tried again: thousands of such pages would take days.
MOST_STOPS: Final = 3


class StoppedError(Exception):
    """It took more memory or time than any file may."""


_lock: Final = Lock()
_stops: Counter[str] = Counter()
_beside: dict[tuple[int, str, Bounds], subprocess.Popen[bytes]] = {}
_resting: list[Timer] = []


def ask(module: str, path: Path, **more: Any) -> tuple[dict[str, Any], bytes]:
    """What the `answer` of this module says. Raises `StoppedError`."""
    name = str(path)
    with _lock:
        if _stops[name] >= MOST_STOPS:
            raise StoppedError
        got = _asked(module, json.dumps({"path": name, **more}).encode() + b"\n")
        _rest_later()
        if got is None:
            _stops[name] += 1
            raise StoppedError
        return got


def _rest_later() -> None:
    """Anew with each question, under the lock."""
    while _resting:
        _resting.pop().cancel()
    timer = Timer(REST, lambda: _rest(timer))
    timer.daemon = True
    _resting.append(timer)
    timer.start()


def _rest(timer: Timer) -> None:
    with _lock:
        if timer in _resting:
            end()


def _asked(module: str, line: bytes) -> tuple[dict[str, Any], bytes] | None:
    """None when the process ended over it."""
    bounds = BOUNDS[module]
    process = _process(module, bounds)
    assert process.stdin is not None and process.stdout is not None
    clock = Timer(_PATIENCE * bounds.seconds, process.kill)
    clock.start()
    try:
        process.stdin.write(line)
        process.stdin.flush()
        head = process.stdout.readline()
        said: dict[str, Any] = json.loads(head) if head.endswith(b"\n") else {}
        body = process.stdout.read(said.get("bytes", 0))
        if said and len(body) == said["bytes"]:
            return said, body
    except BrokenPipeError:
        pass
    finally:
        clock.cancel()
    end()
    return None


def _process(module: str, bounds: Bounds) -> subprocess.Popen[bytes]:
    """Of this process alone: one that was forked has none yet."""
    key = (os.getpid(), module, bounds)
    known = _beside.get(key)
    if known is not None and known.poll() is None:
        return known
    home = str(Path(lienthu.__file__).parents[1])
    few = {"MALLOC_ARENA_MAX": "2"}  # each takes address space, and there may be eight for every processor
    made = _beside[key] = subprocess.Popen(  # noqa: S603 - our own module; the file is named on its standard input
        [sys.executable, "-m", f"lienthu.repository.images.{module}", str(bounds.memory), str(bounds.seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | few | {"PYTHONPATH": f"{home}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    )
    return made


@atexit.register
def end() -> None:
    for (owner, *_), process in list(_beside.items()):
        if owner == os.getpid():
            process.kill()
            with suppress(BrokenPipeError):
                process.communicate()
    _beside.clear()
