from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.repository.images import store
from lienthu.repository.ocr import tesseract
from lienthu.repository.tests.helpers import library, scanner


@pytest.fixture
def desk(settings: LazySettings, tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of its own and a scanner that answers; nothing is recognised unless a test puts an engine there."""
    settings.DATA = tmp_path
    monkeypatch.setattr(tesseract, "command", lambda: None)
    store.opened.cache_clear()
    with tempfile.TemporaryDirectory() as short:  # a socket's path has at most 107 bytes
        settings.CLAMD_SOCKET = f"{short}/clamd.sock"
        with scanner(Path(settings.CLAMD_SOCKET)):
            yield


@pytest.fixture
def staff(desk: None) -> Client:
    """A person with every right in the library of these tests."""
    return signed_in(library())
