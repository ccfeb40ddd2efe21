"""`record show` and `record save`: the desk on the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import orjson

from lienthu.catalogue.actions.save_record import save_record
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries import marc_of_version
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.sentences import sentence
from lienthu.marc import grid, marcjson
from lienthu.marc.record import Record
from lienthu.registry.queries import library_by_code

_MOST_BYTES = 8 * 1024 * 1024


class Show(Command):
    name = "record show"
    help = "A library's record as lines, or as MARC-in-JSON with --json."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("record", metavar="LIBRARY:CONTROL-NUMBER")
        parser.add_argument("--version", type=int, metavar="N", help="an earlier version")

    def run(self, args: argparse.Namespace) -> int:
        record = _record(args.record)
        marc = marc_of_version(record, args.version or record.version)
        if args.json:
            said = {"id": record.pk, "control_no": record.control_no, "version": record.version, "state": record.state}
            self.out_json({**said, "marc": marcjson.to_json(marc)})
            return DONE
        self.out(f"{record.control_no}  {record.version}  {record.get_state_display()}")
        self.out(f"LDR    {marc.leader.replace(' ', grid.BLANK)}")
        for row in grid.to_rows(marc):
            self.out(f"{row.tag} {row.indicators:2} {row.text}")
        return DONE


class Save(Command):
    name = "record save"
    help = "Stores one record from MARC-in-JSON: a new one, or the next version of --record."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="a file, or - for standard input")
        parser.add_argument("--library", required=True, metavar="CODE")
        parser.add_argument("--record", default="", metavar="CONTROL-NUMBER")
        parser.add_argument("--version", type=int, metavar="N", help="the version that was changed (with --record)")
        parser.add_argument("--note", default="", help="for the history")

    def run(self, args: argparse.Namespace) -> int:
        library = library_by_code(args.library)
        record = _record(f"{library.code}:{args.record}") if args.record else None
        saved = save_record(
            actor=Actor.system("lienthu record save"),
            library_id=library.pk,
            marc=_read(args.file),
            record_id=record.pk if record else None,
            expected_version=args.version,
            note=args.note,
        )
        texts = [sentence(f"marc.{one.code}", {"tag": one.tag, **one.params}) for one in saved.findings]
        if args.json:
            said: dict[str, Any] = {"id": saved.record_id, "control_no": saved.control_no, "version": saved.version}
            self.out_json({**said, "state": saved.state, "changed": saved.changed, "findings": texts})
        else:
            self.out(f"{saved.control_no}  {saved.version}")
            for text in texts:
                self.out(f"  {text}")
        return FINDINGS if saved.findings else DONE


def _record(name: str) -> SourceRecord:
    code, colon, number = name.replace("\x00", "").partition(":")
    found = SourceRecord.objects.filter(library__code=code.upper(), control_no=number).first() if colon else None
    if found is None:
        raise NotFound("catalogue.no_such_record", record=name[:140])
    return found


def _read(name: str) -> Record:
    if name != "-" and not Path(name).is_file():
        raise Invalid("catalogue.file_missing", file=name)
    with sys.stdin.buffer if name == "-" else Path(name).open("rb") as stream:
        data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise Invalid("catalogue.file_too_large", limit=_MOST_BYTES // 1024**2)
    try:
        return marcjson.from_json(orjson.loads(data))
    except orjson.JSONDecodeError as error:
        raise Invalid("marc.json_broken", line=error.lineno, text=marcjson.near(error, data)) from error
    except marcjson.Shape as error:
        raise Invalid(f"marc.{error.code}", **error.params) from error


COMMANDS: list[type[Command]] = [Show, Save]
