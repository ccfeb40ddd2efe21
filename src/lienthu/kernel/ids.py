"""Public identifiers: opaque, short, stable (ADR 0002)."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_BODY = 8


def new_public_id() -> str:
    """Nine characters: 40 random bits and a check character."""
    number = secrets.randbits(5 * _BODY)
    body = "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in range(_BODY))
    return body + _check(body)


def is_public_id(text: str) -> bool:
    return len(text) == _BODY + 1 and all(letter in _VALUE for letter in text) and _check(text[:_BODY]) == text[_BODY]


def _check(body: str) -> str:
    # Weights 3, 5, 7… are odd, hence invertible modulo 32: one wrong character is always caught.
    return _ALPHABET[sum((2 * place + 3) * _VALUE[letter] for place, letter in enumerate(body)) % 32]
