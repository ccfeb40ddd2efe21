"""`box …`: rotation boxes on the command line."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from lienthu.catalogue import box_statistics
from lienthu.catalogue import rotation_queries as queries
from lienthu.catalogue.actions import fill_box, keep_box, move_box, receive_box
from lienthu.catalogue.boxes_api import box_json
from lienthu.catalogue.handovers import minutes_pdf
from lienthu.catalogue.models import RotationBox
from lienthu.catalogue.models.rotation import BAR_WORDS
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Invalid
from lienthu.registry.queries import library_by_code


def _actor(verb: str) -> Actor:
    return Actor.system(f"lienthu box {verb}")


def _box(args: argparse.Namespace) -> RotationBox:
    return queries.box_for(_actor("show"), args.box)


def _codes(args: argparse.Namespace) -> list[str]:
    """Numbers from a file or standard input, one a line."""
    if args.file != "-" and not Path(args.file).is_file():
        raise Invalid("catalogue.file_missing", file=args.file)
    with sys.stdin.buffer if args.file == "-" else Path(args.file).open("rb") as stream:
        return codes_in(stream.read(2_000_000).decode("utf-8-sig", "replace"))


class _OfBox(Command):
    """A command about one box; it tells of the box as it is afterwards."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("box", metavar="ID")

    def tell(self, args: argparse.Namespace, box: RotationBox, **more: Any) -> None:
        box = queries.box_for(_actor("show"), box.public_id)
        counts = queries.counts_of([box]).get(box.pk, queries.Counts())
        said = box_json(box, counts)
        if args.json:
            self.out_json(said | more)
            return
        self.out(line_of(box, counts))
        for name, value in more.items():
            self.out(f"  {name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")


def line_of(box: RotationBox, counts: queries.Counts) -> str:
    where = box.to_library.code if box.to_library else box.holder.code
    inside = f"{counts.inside} (-{counts.missing})" if counts.missing else str(counts.inside)
    due = box.due_on.isoformat() if box.due_on else ""
    return (
        f"{box.public_id}  {box.code}  {box.name}  {box.library.code}  {box.state}  {where}  {inside}  {due}".rstrip()
    )


class List(Command):
    name = "box list"
    help = "Rotation boxes: identifier, code, name, owner, state, where, copies (missing), due."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--show", choices=queries.LISTS, default="open", metavar="LIST", help=", ".join(queries.LISTS)
        )
        parser.add_argument("--library", default="", metavar="CODE", help="only boxes of this library")

    def run(self, args: argparse.Namespace) -> int:
        boxes = queries.boxes_listed(_actor("list"), args.show)
        if args.library:
            boxes = boxes.filter(library=library_by_code(args.library))
        found = list(boxes)
        counts = queries.counts_of(found)
        none = queries.Counts()
        if args.json:
            self.out_json([box_json(box, counts.get(box.pk, none)) for box in found])
        else:
            for box in found:
                self.out(line_of(box, counts.get(box.pk, none)))
        return DONE


class New(_OfBox):
    name = "box new"
    help = "Makes an empty rotation box of a library."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("code", help="as it stands on the box")
        parser.add_argument("title", metavar="NAME")
        parser.add_argument("--library", required=True, metavar="CODE")

    def run(self, args: argparse.Namespace) -> int:
        library = library_by_code(args.library)
        self.tell(args, fill_box.make_box(actor=_actor("new"), library_id=library.pk, code=args.code, name=args.title))
        return DONE


class Fill(_OfBox):
    name = "box fill"
    help = "Puts copies of the owner into a box at home: accession numbers, one a line."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="a file, or - for standard input")

    def run(self, args: argparse.Namespace) -> int:
        box = _box(args)
        done = fill_box.fill_box(actor=_actor("fill"), box=box, codes=_codes(args))
        barred = [f"{number} ({BAR_WORDS[why]})" for number, why in done.barred]
        self.tell(args, box, added=done.added, barred=barred, unknown=done.unknown)
        return FINDINGS if barred or done.unknown else DONE


class Send(_OfBox):
    name = "box send"
    help = "Sends a box to a library, on to the next, or home (the owner's code)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--to", required=True, metavar="CODE")
        parser.add_argument("--due", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="not on the way home")
        parser.add_argument(
            "--remote", action="store_true", help="a remote place: the stay can be extended beyond six months"
        )
        parser.add_argument("--giver", default="", help="who hands it over")
        parser.add_argument("--note", default="")

    def run(self, args: argparse.Namespace) -> int:
        box, target = _box(args), library_by_code(args.to)
        sending = move_box.Sending(args.due, args.remote, args.giver, args.note)
        move_box.send_box(actor=_actor("send"), box=box, to_library_id=target.pk, sending=sending)
        self.tell(args, box)
        return DONE


class Receive(_OfBox):
    name = "box receive"
    help = "Receives a box: the scanned numbers, one a line. What is not among them is missing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", default="", help="a file, or - for standard input")
        parser.add_argument("--all", action="store_true", help="what was not scanned is there as listed")
        parser.add_argument("--receiver", default="", help="who receives it")
        parser.add_argument("--remark", default="")

    def run(self, args: argparse.Namespace) -> int:
        box, strays = _box(args), []
        actor = _actor("receive")
        if args.file:
            said = receive_box.check_copies(actor=actor, box=box, codes=_codes(args))
            strays = said.strays + said.ambiguous
        done = receive_box.receive_box(
            actor=actor, box=box, receiver=args.receiver, remark=args.remark, rest_is_here=args.all
        )
        self.tell(args, box, here=done.here, missing_now=done.missing, strays=strays)
        return FINDINGS if done.missing or strays else DONE


class CallBack(_OfBox):
    name = "box call-back"
    help = "Calls a box back that has not been received."

    def run(self, args: argparse.Namespace) -> int:
        box = _box(args)
        move_box.call_back(actor=_actor("call-back"), box=box)
        self.tell(args, box)
        return DONE


class Extend(_OfBox):
    name = "box extend"
    help = "A box stays longer at the library that has it; the reason stands in its history."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--until", type=dt.date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--reason", required=True, metavar="TEXT")

    def run(self, args: argparse.Namespace) -> int:
        box = _box(args)
        keep_box.extend_box(actor=_actor("extend"), box=box, due_on=args.until, reason=args.reason)
        self.tell(args, box)
        return DONE


class Rename(_OfBox):
    name = "box rename"
    help = "Another code or name on a box."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--code", default=None, help="as it stands on the box; without it, the one it has")
        parser.add_argument("--title", default=None, metavar="NAME", help="without it, the one it has")

    def run(self, args: argparse.Namespace) -> int:
        box = _box(args)
        code, name = (box.code if args.code is None else args.code), (box.name if args.title is None else args.title)
        keep_box.rename_box(actor=_actor("rename"), box=box, code=code, name=name)
        self.tell(args, box)
        return DONE


class Statistics(Command):
    name = "box statistics"
    help = "Boxes and copies that libraries sent and received in a period."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--since", type=dt.date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--until", type=dt.date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="a CSV file instead of lines")

    def run(self, args: argparse.Namespace) -> int:
        rows = box_statistics.statistics(_actor("statistics"), args.since, args.until)
        if args.output:
            args.output.write_bytes(box_statistics.written(rows))
        if args.json:
            self.out_json([asdict(row) for row in rows])
        elif not args.output:
            for row in rows:
                self.out("  ".join(str(value) for value in astuple(row)))
        return DONE


class Close(_OfBox):
    name = "box close"
    help = "Closes a box at home: its copies go back to their shelves, missing ones are lost."

    def run(self, args: argparse.Namespace) -> int:
        box = _box(args)
        fill_box.close_box(actor=_actor("close"), box=box)
        self.tell(args, box)
        return DONE


class Minutes(Command):
    name = "box minutes"
    help = "The minutes of a handover as PDF."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("box", metavar="ID")
        parser.add_argument("--number", type=int, default=0, metavar="N", help="of the handover; the last one")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE")

    def run(self, args: argparse.Namespace) -> int:
        box = _box(args)
        number = args.number or max(box.legs.values_list("number", flat=True), default=0)
        content = minutes_pdf(box, queries.leg_of(box, number))
        if args.output:
            args.output.write_bytes(content)
        if args.json:
            self.out_json({"bytes": len(content), "file": str(args.output) if args.output else None})
        elif not args.output:
            sys.stdout.buffer.write(content)
        return DONE


COMMANDS: list[type[Command]] = [
    List, New, Fill, Send, Receive, Extend, Rename, CallBack, Close, Minutes, Statistics,
]  # fmt: skip
