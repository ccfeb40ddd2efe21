"""Loads the demo network: libraries, accounts, and the files that each library hands in, through the usual import.

Every step is idempotent, so a load that was killed goes on where it was: libraries and accounts that exist stay, a
file that was handed in before changes nothing, and a job that was under way resumes from its cursor.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.actions.take_in_authorities import take_in_pen_names
from lienthu.catalogue.models import ImportBatch
from lienthu.config.demo.appraisal import show_appraisal
from lienthu.config.demo.boxes import show_boxes
from lienthu.config.demo.collection import load_collection
from lienthu.config.demo.copies import show_copies
from lienthu.config.demo.files import FileEntry, Manifest, write_files
from lienthu.config.demo.learning import load_learning
from lienthu.config.demo.people import load_accounts, load_network, password_of
from lienthu.config.demo.reading import load_reading_room
from lienthu.config.demo.stories import load_stories
from lienthu.config.demo.workshop import show_workshop
from lienthu.kernel import jobs, outbox
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job
from lienthu.registry.models import Library

CHUNK = 1 << 20
Report = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the load is: records read of all, and announcements that union and index still have to take up."""

    done: int
    total: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Loaded:
    password: str
    batches: list[ImportBatch]


def is_loaded(data: Path) -> bool:
    return (data / "demo-loaded").exists()


def load(*, data: Path, total: int, report: Report, collection: Path | None = None) -> Loaded:
    """Loads everything and waits until it can be searched. Works beside a running worker or alone."""
    actor = Actor.system("demo")
    libraries = load_network(actor)
    password = password_of(data)
    load_accounts(actor, libraries, password)
    take_in_pen_names(actor=actor)
    folder = data / "demo-files"
    manifest = write_files(folder, total=total)
    batches = [_hand_in(actor, folder, entry) for entry in manifest.files]
    _wait(batches, manifest, report)
    show_copies(actor)
    show_boxes(actor)
    load_reading_room(actor)
    if collection:
        load_collection(actor, collection)
    load_stories(actor)
    load_learning(actor)
    show_appraisal(actor)
    _wait(batches, manifest, report)
    show_workshop(actor)
    _wait(batches, manifest, report)
    (data / "demo-loaded").touch()
    return Loaded(password, [ImportBatch.objects.get(pk=batch.pk) for batch in batches])


def _hand_in(actor: Actor, folder: Path, entry: FileEntry) -> ImportBatch:
    library = Library.objects.get(code=entry.library)
    try:
        return start_import(
            actor=actor,
            library=library,
            filename=entry.file,
            chunks=_chunks(folder / entry.file),
            options=Options(mode=entry.mode),
        )
    except Conflict:  # a load that was killed had begun it
        return ImportBatch.objects.filter(library=library, filename=entry.file, job__isnull=False).latest("id")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _wait(batches: list[ImportBatch], manifest: Manifest, report: Report) -> None:
    """Takes part in the work, so that it also ends where no worker runs."""
    total = sum(entry.records for entry in manifest.files)
    wanted = [batch.job_id for batch in batches if batch.job_id]
    while True:
        worked = jobs.run_once()
        active = Job.objects.filter(state__in=Job.ACTIVE).exists()
        if not active:
            worked = outbox.deliver_once() or worked
        waiting = outbox.pending()
        done = sum(Job.objects.filter(id__in=wanted).values_list("done", flat=True))
        report(Progress(min(done, total), total, waiting))
        if not active and not waiting:
            return
        if not worked:
            connection.close()
            time.sleep(0.3)
