"""A house in a folder of its own, driven by its commands from outside: `python -m tests.support.house VERB …` works
inside it, `House` starts and kills its processes."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 180.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@dataclass
class House:
    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SEARCH_URL")}
        return kept | {
            "LIENTHU_DATA": str(self.data),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "SECRET_KEY": "tests-only",
            "DJANGO_SETTINGS_MODULE": "lienthu.config.settings",
            "LIENTHU_LOG": "CRITICAL",
            **self.settings,
        }

    def start(self, *arguments: str, module: str = "lienthu.config.cli") -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # what it says line by line is read line by line
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def run(self, *arguments: str, module: str = "lienthu.config.cli") -> subprocess.CompletedProcess[bytes]:
        process = self.start(*arguments, module=module)
        out, err = process.communicate(timeout=_PATIENCE)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def ask(self, *arguments: str) -> Any:
        done = self.run(*arguments, module="tests.support.house")
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    def make_ready(self) -> None:
        """Its folder as `lienthu migrate` leaves it."""
        shutil.copytree(_migrated(), self.data, dirs_exist_ok=True)

    def kill(self, process: subprocess.Popen[bytes], *, leases: bool = True) -> bytes:
        """-9 for the process and all its children; then their leases run out. What it had still said."""
        os.killpg(process.pid, signal.SIGKILL)
        said, _error = process.communicate()
        if leases:
            self.run_out()
        return said

    def run_out(self) -> None:
        """The leases of those that were killed."""
        with closing(self._database()) as database, database:
            database.execute("UPDATE kernel_job SET lease_until = '2020-01-01' WHERE lease_until IS NOT NULL")
            database.execute("UPDATE kernel_lease SET until = '2020-01-01'")

    def processes(self) -> set[int]:
        """Whatever has this folder among its arguments."""
        found = set()
        for arguments in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if str(self.data).encode() in arguments.read_bytes():
                    found.add(int(arguments.parent.name))
        return found

    @staticmethod
    def tell(processes: set[int], number: signal.Signals) -> None:
        for one in sorted(processes):
            with suppress(ProcessLookupError):
                os.kill(one, number)

    def stop_all(self) -> None:
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def count(self, sql: str) -> int:
        with closing(self._database()) as database:
            return int(database.execute(sql).fetchone()[0])

    def wait_until(self, condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        """Looks until it is so; fails when the process ends before or patience does."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            try:
                process.wait(0.02)
            except subprocess.TimeoutExpired:
                assert time.monotonic() < end, "it never came to that"
                continue
            assert condition(), process.communicate()[1].decode()[-2000:]
            return

    def is_idle(self) -> bool:
        waiting = "SELECT COUNT(*) FROM kernel_delivery WHERE NOT parked"
        active = "SELECT COUNT(*) FROM kernel_job WHERE state IN ('queued', 'running')"
        return not self.count(active) and not self.count(waiting)

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.data / "lienthu.sqlite3", timeout=30)


@cache
def _migrated() -> Path:
    """Made once: every migration of every room takes seconds, and the tests start many houses."""
    folder = Path(tempfile.mkdtemp(prefix="lienthu-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    assert House(folder).run("migrate").returncode == 0
    return folder


def _queue(code: str, *paths: str) -> dict[str, int]:
    from lienthu.catalogue.actions.start_import import start_import  # noqa: PLC0415
    from lienthu.kernel.actor import Actor  # noqa: PLC0415
    from lienthu.registry.models import Library  # noqa: PLC0415

    library = Library.objects.get_or_create(code=code)[0]
    for path in map(Path, paths):
        start_import(actor=Actor.system("test"), library=library, filename=path.name, chunks=[path.read_bytes()])
    return {"queued": len(paths)}


def _resume() -> dict[str, int]:
    """What a person does when there is room again."""
    from lienthu.catalogue.actions.continue_import import resume_import  # noqa: PLC0415
    from lienthu.catalogue.models import ImportBatch  # noqa: PLC0415
    from lienthu.kernel.actor import Actor  # noqa: PLC0415

    stopped = list(ImportBatch.objects.filter(state=ImportBatch.State.STOPPED))
    for batch in stopped:
        resume_import(actor=Actor.system("test"), batch=batch)
    return {"resumed": len(stopped)}


def _digest() -> dict[str, Any]:
    """What the house holds, without numbers and times that may differ from run to run."""
    from lienthu.catalogue.models import ImportBatch, ImportRow, Item, SourceRecord, SourceVersion  # noqa: PLC0415
    from lienthu.discovery import engines  # noqa: PLC0415
    from lienthu.kernel.models import Delivery  # noqa: PLC0415
    from lienthu.union.models import Entry, Member  # noqa: PLC0415

    groups: dict[int, list[str]] = {}
    for entry_id, code, number in Member.objects.values_list("entry_id", "record__library__code", "record__control_no"):
        groups.setdefault(entry_id, []).append(f"{code}/{number}")
    key = ("record__library__code", "record__control_no")
    tables = {
        "records": SourceRecord.objects.values_list(
            "library__code", "control_no", "state", "version", "digest", "marc"
        ),
        "versions": SourceVersion.objects.values_list(*key, "number", "row", "raw", "repairs", "findings"),
        "items": Item.objects.values_list(*key, "location", "call_number", "accession_no", "raw"),
        "rows": ImportRow.objects.values_list("batch__filename", "number", "outcome", *key),
        "batches": ImportBatch.objects.values_list("filename", "state", "rows", "accepted", "rejected", "unchanged"),
        "entries": [sorted(members) for members in groups.values()],
    }
    found: dict[str, Any] = {name: [len(rows := list(table)), _hash(rows)] for name, table in tables.items()}
    live = Entry.objects.filter(state=Entry.State.ACTIVE).count()
    return found | {
        "live": live,
        "indexed": engines.current().size,
        "parked": Delivery.objects.filter(parked=True).count(),
    }


def _hash(rows: list[Any]) -> str:
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def _make(folder: str, size: str, libraries: str) -> dict[str, list[str]]:
    """Files of made-up libraries, always the same."""
    from lienthu.config.demo.files import stream_iso  # noqa: PLC0415

    parts: dict[str, list[bytes]] = {}
    for code, raw in _records(stream_iso(int(size), libraries=int(libraries))):
        parts.setdefault(code, []).append(raw)
    for code, raws in parts.items():
        (Path(folder) / f"{code}.mrc").write_bytes(b"".join(raws))
    return {"files": sorted(parts)}


def _records(found: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    yield from found


def _main(verb: str, *arguments: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    verbs: dict[str, Callable[..., Any]] = {"queue": _queue, "digest": _digest, "make": _make, "resume": _resume}
    print(json.dumps(verbs[verb](*arguments)))  # noqa: T201


if __name__ == "__main__":
    _main(*sys.argv[1:])
