"""Reads a file below a folder that others may write to: no part of the way may be a link, whenever it became one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lienthu.files.storage import CHUNK


def chunks_inside(top: Path, path: Path) -> Iterator[bytes]:
    """`path` lies below `top`. Raises `OSError` where a part of the way is a link."""
    *folders, name = path.relative_to(top).parts
    here = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = below
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
    finally:
        os.close(here)
    with os.fdopen(file, "rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
