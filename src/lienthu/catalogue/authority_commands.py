"""`authority import`, `authority export` and `authority show` on the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lienthu.catalogue import authority_skos
from lienthu.catalogue.actions.take_in_authorities import (
    COUNTED,
    PEN_NAMES,
    Given,
    TakenIn,
    look_at,
    pen_names,
    take_in,
)
from lienthu.catalogue.authority_export import FORMATS, write
from lienthu.catalogue.authority_files import format_in, read
from lienthu.catalogue.authority_queries import records_of, view, wordings
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Invalid
from lienthu.kernel.sentences import sentence

SHOWN = 20


class ImportAuthorities(Command):
    name = "authority import"
    help = "takes authorities in from MARC 21 authority records, SKOS, a sheet, or the list of pen names"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("file", nargs="?", type=Path)
        which.add_argument("--pen-names", action="store_true", help="the list of Vietnamese pen names that comes along")
        parser.add_argument("--kind", choices=[kind.value for kind in Kind], help="of a sheet that does not say it")
        parser.add_argument("--dry-run", action="store_true", help="tells what would become of each row")

    def run(self, args: argparse.Namespace) -> int:
        if not args.pen_names and not args.file.is_file():
            raise Invalid("catalogue.file_missing", file=str(args.file))
        name, given = self._given(args)
        if args.dry_run:
            return self._tell(args, look_at(given))
        actor = Actor.system("lienthu authority import")
        return self._tell(args, take_in(actor=actor, name=name, given=given, progress=_progress))

    def _given(self, args: argparse.Namespace) -> tuple[str, Given]:
        if args.pen_names:
            return PEN_NAMES.name, enumerate(pen_names(), start=1)
        return args.file.name, read(args.file, format_in(args.file), Kind(args.kind) if args.kind else None)

    def _tell(self, args: argparse.Namespace, result: TakenIn) -> int:
        counts = {name: result.counts[name] for name in COUNTED}
        if args.json:
            told = [
                {"record": n, "code": code, "message": sentence(code, params)} for n, code, params in result.refused
            ]
            self.out_json(counts | {"first_refused": told[:SHOWN]})
        else:
            self.out("  ".join(f"{name} {count}" for name, count in counts.items()))
            for number, code, params in result.refused[:SHOWN]:
                self.out(f"  {number}: {sentence(code, params)}")
        return FINDINGS if result.refused else DONE


class ExportAuthorities(Command):
    name = "authority export"
    help = "writes authorities as MARC 21, MARCXML or SKOS in JSON-LD"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument("--kind", choices=[kind.value for kind in Kind])
        parser.add_argument("--base", default="/authority/", help="address of authorities, up to the identifier")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE")

    def run(self, args: argparse.Namespace) -> int:
        with _output(args.output) as out:
            written = write(args.format, Kind(args.kind) if args.kind else None, args.base, out)
        if args.json and args.output:
            self.out_json({"authorities": written.count, "too_long": written.too_long})
        return FINDINGS if written.too_long else DONE


class ShowAuthority(Command):
    name = "authority show"
    help = "one authority: its names, relations, and how records write it"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id")

    def run(self, args: argparse.Namespace) -> int:
        found = view(args.id)
        one = found.authority
        if args.json:
            shown = authority_skos.document(found, "/authority/") | {
                "records": records_of(one.pk),
                "wordings": [{"text": h.text, "dates": h.dates, "records": n} for h, n in wordings(one.pk)],
            }
            self.out_json(shown)
            return DONE
        self.out(f"{one.heading}  [{one.kind}]  {one.life}".rstrip())
        for form in found.names:
            self.out(f"  = {form.text} ({form.role})")
        for relation in found.relations:
            self.out(f"  {relation.way}: {relation.other.heading} ({relation.other.public_id})")
        for heading, count in wordings(one.pk):
            self.out(f"  {count:>6}  {heading.text} {heading.dates}".rstrip())
        return DONE


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} ")


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with path.open("wb") as out:
        yield out


COMMANDS: list[type[Command]] = [ImportAuthorities, ExportAuthorities, ShowAuthority]
