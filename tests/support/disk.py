"""A disk whose size a test chooses while it is in use."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A tmpfs: only a real one fills as disks do. The test is skipped for who may not mount it (no root, or a container
    that forbids it to root), since nothing else tells a full disk."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk of a chosen size is mounted, and this user may not mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def resize(folder: Path, room: int) -> None:
    """So many bytes are left on the disk."""
    used = os.statvfs(folder)
    size = (used.f_blocks - used.f_bfree) * used.f_frsize + room
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def is_full(folder: Path) -> bool:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize < 20_000
