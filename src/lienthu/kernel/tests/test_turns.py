"""SQLite's writers take turns: one at a time, and the turn ends with the transaction however that ends."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from lienthu.kernel.sqlite3 import base
from lienthu.kernel.sqlite3.base import DatabaseWrapper


@pytest.fixture(autouse=True)
def _databases_of_their_own(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def connect(path: Path) -> DatabaseWrapper:
    settings = {
        "ENGINE": "lienthu.kernel.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": "PRAGMA journal_mode=WAL"},
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": {"NAME": None},
    }
    wrapper = DatabaseWrapper(settings, alias="turns")
    wrapper.inc_thread_sharing()
    return wrapper


def is_free(path: Path) -> bool:
    with Path(f"{path}-turn").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def begin(wrapper: DatabaseWrapper) -> None:
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction(tmp_path: Path, end: str) -> None:
    path = tmp_path / "t.sqlite3"
    wrapper = connect(path)
    begin(wrapper)
    assert not is_free(path)
    getattr(wrapper, end)()
    assert is_free(path)
    wrapper.close()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_child_forked_in_a_transaction_neither_keeps_the_turn_nor_ends_it(tmp_path: Path, end: str) -> None:
    path = tmp_path / "t.sqlite3"
    wrapper = connect(path)
    begin(wrapper)
    (says, tells), (waits, wakes) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:  # nothing of pytest may run here
        try:
            os.close(wakes)
            wrapper._end_turn()
            os.write(tells, b".")
            os.read(waits, 1)
        finally:
            os._exit(0)
    try:
        assert os.read(says, 1) == b"."
        assert not is_free(path)
        begun = os.fork()
        if not begun:
            try:
                os.close(wakes)
                os.read(waits, 1)
            finally:
                os._exit(0)
        getattr(wrapper, end)()
        assert is_free(path)
    finally:
        os.close(wakes)
        os.waitpid(child, 0)
        os.waitpid(begun, 0)
        for pipe in (says, tells, waits):
            os.close(pipe)
    wrapper.close()


def test_a_second_writer_comes_after_the_first(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    first, second = connect(path), connect(path)
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE said (word TEXT)")
    begin(first)
    started = threading.Event()

    def write() -> None:
        started.set()
        begin(second)
        second.cursor().execute("INSERT INTO said VALUES ('second')")
        second.commit()

    thread = threading.Thread(target=write)
    thread.start()
    started.wait(5)
    first.cursor().execute("INSERT INTO said VALUES ('first')")
    first.commit()
    thread.join(10)
    with first.cursor() as cursor:
        rows = cursor.execute("SELECT word FROM said ORDER BY rowid").fetchall()
    assert (rows, is_free(path)) == ([("first",), ("second",)], True)
    first.close()
    second.close()


def test_whoever_waits_too_long_asks_the_database_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "_PATIENCE", 0.0)
    path = tmp_path / "t.sqlite3"
    wrapper = connect(path)
    with Path(f"{path}-turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        begin(wrapper)
        wrapper.cursor().execute("CREATE TABLE t (x INT)")
        wrapper.commit()
    with wrapper.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM t").fetchone() == (0,)
    wrapper.close()


def test_a_refused_beginning_gives_the_turn_back(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    wrapper = connect(path)
    wrapper.ensure_connection()
    wrapper.connection.execute("BEGIN")  # a second BEGIN inside is an error
    with pytest.raises(OperationalError):
        begin(wrapper)
    assert is_free(path)
    wrapper.close()


def test_a_lock_file_that_cannot_be_opened_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    Path(f"{path}-turn").mkdir()  # as one of another user, or none on a full disk
    wrapper = connect(path)
    begin(wrapper)
    wrapper.cursor().execute("CREATE TABLE t (x INT)")
    wrapper.commit()
    wrapper.close()


def test_a_file_system_without_locks_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(base.fcntl, "flock", refuse)
    wrapper = connect(tmp_path / "t.sqlite3")
    begin(wrapper)
    wrapper.cursor().execute("CREATE TABLE t (x INT)")
    wrapper.commit()
    wrapper.close()
