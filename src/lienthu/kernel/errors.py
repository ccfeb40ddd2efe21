"""What can go wrong for a reason a person can act on: a code and its parameters.

The sentence for a code lives in the translations (`kernel.sentences`); the code path never holds one.
"""

from __future__ import annotations

import errno
from typing import Any, ClassVar

from django.db import OperationalError


class LienThuError(Exception):
    """Base of all answers that refuse. `code` is stable and public; `params` fill the sentence."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class Invalid(LienThuError):
    """What was handed in cannot be used."""

    status = 422


class Refused(LienThuError):
    """The actor may not do this."""

    status = 403


class NotSignedIn(Refused):
    """The actor is nobody yet; signing in may help."""

    status = 401


class NotFound(LienThuError):
    """Not there, or not for this actor: both sound the same."""

    status = 404


class Gone(LienThuError):
    """It was here and was taken away; that may be told."""

    status = 410


class Conflict(LienThuError):
    """Somebody else was first, or the state does not allow it."""

    status = 409


class WrongMethod(LienThuError):
    """The address is there, but not for this kind of request."""

    status = 405


class Unreadable(LienThuError):
    """The request breaks the rules of HTTP or its body cannot be taken apart."""

    status = 400


class TooMany(LienThuError):
    """The same caller asked too often in a short time."""

    status = 429


class Unavailable(LienThuError):
    """A part of the house is not ready; trying again later may help."""

    status = 503


def is_disk_full(error: BaseException) -> bool:
    """SQLITE_FULL and PostgreSQL's 53100 both say so in words only."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return isinstance(error, OperationalError) and "full" in str(error)


def expected(error: BaseException) -> LienThuError | None:
    """The error as one that has a sentence, if it is one: nothing was written, the reader can act on it."""
    if isinstance(error, LienThuError):
        return error
    return Unavailable("kernel.disk_full") if is_disk_full(error) else None
