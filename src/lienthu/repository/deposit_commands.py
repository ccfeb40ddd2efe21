"""`lienthu deposit` on the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.commands import DONE, FAILED, FINDINGS, Command
from lienthu.kernel.errors import Invalid
from lienthu.kernel.sentences import sentence
from lienthu.registry.agencies import agency_by_code, agency_version_at
from lienthu.registry.queries import library_by_code
from lienthu.repository import bags, queries
from lienthu.repository.actions.hand_in import HandedIn, hand_in
from lienthu.repository.models import Deposit, DepositFile
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.sheets.standing import Standing, standing

_SHOWN = 20


class DepositFolder(Command):
    name = "deposit"
    help = (
        "Hands over a folder or a BagIt bag: checked, screened, made into documents. Whoever runs it says that nothing "
        "in it is a state secret and that it may be shared."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR|BAG")
        parser.add_argument("--agency", required=True, metavar="CODE", help="who hands it over")
        parser.add_argument(
            "--library",
            default="",
            metavar="CODE",
            help="who keeps it (default: the agency's own, else the provincial)",
        )
        parser.add_argument("--title", default="")
        parser.add_argument("--arrangement", default="", choices=["", *Deposit.Arrangement.values], metavar="HOW")
        parser.add_argument(
            "--sheet",
            type=Path,
            metavar="FILE",
            help="describes the files (xlsx, xls, ods, csv); default: metadata.* among them",
        )
        parser.add_argument("--cleared-by", default="", metavar="NAME", help="who answers for that, with position")
        parser.add_argument("--no-wait", action="store_true", help="leave the screening to the worker")

    def run(self, args: argparse.Namespace) -> int:
        agency = agency_by_code(args.agency)
        version = agency_version_at(agency, today())
        library_id = library_by_code(args.library).pk if args.library else queries.keeper_for(agency)
        package = bags.read(args.folder)
        by = args.cleared_by or package.info.get("Contact-Name") or version.name
        result = hand_in(
            actor=Actor.system("lienthu deposit"),
            package=package,
            library_id=library_id,
            agency=agency,
            clearance=Clearance(holds_secrets=False, may_share=True, name=by),
            title=args.title,
            arrangement=args.arrangement,
            sheet=_sheet(args.sheet),
            progress=lambda done: self._progress(done, len(package.files)),
        )
        if result.job is not None and not args.no_wait:
            jobs.follow(result.job, lambda job: self._progress(job.done, job.total or 0))
        result.deposit.refresh_from_db()
        return self._tell(args, package, result)

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} / {total} ")

    def _tell(self, args: argparse.Namespace, package: bags.Package, result: HandedIn) -> int:
        deposit = result.deposit
        refused = {
            file.path: sentence(file.fault, file.fault_params)
            for file in deposit.files.filter(state=DepositFile.State.REFUSED)
        } | {path: sentence(code, params) for path, (code, params) in result.faults.items()}
        taken = deposit.files.filter(state=DepositFile.State.TAKEN).count()
        sheet = standing(deposit) if deposit.sheet else None
        if args.json:
            self.out_json(_answer(package, result, taken, refused) | _sheet_answer(sheet))
        else:
            if sys.stderr.isatty():
                sys.stderr.write("\n")
            self._say(result, taken, refused)
            if sheet is not None:
                self._say_sheet(sheet)
        if result.unread:
            self.err(_("The deposit was closed before this sheet came; the sheet was not read."))
        if deposit.state == Deposit.State.FAILED:
            self.err(sentence(deposit.fault, deposit.fault_params))
            return FAILED
        if not deposit.files.exists():
            self.err(sentence("repository.deposit_empty"))
            return FAILED
        return FINDINGS if refused or result.unread or (sheet is not None and sheet.told_count) else DONE

    def _say_sheet(self, sheet: Standing) -> None:
        self.out(
            _("Sheet: %(described)s of %(rows)s rows describe something, %(loose)s files have no row.")
            % {"described": sheet.described, "rows": sheet.rows, "loose": sheet.loose_count}
        )
        for row in sheet.told[:_SHOWN]:
            self.out("  " + _("Row %(number)s") % {"number": row.number} + f": {' '.join(row.said)}")
        if sheet.told_count > _SHOWN:
            self.out(f"  … +{sheet.told_count - _SHOWN}")
        for path in sheet.loose[:_SHOWN]:
            self.out("  " + _("No row names %(path)s.") % {"path": path})

    def _say(self, result: HandedIn, taken: int, refused: dict[str, str]) -> None:
        deposit = result.deposit
        if result.known:
            self.out(_("Handed in before, as %(deposit)s.") % {"deposit": deposit.public_id})
        self.out(f"{deposit.title}: {deposit.get_state_display()}")
        self.out(ngettext("%(n)s file taken in", "%(n)s files taken in", taken) % {"n": taken})
        for path, why in list(refused.items())[:_SHOWN]:
            self.out(f"  {path}: {why}")
        if len(refused) > _SHOWN:
            self.out(f"  … +{len(refused) - _SHOWN}")
        self.out(reverse("repository:deposit", args=[deposit.public_id]))


def _sheet(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        raise Invalid("repository.no_such_file", name=str(path)[:200])
    return path


def _sheet_answer(sheet: Standing | None) -> dict[str, Any]:
    if sheet is None:
        return {}
    told = [{"row": row.number, "where": row.where, "messages": row.said} for row in sheet.told]
    counted = {"rows": sheet.rows, "described": sheet.described, "files_without_row": sheet.loose}
    return {"sheet": counted | {"told": told}}


def _answer(package: bags.Package, result: HandedIn, taken: int, refused: dict[str, str]) -> dict[str, Any]:
    deposit = result.deposit
    objects = deposit.files.exclude(object=None).order_by("object_id").values_list("object__public_id", flat=True)
    return {
        "deposit": deposit.public_id,
        "state": deposit.state,
        "known": result.known,
        "bag": package.is_bag,
        "files": len(package.files),
        "taken": taken,
        "refused": [{"path": path, "message": why} for path, why in refused.items()],
        "skipped": package.skipped,
        "objects": list(objects.distinct()),
        "fingerprint": deposit.fingerprint,
        "receipt": reverse("repository:receipt", args=[deposit.public_id]),
    }


COMMANDS = [DepositFolder]
