"""File names: in the order people mean (`trang 2` before `trang 10`), and safe inside their folders."""

from __future__ import annotations

import re

from lienthu.text import clean, sort_key

_NUMBER = re.compile(r"(\d+)")
#: A place on the sender's own disk says nothing about the deposit.
_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key."""
    parts = _NUMBER.split(name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, sort_key(part)) for part in parts if part)


def parted(path: str) -> tuple[str, str]:
    """Folder and name of what a sender calls a file: nothing that leads out of its folder is left, and backslashes are
    slashes. The name is empty when there is none."""
    path = path.replace("\\", "/")
    parts = [part for part in map(clean, path.split("/")) if part not in ("", ".", "..")]
    if not parts or path.endswith("/"):
        return "", ""
    folders = [] if _ABSOLUTE.match(path) else parts[:-1]
    return "/".join(folders)[-500:], parts[-1][-255:]
