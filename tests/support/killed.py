"""Work on the union, killed with signal 9 before every so-manieth statement it sends to the database, in a process of
its own, and begun again from what is then on the disk. SQLite, in a folder of its own (`LIENTHU_DATA`).

`main` prints one JSON object: for each act at how many places it was killed, and what was found wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from lienthu.catalogue.models import HeadingUse, RecordHeading
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import AuditEntry, Event, Job
from lienthu.union import headings
from lienthu.union import jobs as union_jobs
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.rematch import accept_weights
from lienthu.union.models import Bond, Decision, Entry, Member
from lienthu.union.tests.test_match_records import BOOK, hand_in

Act = Callable[[], None]
Seen = Callable[[], Any]


@dataclass(frozen=True)
class Story:
    """`act` may be begun any number of times; `seen` is what must be the same however often it was killed. An act that
    is one transaction is not there at all until it is there whole."""

    name: str
    prepare: Act
    act: Act
    seen: Seen
    every: int = 1
    is_whole: bool = False


@contextmanager
def killed_before(statement: int) -> Iterator[None]:

    left = [statement]

    def count(execute: Any, *args: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(count):
        yield


def in_a_process(act: Act, statement: int = 0) -> int:
    """The signal that ended it, 0 when it came to its end. `statement` 0: it is not killed."""

    connections.close_all()
    if not (child := os.fork()):
        try:
            with killed_before(statement):
                act()
            connections.close_all()
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the act failed by itself")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def told(story: Story, database: Path) -> dict[str, Any]:

    story.prepare()
    before = story.seen()
    connections.close_all()
    pristine = database.with_suffix(".pristine")
    shutil.copy(database, pristine)
    in_a_process(story.act)
    after = story.seen()
    places, wrong = 0, []
    statement = 1
    while True:
        put_back(pristine, database)
        if not in_a_process(story.act, statement):
            break
        places += 1
        if story.is_whole and (found := story.seen()) not in (before, after):
            wrong.append([statement, "half done", found])
        in_a_process(story.act)
        if (found := story.seen()) != after:
            wrong.append([statement, "begun again", found])
        statement += story.every
    put_back(pristine, database)
    return {"killed": places, "changed": before != after, "wrong": wrong}


def put_back(pristine: Path, database: Path) -> None:

    connections.close_all()
    for name in (f"{database}-wal", f"{database}-shm"):
        Path(name).unlink(missing_ok=True)
    shutil.copy(pristine, database)


def homes() -> list[list[int]]:

    return sorted(list(row) for row in Member.objects.values_list("record", "cluster", "entry"))


def outlines() -> list[list[Any]]:

    columns = ("pk", "state", "merged_into", "size", "own", "version")
    return sorted(list(row) for row in Entry.objects.values_list(*columns))


def merging() -> Story:

    def prepare() -> None:
        books = [
            replace(BOOK, year=year, extent=f"{pages}tr.") for year in ("2012", "2016") for pages in (148, 149, 150)
        ]
        match_records(record_ids=[hand_in(book, "TINH", str(number)) for number, book in enumerate(books)])

    def act() -> None:
        one, other = Entry.objects.order_by("pk").values_list("public_id", flat=True)[:2]
        try:
            merge(actor=Actor.system("killed"), public_id=one, other=other)
        except Conflict:  # it was done before
            assert Decision.objects.count() == 1

    def seen() -> Any:
        decisions = [[one.kind, len(one.one), len(one.other), len(one.moved)] for one in Decision.objects.all()]
        said = AuditEntry.objects.filter(code="union.merged").count()
        told = sorted(event.kind for event in Event.objects.filter(kind__startswith="union."))
        return [homes(), outlines(), decisions, Bond.objects.count(), said, told]

    return Story("merge", prepare, act, seen, every=2, is_whole=True)


def rematching() -> Story:

    union_jobs.CHUNK, union_jobs._SLICE_SECONDS = 2, 0.0

    def prepare() -> None:
        names = ("Trẻ", "Kim Đồng", "Văn học", "Y học")
        books = [replace(BOOK, title=title, publisher=name) for title in ("Số đỏ", "Tắt đèn") for name in names]
        match_records(record_ids=[hand_in(book, "GN", str(number)) for number, book in enumerate(books)])
        accept_weights(actor=Actor.system("killed"), weights={"publisher.differs": -0.5})

    def act() -> None:
        expire_leases()
        jobs.drain(only=Job.objects.get(kind="union.rematch"))

    def seen() -> Any:
        job = Job.objects.get(kind="union.rematch")
        return [homes(), outlines(), job.state, job.done, job.result]

    return Story("rematch", prepare, act, seen, every=5)


def following() -> Story:

    headings.SLICE = 3

    def prepare() -> None:
        heading = RecordHeading.objects.create(kind="person", text="Tô Hoài", key="hoài tô", folded="hoai to")
        records = Member.objects.values_list("record_id", flat=True)
        HeadingUse.objects.bulk_create(HeadingUse(heading=heading, record_id=one, role="c") for one in records)
        jobs.start(actor=Actor.system("killed"), kind=headings.FOLLOW, params={"headings": [heading.pk]})

    def act() -> None:
        expire_leases()
        jobs.drain(only=Job.objects.get(kind=headings.FOLLOW))

    def seen() -> Any:
        job = Job.objects.get(kind=headings.FOLLOW)
        told = Event.objects.filter(kind=headings.ENTRIES_CHANGED).order_by("id")
        return [[event.payload["entries"] for event in told], job.state, job.done]

    return Story("follow_headings", prepare, act, seen, every=3)


def expire_leases() -> None:
    """The time that a lease takes to run out has passed."""

    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))


def main() -> None:
    call_command("migrate", verbosity=0)
    database = Path(settings.DATABASES["default"]["NAME"])
    found = {story.name: told(story, database) for story in (merging(), rematching(), following())}
    sys.stdout.write(json.dumps(found))
