"""`lienthu match pairs` and `lienthu union …`"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _

from lienthu.catalogue.commands import Export
from lienthu.catalogue.exporting import Pair
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Invalid
from lienthu.kernel.sentences import sentence
from lienthu.marc import marcjson
from lienthu.marc.record import Record
from lienthu.union import present, queries
from lienthu.union.actions.merge import merge
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.exporting import entries
from lienthu.union.rules.features import features
from lienthu.union.rules.score import judge
from lienthu.union.sentences import reason


class MatchPairs(Command):
    name = "match pairs"
    help = "Decides for each line {a, b} of MARC-in-JSON whether both records describe one publication."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="JSON lines; - for standard input")
        parser.add_argument("--weights", action="store_true", help="add what each reason contributes")

    def run(self, args: argparse.Namespace) -> int:
        code = DONE
        with _open(args.file) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    self.out_json(_judge(line, number, args.weights))
                except Invalid as error:
                    self.err(sentence(error.code, error.params))
                    code = FINDINGS
        sys.stdout.flush()
        return code


@contextmanager
def _open(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    path = Path(name)
    if not path.is_file():
        raise Invalid("union.pairs_no_file", name=name)
    with path.open("rb") as stream:
        yield stream


def _judge(line: bytes, number: int, weights: bool) -> dict[str, Any]:
    try:
        pair = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Invalid("union.pairs_bad_line", line=number, problem=_("this is not JSON.")) from error
    if not isinstance(pair, dict):
        raise Invalid("union.pairs_bad_line", line=number, problem=_("an object with a and b is needed."))
    found = judge(features(_record(pair, "a", number)), features(_record(pair, "b", number)))
    answer: dict[str, Any] = {
        "decision": found.verdict.value,
        "score": found.score,
        "reasons": list(found.reasons),
    }
    if weights:
        answer["contributions"] = dict(found.contributions)
    return answer


def _record(pair: dict[str, Any], side: str, number: int) -> Record:
    try:
        record = marcjson.from_json(pair.get(side))
    except (marcjson.Shape, TypeError, ValueError, KeyError, AttributeError) as error:
        problem = _("%(side)s is no MARC-in-JSON record.") % {"side": side}
        raise Invalid("union.pairs_bad_line", line=number, problem=problem) from error
    return record


class Explain(Command):
    name = "union explain"
    help = "Says which records make up an entry, why they are together, and where each field comes from."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="public identifier of an entry, present or former")

    def run(self, args: argparse.Namespace) -> int:
        page = queries.entry_page(args.id)
        if args.json:
            self.out_json(present.entry(page))
            return DONE
        self.out(f"{page.entry.public_id}  {page.entry.get_state_display()}  {page.value('title')}")
        for member in page.members:
            library = member.library.code if member.library else member.library_id
            self.out(f"\n{member.record_id}  {library}:{member.control_no}")
            if member.evidence.witness is not None:
                self.out("  " + _("matched with record %(record)s, score %(score)s") % {
                    "record": member.evidence.witness, "score": member.evidence.score})  # fmt: skip
            for code in member.evidence.reasons:
                self.out(f"  · {reason(code)}")
        self.out()
        for field in page.fields:
            value = "; ".join(field.value) if isinstance(field.value, list) else field.value
            self.out(f"{present.label(field.name)}: {value}  [{', '.join(map(str, field.sources))}]")
        return DONE


class Unmerge(Command):
    name = "union unmerge"
    help = "Takes one record out of an entry; it gets an entry of its own and stays apart."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="public identifier of the entry")
        parser.add_argument("--source", required=True, help="record number, or LIBRARY:CONTROL-NUMBER")
        parser.add_argument("--note", default="", help="the reason, for the record")

    def run(self, args: argparse.Namespace) -> int:
        record_id = queries.find_source(queries.resolve(args.id), args.source)
        own = unmerge(actor=Actor.system(self.name), public_id=args.id, record_id=record_id, note=args.note)
        if args.json:
            self.out_json({"id": own.public_id, "record": record_id})
        else:
            self.out(_("Record %(record)s is entry %(id)s now.") % {"record": record_id, "id": own.public_id})
        return DONE


class Merge(Command):
    name = "union merge"
    help = "Joins the second entry to the first, which keeps its address; the other one redirects."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="the entry that stays")
        parser.add_argument("other", help="the entry that joins it")
        parser.add_argument("--note", default="", help="the reason, for the record")

    def run(self, args: argparse.Namespace) -> int:
        entry = merge(actor=Actor.system(self.name), public_id=args.id, other=args.other, note=args.note)
        if args.json:
            self.out_json({"id": entry.public_id, "size": entry.size})
        else:
            self.out(_("Entry %(id)s has %(size)s records now.") % {"id": entry.public_id, "size": entry.size})
        return DONE


class ExportUnion(Export):
    """`export` with both of its sides."""

    def records(self, args: argparse.Namespace, libraries: list[int] | None) -> Iterator[Pair]:
        return entries(libraries) if args.union else super().records(args, libraries)


COMMANDS: list[type[Command]] = [ExportUnion, MatchPairs, Explain, Unmerge, Merge]
