"""`authority import`, `authority export` and `authority show` on the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lienthu.catalogue import authority_skos, exporting
from lienthu.catalogue.actions.take_in_authorities import TakenIn, take_in_file, take_in_pen_names
from lienthu.catalogue.authority_marc import to_marc
from lienthu.catalogue.authority_queries import AuthorityView, export_views, records_of, view, wordings
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Invalid
from lienthu.kernel.sentences import sentence
from lienthu.marc import reading
from lienthu.marc.detect import detect

SHOWN = 20
FORMATS = ("marc21", "marcxml", "jsonld")


class ImportAuthorities(Command):
    name = "authority import"
    help = "takes authorities in from a MARC 21 authority file (ISO 2709, MARCXML, MARC-in-JSON) or the pen names"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("file", nargs="?", type=Path)
        which.add_argument("--pen-names", action="store_true", help="the list of Vietnamese pen names that comes along")

    def run(self, args: argparse.Namespace) -> int:
        actor = Actor.system("lienthu authority import")
        if args.pen_names:
            return self._tell(args, take_in_pen_names(actor=actor))
        if not args.file.is_file():
            raise Invalid("catalogue.file_missing", file=str(args.file))
        with args.file.open("rb") as stream:
            fmt = detect(stream)
            if fmt not in reading.READERS:
                raise Invalid("catalogue.authority_file", file=args.file.name)
            records = reading.read(stream, fmt)
            return self._tell(args, take_in_file(actor=actor, name=args.file.name, records=records, progress=_progress))

    def _tell(self, args: argparse.Namespace, result: TakenIn) -> int:
        counts = {name: result.counts[name] for name in ("created", "changed", "unchanged", "rejected", "relations")}
        if args.json:
            told = [
                {"record": n, "code": code, "message": sentence(code, params)} for n, code, params in result.rejected
            ]
            self.out_json(counts | {"first_rejected": told[:SHOWN]})
        else:
            self.out("  ".join(f"{name} {count}" for name, count in counts.items()))
            for number, code, params in result.rejected[:SHOWN]:
                self.out(f"  {number}: {sentence(code, params)}")
        return FINDINGS if result.rejected else DONE


class ExportAuthorities(Command):
    name = "authority export"
    help = "writes authorities as MARC 21, MARCXML or SKOS in JSON-LD"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--kind", choices=[kind.value for kind in Kind])
        parser.add_argument("--base", default="/authority/", help="address of authorities, up to the identifier")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE")

    def run(self, args: argparse.Namespace) -> int:
        views = export_views(Kind(args.kind) if args.kind else None)
        with _output(args.output) as out:
            count, too_long = self._write(views, args, out)
        if args.json and args.output:
            self.out_json({"authorities": count, "too_long": too_long})
        return FINDINGS if too_long else DONE

    def _write(self, views: Iterator[AuthorityView], args: argparse.Namespace, out: BinaryIO) -> tuple[int, list[str]]:
        if args.format == "jsonld":
            return authority_skos.write(views, args.base, out), []
        pairs = ((one.authority.public_id, to_marc(one)) for one in views)
        written = exporting.write(pairs, args.format, out)
        return written.records, written.too_long


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
