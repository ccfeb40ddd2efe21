"""Public identifiers: opaque, short, stable (ADR 0002)."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_BODY = 8
_HALF = 1 << 20
_ROUNDS = (0x9E3B1, 0x7F4A7, 0xC15D3, 0x6A09F)  # odd; changing one changes every id given out


def new_public_id() -> str:
    """Nine characters: 40 random bits and a check character."""
    number = secrets.randbits(5 * _BODY)
    body = "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in range(_BODY))
    return body + _check(body)


def sealed(number: int) -> str:
    """The public id of row `number` of a table that has too many rows for a column and an index of random ids: a fixed
    permutation of 40 bits, so no two rows share one. Opaque, not secret."""
    left, right = divmod(number, _HALF)
    for factor in _ROUNDS:
        left, right = right, left ^ _mixed(right, factor)
    mixed = left * _HALF + right
    body = "".join(_ALPHABET[(mixed >> (5 * place)) & 31] for place in range(_BODY))
    return body + _check(body)


def unsealed(text: str) -> int | None:
    """The row that `sealed` named so; None for what is no public id."""
    if not is_public_id(text):
        return None
    left, right = divmod(sum(_VALUE[letter] << (5 * place) for place, letter in enumerate(text[:_BODY])), _HALF)
    for factor in reversed(_ROUNDS):
        left, right = right ^ _mixed(left, factor), left
    return left * _HALF + right


def is_public_id(text: str) -> bool:
    return len(text) == _BODY + 1 and all(letter in _VALUE for letter in text) and _check(text[:_BODY]) == text[_BODY]


def _mixed(half: int, factor: int) -> int:
    product = (half + 1) * factor
    return (product ^ (product >> 17)) % _HALF


def _check(body: str) -> str:
    # Weights 3, 5, 7… are odd, hence invertible modulo 32: one wrong character is always caught.
    return _ALPHABET[sum((2 * place + 3) * _VALUE[letter] for place, letter in enumerate(body)) % 32]
