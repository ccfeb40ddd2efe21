"""Tesseract as a program: one page in, its words with boxes and confidences out. https://tesseract-ocr.github.io/

A page goes in as a plain TIFF that lies in memory: from its standard input the program takes byte after byte, and PGM
it reads pixel by pixel; either costs it a fifth of a second a page.

Only `vie` is used: with `eng` beside it Vietnamese is read worse. One thread a process (`OMP_THREAD_LIMIT`): two share
a page badly, so pages run side by side instead.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import struct
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lienthu import text
from lienthu.kernel.errors import Invalid, Unavailable

LANGUAGE: Final = "vie"
SECONDS: Final = 180
#: Address space of one process; a page of 30 million pixels takes half of it.
MOST_BYTES: Final = 1_500_000_000
_WORD: Final = "5"
_COLUMNS: Final = 12


@dataclass(frozen=True, slots=True)
class Word:
    """`line`: block, paragraph and line it stands in. `box`: left, top, width, height. `confidence`: 0 to 100."""

    text: str
    line: tuple[int, int, int]
    box: tuple[int, int, int, int]
    confidence: int


def command() -> str | None:
    """The program's path where it is installed with its Vietnamese data."""
    found = shutil.which("tesseract")
    return found if found and LANGUAGE in _languages(found) else None


def engine() -> str:
    """What is written beside every text that it read: `tesseract 5.3.0 vie`."""
    found = command()
    return f"{_version(found)} {LANGUAGE}" if found else ""


def words(image: Any) -> list[Word]:
    """Words of a grey pyvips image in reading order. Raises `Unavailable` where Tesseract is missing and `Invalid` for
    a page that takes too long, too much memory, or makes it fail."""
    found = command()
    if found is None:
        raise Unavailable("repository.no_tesseract")
    with os.fdopen(os.memfd_create("page"), "wb") as page:
        page.write(_tiff(image.width, image.height))
        page.write(image.write_to_memory())
        page.flush()
        return parsed(_run(found, page.fileno()))


_TAGS: Final = struct.Struct("<2sHI" + "H" + "HHII" * 9 + "I")


def _tiff(wide: int, high: int) -> bytes:
    """What stands before the pixels of a grey picture as TIFF 6.0 without compression."""
    said = [(256, wide), (257, high), (258, 8), (259, 1), (262, 1), (273, _TAGS.size), (277, 1), (278, high)]
    said.append((279, wide * high))
    return _TAGS.pack(b"II", 42, 8, len(said), *(value for tag, is_ in said for value in (tag, 4, 1, is_)), 0)


def _run(found: str, page: int) -> str:
    arguments = [found, f"/proc/self/fd/{page}", "stdout", "-l", LANGUAGE, "--dpi", "300"]
    arguments += ["-c", "tessedit_create_tsv=1"]
    environ = os.environ | {"OMP_THREAD_LIMIT": "1"}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(arguments, env=environ, pass_fds=[page], **pipes) as process:  # type: ignore[call-overload]  # noqa: S603
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        try:
            out, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise Invalid("repository.recognition_too_slow", seconds=SECONDS) from error
        finally:
            if process.poll() is None:
                process.kill()
    if process.returncode:
        raise Invalid("repository.recognition_failed")
    return str(out, "utf-8", "replace")


def parsed(tsv: str) -> list[Word]:
    """Of Tesseract's TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    found = []
    for row in tsv.splitlines():
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) != _COLUMNS or cells[0] != _WORD or not (shown := text.nfc(cells[11]).strip()):
            continue
        block, paragraph, line, _, left, top, width, height = (int(cell) for cell in cells[2:10])
        sure = max(0, min(100, round(float(cells[10]))))
        found.append(Word(shown, (block, paragraph, line), (left, top, width, height), sure))
    return found


_KNOWN: dict[str, frozenset[str]] = {}


def _languages(found: str) -> frozenset[str]:
    """Asked again until Vietnamese is there: it may be installed while this process runs."""
    if LANGUAGE not in _KNOWN.get(found, ()):
        _KNOWN[found] = frozenset(_said(found, "--list-langs").split())
    return _KNOWN[found]


@lru_cache(maxsize=4)
def _version(found: str) -> str:
    said = re.match(r"tesseract v?([\w.]+)", _said(found, "--version"))
    return f"tesseract {said[1]}" if said else "tesseract"


def _said(found: str, option: str) -> str:
    try:
        done = subprocess.run([found, option], capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr).decode("utf-8", "replace")
