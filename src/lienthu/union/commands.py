"""`lienthu match pairs` and `lienthu union …`"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _

from lienthu.catalogue.commands import Export
from lienthu.catalogue.exporting import Pair
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.models import Job
from lienthu.kernel.sentences import sentence
from lienthu.marc import marcjson
from lienthu.marc.record import Record
from lienthu.union import present, quality_commands, queries, rank_commands
from lienthu.union.actions.correct import correct, remove_correction
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.merge import merge
from lienthu.union.actions.rematch import active_rematch, rematch
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.actions.works import link_works, part_work
from lienthu.union.exporting import entries
from lienthu.union.model import weights_of_this_union
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
        code, weights = DONE, weights_of_this_union()
        with _open(args.file) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    self.out_json(_judge(line, number, weights, told=args.weights))
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


def _judge(line: bytes, number: int, weights: Mapping[str, float], *, told: bool) -> dict[str, Any]:
    try:
        pair = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Invalid("union.pairs_bad_line", line=number, problem=_("this is not JSON.")) from error
    if not isinstance(pair, dict):
        raise Invalid("union.pairs_bad_line", line=number, problem=_("an object with a and b is needed."))
    one, other = (features(_record(pair, side, number)) for side in ("a", "b"))
    found = judge(one, other, weights=weights)
    answer: dict[str, Any] = {
        "decision": found.verdict.value,
        "score": found.score,
        "reasons": list(found.reasons),
    }
    if told:
        answer["contributions"] = dict(found.contributions(weights))
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


class Decisions(Command):
    name = "union decisions"
    help = "What people decided about an entry, the latest first; --take-back NUMBER takes one back."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="public identifier of the entry")
        parser.add_argument("--take-back", type=int, metavar="NUMBER", help="all that came by it leaves together")
        parser.add_argument("--note", default="", help="the reason, for the record")

    def run(self, args: argparse.Namespace) -> int:
        if args.take_back is not None:
            take_back(actor=Actor.system(self.name), decision_id=args.take_back, note=args.note)
        found = queries.decisions_about(queries.resolve(args.id).pk)
        if args.json:
            self.out_json([present.decision(one) for one in found])
            return DONE
        for one in found:
            state = "" if one.stands or one.takes_back else "  (" + _("no longer holds") + ")"
            self.out(f"{one.id}  {one.decided_at:%Y-%m-%d %H:%M}  {one.author}  {one.text}{state}  {one.note}".rstrip())
            for record, before, after in one.moved:
                self.out(f"    {record}: {before} → {after}")
        return DONE


class Correct(Command):
    name = "union correct"
    help = "Puts a field of an entry right without touching its sources; --remove lets the sources speak again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="public identifier of the entry")
        parser.add_argument("field", help="such as title, publisher, year")
        parser.add_argument("value", nargs="*", help="the right value; several for a list")
        parser.add_argument("--reason", default="", help="why; needed for a correction")
        parser.add_argument("--remove", action="store_true", help="remove the correction of this field")

    def run(self, args: argparse.Namespace) -> int:
        actor, page = Actor.system(self.name), queries.entry_page(args.id)
        if args.remove:
            standing = next((one.correction for one in page.fields if one.name == args.field), None)
            remove_correction(actor=actor, correction_id=standing or 0)
        else:
            correct(actor=actor, public_id=args.id, field=args.field, value=args.value, reason=args.reason)
        page = queries.entry_page(args.id)
        if args.json:
            self.out_json(present.entry(page))
        else:
            value = page.value(args.field)
            shown = "; ".join(value) if isinstance(value, list) else value
            self.out(f"{page.entry.public_id}  {present.label(args.field)}: {shown}")
        return DONE


class Work(Command):
    name = "union work"
    help = "Links the second entry’s work to the first one’s, or takes an entry out of its work (--part)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="public identifier of an entry")
        parser.add_argument("other", nargs="?", help="an entry of the work to link")
        parser.add_argument("--part", action="store_true", help="the entry is a work of its own")
        parser.add_argument("--note", default="", help="the reason, for the record")

    def run(self, args: argparse.Namespace) -> int:
        actor = Actor.system(self.name)
        if args.part or not args.other:
            part_work(actor=actor, public_id=args.id, note=args.note)
        else:
            link_works(actor=actor, public_id=args.id, other=args.other, note=args.note)
        editions = queries.entry_page(args.id).editions
        if args.json:
            self.out_json({"id": args.id, "editions": [one.public_id for one in editions]})
        else:
            for one in editions:
                self.out(f"{one.public_id}  {one.year or ''}  {one.title}  {one.edition}".rstrip())
        return DONE


class Rematch(Command):
    name = "union rematch"
    help = "Matches everything again with the model in force, in slices; --dry-run only counts what would change."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would change")

    def run(self, args: argparse.Namespace) -> int:
        job = active_rematch() or rematch(actor=Actor.system(self.name), dry=args.dry_run)
        jobs.drain(only=job)
        job.refresh_from_db()
        if job.state != Job.State.DONE:
            raise Conflict(job.error_code or "kernel.job_stopped", **(job.error_params or {"attempts": job.attempts}))
        if args.json:
            self.out_json(job.result)
        else:
            self.out(_("%(records)s records matched; %(moved)s moved, %(entries)s entries concerned.") % job.result)
        return DONE


class ExportUnion(Export):
    """`export` with both of its sides."""

    def records(self, args: argparse.Namespace, libraries: list[int] | None) -> Iterator[Pair]:
        return entries(libraries) if args.union else super().records(args, libraries)


COMMANDS: list[type[Command]] = [
    ExportUnion,
    MatchPairs,
    Explain,
    Unmerge,
    Merge,
    Decisions,
    Correct,
    Work,
    Rematch,
    *rank_commands.COMMANDS,
    *quality_commands.COMMANDS,
]
