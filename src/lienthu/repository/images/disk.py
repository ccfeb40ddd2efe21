"""A full disk is no fault of a picture, though libvips tells of both in words only."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pyvips

_SAYS_FULL = ("No space left", "Disk quota", os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT))


@contextmanager
def saying_when_full() -> Iterator[None]:
    """Raises `OSError` (ENOSPC) where libvips found no room to write."""
    try:
        yield
    except pyvips.Error as error:
        if any(words in str(error) for words in _SAYS_FULL):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise
