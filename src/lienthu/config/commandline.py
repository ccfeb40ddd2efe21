"""One parser over the commands that the rooms list."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from django.utils import translation

from lienthu.config.rooms import modules
from lienthu.kernel.commands import FAILED, Command
from lienthu.kernel.errors import expected
from lienthu.kernel.sentences import sentence


def run(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    command: Command = args.command
    with translation.override(args.language):
        try:
            return command.run(args)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        except KeyboardInterrupt:
            return 130
        except Exception as error:
            known = expected(error)
            if known is None:
                raise
            command.err(sentence(known.code, known.params))
            return FAILED


def commands() -> list[Command]:
    return [command() for module in modules("commands").values() for command in module.COMMANDS]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lienthu", description="The library network's command.")
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    top = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in sorted(commands(), key=lambda each: each.name):
        *group, name = command.name.split()
        where = top
        if group:
            if group[0] not in groups:
                holder = top.add_parser(group[0], help=f"{group[0]} …")
                groups[group[0]] = holder.add_subparsers(metavar="COMMAND", required=True)
            where = groups[group[0]]
        sub = where.add_parser(name, help=command.help, description=command.help)
        sub.add_argument("--json", action="store_true", help="answer for machines")
        sub.add_argument("--language", choices=["vi", "en"], default=os.environ.get("LIENTHU_LANGUAGE", "vi"))
        command.add_arguments(sub)
        sub.set_defaults(command=command)
    return parser
