"""The secret key of an installation: made once, kept in its data folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def load_or_make_secret(data: Path) -> str:
    path = data / "secret-key"
    data.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret
