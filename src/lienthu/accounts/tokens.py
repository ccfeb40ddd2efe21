"""Secrets of API tokens: random, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "lt_"
#: Of tokens that say to one page who reads, and carry no right: they are no programs' keys.
READING_PREFIX = "iiif_"


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
