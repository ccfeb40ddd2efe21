"""`fixity run` and `fixity report`."""

from __future__ import annotations

import argparse
import sys

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FAILED, FINDINGS, Command
from lienthu.kernel.models import Job
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import library_by_code
from lienthu.repository import fixity_queries
from lienthu.repository.actions.check_fixity import check_fixity
from lienthu.repository.stores import MASTERS
from lienthu.ui.formats import count

_ACTOR = Actor.system("lienthu fixity")
_MOST = 100_000


class FixityRunCommand(Command):
    name = "fixity run"
    help = "reads masters again and names those that have changed or are missing (exit code 1)"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--library", metavar="CODE", default="", help="only this library's")
        parser.add_argument("--due", action="store_true", help="only those whose time has come")
        parser.add_argument("--gently", action="store_true", help="keep to the rate of the settings")

    def run(self, args: argparse.Namespace) -> int:
        library = library_by_code(args.library).pk if args.library else None
        job = check_fixity(actor=_ACTOR, library_id=library, everything=not args.due, limited=args.gently)
        jobs.follow(job, _told)
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        if job.state != Job.State.DONE:
            self.err(sentence(job.error_code, job.error_params) if job.error_code else job.note)
            return FAILED
        return tell(self, args)


def _told(job: Job) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{job.done} / {job.total or 0} ")


class FixityReportCommand(Command):
    name = "fixity report"
    help = "what is known of the masters: read in time or not, and every one that is not sound (exit code 1)"

    def run(self, args: argparse.Namespace) -> int:
        return tell(self, args)


def tell(command: Command, args: argparse.Namespace) -> int:
    found = fixity_queries.report(_ACTOR, _MOST)
    if args.json:
        command.out_json(fixity_queries.as_json(found))
        return FINDINGS if found.fault_count else DONE
    command.out(_summary(found))
    for fault in found.faults:
        command.out(f"{fault.file.object.public_id}  {fault.file.name}  {fault.get_kind_display()}")
        command.out(f"  {MASTERS.relative(fault.file.sha256)}")
        command.out("  " + _("should be: %(sha256)s") % {"sha256": fault.file.sha256})
        command.out("  " + _("is: %(found)s") % {"found": fault.found or fault.detail or "-"})
    return FINDINGS if found.fault_count else DONE


def _summary(found: fixity_queries.Report) -> str:
    said = (
        ngettext("%(n)s master", "%(n)s masters", found.files) % {"n": count(found.files)},
        filesizeformat(found.bytes),
        _("%(n)s overdue") % {"n": count(found.overdue)},
        _("%(n)s not sound") % {"n": count(found.fault_count)},
    )
    return ", ".join(said)


COMMANDS = [FixityRunCommand, FixityReportCommand]
