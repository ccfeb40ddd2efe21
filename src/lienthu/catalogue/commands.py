"""`import`, `export` and `repair` on the command line: the same actions as the pages and REST."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from lienthu.catalogue import exporting, files, report, withdrawals
from lienthu.catalogue.actions.continue_import import confirm_withdrawal
from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.authority_commands import COMMANDS as AUTHORITIES
from lienthu.catalogue.batch_commands import COMMANDS as BATCH_EDITS
from lienthu.catalogue.box_commands import COMMANDS as BOXES
from lienthu.catalogue.desk_commands import COMMANDS as DESK
from lienthu.catalogue.importers.formats import FORMATS
from lienthu.catalogue.models import ImportBatch, ImportRow
from lienthu.catalogue.print_commands import COMMANDS as PRINTS
from lienthu.catalogue.queries import batch_for, export_records, rows_of
from lienthu.files.storage import chunks_of
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FAILED, FINDINGS, Command
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.models import Job
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import library_by_code
from lienthu.text import repair_lines

COUNTS = ("rows", "accepted", "repaired", "rejected", "unchanged")
SHOWN = 20


class Import(Command):
    name = "import"
    help = "Reads a catalogue into a library: MARC in its dialects, MARCXML, MARC-in-JSON, CDS/ISIS, Excel, CSV."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--library", required=True, metavar="CODE")
        parser.add_argument("--format", default="auto", choices=FORMATS, metavar="FORMAT", help=", ".join(FORMATS))
        parser.add_argument("--encoding", default="auto", help="of text that is not Unicode")
        parser.add_argument("--mapping", default="", metavar="NAME", help="saved columns of the library")
        parser.add_argument("--dry-run", action="store_true", help="read and count, store nothing")
        parser.add_argument("--full", action="store_true", help="the whole catalogue: withdraw what is not in it")

    def run(self, args: argparse.Namespace) -> int:
        started = time.monotonic()
        if not args.file.is_file():
            raise Invalid("catalogue.file_missing", file=str(args.file))
        beside = files.base_beside(args.file)
        given = files.together([files.Part(one.name, chunks_of(one)) for one in beside])
        batch = start_import(
            actor=Actor.system("lienthu import"),
            library=library_by_code(args.library),
            filename=given.name,
            chunks=given.chunks,
            options=Options(
                mode=ImportBatch.Mode.FULL if args.full else ImportBatch.Mode.ADD,
                format=args.format,
                encoding=args.encoding,
                mapping=args.mapping,
                dry_run=args.dry_run,
            ),
        )
        _work(batch)
        batch.refresh_from_db()
        seconds = round(time.monotonic() - started, 3)
        if batch.job is not None and batch.job.state != batch.job.State.DONE:
            self.err(sentence(batch.job.error_code, batch.job.error_params) if batch.job.error_code else batch.job.note)
            return FAILED
        self._tell(args, batch, seconds)
        return FINDINGS if batch.rejected or withdrawals.is_held_back(batch) else DONE

    def _tell(self, args: argparse.Namespace, batch: ImportBatch, seconds: float) -> None:
        counts = {name: getattr(batch, name) for name in COUNTS}
        if args.json:
            rows = rows_of(batch, ImportRow.Outcome.REJECTED)[:SHOWN]
            self.out_json(
                {
                    **counts,
                    "seconds": seconds,
                    "report": f"/vi/cataloguing/{batch.public_id}",
                    "batch": batch.public_id,
                    "format": batch.format,
                    "restricted": batch.restricted,
                    "withdrawn": batch.withdrawn,
                    "skipped": batch.skipped,
                    "withdrawal": batch.withdrawal,
                    "missing": batch.missing,
                    "withdrawal_message": withdrawals.held_back(batch),
                    "reasons": {code: entry[0] for code, entry in batch.reasons.items()},
                    "first_rejected": [{"row": row.number, "reason": report.reason_text(row.reasons)} for row in rows],
                }
            )
            return
        labels = "  ".join(f"{ImportRow.Outcome[name.upper()].label} {counts[name]}" for name in COUNTS[1:])
        self.out(f"{batch.filename}: {counts['rows']}  {labels}  ({seconds} s)")
        for kind, label in report.NOT_READ.items():
            if batch.skipped.get(kind.value):
                self.out(f"  {label} {batch.skipped[kind.value]}")
        for row in rows_of(batch, ImportRow.Outcome.REJECTED)[:SHOWN]:
            self.out(f"  {row.number}: {report.reason_text(row.reasons)}")
        if withdrawals.is_held_back(batch):
            self.out(withdrawals.held_back(batch))
            self.out(sentence("catalogue.withdrawal_how", {"command": f"lienthu withdraw {batch.public_id}"}))
        self.out(f"/vi/cataloguing/{batch.public_id}")


class Withdraw(Command):
    name = "withdraw"
    help = "What a full file does not name and was held back: lists it, and withdraws it with --confirm."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("batch", metavar="IMPORT", help="the import's short name, as its page and `import` tell it")
        parser.add_argument("--confirm", type=int, metavar="N", help="withdraw them: the number that was listed")

    def run(self, args: argparse.Namespace) -> int:
        actor = Actor.system("lienthu withdraw")
        batch = batch_for(actor, args.batch)
        if args.confirm is None:
            return self._list(args, actor, batch)
        confirm_withdrawal(actor=actor, batch=batch, expected=args.confirm)
        batch.refresh_from_db()
        _work(batch)
        batch.refresh_from_db()
        if args.json:
            self.out_json({"batch": batch.public_id, "withdrawn": batch.withdrawn})
        else:
            self.out(sentence("catalogue.withdrawal_done", {"count": batch.withdrawn}))
        return DONE

    def _list(self, args: argparse.Namespace, actor: Actor, batch: ImportBatch) -> int:
        """One record a line; all of them with --json."""
        if not withdrawals.is_held_back(batch):
            raise Conflict("catalogue.nothing_to_withdraw")
        gone = withdrawals.missing(batch).order_by("id")
        if not args.json:
            self.out(withdrawals.held_back(batch))
        for one in withdrawals.shown(actor, gone.iterator(1000) if args.json else gone[:SHOWN]):
            if args.json:
                self.out_json(one)
            else:
                self.out(f"  {one['control_no']}  {one['title'] or '—'}")
        if not args.json:
            command = f"lienthu withdraw {batch.public_id} --confirm {gone.count()}"
            self.out(sentence("catalogue.withdrawal_how", {"command": command}))
        return FINDINGS


def _work(batch: ImportBatch) -> None:
    if batch.job is not None:
        jobs.follow(batch.job, _told)
        if sys.stderr.isatty():
            sys.stderr.write("\n")


def _told(job: Job) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{job.done}{f' / {job.total}' if job.total else ''} ")


class Export(Command):
    """The libraries' own records; the union's room puts its entries beside them and lists the command."""

    name = "export"
    help = "Writes records: MARC21, MARCXML, MARC-in-JSON lines or CSV."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=exporting.FORMATS)
        parser.add_argument("--library", default="", metavar="CODE")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--source", action="store_true", help="the libraries' own records (the default)")
        which.add_argument("--union", action="store_true", help="the union catalogue: one record a book, 852 a library")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE")

    def run(self, args: argparse.Namespace) -> int:
        libraries = [library_by_code(args.library).id] if args.library else None
        with _output(args.output) as out:
            result = exporting.write(self.records(args, libraries), args.format, out)
        if args.json and args.output:
            self.out_json({"records": result.records, "too_long": result.too_long})
        for name in result.too_long[:SHOWN]:
            self.err(sentence("catalogue.too_long_for_iso", {"name": name}))
        if len(result.too_long) > SHOWN:
            self.err(sentence("catalogue.more_too_long", {"count": len(result.too_long) - SHOWN}))
        return FINDINGS if result.too_long else DONE

    def records(self, args: argparse.Namespace, libraries: list[int] | None) -> Iterator[exporting.Pair]:
        return export_records(libraries)


class Repair(Command):
    name = "repair"
    help = "Turns text in any legacy Vietnamese encoding into clean NFC UTF-8, line by line."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--encoding", default="auto")

    def run(self, args: argparse.Namespace) -> int:
        if args.file is not None and not args.file.is_file():
            raise Invalid("catalogue.file_missing", file=str(args.file))
        hint = None if args.encoding == "auto" else args.encoding
        stream = args.file.open("rb") if args.file else sys.stdin.buffer
        with stream:
            for result in repair_lines(stream, hint):
                if args.json:
                    self.out_json(
                        {
                            "text": result.text,
                            "encoding": result.encoding,
                            "confidence": result.confidence,
                            "changed": result.changed,
                        }
                    )
                else:
                    self.out(result.text)
        return DONE


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with path.open("wb") as out:
        yield out


COMMANDS: list[type[Any]] = [Import, Withdraw, Repair, *BATCH_EDITS, *BOXES, *DESK, *PRINTS, *AUTHORITIES]
