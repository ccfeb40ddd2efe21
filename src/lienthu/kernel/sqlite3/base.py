"""Django's SQLite backend, with turns between processes that write.

SQLite lets a writer wait by sleeping up to a tenth of a second between looks, so the lock stands idle while others want
it. A lock file beside the database is looked at every two milliseconds instead, before `BEGIN IMMEDIATE`.
It only orders who asks next: whoever does not get it in time, or cannot open it (another user's, a full disk), asks
SQLite anyway, which has the last word.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import Any

from django.db.backends.sqlite3 import base

_LOOK = 0.002  # seconds between two looks
_PATIENCE = 30.0


class DatabaseWrapper(base.DatabaseWrapper):
    _turn: int | None = None
    _turn_of = 0  # the process that took it

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            if not self._in_transaction():
                self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _in_transaction(self) -> bool:
        return self.connection is not None and bool(self.connection.in_transaction)

    def _take_turn(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._turn is not None or self.is_in_memory_db():
            return
        try:
            turn = os.open(f"{name}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return
        ends = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > ends:
                    os.close(turn)
                    return
                time.sleep(_LOOK)
            except OSError:  # a file system without locks
                os.close(turn)
                return
            else:
                self._turn, self._turn_of = turn, os.getpid()
                return

    def _end_turn(self) -> None:
        """A child forked meanwhile shares the lock: closing the file here would leave it with the child, and what the
        child closes must not end its parent's turn."""
        if self._turn is None:
            return
        try:
            if self._turn_of == os.getpid():
                fcntl.flock(self._turn, fcntl.LOCK_UN)
        finally:
            os.close(self._turn)
            self._turn = None
