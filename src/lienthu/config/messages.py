"""Compiles the rooms' translations; with Babel, so that no system package is needed."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent


def compile_all() -> int:
    """Writes each .mo that is older than its .po; returns how many."""
    written = 0
    for source in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        temporary = target.with_suffix(".mo.new")
        with temporary.open("wb") as file:
            write_mo(file, catalogue)
        temporary.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    sys.stdout.write(f"{compile_all()} translations compiled\n")
