"""`print` and `title-code` on the command line."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from lienthu.catalogue.print_queries import Selection
from lienthu.catalogue.printing import Wanted, What, made
from lienthu.catalogue.queries import title_codes
from lienthu.catalogue.rules.title_code import free_numbers, title_code
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.registry.queries import library_by_code


class Print(Command):
    name = "print"
    help = "labels, cards or registers of a library as PDF"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=[one.value for one in What], metavar="WHAT", help=", ".join(What))
        parser.add_argument("--library", required=True, metavar="CODE")
        parser.add_argument("--numbers", default="", help="accession numbers, one by one or in ranges")
        parser.add_argument("--since", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--until", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--volume", type=int, default=0, help="of the accession register, a thousand numbers each")
        parser.add_argument("--sheet", default="65", help="label sheet, or columns x rows : width x height (mm)")
        parser.add_argument("--skip", type=int, default=0, help="labels of the first sheet that are used up")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE")

    def run(self, args: argparse.Namespace) -> int:
        selection = Selection(args.numbers, args.since, args.until, max(args.volume, 0))
        wanted = Wanted(What(args.what), selection, args.sheet, max(args.skip, 0))
        content = made(Actor.system("lienthu print"), library_by_code(args.library), wanted)
        if args.output:
            args.output.write_bytes(content)
        if args.json:
            self.out_json({"bytes": len(content), "file": str(args.output) if args.output else None})
        elif not args.output:
            sys.stdout.buffer.write(content)
        return DONE


class TitleCodeOf(Command):
    name = "title-code"
    help = "the Vietnamese title code of a title"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("title")

    def run(self, args: argparse.Namespace) -> int:
        table = title_codes()
        found = title_code(args.title, table)
        gap = found.gap
        free = free_numbers(gap.rime, table) if gap and gap.rime else []
        if args.json:
            self.out_json({"code": found.code, "rime": gap.rime if gap else "", "free": free})
        elif found.code:
            self.out(found.code)
        elif gap:
            self.err(f"{gap.word} {gap.rime} {'-'.join(map(str, free[:1] + free[-1:]))}".strip())
        return DONE if found.code else FINDINGS


COMMANDS = [Print, TitleCodeOf]
