"""`lienthu batch-edit new|run|undo|show`"""

from __future__ import annotations

import argparse

from lienthu.catalogue.actions import edit_batch
from lienthu.catalogue.batch_api import as_data
from lienthu.catalogue.batch_queries import edit_for
from lienthu.catalogue.models import BatchEdit
from lienthu.catalogue.rules.batch_edit import NEEDS, Operation
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.registry.queries import library_by_code


class _Step(Command):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="identifier of the batch edit")

    def tell(self, edit: BatchEdit, args: argparse.Namespace) -> int:
        edit.refresh_from_db()
        data = as_data(edit)
        if args.json:
            self.out_json(data)
        else:
            self.out(f"{edit.public_id}  {edit.get_state_display()}  {data['operation']}")
            for code, number in data["counts"].items():
                self.out(f"{number:>10}  {code}")
            for one in data["previews"]:
                for change in one["changes"]:
                    self.out(f"{one['control_no']} {change['tag']}  {change['before']}  →  {change['after']}")
        return FINDINGS if {"overtaken", "refused", "kept"} & data["counts"].keys() else DONE

    def finish(self, edit: BatchEdit, args: argparse.Namespace) -> int:
        edit.refresh_from_db()
        if edit.job is not None:
            jobs.drain(only=edit.job)
        return self.tell(edit, args)


class New(_Step):
    name = "batch-edit new"
    help = "Counts what a change of many records would do, and shows the first differences. Changes nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(NEEDS), metavar="KIND", help=", ".join(NEEDS))
        parser.add_argument("--library", required=True, metavar="CODE")
        parser.add_argument("--by", default="all", help="all, numbers, import or reason")
        parser.add_argument("--value", default="", help="the numbers, the import or the reason")
        parser.add_argument("--where", nargs=4, metavar=("HOW", "T", "C", "TEXT"), help="contains, equals or missing")
        for name in ("fix", "tag", "code", "text", "to"):
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--indicators", metavar="II", default="##", help="of a new field; # for blank")

    def run(self, args: argparse.Namespace) -> int:
        where = dict(zip(("how", "tag", "code", "text"), args.where or ("", "", "", ""), strict=True))
        values = {name: getattr(args, name) for name in ("kind", "fix", "tag", "code", "text", "to")}
        edit = edit_batch.propose(
            actor=Actor.system(self.name),
            library_id=library_by_code(args.library).pk,
            selection={"by": args.by, "value": args.value, "where": where},
            operation=Operation(**values, indicators=f"{args.indicators.replace('#', ' '):2}"),
        )
        return self.finish(edit, args)


class Run(_Step):
    name = "batch-edit run"
    help = "Does what was counted. Records that changed since are skipped and named."

    def run(self, args: argparse.Namespace) -> int:
        edit = edit_for(Actor.system(self.name), args.id)
        edit_batch.run(actor=Actor.system(self.name), edit=edit)
        return self.finish(edit, args)


class Undo(_Step):
    name = "batch-edit undo"
    help = "Takes a batch edit back. Records that changed since stay and are named."

    def run(self, args: argparse.Namespace) -> int:
        edit = edit_for(Actor.system(self.name), args.id)
        edit_batch.undo(actor=Actor.system(self.name), edit=edit)
        return self.finish(edit, args)


class Show(_Step):
    name = "batch-edit show"
    help = "A batch edit with its counts."

    def run(self, args: argparse.Namespace) -> int:
        return self.tell(edit_for(Actor.system(self.name), args.id), args)


COMMANDS: list[type[Command]] = [New, Run, Undo, Show]
