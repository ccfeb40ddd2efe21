from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from lienthu.repository.images import store
from lienthu.repository.tests.helpers import scanner


@pytest.fixture
def desk(settings: LazySettings, tmp_path: Path, db: None) -> Iterator[None]:
    """A data folder of its own and a scanner that answers."""
    settings.DATA = tmp_path
    store.opened.cache_clear()
    with tempfile.TemporaryDirectory() as short:  # a socket's path has at most 107 bytes
        settings.CLAMD_SOCKET = f"{short}/clamd.sock"
        with scanner(Path(settings.CLAMD_SOCKET)):
            yield
