"""Who is signed in by a session's cookie, for answers too quick for a whole request: the same rules as Django's
`SessionMiddleware` and `get_user`, the rows read anew each time."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from lienthu.accounts.models import User

_ROW: Final = f"SELECT session_data FROM {Session._meta.db_table} WHERE session_key = %s AND expire_date > %s"  # noqa: S608
_PERSON: Final = f"SELECT password, is_active FROM {User._meta.db_table} WHERE id = %s"  # noqa: S608


class Unsure(Exception):
    """The session has ended, or is to be changed by whoever answers: Django has to look at it."""


def user_of(session_key: str) -> int | None:
    """The account that is signed in, None for a session of nobody. Raises `Unsure`."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_ROW, [session_key, now])
        row = cursor.fetchone()
        if row is None:
            raise Unsure
        user_id, told = _said(row[0])
        if user_id is None:
            return None
        cursor.execute(_PERSON, [user_id])
        person = cursor.fetchone()
    if person is None or not person[1] or not constant_time_compare(told, _hash_of(person[0])):
        raise Unsure
    return user_id


@lru_cache(maxsize=4096)
def _said(session_data: str) -> tuple[int | None, str]:
    """Account and password's hash that the session's own words name; what is signed does not change its meaning."""
    said = SessionStore().decode(session_data)
    if not said:
        raise Unsure
    if SESSION_KEY not in said:
        return None, ""
    if said.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        raise Unsure
    return User._meta.pk.to_python(said[SESSION_KEY]), str(said.get(HASH_SESSION_KEY, ""))


@lru_cache(maxsize=4096)
def _hash_of(password: str) -> str:
    return User(password=password).get_session_auth_hash()
