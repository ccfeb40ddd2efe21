"""What `./run` does: make the folder ready, load the demo the first time, serve web and worker until stopped."""

from __future__ import annotations

import argparse
import gc
import multiprocessing.connection
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

from lienthu.config import alone
from lienthu.config.messages import compile_all
from lienthu.ui.build import build

ROOT = Path(__file__).resolve().parents[3]
OPEN_DATA = ROOT.parent / "shared" / "data"


def main() -> int:
    args = _arguments()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        return _serve(args)
    except _Stopped:
        return 0


def _serve(args: argparse.Namespace) -> int:
    os.umask(0o077)
    os.environ["LIENTHU_DATA"] = str(args.data.resolve())
    os.environ["LIENTHU_STATIC_HASHED"] = "1"
    try:
        alone.hold(args.data, wait=lambda: _say("Waiting for the processes of an earlier ./run to end."))
        doors = alone.own_doors(args.port)
    except alone.NotAlone as error:
        sys.stderr.write(f"{error}\n")
        return 2
    build()
    compile_all()
    # The settings read the environment when they are first imported, so these come after it is set.
    from django.db import connections  # noqa: PLC0415

    from lienthu.config.cli import main as cli  # noqa: PLC0415
    from lienthu.config.server import WebServer  # noqa: PLC0415
    from lienthu.files import clamd  # noqa: PLC0415
    from lienthu.repository.ocr import tesseract  # noqa: PLC0415

    for command in ("migrate", "collect-static"):
        if (code := cli([command])) != 0:
            return code
    connections.close_all()
    gc.freeze()  # both go on sharing what has been loaded
    children = [
        _started("serve", WebServer(bind=doors).run),
        _started("worker", partial(cli, ["worker"])),
    ]
    scanner = _scanner(clamd.command())
    if tesseract.command() is None:
        _say(
            "Tesseract is not installed, so texts are not recognised (apt-get install tesseract-ocr tesseract-ocr-vie)."
        )
    try:
        if not args.no_demo:
            cli(["demo", "load", *(["--collection", str(OPEN_DATA)] if OPEN_DATA.is_dir() else [])])
        # A name, not a number: browsers keep passkeys for names only.
        _say(f"\nLiên Thư: http://localhost:{args.port}/vi/   (Ctrl-C: dừng / stop)")
        return _watch(children)
    finally:
        for child in (*children, *scanner):
            child.terminate()
        for child in (*children, *scanner):
            child.join(30)


class _Stopped(BaseException):
    """Somebody asked for the end, whatever is under way and whatever faults it expects."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Serves the library network.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="the folder that holds everything")
    parser.add_argument("--no-demo", action="store_true", help="start with an empty network")
    return parser.parse_args()


def _started(name: str, run: Callable[[], int | None]) -> BaseProcess:
    """A process of its own that begins with everything imported here: importing it anew costs seconds."""
    child = multiprocessing.get_context("fork").Process(target=_in_own_session, args=(run, os.getpid()), name=name)
    child.start()
    return child


def _in_own_session(run: Callable[[], int | None], launcher: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    alone.end_with(launcher)
    sys.exit(run())


def _scanner(command: list[str] | None) -> list[BaseProcess]:
    """ClamAV where it is installed. Without it, or when it stops, deposits wait in quarantine and all else goes on."""
    if command is None:
        _say("ClamAV is not installed, so deposited files stay in quarantine (Debian: apt-get install clamav-daemon).")
        return []
    return [_started("clamd", partial(_become, command))]


def _become(command: list[str]) -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(quiet, number)
    os.execv(command[0], command)  # noqa: S606 - no shell, as it should be


def _watch(children: list[BaseProcess]) -> int:
    """Waits; a web server or worker that ends by itself ends everything with its code."""
    multiprocessing.connection.wait([child.sentinel for child in children])
    ended = next(child for child in children if not child.is_alive())
    _say(f"{ended.name}: {ended.exitcode}")
    return ended.exitcode or 1


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stopped


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
