"""One `./run` for one folder and one port, and nothing of it that outlives it."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

_NAME = "run.lock"
_PR_SET_PDEATHSIG = 1
#: Web server and worker finish what they have in hand when their launcher was killed.
_PATIENCE = 45.0


class NotAlone(Exception):
    """Says in one sentence what is in the way."""


def hold(data: Path, wait: Callable[[], None]) -> int:
    """The folder, for as long as this process or one that it forks lives. `wait` is called once when the last processes
    of another run have to end first."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = os.open(data / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise NotAlone(f"The folder {data} cannot be written to ({error.strerror}).") from error
    until = 0.0
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            holder = os.pread(lock, 20, 0).decode()
            if holder.isdecimal() and Path(f"/proc/{holder}").exists():
                raise NotAlone(f"Another ./run uses the folder {data} (process {holder}).") from None
            if not until:
                until = time.monotonic() + _PATIENCE
                wait()
            elif time.monotonic() > until:
                raise NotAlone(f"Processes of an earlier ./run still use the folder {data}.") from None
            time.sleep(0.2)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def own_doors(port: int) -> list[str]:
    """Where to listen so that `localhost` answers, whichever loopback address a browser takes that name for."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
        return [f"127.0.0.1:{port}", *_door_of_version_6(port)]
    except (OSError, OverflowError) as error:
        why = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
        raise NotAlone(f"Port {port} cannot be used ({why}). Choose another one: ./run --port 8001") from error


def _door_of_version_6(port: int) -> list[str]:
    try:
        socket.create_server(("::1", port), family=socket.AF_INET6).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise
        return []  # a machine without that address: no browser on it can take the name for it
    return [f"[::1]:{port}"]


def end_with(parent: int) -> None:
    """This process, and a program that it becomes, is told to end when `parent`, which forked it, is gone, however
    that came."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
